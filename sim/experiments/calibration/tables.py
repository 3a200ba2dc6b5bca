"""What a calibration found, as tables."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.stats import qmc

from sim.arrays import Array
from sim.experiments.calibration.parameter import Fitted, values_at
from sim.experiments.calibration.plan import STANDARD_ERRORS, Calibration
from sim.experiments.design.placing import design_luck, latin_hypercube
from sim.experiments.observations import contradictions
from sim.statistics.fitting.conflicts import conflicts, never_met, pair
from sim.statistics.fitting.identifiability import contraction, correlated_pairs, flat_directions
from sim.statistics.fitting.posterior import Posterior
from sim.statistics.scoring.ensembles import COVERAGE
from sim.statistics.scoring.transforms import from_scale, to_scale

PLACES = 4096
"""Points of the whole space at which the emulator looks for observations that contradict each other."""
BY_DEFINITION, NEVER_BOTH = "a part larger than its whole", "no point meets both"
SURE = 2.0
"""Standard deviations of the emulator that are allowed for before a pair is said to contradict each other."""


def tables_of(plan: Calibration, found: Posterior) -> dict[str, pd.DataFrame]:
    """Return all tables by name.

    Parameters
    ----------
    plan : Calibration
        What was fitted to what.
    found : Posterior
        What came of it.
    """
    return {
        "posterior": posterior_table(plan, found),
        "parameters": parameter_table(plan, found),
        "correlations": correlation_table(plan, found),
        "directions": direction_table(plan, found),
        "observations": observation_table(plan, found),
        "conflicts": conflict_table(plan, found),
        "trials": trial_table(plan, found),
    }


def posterior_table(plan: Calibration, found: Posterior) -> pd.DataFrame:
    """Return one draw a row: its number and the values by dotted path.

    What is unmeasured is spread over its ranges, evenly and apart from what is fitted.
    """
    frame = pd.DataFrame(values_at(plan.parameters, found.draws.points), columns=list(plan.paths))
    if plan.unmeasured:
        axes = [one.axis for one in plan.unmeasured]
        frame = frame.join(pd.DataFrame(latin_hypercube(axes, len(frame), design_luck("unmeasured"))))
    frame.insert(0, "draw", np.arange(len(frame), dtype=np.int32))
    return frame


def parameter_table(plan: Calibration, found: Posterior) -> pd.DataFrame:
    """Return what the data say about each parameter.

    Standard deviations are parts of the range; values are in the unit of the parameter.
    """
    draws = found.draws.points
    prior_sd = np.array([one.prior_width for one in plan.parameters])
    sd = draws.std(axis=0)
    low, middle, high = np.quantile(draws, [0.5 - COVERAGE / 2, 0.5, 0.5 + COVERAGE / 2], axis=0)
    return pd.DataFrame(
        {
            "parameter": list(plan.paths),
            "unit": [one.axis.unit for one in plan.parameters],
            "least": [one.axis.low for one in plan.parameters],
            "most": [one.axis.high for one in plan.parameters],
            "scale": ["log" if one.axis.log else "linear" for one in plan.parameters],
            "at_first": _values(plan.parameters, plan.first),
            "best": _values(plan.parameters, found.fit.point),
            "low": _values(plan.parameters, low),
            "median": _values(plan.parameters, middle),
            "high": _values(plan.parameters, high),
            "prior_sd": prior_sd,
            "posterior_sd": sd,
            "contraction": contraction(prior_sd, sd),
        }
    )


def correlation_table(plan: Calibration, found: Posterior) -> pd.DataFrame:
    """Return the pairs of parameters that the data fix only together, strongest first."""
    pairs = correlated_pairs(_covariance(found))
    rows = [(plan.paths[first], plan.paths[second], correlation) for first, second, correlation in pairs]
    return pd.DataFrame(rows, columns=["first", "second", "correlation"])


def direction_table(plan: Calibration, found: Posterior) -> pd.DataFrame:
    """Return the combinations of parameters on which the data say nothing, one row for each parameter in one."""
    prior_sd = np.array([one.prior_width for one in plan.parameters])
    rows = [
        (number, direction.width, path, float(loading))
        for number, direction in enumerate(flat_directions(prior_sd, _covariance(found)))
        for path, loading in zip(plan.paths, direction.loadings, strict=True)
    ]
    return pd.DataFrame(rows, columns=["direction", "width", "parameter", "loading"])


def observation_table(plan: Calibration, found: Posterior) -> pd.DataFrame:
    """Return observed numbers with their tolerances, those of the best point, and why some play no part."""
    targets = plan.observations.targets
    count = len(plan.observations)
    residuals, bias, spread = (np.full(count, np.nan) for _ in range(3))
    effect, _ = plan.bias()
    residuals[found.answered] = found.fit.residuals
    bias[found.answered] = -(effect[found.answered] @ found.fit.biases) / STANDARD_ERRORS
    spread[found.answered] = np.sqrt(found.laplace.error_variance) / STANDARD_ERRORS
    misses = residuals / STANDARD_ERRORS
    scaled = to_scale(targets.values, targets.transforms) + misses * targets.tolerances
    unmet = np.zeros(count, dtype=bool)
    unmet[np.flatnonzero(found.answered)[never_met(found.trials.residuals / STANDARD_ERRORS)]] = True
    low, high = targets.bounds()
    frame = pd.DataFrame(
        {
            "id": list(plan.observations.ids),
            "observable": [row.name for row in plan.observations],
            "segment": [row.segment for row in plan.observations],
            "since": [row.since for row in plan.observations],
            "until": [row.until for row in plan.observations],
            "survey": [row.survey for row in plan.observations],
            "observed": targets.values,
            "low": low,
            "high": high,
            "model": from_scale(scaled, targets.transforms),
            "miss": misses,
            "inside": np.abs(misses) <= 1,
            "survey_bias": bias,
            "error": spread,
            "met_somewhere": found.answered & ~unmet,
            "refused": np.where(found.answered, "", "the market has no such number in any run"),
        }
    )
    refused = pd.DataFrame(
        [
            {"id": name, "inside": False, "met_somewhere": False, "refused": why}
            for name, why in plan.observations.refused.items()
        ],
        columns=["id", "inside", "met_somewhere", "refused"],
    )
    return frame if refused.empty else pd.concat([frame, refused], ignore_index=True)


def conflict_table(plan: Calibration, found: Posterior) -> pd.DataFrame:
    """Return the pairs of observations that contradict each other, and why.

    Those that no point meets together although some meet each alone, surest first; and those of which a part was
    published as larger than its whole.
    """
    parameters = len(plan.parameters)
    places = qmc.Sobol(parameters, scramble=False).random(PLACES)
    mean, variance = found.emulator.predict(np.vstack([places, found.draws.points]))
    doubt = SURE * np.sqrt(variance)
    nearest = np.sign(mean) * np.maximum(0.0, np.abs(mean) - doubt)
    misses = np.vstack([nearest, found.trials.residuals]) / STANDARD_ERRORS
    ids = [str(name) for name in np.array(plan.observations.ids)[found.answered]]
    published = [
        (ids.index(whole.id), ids.index(part.id))
        for whole, part in contradictions(plan.observations)
        if {whole.id, part.id} <= set(ids)
    ]
    tried = [one for one in conflicts(misses) if not {(one.first, one.second), (one.second, one.first)} & {*published}]
    reasons = [(BY_DEFINITION, pair(misses, *one)) for one in published] + [(NEVER_BOTH, one) for one in tried]
    rows = [
        (ids[one.first], ids[one.second], why, one.met_first, one.met_second, one.expected, one.nearest)
        for why, one in reasons
    ]
    columns = ["first", "second", "why", "met_first", "met_second", "expected_together", "nearest"]
    return pd.DataFrame(rows, columns=columns)


def trial_table(plan: Calibration, found: Posterior) -> pd.DataFrame:
    """Return every point that was run: stage, values by dotted path, and misses in tolerances by observation."""
    trials = found.trials
    values = pd.DataFrame(values_at(plan.parameters, trials.points), columns=list(plan.paths))
    ids = [f"miss.{name}" for name in np.array(plan.observations.ids)[found.answered]]
    misses = pd.DataFrame(trials.residuals / STANDARD_ERRORS, columns=ids)
    about = pd.DataFrame({"trial": np.arange(len(values), dtype=np.int32), "stage": list(trials.stages)})
    return pd.concat([about, values, misses], axis=1)


def _values(parameters: tuple[Fitted, ...], point: Array) -> list[float]:
    return list(_numbers(parameters, point))


def _numbers(parameters: tuple[Fitted, ...], point: Array) -> Iterator[float]:
    (values,) = values_at(parameters, point[None])
    yield from (float(values[one.path]) for one in parameters)


def _covariance(found: Posterior) -> Array:
    return np.atleast_2d(np.cov(found.draws.points.T))
