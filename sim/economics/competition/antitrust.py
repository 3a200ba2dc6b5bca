"""When a regulator worries about a merger, and how likely it is to block it (E34).

Formulas::

    presumption = rise of the index > 100 and (index after > 1800 or merged share > 30 %)
    Pr(block) = 1 / (1 + exp(-(intercept + weights of the concerns found)))

The concerns are those of the US Merger Guidelines 2023: concentration, foreclosure of rivals, and a series of deals.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from sim.arrays import Array
from sim.economics.competition.concentration import herfindahl, merger_increase


@dataclass(frozen=True)
class Flags:
    """What a review has found.

    Attributes
    ----------
    presumption : bool
        The merger makes a market concentrated.
    gateway : bool
        The merged firm could keep rivals from a product they need, and would gain by it.
    serial : bool
        The merger is one of a series.
    """

    presumption: bool
    gateway: bool
    serial: bool


def structural_presumption(
    shares: Array,
    first: int,
    second: int,
    *,
    hhi_threshold: float = 1800.0,
    rise_threshold: float = 100.0,
    share_threshold: float = 30.0,
) -> bool:
    """Whether a merger is presumed to harm (Guideline 1).

    Parameters
    ----------
    shares : array, shape (owners,)
        Market shares, any scale.
    first, second : int
        Owners that merge.
    hhi_threshold, rise_threshold : float
        Herfindahl index after the merger, and its rise, in squared percentage points.
    share_threshold : float
        Share of the merged firm, percent.

    Returns
    -------
    bool
        True where the rise is above its threshold, and so is the index after the merger or the merged firm's share.
    """
    rise = merger_increase(shares, first, second)
    after = herfindahl(shares) + rise
    merged = 100.0 * float(shares[first] + shares[second]) / float(np.sum(shares))
    return rise > rise_threshold and (after > hhi_threshold or merged > share_threshold)


def gateway_concern(related_share: float, foreclosure_gain: float, *, share_threshold: float) -> bool:
    """Whether the buyer could shut rivals out of a product they need, and would want to (Guideline 5).

    Parameters
    ----------
    related_share : float
        Share of the gateway that the buyer would hold, in the unit of `share_threshold`.
    foreclosure_gain : float
        Rise of the buyer's profit when rivals are removed from the gateway and prices settle, bn USD per month.
    share_threshold : float
        Share from which on the buyer is able to.
    """
    return related_share >= share_threshold and foreclosure_gain > 0.0


def serial_concern(recent_deals: int, *, deals: int) -> bool:
    """Whether the merger is one of a series (Guideline 8).

    Parameters
    ----------
    recent_deals : int
        Deals of the buyer in the period that the regulator looks back on.
    deals : int
        Deals that make a series.
    """
    return recent_deals >= deals


def block_probability(
    flags: Flags,
    *,
    intercept: float = -2.5,
    presumption_weight: float = 2.0,
    gateway_weight: float = 2.0,
    serial_weight: float = 1.0,
) -> float:
    """Probability that the regulator blocks a merger: a logit in what its review has found (E34).

    Parameters
    ----------
    flags : Flags
        Findings.
    intercept : float
        Log odds without any concern.
    presumption_weight, gateway_weight, serial_weight : float
        Log odds that each concern adds.
    """
    log_odds = (
        intercept
        + presumption_weight * flags.presumption
        + gateway_weight * flags.gateway
        + serial_weight * flags.serial
    )
    return float(expit(log_odds))
