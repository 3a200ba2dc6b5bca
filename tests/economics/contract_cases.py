"""Exact cases on contracts, bargaining and deals: from the inputs in the file to answers under the same keys."""

from itertools import permutations
from math import factorial

import numpy as np
from scipy.optimize import brentq

from sim.economics.bargaining import exclusivity_margin, transfer
from sim.economics.competition.antitrust import structural_presumption
from sim.economics.competition.concentration import herfindahl, merger_increase
from sim.economics.options import attempt_threshold, call_value, exercise_probability, exercise_threshold, option_value
from sim.economics.revenue_share import revenue_share_due
from tests.economics.cases import Answers, Cases, Inputs, Reproduction
from tests.economics.closed_forms import (
    bottleneck_base_price,
    bottleneck_lab_fee,
    exchange_option_value,
    exchange_volatility,
    exclusivity_premium,
    hotelling_markup,
    logit_markup,
    nash_split,
)
from tests.economics.hotelling import Line
from tests.economics.marginal_exclusivity import marginal_exclusivity


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


def premium_input(inputs: Inputs, cases: Cases) -> Answers:
    """V10: one cloud or both get a better model, for a royalty per customer or for a fee that is fixed beforehand."""
    line, better = Line(inputs["t"]), inputs["v"]
    exclusive, both = line.settle([better, 0.0]), line.settle([better, better])
    royalty = line.settle([better, better], royalty_to_first=better)
    return {
        "p1_excl": exclusive.prices[0],
        "p2_excl": exclusive.prices[1],
        "x1": exclusive.shares[0],
        "pi1_excl": exclusive.profits[0],
        "pi2_excl": exclusive.profits[1],
        "open_royalty_owner": royalty.profits[0],
        "royalty_open_minus_excl": royalty.profits[0] - exclusive.profits[0],
        "lump_excl_fee": transfer(exclusive.profits[0] - exclusive.profits[1], 0.0, lab_weight=1.0),
        "lump_open_fees": 2.0 * transfer(both.profits[0] - exclusive.profits[1], 0.0, lab_weight=1.0),
        "industry_excl": exclusive.profits.sum(),
        "industry_open": both.profits.sum(),
    }


def competitive_bottleneck(inputs: Inputs, cases: Cases) -> Answers:
    """V11: two clouds alike, so each has half of the customers."""
    share, benefit, cost = 0.5, inputs["a_S"], inputs["f_B"]
    price = bottleneck_base_price(cost, benefit, hotelling_markup(inputs["t_B"]))
    fee = bottleneck_lab_fee(benefit, share)
    return {
        "p_B_hotelling": price,
        "lab_fee": fee,
        "cloud_profit": (price - cost) * share + fee - inputs["f_S"],
        "p_B_logit": bottleneck_base_price(cost, benefit, logit_markup(inputs["logit_alpha"], share)),
    }


def outside_options(inputs: Inputs, cases: Cases) -> Answers:
    """V12."""
    lab, cloud = nash_split(inputs["S"], inputs["d_lab"], inputs["d_cloud"], inputs["beta_lab"])
    return {"lab": lab, "cloud": cloud}


def marginal_contributions(inputs: Inputs, cases: Cases) -> Answers:
    """V13: what each cloud gets when it bargains at the margin, and what the Shapley value would give."""
    worth = {0: 0.0, 1: 60.0, 2: 100.0}
    cloud = -transfer(0.0, worth[2] - worth[1], lab_weight=inputs["beta"])
    shapley = dict.fromkeys(("lab", "one", "two"), 0.0)
    for order in permutations(shapley):
        before = 0.0
        for number, player in enumerate(order):
            members = order[: number + 1]
            now = worth[len(members) - 1] if "lab" in members else 0.0
            shapley[player] += (now - before) / factorial(len(order))
            before = now
    return {
        "NiN_cloud": cloud,
        "NiN_lab": worth[2] - 2.0 * cloud,
        "Shapley_lab": shapley["lab"],
        "Shapley_cloud": shapley["one"],
    }


