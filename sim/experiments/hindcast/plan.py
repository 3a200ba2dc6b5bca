"""What a hindcast runs and scores: a scenario, observations, what rivals know, and draws; wrong input told at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from sim.arrays import Array
from sim.experiments.draws import Draws, load_draws
from sim.experiments.hindcast.free import FREE_SCENARIO, load_milestones, shipped_milestones
from sim.experiments.hindcast.knowledge import known_before
from sim.experiments.observables import OBSERVABLES
from sim.experiments.observations import (
    Observation,
    Observations,
    Registry,
    load_observations,
    shipped_observations,
)
from sim.experiments.unappraised import UNAPPRAISED
from sim.results.reading.milestones import Milestone
from sim.results.records import Key
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.files import shown_path
from sim.scenario.months import month_index, month_name
from sim.scenario.problems import Problem, wrong_month
from sim.scenario.texts.shortened import shortened

SCENARIO = "history"
"""What is run unless something else is said."""
MODEL, BASE = 1, 0
"""First point of what is scored, and the point of the rival with base values."""
MOST_BASE_SEEDS = 8


@dataclass(frozen=True)
class HindcastPlan:
    """What is run and scored.

    Attributes
    ----------
    scenario : Scenario
        What is run, no longer than the observations need.
    base : Scenario or None
        The same with base values, where what is scored has others: without the changes of the command line, or
        without draws.
    observations : Observations
        What is scored.
    elsewhere : tuple of Observation
        What rivals may know besides: observations that come with the package and are not scored.
    draws : Draws or None
        Values of parameters, each set run once.
    seeds : tuple of int
        Replications; draws take them in turn.
    origin : str or None
        Month (YYYY-MM) in which all forecasts are made; each when its own period begins if None.
    milestones : tuple of Milestone
        What is looked for in free runs, in which nothing of the alliances is given by events; none in others.
    """

    scenario: Scenario
    base: Scenario | None
    observations: Observations
    elsewhere: tuple[Observation, ...]
    draws: Draws | None
    seeds: tuple[int, ...]
    origin: str | None = None
    milestones: tuple[Milestone, ...] = ()

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """All replications: the base is point 0, what is scored follows, one point for each draw."""
        name = self.scenario.name
        base = [] if self.base is None else [Key(name, BASE, seed) for seed in self.seeds[:MOST_BASE_SEEDS]]
        if self.draws is None:
            return (*base, *(Key(name, MODEL, seed) for seed in self.seeds))
        count = len(self.draws)
        return (*base, *(Key(name, MODEL + draw, self.draws.seed(draw, self.seeds)) for draw in range(count)))

    def changes(self, key: Key) -> Mapping[str, Any]:
        """Return what is changed in the scenario of a replication."""
        return self.draws.values[key.point - MODEL] if self.draws is not None and key.point >= MODEL else {}

    def scenario_of(self, key: Key) -> Scenario:
        """Return what is run, before such changes."""
        return self.base if self.base is not None and key.point == BASE else self.scenario

    @cached_property
    def known_before(self) -> Array:
        """Month in which each forecast is made."""
        if self.origin is not None:
            month = month_index(self.scenario.parameters.horizon.start, self.origin)
            return np.full(len(self.observations), float(month))
        return known_before(self.observations, self.elsewhere)

    def content(self) -> dict[str, Any]:
        """Return what determines the answers of all runs, as plain data."""
        rows = [[row.id, *row.series, row.since, row.until, row.period.aggregate] for row in self.observations]
        return {
            "scenario": self.scenario.digest(),
            "base": None if self.base is None else self.base.digest(),
            "observations": rows,
            "draws": [] if self.draws is None else [dict(values) for values in self.draws.values],
            "seeds": list(self.seeds),
        } | ({"milestones": [one.id for one in self.milestones]} if self.milestones else {})


def load_hindcast(
    scenario: str | PathLike[str] | Scenario | None = None,
    *,
    changes: Sequence[str] = (),
    observations: str | PathLike[str] | None = None,
    draws: str | PathLike[str] | None = None,
    until: str | None = None,
    since: str | None = None,
    free: bool = False,
    seeds: Sequence[int] | None = None,
    trust_rules: bool = False,
    registry: Registry = OBSERVABLES,
) -> HindcastPlan:
    """Read what a hindcast runs and scores.

    Parameters
    ----------
    scenario : path or Scenario
        What is run; the dated history that comes with the package by default, without its alliances if `free`.
    changes : sequence of str
        Changes of the scenario as ``"path.to.key=value"``; the rival with base values runs without them.
    observations : path, optional
        Table of observations; the one that comes with the package by default.
    draws : path, optional
        Values of parameters, as ``posterior.parquet`` of a calibration holds them.
    until : str, optional
        Month (YYYY-MM) after which events that change contracts are left out.
    since : str, optional
        Month (YYYY-MM) in which all forecasts are made: only what was not observed before it is scored.
    free : bool
        Whether all contracts are bargained: events that change them are left out, the run keeps its length, and
        milestones are looked for.
    seeds : sequence of int, optional
        Replications instead of those of the scenario.
    trust_rules : bool
        Whether code of rules that stands inside the file may run.
    registry : mapping of str to Observable
        What can be observed.

    Raises
    ------
    ScenarioError
        With every problem of all files.
    """
    problems: list[Problem] = [
        *wrong_month("--until", until, "2025-06"),
        *wrong_month("--since", since, "2025-06"),
    ]
    scenario = scenario or (FREE_SCENARIO if free else SCENARIO)
    given = scenario if isinstance(scenario, Scenario) else _read(problems, load, scenario, trust_rules=trust_rules)
    if given is None:
        raise ScenarioError(problems)
    changed = given
    if changes and not isinstance(scenario, Scenario):
        changed = _read(problems, load, scenario, changes, trust_rules=trust_rules) or given
    path = shipped_observations() if observations is None else observations
    read = _read(problems, load_observations, path, changed, registry)
    drawn = None if draws is None else _read(problems, load_draws, draws, [changed])
    problems += _not_free(changed, until) if free else []
    if problems or read is None:
        raise ScenarioError(problems)
    if since is not None:
        read = read.after(month_index(changed.parameters.horizon.start, since))
    if not len(read):
        message = "the market has an answer to none of the observations"
        message += "" if since is None else f" that end in {since} or later"
        raise ScenarioError([Problem(shown_path(Path(path)), None, None, "", message)])
    horizon = changed.parameters.horizon
    months = horizon.months if free else max(row.period.end for row in read)
    known = month_name(horizon.start, -1) if free else until
    runs = shortened(changed, months, known).with_(**UNAPPRAISED)  # no observable asks for appraisals
    own = (drawn is not None or changed != given) and not free
    return HindcastPlan(
        scenario=runs,
        base=shortened(given, months, until).with_(**UNAPPRAISED) if own else None,
        observations=read,
        elsewhere=_elsewhere(read, changed, registry),
        draws=drawn,
        seeds=tuple(sorted(changed.seeds if seeds is None else seeds)),
        origin=since,
        milestones=_milestones_of(runs) if free else (),
    )


def _read(problems: list[Problem], reader: Any, *arguments: Any, **how: Any) -> Any:
    """Return what a reader reads; None, with its problems noted, where it is wrong."""
    try:
        return reader(*arguments, **how)
    except ScenarioError as error:
        problems += [one for one in error.problems if one not in problems]
        return None


def _not_free(scenario: Scenario, until: str | None) -> list[Problem]:
    """Return why alliances could not be bargained freely."""
    shown, problems = str(scenario.path or scenario.name), []
    if until is not None:
        problems.append(Problem("--until", None, None, "", "with --free no event changes contracts", "leave one out"))
    if scenario.parameters.rules.bargaining == "fixed":
        message = "contracts are never bargained, and --free leaves out the events that change them"
        problems.append(Problem(shown, None, None, "rules.bargaining", message, "nash_in_nash bargains them"))
    elif not _milestones_of(scenario):
        problems.append(Problem(shown, None, None, "owners", "none of the milestones is about one of them"))
    return problems


def _milestones_of(scenario: Scenario) -> tuple[Milestone, ...]:
    """Return the milestones of those who are in the market."""
    owners = scenario.parameters.owners
    return tuple(one for one in load_milestones(shipped_milestones()) if {one.subject, one.partner} <= owners.keys())


def _elsewhere(read: Observations, scenario: Scenario, registry: Registry) -> tuple[Observation, ...]:
    """Return the observations that come with the package and are not among those that are scored."""
    own = {(*row.series, row.since, row.until) for row in read}
    try:
        shipped = load_observations(shipped_observations(), scenario, registry)
    except ScenarioError:  # another market, in which they mean nothing
        return ()
    return tuple(row for row in shipped if (*row.series, row.since, row.until) not in own)
