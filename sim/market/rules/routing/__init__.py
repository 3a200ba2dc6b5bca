"""How apps spread their requests over the models that they may use."""
