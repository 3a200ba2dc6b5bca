"""How the laws of alliances reproduce the exact cases V42 to V45."""

import math

from sim.economics.alliances import annuity_factor, date_weights
from sim.economics.bargaining import exclusivity_margin
from tests.economics.cases import Answers, Cases, Inputs, Reproduction
from tests.economics.closed_forms import exclusivity_premium, loosening_date


def flowing_fee(inputs: Inputs, cases: Cases) -> Answers:
    """V42: lambda weighs the loss as it weighs the fee."""
    answers: Answers = {}
    for loss in inputs["L"]:
        for worth in inputs["lambda"]:
            key, weighed = f"L{loss}_lambda{worth}", worth * loss
            answers[f"given_{key}"] = exclusivity_margin(inputs["G"], weighed, worth) >= 0.0
            answers[f"fee_{key}"] = exclusivity_premium(
                inputs["G"], weighed, lab_weight=inputs["beta"], shadow_value=worth
            )
    return answers


def capital_for_a_clause(inputs: Inputs, cases: Cases) -> Answers:
    """V43."""
    answers: Answers = {}
    for gain, loss, worth, weight in inputs["cases"]:
        given = exclusivity_margin(gain, loss, worth) >= 0.0
        answer: Answers = {"given": given}
        if given:
            paid = exclusivity_premium(gain, loss, lab_weight=weight, shadow_value=worth)
            answer |= {"K": paid, "partner": gain - paid, "lab": worth * paid - loss}
        answers[f"G{gain}_L{loss}_lambda{worth}_beta{weight}"] = answer
    return answers


def clause_bought_back(inputs: Inputs, cases: Cases) -> Answers:
    """V44; -1 stands for never."""
    months = range(inputs["months"])
    gain = [inputs["G0"] * math.exp(inputs["G_growth"] * month) for month in months]
    loss = [inputs["L0"] * math.exp(inputs["L_growth"] * month) for month in months]
    worth = [1.0 + (inputs["lambda0"] - 1.0) * 0.5 ** (month / inputs["half_life"]) for month in months]
    answers: Answers = {}
    for cost, weight in inputs["cases"]:
        terms = {"lab_weight": float(weight), "negotiation_cost": float(cost)}
        answers[f"c{cost}_beta{weight}"] = loosening_date(gain, loss, worth, **terms)
    never = loosening_date(gain, [0.0] * len(gain), worth)
    ratio = next(m for m in months if loss[m] / gain[m] > worth[m])
    return answers | {"never": -1 if never is None else never, "ratio": ratio}


def value_over_a_term(inputs: Inputs, cases: Cases) -> Answers:
    """V45."""
    rate, term, flow = inputs["rate"], inputs["term"], inputs["flow"]
    start, rise = inputs["linear"]
    dates = [0.0, term / 2, term]
    three, short = date_weights(dates, term, rate), date_weights(dates, inputs["until"], rate)
    return {
        "annuity_36": annuity_factor(term, rate),
        "flow_0.4_foresight_0": flow * float(date_weights([0.0], term, rate).sum()),
        "constant_three_dates": flow * float(three.sum()),
        "linear_three_dates": float(three @ [start + rise * date for date in dates]),
        "kinked_three_dates": float(three @ inputs["kinked"]),
        "kinked_until_24": float(short @ inputs["kinked"]),
        "no_discount": float(date_weights([0.0, 36.0, 72.0], 72.0, 0.0).sum()),
    }


ALLIANCES: dict[str, Reproduction] = {
    "V42": flowing_fee,
    "V43": capital_for_a_clause,
    "V44": clause_bought_back,
    "V45": value_over_a_term,
}
