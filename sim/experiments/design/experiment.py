"""An experiment: read from a file, checked with the scenarios that it names, and frozen."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from sim.experiments.design.axes import Axis
from sim.experiments.design.outcome_names import possible_outcomes, unknown_outcome
from sim.experiments.design.ranges import read_axes
from sim.experiments.design.schema import EXPERIMENT, MOST_POINTS, ExperimentFile
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.changes import Change, changes_from_texts, changes_of, conflicts
from sim.scenario.files import GivenFile, SourceFile, named_file, shown_path, source_of
from sim.scenario.heads import check_file_keys, read_seeds
from sim.scenario.hints.unread import nothing_reads
from sim.scenario.problems import Problem, in_order, problem_at
from sim.scenario.seeds import parse_seeds
from sim.scenario.texts.side_by_side import different_periods, with_own_titles
from sim.scenario.tree import Node, plain
from sim.scenario.validation import read_section
from sim.scenario.wording import found, nearest, suggestion

Task = Literal["sweep", "sensitivity"]
_TELL_APART = ("scenario", "parameters", "outcomes", "design", "method")


@dataclass(frozen=True)
class Experiment:
    """What is moved, where, and what is looked at.

    Attributes
    ----------
    name, title : str
        Short name and one line of explanation.
    path : Path or None
        File it was read from.
    question : str
        What it asks: the first paragraph of the file's opening comment.
    scenario : Scenario
        Where the parameters are moved.
    against : Scenario or None
        A second scenario: outcomes are then differences, this one less `scenario`, seed by seed.
    axes : tuple of Axis
        What is moved, by path.
    design : {"grid", "latin_hypercube", "sobol"} or None
        How a sweep places its points.
    points : int or None
        Number of points of a design that is no grid.
    method : {"sobol", "morris"} or None
        How sensitivity is measured.
    samples : int or None
        Base samples of the Sobol method, trajectories of Morris.
    seeds : tuple of int
        Replications of each point, ascending.
    outcomes : tuple of str
        What is looked at.
    """

    name: str
    title: str
    path: Path | None
    question: str
    scenario: Scenario
    against: Scenario | None
    axes: tuple[Axis, ...]
    design: Literal["grid", "latin_hypercube", "sobol"] | None
    points: int | None
    method: Literal["sobol", "morris"] | None
    samples: int | None
    seeds: tuple[int, ...]
    outcomes: tuple[str, ...]

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenario, and the one it is set against where there is one."""
        return (self.scenario,) if self.against is None else (self.scenario, self.against)

    def with_seeds(self, seeds: Sequence[int]) -> "Experiment":
        """Return the experiment with other replications."""
        return replace(self, seeds=tuple(sorted(parse_seeds(seeds))))

    def moved_in_vain(self) -> list[Problem]:
        """Return the parameters that are moved although nothing reads them in any of the scenarios."""
        if any(axis.path.startswith("rules.") for axis in self.axes):
            return []
        file = self.name if self.path is None else shown_path(self.path)
        reasons = {axis.path: [nothing_reads(axis.path, one) for one in self.scenarios] for axis in self.axes}
        return [
            Problem(file, None, None, f"parameters.{path}", f"has no effect here: {why[0]}")
            for path, why in reasons.items()
            if all(why)
        ]

    def placing(self, task: Task) -> dict[str, Any]:
        """Return what determines the points of a sweep or a sensitivity analysis, as plain data."""
        axes = [axis.content() for axis in self.axes]
        if task == "sweep":
            return {"axes": axes, "design": self.design, "points": self.points}
        return {"axes": axes, "method": self.method, "samples": self.samples}

    def content(self, task: Task) -> dict[str, Any]:
        """Return what determines the results of a sweep or a sensitivity analysis, as plain data."""
        return self.placing(task) | {
            "task": task,
            "scenarios": [scenario.digest() for scenario in self.scenarios],
            "seeds": list(self.seeds),
            "outcomes": list(self.outcomes),
        }


def load_experiment(
    path: GivenFile,
    overrides: Sequence[str] = (),
    *,
    seeds: Sequence[int] | None = None,
    task: Task | None = None,
    trust_rules: bool = False,
) -> Experiment:
    """Read an experiment file.

    Parameters
    ----------
    path : path
        The file, or the bare name of an experiment that comes with the package; or what was read from it.
    overrides : sequence of str
        Changes of both scenarios as ``"path.to.key=value"``, applied after ``set``.
    seeds : sequence of int, optional
        Replications instead of those of the file.
    task : {"sweep", "sensitivity"}, optional
        What it is for: a sweep needs a design, a sensitivity analysis a method.
    trust_rules : bool
        Whether code of rules that stands inside the file and its scenarios may run.

    Raises
    ------
    ScenarioError
        With every problem of the file and of the scenarios that it names.
    """
    problems: list[Problem] = []
    source = source_of(path, problems)
    experiment = (
        None if source is None else _experiment(source, overrides, seeds, task, problems, trust_rules=trust_rules)
    )
    if problems or experiment is None:
        raise ScenarioError(in_order(problems, [source.shown] if source is not None else []))
    return experiment


