"""How lab and app fix the price of a licence."""
