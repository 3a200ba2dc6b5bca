"""The report of a result: one HTML file, and the figures as files."""
