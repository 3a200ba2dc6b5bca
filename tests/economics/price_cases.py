"""Exact cases on demand and prices: from the inputs in the file to answers under the same keys."""

import numpy as np
from scipy.optimize import brentq

from sim.economics.allocation import allocate
from sim.economics.competition.concentration import herfindahl, merger_increase
from sim.economics.entry import firms_that_fit
from sim.economics.pricing import implied_elasticity
from sim.economics.wholesale import bargained_price, chain_price
from tests.economics.cases import Answers, Cases, Inputs, Reproduction
from tests.economics.closed_forms import monopoly_price
from tests.economics.small_markets import (
    SmallMarket,
    equilibrium,
    incentives,
    logit_market,
    owned_equilibrium,
)


def logit_monopoly(inputs: Inputs, cases: Cases) -> Answers:
    """V01: solver and closed form must agree with the case."""
    alpha, cost = inputs["alpha"], inputs["c"]
    market = logit_market([inputs["v"]], alpha)
    price = float(owned_equilibrium(market, np.array([cost]), [0])[0])
    closed, share = monopoly_price(alpha, cost, inputs["v"])
    assert abs(price - closed) < 1e-10
    return {"markup": price - cost, "price": closed, "share": share, "profit": (price - cost) * share}


def symmetric_logit(inputs: Inputs, cases: Cases) -> Answers:
    """V02."""
    answers = {}
    for firms in (2, 3, 5):
        cost = np.full(firms, inputs["c"])
        for name, outside in (("J", 0.0), ("covered_J", -np.inf)):
            market = logit_market([inputs["v"]] * firms, inputs["alpha"], outside)
            price = owned_equilibrium(market, cost, list(range(firms)))
            markup = float(price[0] - cost[0])
            if name == "J":
                answers[f"markup_J{firms}"], answers[f"share_J{firms}"] = (
                    markup,
                    float(market.shares(price)[0]),
                )
            else:
                answers[f"covered_J{firms}"] = markup
    return answers


def multi_product_logit(inputs: Inputs, cases: Cases) -> Answers:
    """V03: utilities are net of cost, so costs are zero and prices are markups."""
    net = [inputs["a_firm1"], inputs["a_firm2"], inputs["a_firm3"]]
    owner = [firm for firm, products in enumerate(net) for _ in products]
    market = logit_market([value for products in net for value in products], inputs["alpha"])
    price = owned_equilibrium(market, np.zeros(len(owner)), owner)
    surplus = market.consumer_surplus(price)
    shares = market.shares(price)
    return {
        "H": float(np.exp(surplus * inputs["alpha"])),
        "markups": [float(price[owner.index(firm)]) for firm in range(3)],
        "firm_shares": [float(shares[np.array(owner) == firm].sum()) for firm in range(3)],
        "CS": surplus,
    }


def mixed_logit(inputs: Inputs, access: np.ndarray) -> SmallMarket:
    """The seven-model market of V04 under an access matrix."""
    homes = np.array(inputs["homes"])
    reachable = (homes @ access.T) > 0
    types = [(h, a) for h in range(len(homes)) for a in range(len(inputs["alphas"]))]
    utility = [np.array(inputs["delta"]) - inputs["friction"] * ~reachable[h] for h, _ in types]
    weight = [inputs["home_weights"][h] * inputs["alpha_weights"][a] for h, a in types]
    return SmallMarket(np.array(utility), np.array([inputs["alphas"][a] for _, a in types]), np.array(weight))


def exclusive_and_open(inputs: Inputs, cases: Cases) -> Answers:
    """V04."""
    answers = {}
    exclusive = np.array(inputs["A_exclusive"])
    for name, access in (("excl", exclusive), ("open", np.ones_like(exclusive))):
        market = mixed_logit(inputs, access)
        price = owned_equilibrium(market, np.array(inputs["cost"]), list(range(7)))
        answers |= {
            f"p_{name}": price.tolist(),
            f"s_{name}": market.shares(price).tolist(),
            f"CS_{name}": market.consumer_surplus(price),
        }
    return answers


def open_market_of(cases: Cases) -> tuple[SmallMarket, np.ndarray, list[str]]:
    """The open market that V05 and V06 build on: market, costs, names."""
    inputs = cases["V04"]["inputs"]
    access = np.ones_like(np.array(inputs["A_exclusive"]))
    return mixed_logit(inputs, access), np.array(inputs["cost"]), inputs["models"]


