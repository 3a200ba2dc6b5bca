"""What is on offer, where, at whose cost, and what is served."""
