"""Names, numbers and headlines as people read them."""
