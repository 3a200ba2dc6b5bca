"""Random small markets in which alliances are founded, and what pairs agreed on there."""

import numpy as np

from sim.market.agreements import Agreement
from sim.market.market import Market
from sim.market.negotiation.bargaining import Negotiations
from sim.market.outlook.foresight import Foresight
from tests.market.small_economies import economy, outlook_on, town

FOUNDED = "bargaining.founding=true"
FOUNDING = 1  # month of the founding bargain
NEGOTIATED = 4  # month of the first negotiation of contracts that run


def random_town(seed: int) -> tuple[str, ...]:
    """Overrides that make a random market of the small economy."""
    draw = np.random.default_rng(seed)
    values = {
        "rules.bargaining": draw.choice(["nash_in_nash", "replacement_threat"]),
        "bargaining.lab_weight": draw.uniform(0.1, 0.9),
        "bargaining.negotiation_cost": draw.uniform(0.0, 0.1),
        "bargaining.term": draw.integers(6, 60),
        "enterprises.portability_friction": draw.uniform(0.0, 3.0),
        "enterprises.home_switching_cost": draw.uniform(1.0, 12.0),
        "enterprises.base_cloud_spend": draw.choice([0.0, 5.0, 20.0, 40.0]),
        "models.alpha.capability": draw.uniform(3.0, 5.0),
        "models.beta.capability": draw.uniform(2.0, 4.0),
        "clouds.blue.capacity": draw.uniform(0.15, 0.6),
        "technology.training_effect": draw.uniform(0.05, 1.0),
        "owners.lab.initial_cash": draw.uniform(0.5, 10.0),
        "contracts.bigsoft-lab.revenue_share": draw.uniform(0.0, 0.3),
        "contracts.bigsoft-lab.stake": draw.uniform(0.0, 0.3),
        "contracts.bigsoft-lab.access": draw.choice(["open", "exclusive", "preferred"]),
        "contracts.bigsoft-lab.compute": draw.choice(["free", "first_refusal", "tied"]),
        "contracts.bigsoft-lab.preferred_lag": draw.integers(1, 20),
    }
    return tuple(f"{path}={value}" for path, value in values.items())


TOWNS = [random_town(seed) for seed in range(5)]


def founded_in(overrides: tuple[str, ...]) -> list[Agreement]:
    """What pairs settled on in the founding bargain."""
    return list(town(*overrides, FOUNDED, months=FOUNDING + 1).agreements.values())


def talks_in(*overrides: str, months: int = FOUNDING) -> Negotiations:
    """Negotiations about to be held after some months."""
    state = town(*overrides, months=months)
    return Negotiations(state, Foresight(outlook_on(state)))


def about_to_negotiate(*overrides: str, months: int) -> Market:
    """A market of its own in the middle of a month, before contracts are negotiated."""
    market = Market(economy(*overrides), 1)
    for _ in range(months):
        market.step()
    market.shocks()
    market.technology()
    market.state.contracts.adopt(market.state.parameters, market.state.month)
    return market


def joint_gain(agreement: Agreement) -> float:
    """Joint gain over the disagreement in money up front, bn USD."""
    return agreement.partner_gain + agreement.lab_gain / agreement.shadow_value
