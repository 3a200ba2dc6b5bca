"""Whether an owner can run out of cash."""
