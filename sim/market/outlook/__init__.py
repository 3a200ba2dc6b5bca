"""What firms expect the market to come to under other contracts, owners or products."""
