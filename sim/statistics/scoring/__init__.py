"""How far runs are from what was observed, against rivals that need no model."""
