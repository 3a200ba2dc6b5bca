"""Who has no other business that pays lives on what investors give (E28 to E31)."""


def can_run_out_of_cash(is_funded: bool, cash: float, burn: float) -> bool:
    """Whoever investors fund can."""
    del cash, burn
    return is_funded
