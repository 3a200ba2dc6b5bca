"""Figures of one run or comparison: prices, shares, payments, networks."""