def mergers(inputs: Inputs, cases: Cases) -> Answers:
    """V05."""
    market, cost, names = open_market_of(cases)
    before = owned_equilibrium(market, cost, list(range(7)))
    shares = market.shares(before)
    answers: Answers = {"HHI_pre": herfindahl(shares)}
    for merger in inputs["mergers"]:
        first, second = (names.index(name) for name in merger.split("+"))
        owner = [first if product == second else product for product in range(7)]
        after = owned_equilibrium(market, cost, owner)
        key = merger.replace("+", "_")
        answers[f"pct_{key}"] = (100.0 * (after / before - 1.0)).tolist()
        answers[f"dCS_{key}"] = market.consumer_surplus(after) - market.consumer_surplus(before)
        answers[f"dHHI_{key}"] = merger_increase(shares, first, second)
    return answers


def stake_and_revenue_share(inputs: Inputs, cases: Cases) -> Answers:
    """V06: MAI's owner holds 27 % of GPT's; then GPT alone passes on 20 % of its revenue."""
    market, cost, names = open_market_of(cases)
    before = owned_equilibrium(market, cost, list(range(7)))
    holder, held = names.index("MAI"), names.index("GPT")
    staked = equilibrium(market, incentives(cost, list(range(7)), stakes={(holder, held): 0.27}), before)
    shared = incentives(cost, list(range(7)))
    shared.per_price[held, 0, 1 + held] = 0.8
    shared.own_per_price[held] = 0.8
    after = equilibrium(market, shared, before)
    return {
        "dp_stake": (staked - before).tolist(),
        "p_GPT_revshare": float(after[held]),
        "dp_revshare": (after - before).tolist(),
    }


def double_marginalisation(inputs: Inputs, cases: Cases) -> Answers:
    """V07."""
    alpha, cost, utility = inputs["alpha"], inputs["c"], inputs["v"]
    wholesale, price, share = chain_price(alpha, cost, utility)
    market = logit_market([utility], alpha)
    assert abs(float(owned_equilibrium(market, np.array([wholesale]), [0])[0]) - price) < 1e-9
    supplier, distributor = (wholesale - cost) * share, (price - wholesale) * share
    integrated, integrated_share = monopoly_price(alpha, cost, utility)
    return {
        "w": wholesale,
        "p": price,
        "s": share,
        "supplier": supplier,
        "distributor": distributor,
        "joint": supplier + distributor,
        "integrated_price": integrated,
        "integrated_profit": (integrated - cost) * integrated_share,
    }


def revenue_share_and_fee(inputs: Inputs, cases: Cases) -> Answers:
    """V08."""
    answers = {}
    cost = np.array([inputs["c"]])
    market = logit_market([inputs["v"]], inputs["alpha"])
    for rate, fee in ((0.20, 0.0), (0.20, 0.03)):
        price = owned_equilibrium(market, cost, [0], kept=1.0 - rate - fee)
        share, sold = float(market.shares(price)[0]), float(price[0])
        lab = ((1.0 - rate - fee) * sold - inputs["c"]) * share
        answers[f"r{rate:.2f}_phi{fee:.2f}"] = [sold, share, lab, rate * sold * share, fee * sold * share]
    return answers


def bargained_wholesale_price(inputs: Inputs, cases: Cases) -> Answers:
    """V15: the app then charges what a single seller with that cost would."""
    alpha, utility = inputs["alpha"], inputs["v"]
    answers = {}
    for weight in (0.25, 0.50, 0.75):
        wholesale = bargained_price(alpha, inputs["c"], utility, weight)
        answers[f"w_b{weight:.2f}"] = wholesale
        answers[f"p_b{weight:.2f}"] = monopoly_price(alpha, wholesale, utility)[0]
    return answers


def dependence_averse_demand(inputs: Inputs, cases: Cases) -> Answers:
    """V26: markups in a covered market rise with the dislike of concentration."""
    answers = {}
    for firms in (2, 3, 5):
        for gamma in (0, 1, 3):
            market = logit_market([4.0] * firms, inputs["alpha"], -np.inf, float(gamma))
            price = owned_equilibrium(market, np.full(firms, 2.0), list(range(firms)))
            answers[f"J{firms}_g{gamma}"] = float(price[0] - 2.0)
    return answers


