"""Purchase options, takeovers, their review, and entry: who comes to own what."""
