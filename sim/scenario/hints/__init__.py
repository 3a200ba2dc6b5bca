"""What a scenario sets that can do nothing."""
