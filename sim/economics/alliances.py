"""What a bundle of clauses is worth over its term, what capital is worth, and when a clause is given or bought back.

Formulas::

    E58  PV = sum_i w_i flow(t_i): flows are linear between the dates at which they are known
         with one date, PV = flow x annuity
    E59  lambda = max(1, PV of what one more dollar of training earns), where the lab cannot raise money at its value
    E60  a clause is given iff lambda PV(G) >= PV(L);  K = beta PV(G) + (1 - beta) PV(L) / lambda
    E61  it is bought back where PV(L) >= lambda PV(G) and each side gains more than c_neg

What decides is the margin of E22 and K is the payment of E21, both on present values (`economics/bargaining.py`): money
up front is worth lambda to a lab that is short of it.
"""

import math
from collections.abc import Sequence

import numpy as np

from sim.arrays import Array

MONTHS_PER_YEAR = 12.0
# Discounting over a term below which a series is exact, and below which there is none, log points.
_SMALL, _NONE = 1e-3, 1e-15


def monthly_rate(yearly_rate: float) -> float:
    """Rate at which value is discounted each month, continuously compounded, from a rate per year."""
    return math.log1p(yearly_rate) / MONTHS_PER_YEAR


def annuity_factor(months: float, yearly_rate: float) -> float:
    """Present value of one dollar a month over some months (E58).

    Parameters
    ----------
    months : float
        Length of the term; 0 gives 0.
    yearly_rate : float
        Discount rate per year.
    """
    rate = monthly_rate(yearly_rate)
    return float(months) if rate * months < _NONE else -math.expm1(-rate * months) / rate


def date_weights(dates: Sequence[float], months: float, yearly_rate: float) -> Array:
    """Weights that turn flows at some dates into their present value over a term (E58).

    Flows are linear between dates and constant after the last one.

    Parameters
    ----------
    dates : sequence of float
        Months from now, rising from 0; those after the end of the term count as far as the line to them does.
    months : float
        Length of the term.
    yearly_rate : float
        Discount rate per year.

    Returns
    -------
    array, shape (dates,)
        Months; sums to the annuity.
    """
    weights = np.zeros(len(dates))
    for number, start in enumerate(dates):
        if start >= months:
            break
        if number + 1 == len(dates):
            rest = annuity_factor(months - start, yearly_rate)
            weights[number] += math.exp(-monthly_rate(yearly_rate) * start) * rest
            break
        left, right = _linear_weights(start, dates[number + 1], min(dates[number + 1], months), yearly_rate)
        weights[number] += left
        weights[number + 1] += right
    return weights


def _linear_weights(start: float, other: float, end: float, yearly_rate: float) -> tuple[float, float]:
    """Weights of the flows at `start` and `other` on the line between them, from `start` to `end`."""
    rate, length = monthly_rate(yearly_rate), end - start
    discount = math.exp(-rate * start)
    right = discount * _first_moment(rate, length) / (other - start)
    return discount * annuity_factor(length, yearly_rate) - right, right


def _first_moment(rate: float, length: float) -> float:
    """Integral of t exp(-rate t) from 0 to `length`; a series where the closed form would cancel."""
    x = rate * length
    if x < _SMALL:
        return length**2 * (0.5 - x / 3.0 + x**2 / 8.0 - x**3 / 30.0)
    return (-math.expm1(-x) - x * math.exp(-x)) / rate**2


def worth_of_capital(return_on_training: float, *, is_bound: bool) -> float:
    """Worth of a dollar up front to a lab (lambda, E59).

    Parameters
    ----------
    return_on_training : float
        Present value of what one more dollar of training earns the lab.
    is_bound : bool
        Whether the lab cannot raise the dollar at its value.
    """
    return max(1.0, return_on_training) if is_bound else 1.0


def is_worth_changing(joint_gain: float, *, lab_weight: float, negotiation_cost: float) -> bool:
    """Whether each side's part of a gain exceeds the cost of negotiating it (E61).

    Parameters
    ----------
    joint_gain : float
        Present value of what both gain together, in money: bn USD.
    lab_weight : float
        Bargaining weight of the lab.
    negotiation_cost : float
        One-off cost to each side (c_neg), bn USD.
    """
    return min(lab_weight, 1.0 - lab_weight) * joint_gain > negotiation_cost
