"""What a sweep or a sensitivity analysis says, in sentences."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.statistics.preferences import deciding_outcomes, region
from sim.statistics.protocols import ExploredResult, SensitivityResult, SweepResult, is_sensitivity, is_sweep
from sim.statistics.sensitivity_indices import ranked
from sim.statistics.sign_changes import Crossing
from sim.statistics.two_doubts import OPEN
from sim.words.experiments import axis_name, joint_name, outcome_name, setting_text, unit_text, value_reading
from sim.words.names import label, plain
from sim.words.numbers import decimals_for, interval, mean_and_interval, numeral, percent

_MOST_NAMED = 3


def sentences(result: ExploredResult) -> list[str]:
    """Return the findings of an experiment, the most important first."""
    return list(_of_sensitivity(result) if is_sensitivity(result) else _of_sweep(result) if is_sweep(result) else ())


def reading(result: ExploredResult) -> str:
    """Say what the numbers are and what brackets hold."""
    text = f"{value_reading(result)} Brackets hold 95 % intervals of the mean over seeds (Student's t)."
    if result.task == "sweep":
        return text
    if result.experiment.method == "sobol":
        return (
            f"{text} A first-order index is the share of the variance that a parameter explains alone, a total index "
            "the share that it has a hand in; their intervals come from a bootstrap of the sample."
        )
    return (
        f"{text} mu* is the mean size of the change over a parameter's whole range, mu its mean, sigma its spread; the "
        "interval of mu* comes from a bootstrap of the trajectories."
    )


def _of_sweep(result: SweepResult) -> Iterator[str]:
    experiment = result.experiment
    if experiment.against is not None and len(deciding_outcomes(result)) == 2:
        yield _preferences(result)
        if len(experiment.axes) == 1:
            yield _range(result, *deciding_outcomes(result))
    for outcome in experiment.outcomes:
        yield _range(result, outcome)
    for outcome in experiment.outcomes if len(result.doubts) else ():
        yield _over_draws(result, outcome)


def _over_draws(result: SweepResult, outcome: str) -> str:
    """Say at how many points the sign of an outcome does not depend on the draw."""
    rows = result.doubts[result.doubts["outcome"] == outcome]
    signs, count = Counter(rows["sign"]), int(rows["draws"].max())
    name = joint_name(result, [outcome])
    told = f"{name}, over {count} draws of the parameters: above zero at {signs['+']} of {len(rows)} points in 95 % of "
    told += f"the draws or more, below at {signs['-']}, open at {signs[OPEN]}"
    shares = rows.loc[rows["sign"] == OPEN, "assumptions"].dropna()
    why = f"; there {percent(float(shares.mean()))} of the variance is assumptions" if len(shares) else ""
    return f"{told}{why}."


def _preferences(result: SweepResult) -> str:
    """Say how often which of two owners prefer the first scenario."""
    experiment = result.experiment
    first, second = deciding_outcomes(result)
    means = [result.table(outcome)["mean"].to_numpy(dtype=float) for outcome in (first, second)]
    known = np.isfinite(means[0]) & np.isfinite(means[1])
    regions = Counter(region(a, b) for a, b in zip(means[0][known], means[1][known], strict=True))
    names = [label(experiment.scenario.parameters, "owner", result.definitions[one].entity) for one in (first, second)]
    here, there = (f"“{plain(scenario.title)}”" for scenario in experiment.scenarios)
    apart = int(((means[0] + means[1])[known] < 0).sum())
    count = int(known.sum())
    return (
        f"Of {count} points, both {names[0]} and {names[1]} earn more under {here} at {regions['both']}, "
        f"only {names[0]} at {regions['first']}, only {names[1]} at {regions['second']}, neither at "
        f"{regions['neither']}. Together they earn more under {here} at {apart}, under {there} at {count - apart}."
    )


def _range(result: SweepResult, *outcomes: str) -> str:
    """Say between which values an outcome lies, and how often it is above zero or where it changes its sign."""
    experiment = result.experiment
    parameters = experiment.scenario.parameters
    name = joint_name(result, outcomes)
    table = result.table(*outcomes)
    table = table[np.isfinite(table["mean"])]
    if table.empty:
        return f"{name}: no value at any point."
    low, high = float(table["mean"].min()), float(table["mean"].max())
    signed = experiment.against is not None
    places = decimals_for(low, high)
    span = f"{numeral(low, places, sign=signed)} to {numeral(high, places, sign=signed)}"
    what = f"{name}: {'difference ' if signed else ''}{span} {unit_text(result.definitions[outcomes[0]], parameters)}"
    found = result.crossings(*outcomes)
    if found:
        return f"{what}; {', '.join(_crossing(crossing) for crossing in found)}."
    if not signed:
        return f"{what}."
    above, below = int((table["low"] > 0).sum()), int((table["high"] < 0).sum())
    unsure = len(table) - above - below
    counts = f"clearly above zero at {above} of {len(table)} points, clearly below at {below}"
    return f"{what}; {counts}{f', unclear at {unsure}' if unsure else ''}."


def _crossing(crossing: Crossing) -> str:
    where = setting_text(crossing.place)
    if np.isfinite(crossing.low):
        where += f" [{setting_text(crossing.low)}, {setting_text(crossing.high)}]"
    return f"{'above' if crossing.rises else 'below'} zero from {where} on"


def _of_sensitivity(result: SensitivityResult) -> Iterator[str]:
    experiment = result.experiment
    names = {axis.path: axis_name(axis, experiment.scenario.parameters) for axis in experiment.axes}
    for outcome in experiment.outcomes:
        name = outcome_name(result.definitions[outcome], experiment.scenario.parameters)
        main: Any = result.main_index(outcome).set_index("parameter")
        if main["value"].isna().all():
            yield f"{name} does not move with any of the parameters."
            continue
        unit = unit_text(result.definitions[outcome], experiment.scenario.parameters)
        sobol = experiment.method == "sobol"
        parts = [
            f"{names[path]} ({_share(row) if sobol else mean_and_interval(row.value, row.low, row.high)})"
            for path, row in ((path, main.loc[path]) for path in ranked(result, outcome)[:_MOST_NAMED])
        ]
        index = "total index" if sobol else f"mu* ({unit})"
        yield f"{name} depends most on {', '.join(parts)}; {index} in brackets.{_alone(result, outcome)}"
        moved = [names[path] for path in result.unsettled(outcome)]
        yield (
            f"{name}: half the sample gives other indices for {', '.join(moved)}; it takes more samples to trust them."
            if moved
            else f"{name}: half the sample gives the same order of size, within a tenth."
        )


def _share(row: Any) -> str:
    """Write a share of the variance."""
    return f"{numeral(row.value, 2)} {interval(row.low, row.high, 2)}"


def _alone(result: SensitivityResult, outcome: str) -> str:
    """Say which share of the variance parameters explain without their interactions."""
    if result.experiment.method != "sobol":
        return ""
    rows = result.indices
    first = rows[(rows["outcome"] == outcome) & (rows["index"] == "first")]["value"].sum()
    return f" Parameters alone explain {percent(min(max(float(first), 0.0), 1.0))} of the variance."
