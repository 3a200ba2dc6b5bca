"""Many replications: one scenario over its seeds, and several scenarios over the same seeds."""
