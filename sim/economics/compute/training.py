"""How much labs and owners spend on training, and the compute it buys (E51, E52).

Formulas::

    E51  compute = dollars / compute_price efficiency;  capability gains training_effect ln(1 + compute / reference)
    E52  lab:    budget = min(limit, max(floor, share receipts + (cash - reserve) / plan))
         owner:  budget = max(floor, share AI receipts + insurance exposure)

The gain itself is that of E24, with compute in place of dollars.
"""

import numpy as np

from sim.arrays import Array


def training_compute(dollars: float | Array, compute_price: float | Array, efficiency: float | Array) -> Array:
    """Effective GPU-hours that a training budget buys, bn per month (E51).

    Parameters
    ----------
    dollars : float or array
        Bn USD per month.
    compute_price : float or array
        USD per GPU-hour.
    efficiency : float or array
        What an hour achieves relative to one at the start.
    """
    return np.asarray(dollars) / compute_price * efficiency


def lab_training_budget(
    receipts: float, cash: float, *, floor: float, share: float, reserve: float, plan: float, limit: float
) -> float:
    """Training budget of a lab that lives on its receipts and on investors, bn USD per month (E52).

    Parameters
    ----------
    receipts : float
        Bn USD per month.
    cash : float
        Bn USD.
    floor : float
        Least that the lab spends, bn USD per month.
    share : float
        Part of receipts that goes into training.
    reserve : float
        Cash that the lab keeps, bn USD; below it training is cut.
    plan : float
        Months over which cash above the reserve is spent.
    limit : float
        Most that the lab can pay (E27), bn USD per month; it also binds the floor.
    """
    return min(limit, max(floor, share * receipts + (cash - reserve) / plan))


def owner_training_budget(
    ai_receipts: float, exposure: float, *, floor: float, share: float, insurance: float
) -> float:
    """Training budget of an owner with another business, bn USD per month (E52).

    Parameters
    ----------
    ai_receipts : float
        What the owner earns with AI, bn USD per month.
    exposure : float
        Profit that the owner would lose without its main supplier of models (E38), bn USD per month.
    floor : float
        Least that the owner spends, bn USD per month.
    share : float
        Part of AI receipts that goes into training.
    insurance : float
        Training per dollar of exposure.
    """
    return max(floor, share * ai_receipts + insurance * exposure)