def exclusive_lab(inputs: Inputs, at_home: float, friction: float) -> SmallMarket:
    """A lab on one of two clouds: a part of its buyers is at home there, the others feel friction."""
    utility = np.array([[inputs["v"]], [inputs["v"] - friction]])
    return SmallMarket(utility, np.full(2, inputs["alpha"]), np.array([at_home, 1.0 - at_home]))


def friction(inputs: Inputs, cases: Cases) -> Answers:
    """V28: an exclusive lab between buyers at home and buyers kept out by friction."""
    cost = inputs["c"]
    answers = {}
    for lost in (0.0, 0.5, 1.0, 2.0, 4.0, 8.0):
        market = exclusive_lab(inputs, inputs["hA"], lost)
        price = owned_equilibrium(market, np.array([cost]), [0])
        share = float(market.shares(price)[0])
        profit = (float(price[0]) - cost) * share
        answers[f"f{lost}"] = [float(price[0]), profit, share, market.consumer_surplus(price)]
    return answers


def lead_that_offsets_distribution(inputs: Inputs, cases: Cases) -> Answers:
    """V29: the quality lead that earns as much as being met in their daily work by a part of the customers."""
    cost = np.full(2, inputs["c"])

    def advantage_of_distribution(lead: float, bonus: float, covered: float) -> float:
        value = inputs["v"]
        utility = np.array([[value + bonus, value + lead], [value, value + lead]])
        market = SmallMarket(utility, np.full(2, inputs["alpha"]), np.array([covered, 1.0 - covered]))
        price = owned_equilibrium(market, cost, [0, 1])
        distributed, leading = (price - cost) * market.shares(price)
        return float(distributed - leading)

    return {
        f"b{bonus:.1f}_cov{covered:.1f}": brentq(advantage_of_distribution, 0.0, 3.0, (bonus, covered), xtol=1e-13)
        for bonus, covered in ((1.0, 1.0), (1.0, 0.7), (1.0, 0.4), (2.0, 0.7))
    }


def free_entry(inputs: Inputs, cases: Cases) -> Answers:
    """V31: profit by number of firms in the logit of V02, and how many enter at each cost of entry."""
    of_firm = cases["V02"]["inputs"]

    def profit(firms: int) -> float:
        market = logit_market([of_firm["v"]] * firms, of_firm["alpha"])
        price = owned_equilibrium(market, np.full(firms, of_firm["c"]), list(range(firms)))
        return float((price[0] - of_firm["c"]) * market.shares(price)[0])

    by_count = [profit(firms) for firms in range(1, 11)]
    return {
        "profits": {str(firms): by_count[firms - 1] for firms in (1, 2, 3, 4, 5, 6, 8, 10)},
        "N": [firms_that_fit(np.array(by_count), cost) for cost in inputs["F"]],
    }


def elasticity_from_margin(inputs: Inputs, cases: Cases) -> Answers:
    """V32."""
    return {
        "m70_r20": implied_elasticity(0.70, 0.20),
        "m70_r0": implied_elasticity(0.70),
        "m53": implied_elasticity(0.53),
        "m40": implied_elasticity(0.40),
    }


def one_model_on_three_clouds(inputs: Inputs, cases: Cases) -> Answers:
    """V33: the product has one option per model; nested shocks per listing would create variety from nothing."""
    value = 1.0

    def nested(similarity: float) -> float:
        listings = 3.0 ** (1.0 - similarity) * np.exp(value)
        return float(listings / (1.0 + np.exp(value) + listings))

    answers = {f"rho{similarity:.2f}": nested(similarity) for similarity in (0.0, 0.5, 0.9, 0.99)}
    shares, _ = allocate(np.array([[0.0, value, value]]), 1.0, np.zeros(1))
    return answers | {"single": float(shares[0, 1])}


PRICES: dict[str, Reproduction] = {
    "V01": logit_monopoly,
    "V02": symmetric_logit,
    "V03": multi_product_logit,
    "V04": exclusive_and_open,
    "V05": mergers,
    "V06": stake_and_revenue_share,
    "V07": double_marginalisation,
    "V08": revenue_share_and_fee,
    "V15": bargained_wholesale_price,
    "V26": dependence_averse_demand,
    "V28": friction,
    "V29": lead_that_offsets_distribution,
    "V31": free_entry,
    "V32": elasticity_from_margin,
    "V33": one_model_on_three_clouds,
}
