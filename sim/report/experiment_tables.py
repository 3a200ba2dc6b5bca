"""The numbers of a sweep or a sensitivity analysis as tables of text."""

from dataclasses import dataclass
from typing import Any

from sim.scenario import seeds_text, value_at
from sim.statistics.protocols import ExploredResult, SensitivityResult, is_sensitivity, is_sweep
from sim.words.experiments import axis_name, outcome_name, setting_text, unit_text
from sim.words.names import plain
from sim.words.numbers import decimals_for, interval, mean_and_interval, numeral

MOST_ROWS = 500


@dataclass(frozen=True)
class Moved:
    """One parameter that is moved."""

    label: str
    meaning: str
    values: str
    scenario: str
    unit: str
    path: str


@dataclass(frozen=True)
class TextTable:
    """A table whose cells are text."""

    title: str
    columns: list[str]
    rows: list[list[str]]


def moved_parameters(result: ExploredResult) -> list[Moved]:
    """Return what was moved between which values."""
    parameters = result.experiment.scenario.parameters
    return [
        Moved(
            axis_name(axis, parameters),
            plain(axis.meaning),
            axis.range_text,
            setting_text(value_at(parameters, axis.path)),
            axis.unit,
            axis.path,
        )
        for axis in result.experiment.axes
    ]


def tables_of(result: ExploredResult) -> list[TextTable]:
    """Return the numbers behind the figures."""
    if is_sensitivity(result):
        return [table for outcome in result.experiment.outcomes for table in _of_outcome(result, outcome)]
    return [_points(result)]


def experiment_facts(result: ExploredResult) -> list[tuple[str, str]]:
    """Return facts about the runs: points, seeds, size, failures."""
    experiment = result.experiment
    parameters = experiment.scenario.parameters
    plan = {"sweep": experiment.design, "sensitivity": experiment.method}[result.task]
    facts = [
        ("Design", f"{str(plan).replace('_', ' ')}, {len(result.places)} points"),
        ("Seeds at each point", f"{seeds_text(experiment.seeds)} ({len(experiment.seeds)})"),
        (
            "Enterprises",
            f"{parameters.enterprises.count:,} (firms price on a panel of {parameters.enterprises.panel:,})",
        ),
        ("Months", f"{parameters.horizon.months} from {parameters.horizon.start}"),
        *((f"Fingerprint of {plain(one.name)}", one.digest()) for one in experiment.scenarios),
    ]
    if result.failures:
        shown = ", ".join(f"point {one.point}, seed {one.seed} ({one.error})" for one in result.failures[:10])
        more = ", ..." if len(result.failures) > 10 else ""
        facts.append((f"Failed replications ({len(result.failures)})", plain(shown) + more))
    return facts


def _points(result: ExploredResult) -> TextTable:
    """Return one row per point."""
    experiment = result.experiment
    parameters = experiment.scenario.parameters
    heads = [axis_name(axis, parameters) for axis in experiment.axes]
    drawn = result.doubts.set_index(["point", "outcome"]) if is_sweep(result) and len(result.doubts) else None
    for outcome in experiment.outcomes:
        definition = result.definitions[outcome]
        heads.append(f"{outcome_name(definition, parameters)}, {unit_text(definition, parameters)}")
        heads += [] if drawn is None else ["over draws, mean [90 %]"]
    signed = experiment.against is not None
    tables = [result.table(outcome) for outcome in experiment.outcomes]
    rows = []
    for number in range(min(len(result.places), MOST_ROWS)):
        cells = [setting_text(result.places.loc[number, axis.path]) for axis in experiment.axes]
        for outcome, table in zip(experiment.outcomes, tables, strict=True):
            cells.append(_mean(table.loc[number], signed=signed))
            cells += [] if drawn is None else [_mean(drawn.loc[number, outcome], signed=signed)]
        rows.append(cells)
    more = f", the first {MOST_ROWS} of {len(result.places)}" if len(result.places) > MOST_ROWS else ""
    return TextTable(f"All points{more}", heads, rows)


def _mean(row: Any, *, signed: bool) -> str:
    return mean_and_interval(row["mean"], row["low"], row["high"], sign=signed)


def _of_outcome(result: SensitivityResult, outcome: str) -> list[TextTable]:
    """Return the indices of an outcome, and what each parameter does alone."""
    experiment = result.experiment
    parameters = experiment.scenario.parameters
    names = {axis.path: axis_name(axis, parameters) for axis in experiment.axes}
    title = outcome_name(result.definitions[outcome], parameters)
    found = result.indices[result.indices["outcome"] == outcome].rename(columns={"index": "index_name"})
    indices: list[Any] = list(found.itertuples())
    # Shares of a variance lie between 0 and 1; the effects of Morris have the size of the outcome.
    places = 3 if experiment.method == "sobol" else decimals_for(*found["value"])
    rows = [
        [
            names[row.parameter],
            row.index_name,
            numeral(row.value, places),
            interval(row.low, row.high, places),
            numeral(row.at_half, places),
        ]
        for row in indices
    ]
    alone: list[Any] = list(result.one_at_a_time[result.one_at_a_time["outcome"] == outcome].itertuples())
    signed = experiment.against is not None
    ends = [
        [
            names[row.parameter],
            row.setting,
            _mean({"mean": row.move, "low": row.move_low, "high": row.move_high}, signed=True),
            numeral(row.base, sign=signed),
        ]
        for row in alone
    ]
    return [
        TextTable(f"{title}: indices", ["parameter", "index", "value", "95 % interval", "half the sample"], rows),
        TextTable(f"{title}: one at a time", ["parameter", "set to", "moves the result by", "from, as it is"], ends),
    ]
