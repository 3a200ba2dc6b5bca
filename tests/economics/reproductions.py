"""How the product reproduces each exact case: from the inputs in the file to answers under the same keys."""

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.economics.adoption import next_adoption, peak_time
from sim.economics.allocation import allocate
from sim.economics.antitrust import structural_presumption
from sim.economics.capacity import lost_share, ration, waiting_probability
from sim.economics.concentration import herfindahl, merger_increase
from sim.economics.pricing import implied_elasticity
from sim.economics.renewal_chain import renewal_matrix
from sim.economics.revenue_share import revenue_share_due
from sim.economics.technology import learning_exponent, serving_cost, steady_gap
from sim.economics.welfare import models_worth_integrating, optimal_model_count, value_of_choice
from sim.economics.wholesale import chain_price, monopoly_price
from tests.economics.small_markets import (
    SmallMarket,
    equilibrium,
    interests,
    logit_market,
    owned_equilibrium,
)

Inputs = dict[str, Any]
Answers = dict[str, Any]
Cases = dict[str, Any]


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
    staked = equilibrium(market, interests(cost, list(range(7)), stakes={(holder, held): 0.27}), before)
    shared = interests(cost, list(range(7)))
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


def capped_revenue_share(inputs: Inputs, cases: Cases) -> Answers:
    """V09: revenue doubles yearly; the month in which the cap binds."""
    rate, cap = inputs["r"], inputs["cap"]
    paid, month, last = 0.0, 0, 0.0
    while paid < cap:
        revenue = inputs["R0_per_year"] / 12.0 * 2.0 ** (month / 12.0)
        last = revenue_share_due(revenue, rate, cap, paid)
        paid += last
        month += 1
    stop = np.log2(1.0 + cap * np.log(2.0) / (rate * inputs["R0_per_year"]))
    return {
        "t_star_years": stop,
        "last_payment_month_index": month - 1,
        "last_payment": last,
        "cumulative": paid,
    }


def experience_curve(inputs: Inputs, cases: Cases) -> Answers:
    """V19: the slope recovered from the law, the level after 60 months, and the cost after one doubling."""
    law = {
        "progress_ratio": inputs["progress_ratio"],
        "algorithmic_decline": inputs["gamma_per_year"],
        "cost_of_capability": 0.35,
    }
    start, first = inputs["c0"], inputs["Q0"]
    output = first + sum(1.1**k for k in range(60))
    doubled = float(serving_cost(start, 2.0, 0, 0.0, **law))
    assert abs(-np.log2(doubled / start) - learning_exponent(inputs["progress_ratio"])) < 1e-12
    return {
        "b": learning_exponent(inputs["progress_ratio"]),
        "c60": float(serving_cost(start, output / first, 60, 0.0, **law)),
        "first_doubling_cost": doubled,
    }


def queues_and_rationing(inputs: Inputs, cases: Cases) -> Answers:
    """V20."""
    waits = {
        name: float(waiting_probability(rho, n))
        for name, rho, n in (("1_0p8", 0.8, 1), ("10_0p8", 0.8, 10), ("100_0p95", 0.95, 100))
    }
    need = np.array([1.25])
    return {
        **{f"Pwait_{name}": value for name, value in waits.items()},
        "Wq_10_0p8": waits["10_0p8"] / (10 * (1.0 - 0.8)),
        "ErlangB_rho1p25_c1000": float(lost_share(1250.0, 1000)),
        "fluid_loss_rho1p25": float(1.0 - ration(need, 1.0, np.zeros(1))[0] / need[0]),
        "rationing_demand_60_30_30_cap90_commit_40_0_20": ration(
            np.array([60.0, 30.0, 30.0]), 90.0, np.array([40.0, 0.0, 20.0])
        ).tolist(),
    }


def concentration_and_flags(inputs: Inputs, cases: Cases) -> Answers:
    """V21: the flag is compared in words, as in the file."""
    shares, coding = np.array(inputs["shares"]), np.array(inputs["coding"], dtype=float)
    index, rise = herfindahl(shares), merger_increase(shares, 1, 4)
    assert structural_presumption(shares, 1, 4)
    post, merged = index + rise, shares[1] + shares[4]
    return {
        "HHI": index,
        "dHHI_32_2": rise,
        "flag_32_2": f"presumption (post {post:.0f}>1800, delta {rise:.0f}>100; share {merged:.0f}>30)",
        "dHHI_40_20": merger_increase(shares, 0, 2),
        "coding_HHI": herfindahl(coding),
        "coding_d_42_18": merger_increase(coding, 0, 1),
        "coding_post": herfindahl(coding) + merger_increase(coding, 0, 1),
    }


