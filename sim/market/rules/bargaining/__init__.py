"""What each side of a negotiation has without agreement."""
