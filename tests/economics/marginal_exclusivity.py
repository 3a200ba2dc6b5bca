"""When exclusivity begins to pay as friction appears (E22, V27), from demand, prices and home reviews.

The lab is on one of two clouds. Friction costs it sales at the customers of the other cloud (L), and brings the partner
those who move their home because of it (G). Near no friction both grow in proportion, so what counts is the margin per
customer at which they balance.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq

from sim.economics.bargaining import exclusivity_margin
from sim.economics.home_review import home_probabilities, move_utility
from tests.economics.cases import Answers, Cases, Inputs
from tests.economics.price_cases import exclusive_lab
from tests.economics.small_markets import owned_equilibrium

SMALL = 1e-4
ONLY_AT_HOME, ONLY_ELSEWHERE = np.array([1.0, 0.0]), np.array([0.0, 1.0])


@dataclass(frozen=True)
class Settled:
    """Where the lab's market settles.

    Attributes
    ----------
    profit : float
        Of the lab.
    share_at_home : float
        Part of the customers at its cloud who buy.
    advantage : float
        Surplus of a customer at its cloud above that of one elsewhere.
    """

    profit: float
    share_at_home: float
    advantage: float


def settle(inputs: Inputs, at_home: float, friction: float) -> Settled:
    """Prices settle while everyone stays where it is."""
    market = exclusive_lab(inputs, at_home, friction)
    price = owned_equilibrium(market, np.array([inputs["c"]]), [0])
    home, elsewhere = (replace(market, weight=weight) for weight in (ONLY_AT_HOME, ONLY_ELSEWHERE))
    return Settled(
        profit=float((price[0] - inputs["c"]) * market.shares(price)[0]),
        share_at_home=float(home.shares(price)[0]),
        advantage=home.consumer_surplus(price) - elsewhere.consumer_surplus(price),
    )


def at_home_after_review(inputs: Inputs, at_home: float, advantage: float) -> float:
    """Share of customers at the lab's cloud after all have reviewed their home."""
    gain = np.array([[0.0, -advantage], [advantage, 0.0]])
    stay, spend = np.eye(2, dtype=bool), np.ones(2)
    utility = move_utility(gain, stay, np.zeros((2, 2)), spend, horizon=1.0, switching_cost=inputs["K"])
    settled = home_probabilities(utility, spend, inputs["omega"])[:, 0]
    return float(np.array([at_home, 1.0 - at_home]) @ settled)


def loss(inputs: Inputs, at_home: float, friction: float) -> float:
    """What the lab loses by friction."""
    return settle(inputs, at_home, 0.0).profit - settle(inputs, at_home, friction).profit


def break_even(inputs: Inputs, at_home: float, friction: float) -> float:
    """Margin per customer at which the cloud's gain from those who move makes up for the lab's loss."""
    lost = loss(inputs, at_home, friction)
    advantage = settle(inputs, at_home, friction).advantage
    moved = at_home_after_review(inputs, at_home, advantage) - at_home_after_review(inputs, at_home, 0.0)
    root: float = brentq(lambda margin: exclusivity_margin(margin * moved, lost, 1.0), 0.0, 1e3, xtol=1e-12)
    return root


def marginal_exclusivity(inputs: Inputs, cases: Cases) -> Answers:
    """V27: values at two small frictions are continued to none."""
    answers = {
        f"Bstar_hA{at_home}": 2.0 * break_even(inputs, at_home, SMALL) - break_even(inputs, at_home, 2.0 * SMALL)
        for at_home in (0.3, 0.5)
    }
    slope = (4.0 * loss(inputs, 0.3, SMALL) - loss(inputs, 0.3, 2.0 * SMALL)) / (2.0 * SMALL)
    return answers | {"s": settle(inputs, 0.3, 0.0).share_at_home, "dL_df_hA0.3": slope}
