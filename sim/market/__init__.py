"""The world: agents, offers, contracts, payments, and the month that moves them."""
