"""Exact cases on technology, capacity and adoption: from the inputs in the file to answers under the same keys."""

import numpy as np

from sim.economics.adoption import next_adoption
from sim.economics.capacity import lost_share, ration, waiting_probability
from sim.economics.renewal_chain import renewal_matrix
from sim.economics.technology import learning_exponent, serving_cost
from sim.economics.welfare import models_worth_integrating
from tests.economics.cases import Answers, Cases, Inputs, Reproduction
from tests.economics.closed_forms import optimal_model_count, peak_time, steady_gap, value_of_choice
from tests.economics.small_markets import logit_market


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


GROWTH: dict[str, Reproduction] = {
    "V19": experience_curve,
    "V20": queues_and_rationing,
    "V22": surplus_and_variety,
    "V23": switching_chain,
    "V24": diffusion,
    "V25": catch_up_gap,
}
