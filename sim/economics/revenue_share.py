"""Revenue share with a cap (E17) and take-or-pay (E18).

Formulas::

    E17  due = min(rate revenue, cap - paid before)
    E18  shortfall = max(committed - usage, 0)
"""


def revenue_share_due(revenue: float, rate: float, cap: float | None, paid_before: float) -> float:
    """Revenue share to pay: the rate on revenue, until the cap is reached (E17).

    Parameters
    ----------
    revenue : float
        The lab's model revenue this month, bn USD.
    rate : float
        Revenue share.
    cap : float or None
        Total after which nothing more is due, bn USD; None for no cap.
    paid_before : float
        Total paid so far, bn USD.
    """
    due = rate * revenue
    return due if cap is None else min(due, max(cap - paid_before, 0.0))


def marginal_rate(rate: float, cap: float | None, paid_before: float) -> float:
    """Revenue share on the next dollar: 0 once the cap is reached (E17)."""
    return 0.0 if cap is not None and paid_before >= cap else rate


def take_or_pay_shortfall(usage: float, committed: float) -> float:
    """What a lab owes beyond its use when it has committed to compute (E18).

    Parameters
    ----------
    usage : float
        Value of compute used this month, bn USD.
    committed : float
        Compute committed for this month, bn USD.
    """
    return max(committed - usage, 0.0)
