"""Pages about the model that are made from its code: parameters, the model in ODD form, starter scenarios."""
