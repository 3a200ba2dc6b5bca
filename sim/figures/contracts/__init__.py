"""Figures of contracts, alliances, bargaining and finance."""
