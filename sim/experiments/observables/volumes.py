"""Clouds, tokens, and how fast the price of a given capability falls."""

import numpy as np

from sim.arrays import Array
from sim.experiments.observables.names import API, clouds, labs, with_apps
from sim.experiments.observations import MarketTables, Observable, Period, by_month
from sim.experiments.observations.observable import FACTOR, MONEY, SHARE, TOKENS

_MONTHS_PER_YEAR = 12


def cloud_share(tables: MarketTables, entity: str, segment: str) -> Array:  # noqa: ARG001 - of the whole market
    """Return a cloud's part of what all clouds take."""
    return tables.series("market_revenue", "cloud", entity) / tables.series("cloud_revenue")


def cloud_revenue(tables: MarketTables, entity: str, segment: str) -> Array:  # noqa: ARG001 - of the whole market
    """Return what all clouds take."""
    return tables.series("cloud_revenue")


def tokens(tables: MarketTables, entity: str, segment: str) -> Array:
    """Return a lab's tokens, without or with those of its owner's apps."""
    return tables.series("direct_volume" if segment == API else "own_volume", "owner", entity)


def price_decline(tables: MarketTables, entity: str, segment: str, period: Period) -> float:  # noqa: ARG001 - of all
    """Return by which factor a year the cheapest price falls at the best capability sold in the first month."""
    names = list(tables.scenario.parameters.models)
    if period.end > tables.months:
        return np.nan
    prices = np.array([tables.series("price", "model", name) for name in names])
    capability = np.array([tables.series("capability", "model", name) for name in names])
    first, last = period.first, period.end - 1
    sold = np.isfinite(prices[:, first])
    if not sold.any() or last == first:
        return np.nan
    best = int(np.flatnonzero(sold)[np.argmax(capability[sold, first])])
    as_good = np.isfinite(prices[:, last]) & (capability[:, last] >= capability[best, first])
    if not as_good.any():
        return np.nan
    fall = prices[best, first] / prices[as_good, last].min()
    return float(fall ** (_MONTHS_PER_YEAR / (last - first)))


VOLUMES = (
    Observable(
        "cloud_share",
        "clouds",
        SHARE,
        "Part of what all clouds take for base cloud and GPU-hours, clouds that sell no AI included",
        by_month(cloud_share),
        "cloud",
        clouds,
        aggregates=("mean", "end"),
    ),
    Observable(
        "cloud_revenue",
        "clouds",
        MONEY,
        "What all clouds take for base cloud and GPU-hours",
        by_month(cloud_revenue),
    ),
    Observable(
        "tokens",
        "tokens",
        TOKENS,
        "Tokens of the lab's models sold as such (api), or with those of its owner's apps (everything)",
        by_month(tokens),
        "lab",
        labs,
        with_apps,
        aggregates=("mean", "end", "sum"),
    ),
    Observable(
        "price_decline",
        "prices",
        FACTOR,
        "Times per year by which the cheapest price falls at the best capability on sale in the first month",
        price_decline,
        aggregates=("mean",),
    ),
)
