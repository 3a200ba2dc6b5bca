"""Laws of the market, one per file: pure functions of arrays, no state, no agents."""
