"""Laws that competition authorities use."""
