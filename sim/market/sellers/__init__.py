"""Labs, clouds and apps: their technology, capacity and routing."""
