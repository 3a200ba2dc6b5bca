"""Purchases and reviews."""

from sim.market.purchases import Purchase


def test_a_purchase_is_named_after_both():
    assert Purchase("a", "b", 1.0, 0.1).name == "a>b"
