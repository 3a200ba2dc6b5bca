"""Exact cases on routing, new work, switching and compute: from inputs in the file to answers under the same keys."""

import numpy as np

from sim.economics.adoption import budget, new_work_probability
from sim.economics.compute.cost import annuity
from sim.economics.compute.placement import place_compute
from sim.economics.renewal_chain import renew_mass, renewal_matrix
from sim.economics.routing import cost_quality_routing, routed_quality
from tests.economics.cases import Answers, Cases, Inputs, Reproduction
from tests.economics.growth_cases import at_rest


def router(inputs: Inputs, cases: Cases) -> Answers:
    """V38."""
    quality, price = np.array(inputs["q"]), np.array(inputs["w"])
    spread, weight = inputs["mu"], inputs["price_weight"]

    def routed(models: int) -> np.ndarray:
        return cost_quality_routing(quality[:models], price[:models], weight, spread, 0.0)

    def value(models: int) -> float:
        shares = routed(models)
        return routed_quality(quality[:models], shares, spread) - weight * float(shares @ price[:models])

    twice, same = np.full(2, quality[0]), np.full(2, price[0])
    equal = cost_quality_routing(twice, same, weight, spread, 0.0)
    return {
        "one": routed_quality(quality[:1], routed(1), spread),
        "two_equal": routed_quality(twice, equal, spread),
        "value": [value(models) for models in (1, 2, 3)],
        "shares": routed(3).tolist(),
        "quality": routed_quality(quality, routed(3), spread),
    }


def arrivals(inputs: Inputs, cases: Cases) -> Answers:
    """V39: the chain month by month, in which nobody who chooses pays for switching."""
    utility, start = np.array(inputs["v"]), np.array(inputs["start"])
    free = np.exp(utility) / np.exp(utility).sum()
    shares, answers = start, {}
    for month in range(1, 73):
        before, now = (float(budget(1.0, inputs["growth"], inputs["fading"], m / 12.0)) for m in (month - 1, month))
        arrived = float(new_work_probability(before, now, inputs["new_work"]))
        shares = renew_mass(shares, utility, 0.0, inputs["renewal_hazard"], new_work=arrived)
        if month in (1, 12, 36, 72):
            memory = float((shares[0] - free[0]) / (start[0] - free[0]))
            answers[f"month_{month}"] = {"memory": memory, "shares": shares.tolist()}
    return answers


def steady_capital(inputs: Inputs, cases: Cases) -> Answers:
    """V40."""
    price, capacity = inputs["price"], inputs["capacity"]
    return {
        "annuity": float(annuity(price, inputs["interest"], inputs["depreciation"])),
        "annuity_x_capacity": float(annuity(price, inputs["interest"], inputs["depreciation"])) * capacity,
        "capital_expenditure": float(annuity(price, 0.0, inputs["depreciation"])) * capacity,
        "interest": float(annuity(price, inputs["interest"], 0.0)) * capacity,
    }


def overflow(inputs: Inputs, cases: Cases) -> Answers:
    """V41."""
    clouds = (np.array(inputs[name]) for name in ("room", "capacity", "price"))
    room, capacity, price = clouds
    partner = np.array([inputs["partner"]])

    def placed(clause: str, need: str) -> list[float]:
        tied, asks = np.array([clause == "tied"]), np.array([clause == "first_refusal"])
        hours = place_compute(np.array([float(need)]), tied, asks, partner, room, capacity, price)
        return list(hours[0])

    return {
        clause: {need: placed(clause, need) for need in cases["V41"]["answers"][clause]}
        for clause in ("first_refusal", "tied", "free")
    }


def two_switching_costs(inputs: Inputs, cases: Cases) -> Answers:
    """V46."""
    vendor = np.array(inputs["vendor"])
    move = renewal_matrix(np.array(inputs["v"]), inputs["switching_cost"], vendor, inputs["upgrade_cost"])
    rest = at_rest(move)
    return {
        "P": move.tolist(),
        "stationary": rest.tolist(),
        "keeps_vendor": float((rest[:, None] * move)[vendor[:, None] == vendor].sum()),
    }


SUPPLY: dict[str, Reproduction] = {
    "V38": router,
    "V39": arrivals,
    "V40": steady_capital,
    "V41": overflow,
    "V46": two_switching_costs,
}
