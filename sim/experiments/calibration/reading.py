"""Reading a calibration file: every path, scenario, observation and survey that it names must exist."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sim.experiments.calibration.parameter import Fitted
from sim.experiments.calibration.plan import Calibration
from sim.experiments.calibration.schema import CALIBRATION, DEFAULT_SEEDS, CalibrationFile
from sim.experiments.design.ranges import read_axes
from sim.experiments.observations import Observation, Observations, Registry, load_observations, shipped_observations
from sim.experiments.observations.observable import GROUPS
from sim.scenario import Scenario, ScenarioError, load, parse_seeds
from sim.scenario.changes import changes_from_texts, changes_of, conflicts
from sim.scenario.files import GivenFile, SourceFile, beside, named_file, shown_path, source_of
from sim.scenario.heads import read_seeds
from sim.scenario.months import month_index, month_name
from sim.scenario.problems import Problem, in_order, problem_at, wrong_month
from sim.scenario.texts.shortened import shortened
from sim.scenario.tree import Node, plain
from sim.scenario.validation import read_section
from sim.scenario.wording import found, suggestion
from sim.statistics.fitting.posterior import Budget

GIVEN = "contracts"
"""Contracts are given by the record, or bargained: they are never fitted."""


def load_calibration(
    path: GivenFile,
    registry: Registry,
    overrides: Sequence[str] = (),
    *,
    seeds: Sequence[int] | None = None,
    before: str | None = None,
) -> Calibration:
    """Read a calibration file.

    Parameters
    ----------
    path : path
        The file, or the bare name of one that comes with the package; or what was read from it.
    registry : mapping of str to Observable
        What can be observed.
    overrides : sequence of str
        Changes of the scenario as ``"path.to.key=value"``, applied after ``set``.
    seeds : sequence of int, optional
        Replications instead of those of the file.
    before : str, optional
        Month (YYYY-MM): only what was observed before it is fitted, whatever the file says.

    Raises
    ------
    ScenarioError
        With every problem of the file, and of the scenario and the observations that it names.
    """
    problems = wrong_month("--before", before, "2024-06")
    source = None if problems else source_of(path, problems)
    calibration = None if source is None else _calibration(source, registry, overrides, seeds, before, problems)
    if problems or calibration is None:
        raise ScenarioError(in_order(problems, [source.shown] if source is not None else []))
    return calibration


def _calibration(
    source: SourceFile,
    registry: Registry,
    overrides: Sequence[str],
    seeds: Sequence[int] | None,
    before: str | None,
    problems: list[Problem],
) -> Calibration | None:
    """Return the calibration; None, with all that is wrong noted, where it is not valid."""
    keys = {key: node for key, node in source.root.entries.items() if node.value is not None}
    wrong = read_section(CalibrationFile, CALIBRATION, replace(source.root, value=keys), ())
    problems.extend(one for one in wrong if one.key != "seeds")
    numbers = read_seeds(keys["seeds"], problems) if "seeds" in keys else parse_seeds(DEFAULT_SEEDS)
    base = _scenario(source, keys, overrides, problems) if not _about(problems, "scenario") else None
    parameters = _parameters(keys.get("parameters"), base, problems)
    unmeasured = _unmeasured(keys.get("unmeasured"), keys.get("parameters"), base, problems)
    budget = _budget(keys.get("budget"), problems)
    if base is None or _about(problems, "observations"):
        return None
    read = _observations(source, keys.get("observations"), base, registry, before, problems)
    if before is None:  # else a survey may begin later
        _check_surveys(keys.get("surveys"), read, problems)
    months = _months(keys.get("months"), base, read, problems)
    if problems or read is None:
        return None
    return Calibration(
        name=str(keys["name"].value),
        title=str(keys["title"].value),
        path=source.path,
        question=source.question,
        base=base,
        scenario=shortened(base, months),
        parameters=parameters,
        unmeasured=unmeasured,
        observations=read,
        surveys={name: float(value) for name, value in plain(keys["surveys"]).items()} if "surveys" in keys else {},
        budget=budget,
        seeds=tuple(sorted(numbers if seeds is None else seeds)),
    )


def _about(problems: Sequence[Problem], key: str) -> bool:
    return any(problem.key == key or problem.key.startswith(f"{key}.") for problem in problems)


def _scenario(
    source: SourceFile, keys: dict[str, Node], overrides: Sequence[str], problems: list[Problem]
) -> Scenario | None:
    """Return the scenario with the changes of the file; None where it is wrong."""
    if "scenario" not in keys:
        return None
    changes = []
    if "set" in keys and keys["set"].is_map:
        changes = changes_of(keys["set"])
        problems.extend(conflicts(changes))
    changes += changes_from_texts(overrides, problems)
    path = named_file(source, keys["scenario"], "scenario", problems)
    try:
        return None if path is None else load(path).changed(changes)
    except ScenarioError as error:
        problems.extend(one for one in error.problems if one not in problems)
        return None


def _parameters(node: Node | None, scenario: Scenario | None, problems: list[Problem]) -> tuple[Fitted, ...]:
    """Return what is fitted, noting what is wrong with it."""
    if node is None or not node.is_map:
        return ()
    if not node.entries:
        problems.append(problem_at(node.origin, ("parameters",), "expected a parameter to fit, found none"))
    _refuse_contracts(node, "parameters", problems)
    axes = read_axes(node, [] if scenario is None else [scenario], problems, is_grid=False, has_design=True)
    fitted = []
    for axis in axes:
        prior = node.entries[axis.path].entries.get("prior")
        if prior is None or prior.value is None:
            fitted.append(Fitted(axis))
            continue
        mean, sd = (float(plain(prior.entries[key])) for key in ("mean", "sd"))
        if not axis.low <= mean <= axis.high:
            message = f"expected a mean from {axis.low:g} to {axis.high:g}, found {mean:g}"
            problems.append(
                problem_at(prior.entries["mean"].origin, ("parameters", axis.path, "prior", "mean"), message)
            )
        fitted.append(Fitted(axis, mean, sd))
    return tuple(fitted)


def _unmeasured(
    node: Node | None, fitted: Node | None, scenario: Scenario | None, problems: list[Problem]
) -> tuple[Fitted, ...]:
    """Return what is drawn from its range without being fitted, noting what is wrong with it."""
    if node is None or not node.is_map:
        return ()
    _refuse_contracts(node, "unmeasured", problems)
    for path in node.entries.keys() & (fitted.entries.keys() if fitted is not None else set()):
        message = "is fitted, too: no observation says anything about what is unmeasured"
        problems.append(problem_at(node.entries[path].place, ("unmeasured", path), message))
    scenarios = [] if scenario is None else [scenario]
    axes = read_axes(node, scenarios, problems, is_grid=False, has_design=True, section="unmeasured")
    return tuple(Fitted(axis) for axis in axes)


def _refuse_contracts(node: Node, section: str, problems: list[Problem]) -> None:
    for path, entry in node.entries.items():
        if path.split(".")[0] == GIVEN:
            message = "contracts are given by the record, or bargained, and are never fitted"
            problems.append(problem_at(entry.place, (section, path), message))


def _budget(node: Node | None, problems: list[Problem]) -> Budget:
    """Return how many points are run; the default where something is wrong."""
    if node is None or not node.is_map or _about(problems, "budget"):
        return Budget()
    given: dict[str, Any] = plain(node)
    starts = given.get("starts", Budget.starts)
    if starts & (starts - 1):
        near = 1 << (starts.bit_length() - 1)
        message = f"expected a power of two, for which Sobol's sequence is balanced, found {starts}"
        problems.append(problem_at(node.entries["starts"].origin, ("budget", "starts"), message, f"such as {near}"))
    return Budget(**given)


def _observations(
    source: SourceFile,
    node: Node | None,
    scenario: Scenario,
    registry: Registry,
    before: str | None,
    problems: list[Problem],
) -> Observations | None:
    """Return the observations that are fitted, noting what is wrong with them."""
    keys = {key: child for key, child in node.entries.items() if child.value is not None} if node is not None else {}
    path = beside(source.path, str(keys["file"].value)) if "file" in keys else shipped_observations()
    if "file" in keys and not path.is_file():
        message = f"there is no file {shown_path(path)}"
        problems.append(problem_at(keys["file"].origin, ("observations", "file"), message))
        return None
    try:
        read = load_observations(path, scenario, registry)
    except ScenarioError as error:
        problems.extend(error.problems)
        return None
    used = _named(keys.get("use"), "use", read, problems) or {*read.ids, *read.refused}
    left_out = _named(keys.get("leave_out"), "leave_out", read, problems)
    if before is None and "before" in keys:
        before = str(keys["before"].value)
    if before is not None:
        end = month_index(scenario.parameters.horizon.start, before)
        left_out |= {row.id for row in read if row.period.end > end}
    chosen = read.chosen([name for name in (*read.ids, *read.refused) if name in used - left_out])
    if not len(chosen):
        place = source.root.place if node is None else node.place
        problems.append(problem_at(place, ("observations",), "no observation is left to fit"))
    return chosen


def _named(node: Node | None, key: str, read: Observations, problems: list[Problem]) -> set[str]:
    """Return the ids that a list of ids, groups and observables names, noting what is none of these."""
    names: set[str] = set()
    by_name: dict[str, set[str]] = {name: {name} for name in (*read.ids, *read.refused)}
    for row in read:
        by_name.setdefault(row.observable.group, set()).add(row.id)
        by_name.setdefault(row.observable.name, set()).add(row.id)
    for item in node.value if node is not None and isinstance(node.value, tuple) else ():
        name = str(item.value)
        if name in by_name:
            names |= by_name[name]
        elif name not in GROUPS:
            message = f"{found(plain(item))} is no id, group or observable of the table"
            problems.append(
                problem_at(item.origin, ("observations", key), message, suggestion(name, by_name, "those are"))
            )
    return names


def _check_surveys(node: Node | None, read: Observations | None, problems: list[Problem]) -> None:
    """Note a survey that no observation comes from, and a bias that is none."""
    if node is None or read is None or not node.is_map:
        return
    known = list(dict.fromkeys(row.survey for row in read if row.survey))
    for name, child in node.entries.items():
        value = child.value
        if name not in known:
            message = f'no observation that is fitted comes from "{name}"'
            problems.append(problem_at(child.place, ("surveys", name), message, suggestion(name, known, "surveys")))
        elif isinstance(value, int | float) and value < 0:
            message = f"expected a standard deviation of 0 or more, found {value:g}"
            problems.append(problem_at(child.origin, ("surveys", name), message, "0 for none"))


def _months(node: Node | None, base: Scenario, read: Observations | None, problems: list[Problem]) -> int:
    """Return how many months are run, noting observations that lie beyond them."""
    horizon = base.parameters.horizon
    rows: Sequence[Observation] = () if read is None else read.rows
    needed = max((row.period.end for row in rows), default=1)
    if node is None or _about(problems, "months"):
        return needed
    months = int(plain(node))
    if months > horizon.months:
        message = f"expected at most the {horizon.months} months of {base.name}, found {months}"
        problems.append(problem_at(node.origin, ("months",), message))
    beyond = [row.id for row in rows if row.period.end > months]
    if beyond:
        last = month_name(horizon.start, months - 1)
        message = f"{', '.join(beyond)} lie after {last}, the last of {months} months"
        problems.append(problem_at(node.origin, ("months",), message, f"{needed}, or observations.before"))
    return months
