"""What is measured each month; nothing here is read by a rule."""
