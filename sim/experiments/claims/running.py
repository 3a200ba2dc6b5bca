"""Running what claims need: each scenario in each world under each seed once, whichever claims share it."""

import json
import traceback
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sim.experiments.claims.claim import Claims, Form
from sim.experiments.claims.observables import Observable
from sim.experiments.claims.worlds import changes_in, worlds_of
from sim.experiments.design.outcome_names import possible_outcomes
from sim.experiments.replicating import (
    Interrupted,
    Notice,
    Progress,
    Simulate,
    check_workers_asked_for,
    market,
    spread,
)
from sim.experiments.workers.base import LostWorkersError
from sim.results.observed import Observed, ObservedRuns, Source, observed
from sim.results.version import model_version
from sim.scenario import Scenario

Cell = tuple[str, int, int]
"""Setting, number of the world, seed."""

Values = dict[Observable, float]
"""What a run comes to, by what is looked at."""


@dataclass(frozen=True)
class ClaimRun:
    """One run as a task for a worker.

    Attributes
    ----------
    cell : Cell
        Setting, world and seed.
    scenario : Scenario
        The scenario.
    changes : dict of str to object
        What world and variant change in it.
    wanted : dict of str to Source
        Outcomes that are kept.
    simulate : callable or None
        Simulates one seed; None for the market.
    """

    cell: Cell
    scenario: Scenario
    changes: Mapping[str, Any]
    wanted: Mapping[str, Source]
    simulate: Simulate | None

    @property
    def key(self) -> str:
        """Name made from all that determines the run."""
        content = [self.scenario.digest(), sorted(self.changes.items()), self.cell[2], model_version()]
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:20]


@dataclass(frozen=True)
class RunFailure:
    """A run that did not go through.

    Attributes
    ----------
    setting : str
        Scenario or variant.
    world, seed : int
        Which world, which seed.
    error, message, traceback : str
        Type of the error, what it says, where it happened.
    """

    setting: str
    world: int
    seed: int
    error: str
    message: str
    traceback: str = ""


def observe(run: ClaimRun) -> Observed | RunFailure:
    """Simulate one run and keep what is wanted; whatever goes wrong becomes a record."""
    try:
        simulate = run.simulate or market(threads=1)  # short runs gain nothing from threads
        replication = simulate(run.scenario.with_(**run.changes), run.cell[2])
        return observed(replication.monthly, replication.events, run.wanted)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the other runs go on
        return _failure(run, error)


def runs_of(claims: Claims, form: Form, whole: Claims, simulate: Simulate | None = None) -> list[ClaimRun]:
    """Return all runs that some claims need, world by world, so that an interruption leaves whole worlds.

    Parameters
    ----------
    claims : Claims
        Claims that are tried.
    form : Form
        Worlds and seeds.
    whole : Claims
        All claims of the file: what any of them looks at is kept, so that they share runs.
    simulate : callable, optional
        Simulates one seed; the market by default.
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
    for number, world in enumerate(worlds_of(claims.axes, form.worlds)):
        for seed in form.seeds_of(number):
            for name in claims.settings_used:
                setting = claims.settings[name]
                changes = changes_in(setting, world, claims.base)
                runs.append(ClaimRun((name, number, seed), setting.scenario, changes, wanted[name], simulate))
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


def fill_runs(
    runs: Sequence[ClaimRun],
    store: ObservedRuns,
    looked_at: Mapping[str, Collection[Observable]],
    jobs: int | None = None,
    *,
    scheduler: str | None = None,
    progress: Progress | None = None,
    notice: Notice | None = None,
    simulate: Simulate | None = None,
) -> tuple[dict[Cell, Values], list[RunFailure]]:
    """Do the runs that the store lacks.

    Parameters
    ----------
    runs : sequence of ClaimRun
        The runs.
    store : ObservedRuns
        Where runs are kept.
    looked_at : mapping of str to collection of Observable
        What is taken from the runs of each setting.
    jobs, scheduler, progress, notice, simulate
        As for `sim.experiments.ensemble.run`.

    Returns
    -------
    found : dict of Cell to Values
        Runs that went through.
    failures : list of RunFailure
        The others, in the order of the runs.

    Raises
    ------
    Interrupted
        After a keyboard interrupt; what was finished is kept where the store has a folder.
    LostWorkersError
        If the workers are gone for good; what was finished is kept likewise.
    ResultsError
        If the store cannot be written.
    WorkersError
        If the workers cannot be used as asked.
    """
    check_workers_asked_for(jobs, scheduler)
    found: dict[Cell, Values] = {}
    waiting: dict[str, list[ClaimRun]] = {}
    for run in runs:
        kept = store.get(run.key, run.wanted)
        if kept is not None:
            found[run.cell] = _values(kept, looked_at[run.cell[0]])
        else:
            waiting.setdefault(run.key, []).append(run)
    failures: dict[Cell, RunFailure] = {}
    tell = progress or _silence
    tell(len(found), len(runs), "")
    first = [same[0] for same in waiting.values()]
    try:
        if first:
            answers = spread(
                observe, first, first[0].scenario, jobs, simulate=simulate, scheduler=scheduler, notice=notice
            )
            with closing(answers):
                for run, answer in answers:
                    if isinstance(answer, Observed):
                        store.store(run.key, answer)
                    for same in waiting[run.key]:
                        if isinstance(answer, Observed):
                            found[same.cell] = _values(answer, looked_at[same.cell[0]])
                        else:
                            failures[same.cell] = answer if isinstance(answer, RunFailure) else _lost(same, answer)
                    tell(len(found) + len(failures), len(runs), run.cell[0])
    except KeyboardInterrupt as error:
        raise Interrupted(f"interrupted after {_so_far(found, runs, store)}") from error
    except LostWorkersError as error:
        raise LostWorkersError(f"{error}, after {_so_far(found, runs, store)}") from error
    return found, [failures[run.cell] for run in runs if run.cell in failures]


def _values(run: Observed, looked_at: Collection[Observable]) -> Values:
    return {observable: observable.value(run) for observable in looked_at}


def _failure(run: ClaimRun, error: BaseException, why: str = "") -> RunFailure:
    text = "".join(traceback.format_exception(error))
    return RunFailure(*run.cell, type(error).__name__, f"{why}{error}", text)


def _lost(run: ClaimRun, error: BaseException) -> RunFailure:
    """Return the record of a run whose worker gave no answer."""
    return _failure(run, error, "the worker process gave no answer (killed, or out of memory?): ")


def _silence(done: int, total: int, label: str) -> None:
    """Tell nobody."""


def _so_far(found: Mapping[Cell, Values], runs: Sequence[ClaimRun], store: ObservedRuns) -> str:
    """Say what is left after the work has stopped."""
    text = f"{len(found)} of {len(runs)} runs"
    return text if store.folder is None else f"{text}; they are kept in {store.folder}, and the same command goes on"
