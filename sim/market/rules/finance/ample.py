"""Investors pay for everything (E28)."""


def can_run_out_of_cash(is_funded: bool, cash: float, burn: float) -> bool:
    """Nobody can."""
    del is_funded, cash, burn
    return False
