"""Closed forms that the model itself does not need: exact answers to hold its laws against."""

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import lambertw

from sim.arrays import Array
from sim.economics.alliances import is_worth_changing
from sim.economics.bargaining import transfer
from sim.economics.options import call_value


def nash_split(surplus: float, disagreement_a: float, disagreement_b: float, weight_a: float) -> tuple[float, float]:
    """Payoffs of two sides that divide a surplus by the Nash bargaining solution (Nash 1950).

    Parameters
    ----------
    surplus : float
        What the two have together when they agree, bn USD per month.
    disagreement_a, disagreement_b : float
        What each has when they do not, bn USD per month.
    weight_a : float
        Bargaining weight of the first side, 0 to 1.

    Returns
    -------
    payoff_a, payoff_b : float
        They sum to the surplus. Where it does not cover both disagreement payoffs, a side falls below its own: it is
        the caller who sees that they would not sign.
    """
    payoff_a = disagreement_a + weight_a * (surplus - disagreement_a - disagreement_b)
    return payoff_a, surplus - payoff_a


def exclusivity_premium(gain: float, loss: float, *, lab_weight: float, shadow_value: float) -> float:
    """Fee for exclusivity above that for open distribution: beta G + (1 - beta) L / lambda (E22).

    Parameters
    ----------
    gain, loss, shadow_value : float
        As for `exclusivity_margin`.
    lab_weight : float
        Bargaining weight of the lab (beta).

    Returns
    -------
    float
        Bn USD per month from the partner to the lab.
    """
    return transfer(gain, -loss, lab_weight=lab_weight, shadow_value=shadow_value)


def loosening_date(
    gain: Sequence[float],
    loss: Sequence[float],
    worth: Sequence[float],
    *,
    lab_weight: float = 0.5,
    negotiation_cost: float = 0.0,
) -> int | None:
    """First month in which a lab buys a clause back, on given paths; None if it never does (E61).

    Without a cost of negotiating that is the first month in which L / G exceeds lambda.

    Parameters
    ----------
    gain, loss, worth : sequence of float
        For each month: present values of what the clause is worth to the partner and costs the lab over the rest of
        the term, bn USD, and the worth of a dollar up front to the lab.
    lab_weight, negotiation_cost : float
        As for `is_worth_changing`.
    """
    for month, (kept, lost, dear) in enumerate(zip(gain, loss, worth, strict=True)):
        together = lost / dear - kept
        if is_worth_changing(together, lab_weight=lab_weight, negotiation_cost=negotiation_cost):
            return month
    return None


def peak_time(innovation: float, imitation: float) -> float:
    """Years from zero adoption to the fastest growth (Bass 1969)."""
    return float(np.log(imitation / innovation) / (innovation + imitation))


def optimal_model_count(price_sensitivity: float, integration_cost: float) -> float:
    """Number of equally good models that repays its cost when every task uses AI: 1 / (alpha F) (E6)."""
    return 1.0 / (price_sensitivity * integration_cost)


def value_of_choice(models: Array, price_sensitivity: float) -> Array:
    """What n equally good models are worth more than one, USD per Mtok: ln(n) / alpha (E6)."""
    return np.log(models) / price_sensitivity


def steady_gap(
    training_leader: float,
    training_follower: float,
    reference: float,
    training_effect: float,
    catch_up: float,
) -> float:
    """Gap at which a follower's catching up balances the leader's higher spend (E24 at rest)."""
    leader, follower = np.log1p(training_leader / reference), np.log1p(training_follower / reference)
    return float(training_effect * (leader - follower) / catch_up)


def monopoly_price(price_sensitivity: float, unit_cost: float, utility: float) -> tuple[float, float]:
    """Price and share of a single seller that faces logit demand, in closed form (Lambert W).

    Parameters
    ----------
    price_sensitivity, unit_cost, utility : float
        As for `chain_price`.
    """
    depth = float(np.real(lambertw(np.exp(utility - price_sensitivity * unit_cost - 1.0))))
    return unit_cost + (1.0 + depth) / price_sensitivity, depth / (1.0 + depth)


def exchange_volatility(volatility: float, strike_volatility: float, correlation: float) -> float:
    """Volatility of the ratio of two values.

    Parameters
    ----------
    volatility, strike_volatility : float
        Of what is bought and of what is paid with, per square root of a year.
    correlation : float
        Of their logs.
    """
    variance = volatility**2 + strike_volatility**2 - 2.0 * correlation * volatility * strike_volatility
    return math.sqrt(max(0.0, variance))


def exchange_option_value(
    value: float,
    strike_value: float,
    years: float,
    volatility: float,
    strike_volatility: float,
    correlation: float,
) -> float:
    """Right to buy with shares instead of money (Margrabe 1978), bn USD.

    Parameters
    ----------
    value, strike_value : float
        What is bought, and the shares that are paid for it, at today's prices, bn USD.
    years : float
        Time until the right ends.
    volatility, strike_volatility, correlation : float
        As for `exchange_volatility`.
    """
    together = exchange_volatility(volatility, strike_volatility, correlation)
    return call_value(value, strike_value, years, together, 0.0)


def hotelling_markup(transport_cost: float) -> float:
    """Markup of two clouds that share a covered line of customers.

    Parameters
    ----------
    transport_cost : float
        Cost to a customer of a cloud at the other end of the line, in money.
    """
    return transport_cost


def logit_markup(price_sensitivity: float, share: float) -> float:
    """Markup of a cloud that faces logit demand: 1 / (alpha (1 - s)).

    Parameters
    ----------
    price_sensitivity : float
        Alpha of its customers, utils per unit of money.
    share : float
        Share of customers that it serves.
    """
    return 1.0 / (price_sensitivity * (1.0 - share))


def bottleneck_base_price(unit_cost: float, lab_benefit: float, markup: float) -> float:
    """Base price of a cloud per customer: cost and markup, less what a customer is worth to the labs (E15).

    Parameters
    ----------
    unit_cost : float
        Cost of serving a customer.
    lab_benefit : float
        What one more customer is worth to the labs, all of which the cloud's fee takes.
    markup : float
        Markup that competition for customers leaves (`hotelling_markup`, `logit_markup`).
    """
    return unit_cost + markup - lab_benefit


def bottleneck_lab_fee(lab_benefit: float, share: float) -> float:
    """Fee that a cloud charges the labs: all that they gain by reaching its customers (E15).

    Parameters
    ----------
    lab_benefit : float
        What a customer is worth to the labs.
    share : float
        Share of customers that the cloud serves.
    """
    return lab_benefit * share