def protocols(inputs: Inputs, cases: Cases) -> Answers:
    """V14: what the lab of V10 is paid depends on what a cloud expects if it does not sign."""
    line, better, weight = Line(cases["V10"]["inputs"]["t"]), cases["V10"]["inputs"]["v"], inputs["beta"]
    signed, rival_signed = line.settle([better, 0.0]).profits
    both_signed, nobody_signed = line.settle([better, better]).profits[0], line.settle([0.0, 0.0]).profits[0]
    return {
        "open_NiN_total": 2.0 * transfer(both_signed - rival_signed, 0.0, lab_weight=weight),
        "excl_NBS": transfer(signed - nobody_signed, 0.0, lab_weight=weight),
        "excl_replacement_threat": transfer(signed - rival_signed, 0.0, lab_weight=weight),
        "excl_auction": transfer(signed - rival_signed, 0.0, lab_weight=1.0),
    }


def exclusivity_fee(inputs: Inputs, cases: Cases) -> Answers:
    """V16."""
    gain, loss = inputs["G"], inputs["L"]
    answers: Answers = {}
    for shadow in (1.0, 1.5, 2.0, 3.0):
        answers[f"F_shadow{shadow}"] = exclusivity_premium(gain, loss, lab_weight=inputs["beta"], shadow_value=shadow)
        answers[f"exclusive_shadow{shadow}"] = exclusivity_margin(gain, loss, shadow) >= 0.0
    return answers


def end_of_exclusivity(inputs: Inputs, cases: Cases) -> Answers:
    """V17: the loss doubles yearly while what cash is worth above its face halves every two years."""

    def margin(years: float, worth_above_face: float) -> float:
        shadow = 1.0 + worth_above_face * 0.5 ** (years / inputs["shadow_half_life_years"])
        return exclusivity_margin(inputs["G"], inputs["L0"] * 2.0**years, shadow)

    return {
        "t_star": brentq(margin, 0.0, 20.0, (inputs["shadow0"] - 1.0,), xtol=1e-13),
        "t_star_no_cash_constraint": brentq(margin, 0.0, 20.0, (0.0,), xtol=1e-13),
    }


def option_to_acquire(inputs: Inputs, cases: Cases) -> Answers:
    """V18: synergy, hold-up and break fee stand in the case's title and keys; how volatile the shares are is left open.

    The exchange option needs the volatility of the shares that are paid and their correlation with the company; .5 and
    .3 give the volatility of the ratio that is in the case.
    """
    value, strike, fee, years = inputs["V0"], inputs["K"], inputs["F"], inputs["T_years"]
    terms = {"strike": strike, "fee": fee}
    market = {"years": years, "volatility": inputs["sigma"], "rate": inputs["r"]}
    shares = {"volatility": inputs["sigma"], "strike_volatility": 0.5, "correlation": 0.3}
    answers: Answers = {
        "plain_call_60": call_value(value, strike, **market),
        "margrabe_shares": exchange_option_value(value, strike, years, **shares),
        "margrabe_sigma": exchange_volatility(**shares),
    }
    for holdup, partnership, synergy in ((0.0, 0.0, 0.0), (0.0, 10.0, 0.0), (0.15, 0.0, 0.0), (0.15, 0.0, 0.25)):
        more = {"synergy": synergy, "holdup": holdup, "partnership": partnership}
        answers[f"value_prob_threshold th={holdup:.2f} P0={partnership:.0f} syn={synergy:.2f}"] = [
            option_value(value, **terms, **market, **more),
            exercise_probability(value, **terms, **market, **more),
            exercise_threshold(**terms, **more),
        ]
    for approval in (1.0, 0.8, 0.5, 0.2):
        answers[f"attempt_threshold_q{approval}"] = attempt_threshold(
            **terms, approval=approval, break_fee=3.0, synergy=0.25, holdup=0.15
        )
    return answers


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


def unused_alternative(inputs: Inputs, cases: Cases) -> Answers:
    """V30: a distributor that could do without the supplier keeps more, so it pays for an alternative it never uses."""
    kept = {own: nash_split(inputs["S"], own, 0.0, 1.0 - inputs["b"])[0] for own in (0.0, 70.0)}
    return {
        "distributor_d0": kept[0.0],
        "distributor_d70": kept[70.0],
        "wtp": kept[70.0] - kept[0.0],
    }


CONTRACTS: dict[str, Reproduction] = {
    "V09": capped_revenue_share,
    "V10": premium_input,
    "V11": competitive_bottleneck,
    "V12": outside_options,
    "V13": marginal_contributions,
    "V14": protocols,
    "V16": exclusivity_fee,
    "V17": end_of_exclusivity,
    "V18": option_to_acquire,
    "V21": concentration_and_flags,
    "V27": marginal_exclusivity,
    "V30": unused_alternative,
}