def is_experiment(path: GivenFile) -> bool:
    """Whether a file says what only experiments say."""
    source = source_of(path, [])
    return source is not None and any(key in source.root.entries for key in _TELL_APART)


def _experiment(
    source: SourceFile,
    overrides: Sequence[str],
    seeds: Sequence[int] | None,
    task: Task | None,
    problems: list[Problem],
    *,
    trust_rules: bool,
) -> Experiment | None:
    """Return the experiment; None, with all that is wrong noted, where it is not valid."""
    root = source.root
    if "scenario" not in root.entries and {"extends", "horizon"} & root.entries.keys():
        message = "this is a scenario, not an experiment: it moves no parameters"
        problems.append(Problem(source.shown, 1, 1, "", message, "alliance run takes scenarios"))
        return None
    keys = _known_keys(root, problems)
    _check_plan(keys, root, task, problems)
    scenarios = _scenarios(source, keys, overrides, problems, trust_rules=trust_rules)
    is_grid = _text(keys, "design") == "grid"
    ranges = keys.get("parameters")
    axes: tuple[Axis, ...] = ()
    if ranges is not None and ranges.is_map:
        if not ranges.entries:
            problems.append(problem_at(ranges.origin, ("parameters",), "expected a parameter to move, found none"))
        axes = read_axes(ranges, scenarios, problems, is_grid=is_grid, has_design="design" in keys)
    if is_grid and math.prod(len(axis.grid()) for axis in axes) > MOST_POINTS:
        problems.append(problem_at(root.origin, ("parameters",), f"the grid has more than {MOST_POINTS} points"))
    numbers = read_seeds(keys["seeds"], problems) if "seeds" in keys else parse_seeds(_default("seeds"))
    outcomes = _outcomes(keys.get("outcomes"), scenarios, problems)
    if problems or not scenarios:
        return None
    scenarios = tuple(with_own_titles(scenarios))
    return Experiment(
        name=_text(keys, "name"),
        title=_text(keys, "title"),
        path=source.path,
        question=source.question,
        scenario=scenarios[0],
        against=scenarios[1] if len(scenarios) > 1 else None,
        axes=axes,
        design=plain(keys["design"]) if "design" in keys else None,
        points=plain(keys["points"]) if "points" in keys else None,
        method=plain(keys["method"]) if "method" in keys else None,
        samples=plain(keys["samples"]) if "samples" in keys else None,
        seeds=tuple(sorted(numbers if seeds is None else parse_seeds(seeds))),
        outcomes=outcomes,
    )


def _known_keys(root: Node, problems: list[Problem]) -> dict[str, Node]:
    """Return what the file says, null left out, noting keys that no experiment has and values that do not fit."""
    unknown = [key for key in root.entries if key not in EXPERIMENT.keys]
    for key in unknown:
        hint = suggestion(key, EXPERIMENT.keys, "keys of an experiment")
        problems.append(problem_at(root.entries[key].place, (key,), f'no key "{key}" in an experiment', hint))
    meant = {nearest(key, EXPERIMENT.keys) for key in unknown}
    nulls = [key for key, node in root.entries.items() if node.value is None and not _required(key)]
    keys = {key: node for key, node in root.entries.items() if key not in unknown and key not in nulls}
    check_file_keys(replace(root, value={"schema": keys["schema"]} if "schema" in keys else {}), problems)
    may_lack = [key for key in meant if key is not None]
    fitting = replace(root, value={key: node for key, node in keys.items() if key != "schema"})
    wrong = read_section(ExperimentFile, EXPERIMENT, fitting, (), (*may_lack, "schema"))
    own = {"seeds"} | ({"outcomes"} if isinstance(_value(keys, "outcomes"), tuple) else set())
    problems.extend(one for one in wrong if one.key not in own)
    return keys


def _required(key: str) -> bool:
    field = ExperimentFile.model_fields.get(key)
    return key == "schema" or (field is not None and field.is_required())


def _default(key: str) -> Any:
    return ExperimentFile.model_fields[key].default


def _text(keys: dict[str, Node], key: str) -> str:
    return str(keys[key].value) if key in keys else ""