def surplus_and_variety(inputs: Inputs, cases: Cases) -> Answers:
    """V22."""
    alpha, price = inputs["alpha"], np.array(inputs["p"])
    market = logit_market(inputs["v"], alpha)
    step = 1e-6
    slope = [
        (market.consumer_surplus(price - step * unit) - market.consumer_surplus(price + step * unit)) / (2 * step)
        for unit in np.eye(price.size)
    ]
    assert np.allclose(slope, market.shares(price), atol=1e-8)
    many = np.concatenate(([-np.inf], np.zeros(30)))[None, :]
    return {
        "CS": market.consumer_surplus(price),
        "shares": market.shares(price).tolist(),
        "lnN_over_alpha": value_of_choice(np.array([2.0, 3.0, 5.0]), alpha).tolist(),
        "n_star": optimal_model_count(alpha, inputs["F"]),
        "n_star_integer": int(models_worth_integrating(many, np.array([alpha]), inputs["F"])[0]),
    }


def switching_chain(inputs: Inputs, cases: Cases) -> Answers:
    """V23: two options, then three, at rest."""
    switch, hazard = inputs["switch"], inputs["renewal_hazard"]
    move = renewal_matrix(np.array([inputs["advantage"], 0.0]), switch)
    free = renewal_matrix(np.array([inputs["advantage"], 0.0]), 0.0)
    persistence = 1.0 - hazard * (move[0, 1] + move[1, 0])
    return {
        "P12": move[0, 1],
        "P21": move[1, 0],
        "stationary_1": float(at_rest(move)[0]),
        "no_switch": float(at_rest(free)[0]),
        "half_life_months": float(np.log(0.5) / np.log(persistence)),
        "stationary3": at_rest(renewal_matrix(np.array(inputs["v3"]), switch)).tolist(),
    }


def at_rest(move: np.ndarray) -> np.ndarray:
    """Stationary distribution of a transition matrix."""
    system = np.vstack((move.T - np.eye(len(move)), np.ones(len(move))))
    solution: np.ndarray = np.linalg.lstsq(system, np.append(np.zeros(len(move)), 1.0), rcond=None)[0]
    return solution


def diffusion(inputs: Inputs, cases: Cases) -> Answers:
    """V24: the exact curve, and by how much monthly Euler steps would miss it."""
    p, q = inputs["p"], inputs["q"]

    def adopted_after(months: int) -> float:
        share = 0.0
        for _ in range(months):
            share = next_adoption(share, p, q)
        return share

    euler = 0.0
    for _ in range(120):
        euler += (p + q * euler) * (1.0 - euler) / 12.0
    return {
        "peak_year": peak_time(p, q),
        "F_peak": next_adoption(0.0, p, q, peak_time(p, q)),
        "F5": adopted_after(60),
        "F10": adopted_after(120),
        "Euler_monthly_F10": euler,
    }


def catch_up_gap(inputs: Inputs, cases: Cases) -> Answers:
    """V25."""
    return {"gap": steady_gap(inputs["I1_over_I0"], inputs["I2_over_I0"], 1.0, inputs["psi"], inputs["chi"])}


def dependence_averse_demand(inputs: Inputs, cases: Cases) -> Answers:
    """V26: markups in a covered market rise with the dislike of concentration."""
    answers = {}
    for firms in (2, 3, 5):
        for gamma in (0, 1, 3):
            market = logit_market([4.0] * firms, inputs["alpha"], -np.inf, float(gamma))
            price = owned_equilibrium(market, np.full(firms, 2.0), list(range(firms)))
            answers[f"J{firms}_g{gamma}"] = float(price[0] - 2.0)
    return answers


def friction(inputs: Inputs, cases: Cases) -> Answers:
    """V28: an exclusive lab between buyers at home and buyers kept out by friction."""
    alpha, cost, at_home = inputs["alpha"], inputs["c"], inputs["hA"]
    answers = {}
    for lost in (0.0, 0.5, 1.0, 2.0, 4.0, 8.0):
        utility = np.array([[inputs["v"]], [inputs["v"] - lost]])
        market = SmallMarket(utility, np.full(2, alpha), np.array([at_home, 1.0 - at_home]))
        price = owned_equilibrium(market, np.array([cost]), [0])
        share = float(market.shares(price)[0])
        profit = (float(price[0]) - cost) * share
        answers[f"f{lost}"] = [float(price[0]), profit, share, market.consumer_surplus(price)]
    return answers


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


REPRODUCTIONS: dict[str, Callable[[Inputs, Cases], Answers]] = {
    "V01": logit_monopoly,
    "V02": symmetric_logit,
    "V03": multi_product_logit,
    "V04": exclusive_and_open,
    "V05": mergers,
    "V06": stake_and_revenue_share,
    "V07": double_marginalisation,
    "V08": revenue_share_and_fee,
    "V09": capped_revenue_share,
    "V19": experience_curve,
    "V20": queues_and_rationing,
    "V21": concentration_and_flags,
    "V22": surplus_and_variety,
    "V23": switching_chain,
    "V24": diffusion,
    "V25": catch_up_gap,
    "V26": dependence_averse_demand,
    "V28": friction,
    "V32": elasticity_from_margin,
    "V33": one_model_on_three_clouds,
}
