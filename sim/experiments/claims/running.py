"""Running what claims need: each scenario in each world under each seed once, whichever claims share it."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from sim.experiments.claims.claim import Claims, Form
from sim.experiments.claims.observables import Observable
from sim.experiments.claims.worlds import changes_in, worlds_of
from sim.experiments.design.outcome_names import possible_outcomes
from sim.experiments.replicating import Job
from sim.results.kept import Kept
from sim.results.observed import Observed, SomeSeries, Source, read_observed
from sim.results.records import Key
from sim.results.version import model_version
from sim.scenario import Scenario

Values = dict[Observable, float]
"""What a run comes to, by what is looked at."""


@dataclass(frozen=True)
class ClaimRun:
    """One run that claims need.

    Attributes
    ----------
    key : Key
        Setting, number of the world, seed.
    scenario : Scenario
        The scenario.
    changes : dict of str to object
        What world and variant change in it.
    wanted : dict of str to Source
        Outcomes that are kept.
    """

    key: Key
    scenario: Scenario
    changes: Mapping[str, Any]
    wanted: Mapping[str, Source]

    @cached_property
    def name(self) -> str:
        """Name made from all that determines the run."""
        content = [self.scenario.digest(), sorted(self.changes.items()), self.key.seed, model_version()]
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:20]

    def job(self) -> Job:
        """Return what to do for it."""
        return Job(self.key, self.scenario, SomeSeries(self.wanted), self.changes)


def runs_of(claims: Claims, form: Form, whole: Claims) -> list[ClaimRun]:
    """Return all runs that some claims need, world by world, so that an interruption leaves whole worlds.

    Parameters
    ----------
    claims : Claims
        Claims that are tried.
    form : Form
        Worlds and seeds.
    whole : Claims
        All claims of the file: what any of them looks at is kept, so that they share runs.
    """
    names = {
        name
        for claim in whole.claims
        for condition in claim.measured
        for observable in condition.of
        for name in observable.outcomes
    }
    wanted = {name: _sources(claims.settings[name].varied, names) for name in claims.settings_used}
    runs = []
    for number, world in enumerate(worlds_of(claims.axes, form.worlds, form.drawn)):
        for seed in form.seeds_of(number):
            for name in claims.settings_used:
                setting = claims.settings[name]
                changes = changes_in(setting, world, claims.base)
                runs.append(ClaimRun(Key(name, number, seed), setting.scenario, changes, wanted[name]))
    return runs


def _sources(scenario: Scenario, names: set[str]) -> dict[str, Source]:
    """Return measure, kind and entity of those outcomes that a scenario can have."""
    known = possible_outcomes(scenario.parameters)
    return {name: (known[name][0].name, known[name][0].kind, known[name][1]) for name in names if name in known}


def looked_at(claims: Claims) -> dict[str, frozenset[Observable]]:
    """Return what is looked at, by setting."""
    pairs = [
        (setting, observable)
        for claim in claims.claims
        for condition in claim.measured
        for setting in condition.check.settings
        for observable in condition.of
    ]
    return {name: frozenset(one for setting, one in pairs if setting == name) for name in claims.settings_used}


def each_once(runs: Sequence[ClaimRun]) -> dict[Key, ClaimRun]:
    """Return for each key the first run that is equal to its own: variants may come to the same thing."""
    first: dict[str, ClaimRun] = {}
    return {run.key: first.setdefault(run.name, run) for run in runs}


def runs_kept(runs: Sequence[ClaimRun], kept: Kept) -> Iterator[tuple[list[Key], Observed]]:
    """Yield what is kept of each run that went through, once, with the keys of all that are equal to it.

    Parameters
    ----------
    runs : sequence of ClaimRun
        The runs.
    kept : Kept
        What is kept of them.
    """
    there = kept.keys()
    same: dict[Key, list[Key]] = {}
    for key, run in each_once(runs).items():
        if run.key in there:
            same.setdefault(run.key, []).append(key)
    for first, keys in same.items():
        yield keys, read_observed(kept.of(first))


def values_of(run: Observed, keys: Iterable[Key], looked_at: Mapping[str, Collection[Observable]]) -> dict[Key, Values]:
    """Return what a run comes to under each of its keys.

    Parameters
    ----------
    run : Observed
        What is kept of it.
    keys : iterable of Key
        Settings that come to this run.
    looked_at : mapping of str to collection of Observable
        What is taken from the runs of each setting.
    """
    return {key: {one: one.value(run) for one in looked_at[key.scenario]} for key in keys}
