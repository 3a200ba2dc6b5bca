"""What a run leaves behind: tables, outcomes, the manifest and the folder that holds them."""
