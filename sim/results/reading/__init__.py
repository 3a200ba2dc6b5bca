"""Reading the frames of a result: series, contracts, ties, money, events."""
