"""Laws of compute: what it costs its owner, what labs buy for training, and on which clouds."""
