"""GPU capacity: waiting, rationing, compute price and orders (E12 to E15).

Formulas::

    E12  wait = service_time P(all servers busy) / (servers (1 - utilisation))
    E13  served = committed part, then the rest scaled by (capacity - committed) / rest
    E14  next price = max(price exp(price_adjustment (utilisation - target)), resource_cost (1 + floor margin))
    E15  order = need exp(lead growth) / target - capacity - pipeline, between 0 and the limit
"""

import numpy as np
from scipy.special import gammaincc, gammaln, xlogy

from sim.arrays import Array

CONGESTED = 0.98
HEAVIEST_LOAD = 2.0


def lost_share(offered: float | Array, servers: int) -> Array:
    """Share of requests lost when `servers` serve without a queue (Erlang B).

    Parameters
    ----------
    offered : float or array
        Offered load, in servers' worth of work.
    servers : int
        Number of servers.
    """
    load = np.asarray(offered, dtype=float)
    poisson = np.exp(xlogy(servers, load) - gammaln(servers + 1) - load)
    return np.asarray(poisson / gammaincc(servers + 1, load))


def waiting_probability(utilisation: float | Array, servers: int) -> Array:
    """Share of requests that wait in a queue with `servers` servers (Erlang C).

    Parameters
    ----------
    utilisation : float or array
        Load over servers, below 1.
    servers : int
        Number of servers.
    """
    busy = np.asarray(utilisation, dtype=float)
    blocked = lost_share(busy * servers, servers)
    return np.asarray(blocked / (1.0 - busy * (1.0 - blocked)))


def queueing_delay(utilisation: float | Array, servers: int, service_time: float) -> Array:
    """Mean time a request waits before it is served, in seconds (E12).

    E12 names Sakasegawa's approximation; this is the exact queue that it approximates. Utilisation is read up to 98 %:
    above that requests are rationed instead.

    Parameters
    ----------
    utilisation : float or array
        Compute used over capacity.
    servers : int
        Servers that share the queue.
    service_time : float
        Seconds to serve one request.
    """
    busy = np.minimum(np.asarray(utilisation, dtype=float), CONGESTED)
    return service_time * waiting_probability(busy, servers) / (servers * (1.0 - busy))


def ration(need: Array, capacity: float, committed: Array) -> Array:
    """Serve what capacity allows: committed volume first, the rest in proportion (E13).

    Parameters
    ----------
    need : array, shape (customers,)
        Compute that each customer asks for.
    capacity : float
        Compute that there is.
    committed : array, shape (customers,)
        Compute that each customer has a right to.

    Returns
    -------
    array, shape (customers,)
        Compute served; sums to no more than `capacity`.
    """
    if need.sum() <= capacity:
        return need.copy()
    if capacity <= 0.0:
        return np.zeros_like(need)
    first = np.minimum(need, committed)
    if first.sum() >= capacity:
        return first * (capacity / first.sum())
    rest = need - first
    return first + rest * ((capacity - first.sum()) / rest.sum())


def next_compute_price(
    compute_price: Array,
    utilisation: Array,
    resource_cost: Array,
    *,
    price_adjustment: float,
    target_utilisation: float,
    price_floor_margin: float,
) -> Array:
    """Move the price of a GPU-hour with utilisation, never below cost plus the floor margin (E14).

    Load beyond twice the capacity counts as twice, so that a month moves the price by a bounded factor.

    Parameters
    ----------
    compute_price, utilisation, resource_cost : array, shape (clouds,)
        USD per GPU-hour; compute used over capacity; USD per GPU-hour.
    price_adjustment, target_utilisation, price_floor_margin : float
        Response of the log price; utilisation at which the price rests; lowest margin over cost.
    """
    load = np.minimum(utilisation, HEAVIEST_LOAD)
    moved = compute_price * np.exp(price_adjustment * (load - target_utilisation))
    return np.maximum(moved, lowest_compute_price(resource_cost, price_floor_margin))


def lowest_compute_price(resource_cost: float | Array, price_floor_margin: float) -> Array:
    """Price of a GPU-hour below which no cloud sells, USD (E14)."""
    return np.asarray(resource_cost * (1.0 + price_floor_margin))


def wanted_orders(
    need: Array,
    growth: Array,
    capacity: Array,
    pipeline: Array,
    *,
    lead: int,
    target_utilisation: float,
    limit: float,
) -> Array:
    """Capacity that clouds want to order so that they meet their target when it arrives (E15).

    Parameters
    ----------
    need, capacity, pipeline : array, shape (clouds,)
        Compute used now, owned, and on order, bn GPU-hours per month.
    growth : array, shape (clouds,)
        Expected monthly growth of need, log points.
    lead : int
        Months from order to arrival.
    target_utilisation : float
        Utilisation aimed for.
    limit : float
        Most that a cloud orders in a month.
    """
    expected = need * np.exp(lead * growth) / target_utilisation
    return np.clip(expected - capacity - pipeline, 0.0, limit)


def share_supply(orders: Array, supply: float) -> Array:
    """Cut orders in proportion when GPU makers cannot deliver them all (E15)."""
    total = orders.sum()
    return orders.copy() if total <= supply else orders * (supply / total)
