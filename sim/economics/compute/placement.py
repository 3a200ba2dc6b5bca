"""On which clouds labs buy compute under their contracts (E53).

Formulas::

    tied           the partner's clouds, even where they are full
    first refusal  the partner's clouds as far as they have room; max(0, need - room) elsewhere
    free           the cheapest cloud with room first
    what finds no room anywhere asks in proportion to capacity where it may, and is rationed there (E13)
"""

import numpy as np

from sim.arrays import Array, Flags


def place_compute(
    need: Array, tied: Flags, first_refusal: Flags, partner: Flags, room: Array, capacity: Array, price: Array
) -> Array:
    """Compute that each lab asks of each cloud; every lab asks for exactly its need (E53).

    Labs that are tied, or must ask their partner first, come first there. Labs of the same rank share what room there
    is in proportion to what they still need.

    Parameters
    ----------
    need : array, shape (labs,)
        Compute that each lab wants, bn GPU-hours per month.
    tied, first_refusal : bool array, shape (labs,)
        Labs with such a clause; all others are free. A clause binds only a lab that has a partner with a cloud.
    partner : bool array, shape (labs, clouds)
        Clouds of the lab's partner.
    room, capacity, price : array, shape (clouds,)
        Compute still to be had and owned, bn GPU-hours per month; USD per GPU-hour.

    Returns
    -------
    array, shape (labs, clouds)
        Bn GPU-hours per month.
    """
    bound = partner & (tied | first_refusal)[:, None]
    placed, left, room = _fill(need, bound, room, price)
    stays = tied & partner.any(axis=1)
    elsewhere = np.where((first_refusal & ~tied)[:, None], ~partner, True) & ~stays[:, None]
    more, left, _ = _fill(left, elsewhere, room, price)
    where = np.where(stays[:, None], partner, np.where(elsewhere.any(axis=1)[:, None], elsewhere, partner))
    weight = where * capacity
    total = weight.sum(axis=1, keepdims=True)
    spread = np.where(total > 0.0, weight, where) / np.where(total > 0.0, total, where.sum(axis=1, keepdims=True))
    return placed + more + left[:, None] * spread


def _fill(need: Array, may: Flags, room: Array, price: Array) -> tuple[Array, Array, Array]:
    """Fill clouds from the cheapest on: what is placed, what is left of needs, and what is left of room."""
    placed, left, room = np.zeros(may.shape), need.copy(), np.maximum(room, 0.0)
    for cloud in np.argsort(price, kind="stable"):
        asked = left * may[:, cloud]
        total = asked.sum()
        taken = asked if total <= room[cloud] else asked * (room[cloud] / total)
        placed[:, cloud] = taken
        left = left - taken
        room[cloud] = max(0.0, room[cloud] - taken.sum())
    return placed, left, room
