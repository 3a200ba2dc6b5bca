"""At what price a lab licenses a model to an app.

Formulas::

    markup:               w = (1 + markup) unit_cost / (1 - revenue_share)
    bargained:            w - cost = b / (alpha (1 - s) (b (1 - s) + 1 - b)),  b = lab_weight
    take it or leave it:  w - cost = 1 / (alpha (1 - s)^2);  p - w = 1 / (alpha (1 - s)),  s = share served at p
    until the next date:  max(w, cost of the month),  because a lab may decline to serve below its cost
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit


def cost_after_revenue_share(unit_cost: float, revenue_share: float) -> float:
    """What a lab must be paid to cover its cost, USD per Mtok.

    Parameters
    ----------
    unit_cost : float
        Compute cost of the lab, USD per Mtok.
    revenue_share : float
        Part of its revenue that the lab passes on to partners.
    """
    return unit_cost / (1.0 - revenue_share)


def markup_wholesale_price(unit_cost: float, revenue_share: float, markup: float) -> float:
    """Price at a markup over the lab's cost, revenue share included, USD per Mtok.

    Parameters
    ----------
    unit_cost : float
        Compute cost of the lab, USD per Mtok.
    revenue_share : float
        Part of its revenue that the lab passes on to partners.
    markup : float
        Markup over the cost, as a share of it.
    """
    return (1.0 + markup) * unit_cost / (1.0 - revenue_share)


def _bargained_chain(
    price_sensitivity: float, unit_cost: float, utility: float, lab_weight: float
) -> tuple[float, float, float]:
    """Wholesale price, price and share when the two sides bargain over the wholesale price.

    Where the app adds 1 / (alpha (1 - s)), the log of the Nash product is concave in the wholesale price w and flat at
    w - c = b / (alpha (1 - s) (b (1 - s) + 1 - b)); the share solves this together with demand.
    """
    from scipy.optimize import brentq  # slow to import, and few scenarios need it

    def lab_margin(left: float) -> float:
        return lab_weight / (left * (lab_weight * left + (1.0 - lab_weight)))

    def excess_demand(log_odds: float) -> float:
        left = 1.0 / (1.0 + np.exp(log_odds))
        return utility - price_sensitivity * unit_cost - lab_margin(left) - 1.0 / left - log_odds

    surplus = abs(utility - price_sensitivity * unit_cost)
    share = float(expit(brentq(excess_demand, -surplus - 10.0, surplus + 10.0, xtol=1e-14, rtol=1e-14)))
    wholesale_price = unit_cost + lab_margin(1.0 - share) / price_sensitivity
    return wholesale_price, wholesale_price + 1.0 / (price_sensitivity * (1.0 - share)), share


def bargained_price(price_sensitivity: float, unit_cost: float, utility: float, lab_weight: float) -> float:
    """Wholesale price that lab and app bargain over, when neither earns anything without the other, USD per Mtok.

    The Nash solution over a linear price (Horn and Wolinsky 1988), the app being the only seller to logit demand. With
    all the weight at the lab it is the one-sided offer of `chain_price`; with none it is the lab's cost.

    Parameters
    ----------
    price_sensitivity, unit_cost, utility : float
        As for `chain_price`.
    lab_weight : float
        Bargaining weight of the lab, 0 to 1.
    """
    return _bargained_chain(price_sensitivity, unit_cost, utility, lab_weight)[0]


def chain_price(price_sensitivity: float, unit_cost: float, utility: float) -> tuple[float, float, float]:
    """One-sided wholesale offer to an app that faces logit demand (double marginalisation, Spengler 1950).

    The app adds 1 / (alpha (1 - s)) to the wholesale price, so the lab sets w - c = 1 / (alpha (1 - s)^2).

    Parameters
    ----------
    price_sensitivity : float
        Alpha of the app's buyers, utils per USD per Mtok.
    unit_cost : float
        The lab's cost, revenue share included, USD per Mtok.
    utility : float
        Utility of the app at price 0 above doing without, utils.

    Returns
    -------
    wholesale_price, price, share : float
        What the app pays, what it charges, and the share of buyers it serves.
    """
    return _bargained_chain(price_sensitivity, unit_cost, utility, 1.0)


@dataclass(frozen=True)
class Negotiation:
    """What the two sides know when they fix a wholesale price.

    Attributes
    ----------
    unit_cost : float
        Compute cost of the lab, USD per Mtok.
    revenue_share : float
        Part of its revenue that the lab passes on to partners.
    markup : float
        Markup over cost in the contract.
    price_sensitivity, utility : float
        Price sensitivity of the app's buyers, and its utility to them at price 0 above their alternatives.
    lab_weight : float
        Bargaining weight of the lab, 0 to 1.
    """

    unit_cost: float
    revenue_share: float
    markup: float
    price_sensitivity: float
    utility: float
    lab_weight: float = 0.5

    @property
    def cost_after_revenue_share(self) -> float:
        """What the lab must be paid to cover its cost, revenue share included, USD per Mtok."""
        return cost_after_revenue_share(self.unit_cost, self.revenue_share)
