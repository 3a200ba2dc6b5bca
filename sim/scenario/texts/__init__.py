"""What people and editors read of a scenario."""