def _value(keys: dict[str, Node], key: str) -> object:
    return keys[key].value if key in keys else None


def _about(problems: Sequence[Problem], key: str) -> bool:
    return any(problem.key == key or problem.key.startswith(f"{key}.") for problem in problems)


def _check_plan(keys: dict[str, Node], root: Node, task: Task | None, problems: list[Problem]) -> None:
    """Note a design without its points, a method without its samples, and the other way round."""
    design, method = _text(keys, "design"), _text(keys, "method")
    needed = {"sweep": ("design",), "sensitivity": ("method",)}.get(task or "", ("design", "method"))
    hints = {"design": "design: grid, latin_hypercube or sobol", "method": "method: sobol or morris"}
    if not any(key in keys for key in needed):
        message = f"missing: {' (for a sweep) or '.join(needed)}" + (" (for sensitivity)" if len(needed) > 1 else "")
        problems.append(problem_at(root.place, (), message, "; ".join(hints[key] for key in needed)))
    for what, wanted, allowed in (
        ("points", design in ("latin_hypercube", "sobol"), design != "grid"),
        ("samples", bool(method), bool(method)),
    ):
        owner = "design" if what == "points" else "method"
        if wanted and what not in keys:
            problems.append(
                problem_at(keys[owner].place, (what,), f"missing: {owner} {_text(keys, owner)} needs {what}")
            )
        elif what in keys and not allowed:
            message = "a grid has as many points as its levels make" if what == "points" else "there is no method"
            problems.append(problem_at(keys[what].place, (what,), message, f"remove {what}"))
        elif what in keys and "sobol" in (design if what == "points" else method):
            _check_power_of_two(keys[what], what, problems)


def _check_power_of_two(node: Node, key: str, problems: list[Problem]) -> None:
    """Sobol's sequence is balanced only in powers of two."""
    count = node.value
    if isinstance(count, int) and not isinstance(count, bool) and count > 1 and count & (count - 1):
        near = 2 ** round(math.log2(count))
        message = f"expected a power of two, for which Sobol's sequence is balanced, found {count}"
        problems.append(problem_at(node.origin, (key,), message, f"such as {near}"))


def _scenarios(
    source: SourceFile,
    keys: dict[str, Node],
    overrides: Sequence[str],
    problems: list[Problem],
    *,
    trust_rules: bool,
) -> tuple[Scenario, ...]:
    """Return the scenarios with the changes of the file; none where one of them is wrong."""
    block = keys.get("set")
    changes: list[Change] = []
    if block is not None and block.is_map:
        changes = changes_of(block)
        problems.extend(conflicts(changes))
    changes += changes_from_texts(overrides, problems)
    scenarios: list[Scenario] = []
    wanted = [key for key in ("scenario", "against") if key in keys and not _about(problems, key)]
    for key in wanted:
        path = named_file(source, keys[key], key, problems)
        try:
            if path is not None:
                scenarios.append(load(path, trust_rules=trust_rules).changed(changes))
        except ScenarioError as error:
            problems.extend(one for one in error.problems if one not in problems)
    if len(scenarios) == 2 and scenarios[0] == scenarios[1]:
        message = "resolves to the same thing as scenario: every difference would be zero"
        problems.append(problem_at(keys["against"].origin, ("against",), message))
    if len(scenarios) == 2 and (why := different_periods(*scenarios)):
        problems.append(problem_at(keys["against"].origin, ("against",), why))
    return tuple(scenarios) if "scenario" in wanted and len(scenarios) == len(wanted) else ()


def _outcomes(node: Node | None, scenarios: Sequence[Scenario], problems: list[Problem]) -> tuple[str, ...]:
    """Return the names of outcomes, noting those that a scenario cannot have."""
    if node is None or not isinstance(node.value, tuple):
        return ()
    if not node.value:
        problems.append(
            problem_at(node.origin, ("outcomes",), "expected an outcome, found none", "such as consumer_surplus")
        )
    names: list[str] = []
    for item in node.value:
        name = item.value
        if not isinstance(name, str):
            message = f"expected the name of an outcome, found {found(plain(item))}"
            problems.append(problem_at(item.origin, ("outcomes",), message, "such as consumer_surplus"))
            continue
        if name in names:
            problems.append(problem_at(item.origin, ("outcomes",), f"{found(name)} is given twice"))
        names.append(name)
        for scenario in scenarios:
            if name not in possible_outcomes(scenario.parameters):
                problems.append(problem_at(item.origin, ("outcomes",), *unknown_outcome(name, scenario.parameters)))
                break
    return tuple(names)
