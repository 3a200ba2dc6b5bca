"""What a scenario may say: every parameter with its unit, bounds, source and law."""
