"""Where a difference between two scenarios comes from: shares of its causes."""
