"""How prices are posted."""
