"""Exact cases on demand with budgets and its prices: from the inputs in the file to answers under the same keys."""

import numpy as np
from scipy.integrate import quad

from sim.economics.pricing import deciders_profit, long_run_demand, long_run_spend, nash_prices
from tests.economics.cases import Answers, Cases, Inputs, Reproduction
from tests.economics.small_markets import SmallMarket, budget_market, incentives, owned_equilibrium


def one_product(inputs: Inputs, cases: Cases) -> Answers:
    """V34."""
    cost, market = inputs["c"], budget_market([inputs["v"]], inputs["beta"])
    answers = {}
    for name, taken in (
        ("plain", 0.0),
        ("fee", inputs["phi"]),
        ("revenue_share", inputs["r"]),
        ("both", inputs["phi"] + inputs["r"]),
    ):
        kept = 1.0 - taken
        price = float(owned_equilibrium(market, np.array([cost]), [0], kept)[0])
        share = float(market.shares(np.array([price]))[0])
        answers[name] = {
            "price": price,
            "share": share,
            "lerner": 1.0 - cost / (kept * price),
            "profit": (kept - cost / price) * share * inputs["budget"],
        }
    return answers


def symmetric_products(inputs: Inputs, cases: Cases) -> Answers:
    """V35."""
    answers: Answers = {}
    for firms in (2, 3, 5):
        cost = np.full(firms, inputs["c"])
        market = budget_market([inputs["v"]] * firms, inputs["beta"])
        price = owned_equilibrium(market, cost, list(range(firms)))
        elasticity = float(price[0] / (price[0] - cost[0]))
        answers[f"J{firms}"] = {
            "price": float(price[0]),
            "share": float(market.shares(price)[0]),
            "elasticity": elasticity,
        }
        covered = budget_market([inputs["v"]] * firms, inputs["beta"], outside=-np.inf)
        answers[f"covered_J{firms}"] = float(owned_equilibrium(covered, cost, list(range(firms)))[0])
    return answers


def unit_of_tokens(inputs: Inputs, cases: Cases) -> Answers:
    """V36: everything in the other unit over what it should be."""
    beta, utility, cost = np.array(inputs["beta"]), np.array(inputs["v"]), np.array(inputs["c"])

    def outcome(unit: float) -> dict[str, np.ndarray]:
        # A price counts in the utility by what a given amount of work costs.
        shifted = utility - beta[:, None] * np.log(unit)
        market = SmallMarket(shifted, beta, np.array(inputs["budget"]), 0.0, inputs["concentration"], "budgets")
        earned = incentives(cost / unit, inputs["owner"])
        start = np.concatenate(([1.0], 3.0 * cost / unit))
        prices, _ = nash_prices(start, market.buyers, earned, tolerance=1e-13)
        return {
            "price": prices[1:] * unit,
            "tokens": long_run_demand(prices, market.buyers)[0, 1:] / unit,
            "spend": long_run_spend(prices, market.buyers)[0, 1:],
            "profit": deciders_profit(prices, market.buyers, earned),
            "surplus": np.array([market.consumer_surplus(prices[1:])]),
        }

    before, after = outcome(1.0), outcome(inputs["unit"])
    ratios = {name: (after[name] / before[name]).tolist() for name in before}
    return ratios | {"surplus": ratios["surplus"][0]}


def surplus_and_demand(inputs: Inputs, cases: Cases) -> Answers:
    """V37: surplus from the allocation, what is lost from the area under demand, slopes from differences."""
    market = SmallMarket(
        np.array([inputs["v"]]), np.array([inputs["beta"]]), np.array([inputs["budget"]]), law="budgets"
    )
    prices = np.array([1.0, *inputs["p"]])

    def tokens(at: np.ndarray) -> np.ndarray:
        return np.asarray(long_run_demand(at, market.buyers)[0, 1:])

    def slope(option: int, price: int) -> float:
        step = 1e-5 * (np.arange(3) == price)
        return float((tokens(prices + step) - tokens(prices - step))[option - 1] / 2e-5)

    lost, _ = quad(lambda price: tokens(np.array([1.0, price, prices[2]]))[0], prices[1], inputs["p1_after"])
    assert abs(slope(1, 2) - slope(2, 1)) < 1e-7
    return {
        "surplus": market.consumer_surplus(prices[1:]),
        "surplus_lost": lost,
        "tokens": tokens(prices).tolist(),
        "cross_derivative": slope(1, 2),
        "own_derivative": slope(1, 1),
    }


def constant_elasticity(inputs: Inputs, cases: Cases) -> Answers:
    """V47."""
    budget = inputs["budget"]
    market = SmallMarket(np.array([inputs["v"]]), np.array([inputs["beta"]]), np.array([budget]), law="budgets")
    prices = np.array([1.0, *inputs["p"]])
    return {
        "spend_shares": (long_run_spend(prices, market.buyers)[0, 1:] / budget).tolist(),
        "tokens": long_run_demand(prices, market.buyers)[0, 1:].tolist(),
        "real_income_gain": market.consumer_surplus(prices[1:]) / budget,
    }


BUDGETS: dict[str, Reproduction] = {
    "V34": one_product,
    "V35": symmetric_products,
    "V36": unit_of_tokens,
    "V37": surplus_and_demand,
    "V47": constant_elasticity,
}
