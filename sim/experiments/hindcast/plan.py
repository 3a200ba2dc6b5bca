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
from sim.experiments.hindcast.knowledge import known_before
from sim.experiments.observables import OBSERVABLES
from sim.experiments.observations import (
    Observation,
    Observations,
    Registry,
    load_observations,
    shipped_observations,
)
from sim.results.records import Key
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.files import shown_path
from sim.scenario.months import month_index
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
    """

    scenario: Scenario
    base: Scenario | None
    observations: Observations
    elsewhere: tuple[Observation, ...]
    draws: Draws | None
    seeds: tuple[int, ...]
    origin: str | None = None

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
        }


def load_hindcast(
    scenario: str | PathLike[str] | Scenario = SCENARIO,
    *,
    changes: Sequence[str] = (),
    observations: str | PathLike[str] | None = None,
    draws: str | PathLike[str] | None = None,
    until: str | None = None,
    since: str | None = None,
    seeds: Sequence[int] | None = None,
    trust_rules: bool = False,
    registry: Registry = OBSERVABLES,
) -> HindcastPlan:
    """Read what a hindcast runs and scores.

    Parameters
    ----------
    scenario : path or Scenario
        What is run; the dated history that comes with the package by default.
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
    given = scenario if isinstance(scenario, Scenario) else _read(problems, load, scenario, trust_rules=trust_rules)
    if given is None:
        raise ScenarioError(problems)
    changed = given
    if changes and not isinstance(scenario, Scenario):
        changed = _read(problems, load, scenario, changes, trust_rules=trust_rules) or given
    path = shipped_observations() if observations is None else observations
    read = _read(problems, load_observations, path, changed, registry)
    drawn = None if draws is None else _read(problems, load_draws, draws, [changed])
    if problems or read is None:
        raise ScenarioError(problems)
    if since is not None:
        read = read.after(month_index(changed.parameters.horizon.start, since))
    if not len(read):
        message = "the market has an answer to none of the observations"
        message += "" if since is None else f" that end in {since} or later"
        raise ScenarioError([Problem(shown_path(Path(path)), None, None, "", message)])
    months = max(row.period.end for row in read)
    runs = shortened(changed, months, until)
    own = drawn is not None or changed != given
    return HindcastPlan(
        scenario=runs,
        base=shortened(given, months, until) if own else None,
        observations=read,
        elsewhere=_elsewhere(read, changed, registry),
        draws=drawn,
        seeds=tuple(sorted(changed.seeds if seeds is None else seeds)),
        origin=since,
    )


def _read(problems: list[Problem], reader: Any, *arguments: Any, **how: Any) -> Any:
    """Return what a reader reads; None, with its problems noted, where it is wrong."""
    try:
        return reader(*arguments, **how)
    except ScenarioError as error:
        problems += [one for one in error.problems if one not in problems]
        return None


def _elsewhere(read: Observations, scenario: Scenario, registry: Registry) -> tuple[Observation, ...]:
    """Return the observations that come with the package and are not among those that are scored."""
    own = {(*row.series, row.since, row.until) for row in read}
    try:
        shipped = load_observations(shipped_observations(), scenario, registry)
    except ScenarioError:  # another market, in which they mean nothing
        return ()
    return tuple(row for row in shipped if (*row.series, row.since, row.until) not in own)
