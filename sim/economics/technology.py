"""How capability grows (E24), what serving costs (E25), and what another architecture changes (E26).

Formulas::

    E24  next capability = capability + training_effect ln(1 + training / reference)
                           + catch_up max(frontier - capability, 0) + luck
    E25  serving cost = initial cost (output / initial output)^log2(progress_ratio)
                        exp(-algorithmic_decline months / 12) exp(cost_of_capability capability gain),
                        between 1e-12 and 1e6
    E26  after the breakthrough: cost / cost_advantage, penalty exp(-decay months since)
"""

import math

import numpy as np

from sim.arrays import Array

# GPU-hours per Mtok between which serving costs stay, however long a run improves models: a million tokens in some
# billionths of a second, or one token an hour.
LOWEST_SERVING_COST, HIGHEST_SERVING_COST = 1e-12, 1e6


def reference_growth(month: int, growth: float, saturation: float) -> float:
    """Training reference relative to the start: grows by a factor per year until it saturates (E24)."""
    return float(min(growth ** (month / 12.0), saturation))


def next_capability(
    capability: float | Array,
    frontier: float,
    training: float | Array,
    reference: float,
    *,
    training_effect: float,
    catch_up: float,
    luck: float | Array,
) -> Array:
    """Capability next month: training, catching up with the best, and luck (E24).

    Parameters
    ----------
    capability, training, luck : float or array
        Nats; bn USD or effective GPU-hours (E51) per month; nats.
    frontier : float
        Capability of the best model, nats.
    reference : float
        Reference training this month, in the unit of `training`.
    training_effect, catch_up : float
        Nats per unit of log; part of the gap closed in a month.

    Returns
    -------
    array
        Nats.
    """
    level = np.asarray(capability, dtype=float)
    trained = training_effect * np.log1p(np.asarray(training, dtype=float) / reference)
    return level + trained + catch_up * np.maximum(frontier - level, 0.0) + luck


def learning_exponent(progress_ratio: float) -> float:
    """Exponent b of Wright's law from the cost left after each doubling of output (E25)."""
    return float(-np.log2(progress_ratio))


def serving_cost(
    initial_cost: float | Array,
    output_ratio: float | Array,
    months: float | Array,
    capability_gain: float | Array,
    *,
    progress_ratio: float,
    algorithmic_decline: float,
    cost_of_capability: float,
) -> Array:
    """Compute to serve a million tokens: experience, better algorithms, dearer capability (E25).

    Parameters
    ----------
    initial_cost : float or array
        GPU-hours per Mtok at the start.
    output_ratio : float or array
        Cumulative output over that at the start.
    months : float or array
        Months since the start.
    capability_gain : float or array
        Nats gained since the start.
    progress_ratio, algorithmic_decline, cost_of_capability : float
        Cost left per doubling; log points per year; log points per nat.
    """
    experience = np.asarray(output_ratio, dtype=float) ** -learning_exponent(progress_ratio)
    algorithms = np.exp(-algorithmic_decline * np.asarray(months, dtype=float) / 12.0)
    with np.errstate(over="ignore"):
        dearer = np.exp(cost_of_capability * np.asarray(capability_gain, dtype=float))
        return np.clip(initial_cost * experience * algorithms * dearer, LOWEST_SERVING_COST, HIGHEST_SERVING_COST)


def reference_capability(capability: Array, volume: Array, start: float, anchor: float) -> float:
    """Rise of the yardstick against which quality is felt (E24).

    Doing without AI keeps up with the volume-weighted mean model where `anchor` is 0 and stands still where it is 1.

    Parameters
    ----------
    capability, volume : array, shape (models,)
        Nats; weights.
    start : float
        Volume-weighted mean at the start, nats.
    anchor : float
        Between 0 and 1.
    """
    mean = float(np.average(capability, weights=volume)) if volume.sum() > 0 else start
    return (1.0 - anchor) * (mean - start)


def architecture_cost_factor(succeeded: bool, cost_advantage: float) -> float:
    """Serving cost relative to the usual architecture: nothing is gained before the breakthrough (E26).

    Parameters
    ----------
    succeeded : bool
        Whether the architecture has had its breakthrough.
    cost_advantage : float
        How many times cheaper it serves then.
    """
    return 1.0 / cost_advantage if succeeded else 1.0


def architecture_penalty(initial_penalty: float, months_since_success: float | None, decay: float) -> float:
    """Quality that an architecture lacks: all of it before its breakthrough, less and less after, utils (E26).

    Parameters
    ----------
    initial_penalty : float
        Penalty before the breakthrough, utils.
    months_since_success : float or None
        Months since the breakthrough; None before it.
    decay : float
        Rate at which the penalty fades, per month.
    """
    if months_since_success is None:
        return initial_penalty
    return initial_penalty * math.exp(-decay * months_since_success)
