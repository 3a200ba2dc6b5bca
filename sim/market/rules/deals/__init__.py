"""Which owners look for others to buy."""
