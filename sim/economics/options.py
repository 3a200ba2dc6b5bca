"""What a right to buy a company later is worth, and when it is used (E32).

Formulas::

    bought where (1 + synergy - holdup) value > strike - fee + partnership
    worth today = holdup value + (partnership - fee) exp(-rate years)
                  + call[(1 + synergy - holdup) value, strike - fee + partnership]
"""

import math

from scipy.special import ndtr


def call_value(value: float, strike: float, years: float, volatility: float, rate: float) -> float:
    """European call (Black and Scholes 1973), bn USD.

    Parameters
    ----------
    value : float
        What the right is on, today, bn USD.
    strike : float
        Price at which it can be bought, bn USD; one that is not positive is always paid.
    years : float
        Time until then.
    volatility : float
        Standard deviation of the value's log per square root of a year.
    rate : float
        Interest per year, continuously compounded.
    """
    due = strike * math.exp(-rate * years)
    if value <= 0.0 or strike <= 0.0:
        return max(0.0, value - due)
    spread = volatility * math.sqrt(years)
    if spread == 0.0:
        return max(0.0, value - due)
    distance = (math.log(value) - math.log(due)) / spread
    return float(value * ndtr(distance + spread / 2.0) - due * ndtr(distance - spread / 2.0))


def _price_of_more(strike: float, fee: float, partnership: float) -> float:
    """What buying costs above staying a partner: the fee is due otherwise, the partnership is given up."""
    return strike - fee + partnership


def _worth_of_more(synergy: float, holdup: float) -> float:
    """What buying brings above staying a partner, per unit of value."""
    return 1.0 + synergy - holdup


def exercise_threshold(
    *, strike: float, fee: float, synergy: float = 0.0, holdup: float = 0.0, partnership: float = 0.0
) -> float:
    """Value of the company above which its holder buys it, bn USD (E32).

    Parameters
    ----------
    strike : float
        Price of the company.
    fee : float
        What the holder pays if it does not buy, bn USD.
    synergy : float
        What the company is worth more to the holder, as a part of its value.
    holdup : float
        Part of the value that the holder has without buying (theta); less than 1 + synergy.
    partnership : float
        What the partnership brings the holder if it does not buy, bn USD.
    """
    return _price_of_more(strike, fee, partnership) / _worth_of_more(synergy, holdup)


def option_value(
    value: float,
    *,
    strike: float,
    fee: float,
    years: float,
    volatility: float,
    rate: float,
    synergy: float = 0.0,
    holdup: float = 0.0,
    partnership: float = 0.0,
) -> float:
    """Value today of the right to buy at the strike or to pay the fee, bn USD (E32; Kogut 1991).

    theta V0 + (P0 - F) exp(-r T) + call[(1 + synergy - theta) V0, K - F + P0].

    Parameters
    ----------
    value : float
        Value of the company today, bn USD.
    years, volatility, rate : float
        As for `call_value`.
    strike, fee, synergy, holdup, partnership : float
        As for `exercise_threshold`.
    """
    without = holdup * value + (partnership - fee) * math.exp(-rate * years)
    price, worth = _price_of_more(strike, fee, partnership), _worth_of_more(synergy, holdup)
    return without + call_value(worth * value, price, years, volatility, rate)


def exercise_probability(
    value: float,
    *,
    strike: float,
    fee: float,
    years: float,
    volatility: float,
    rate: float,
    synergy: float = 0.0,
    holdup: float = 0.0,
    partnership: float = 0.0,
) -> float:
    """Probability that the company is bought, where its value grows at the interest rate on average (E32).

    Parameters
    ----------
    value, strike, fee, years, volatility, rate, synergy, holdup, partnership : float
        As for `option_value`.
    """
    threshold = exercise_threshold(strike=strike, fee=fee, synergy=synergy, holdup=holdup, partnership=partnership)
    if threshold <= 0.0:
        return 1.0
    if value <= 0.0:
        return 0.0
    expected_log = math.log(value) + (rate - volatility**2 / 2.0) * years
    above = expected_log - math.log(threshold)
    spread = volatility * math.sqrt(years)
    return float(ndtr(above / spread)) if spread > 0.0 else float(above > 0.0)


def attempt_threshold(
    *,
    strike: float,
    fee: float,
    approval: float,
    break_fee: float,
    synergy: float = 0.0,
    holdup: float = 0.0,
) -> float:
    """Value of the company above which its holder tries to buy it, bn USD (E32).

    Parameters
    ----------
    strike, fee, synergy, holdup : float
        As for `exercise_threshold`.
    approval : float
        Probability that the regulator lets the purchase through, above 0.
    break_fee : float
        What a blocked buyer pays, bn USD.
    """
    at_stake = (strike - fee) * approval + (1.0 - approval) * break_fee
    return at_stake / (approval * _worth_of_more(synergy, holdup))
