"""The scorecard: every claim with its verdict, and how it was reached."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiments.claims.claim import Claim, Claims, Condition, Form
from sim.experiments.claims.running import Cell, ClaimRun, RunFailure, Values, fill_runs, looked_at, runs_of
from sim.experiments.claims.verdict import Answer, Estimate, Verdict, judge, over_worlds
from sim.experiments.claims.worlds import worlds_of
from sim.experiments.ensemble import report_place
from sim.experiments.replicating import Notice, Progress, Simulate
from sim.results.claims_folder import EFFECTS, RUNS, ClaimsFolder
from sim.results.observed import ObservedRuns
from sim.results.version import model_version

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = NDArray[np.float64]
ANSWERS: tuple[Answer, ...] = ("supported", "not supported", "depends", "undecided", "cannot be expressed")


class Scorecard:
    """Claims with their verdicts.

    Parameters
    ----------
    claims : Claims
        What was tried.
    form : Form
        In how many worlds, under which seeds.
    effects : DataFrame
        Effect by claim, number of the condition, world and seed.
    failures : sequence of RunFailure
        Runs that failed.
    runs : int
        Runs that were asked for.
    folder : Path, optional
        Where the results lie.

    Attributes
    ----------
    claims, form, effects, failures, runs, folder
        As above.
    """

    def __init__(
        self,
        claims: Claims,
        form: Form,
        effects: pd.DataFrame,
        failures: Sequence[RunFailure] = (),
        runs: int = 0,
        folder: Path | None = None,
    ) -> None:
        self.claims, self.form, self.effects = claims, form, effects
        self.failures, self.runs, self.folder = tuple(failures), runs, folder

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {answer}" for answer, count in self.counts.items() if count)
        return f"<Scorecard ({self.form.name} form): {counts}>"

    @cached_property
    def worlds(self) -> pd.DataFrame:
        """Values of the assumptions (columns) by world (index)."""
        worlds = worlds_of(self.claims.axes, self.form.worlds)
        return pd.DataFrame(worlds, index=pd.RangeIndex(len(worlds), name="world"))

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """Verdict by id of the claim; none for claims that cannot be expressed."""
        worlds = self.worlds.to_numpy(dtype=float)
        return {
            claim.id: judge(
                [self.in_worlds(claim, number) for number in range(len(claim.conditions))],
                [condition.check.sign for condition in claim.conditions],
                worlds,
            )
            for claim in self.claims.claims
            if claim.conditions
        }

    def answer(self, claim: Claim) -> Answer:
        """Return the verdict on a claim in two words."""
        return self.verdicts[claim.id].answer if claim.conditions else "cannot be expressed"

    @property
    def counts(self) -> dict[Answer, int]:
        """Number of claims by verdict."""
        counted = Counter(self.answer(claim) for claim in self.claims.claims)
        return {answer: counted[answer] for answer in ANSWERS}

    def in_worlds(self, claim: Claim, condition: int) -> Array:
        """Return the effect of a condition in each world, mean over the seeds that have it.

        Parameters
        ----------
        claim : Claim
            The claim.
        condition : int
            Number of the condition, from 0; what lies behind is counted on.

        Returns
        -------
        array, shape (worlds,)
            NaN where no seed has it.
        """
        frame = self.effects
        rows = frame[(frame["claim"] == claim.id) & (frame["condition"] == condition)]
        means = rows.groupby("world")["effect"].mean()
        return means.reindex(range(self.form.worlds)).to_numpy(dtype=float)

    def behind(self, claim: Claim) -> tuple[Estimate, ...]:
        """Return what was found of what lies behind a claim.

        Parameters
        ----------
        claim : Claim
            The claim.
        """
        first = len(claim.conditions)
        return tuple(over_worlds(self.in_worlds(claim, first + number)) for number in range(len(claim.behind)))

    def figure(self, name: str) -> "Figure":
        """Draw one figure, ``"scorecard"`` or ``"claim-C14"``."""
        from sim.figures import draw  # matplotlib is slow to import

        return draw(name, self)

    def report(self, path: str | Path | None = None) -> Path:
        """Write the page, by default ``claims.html`` in the folder; return its path."""
        from sim.report.page import write  # matplotlib is slow to import

        place = report_place(self.folder, path).with_name("claims.html") if path is None else Path(path)
        write(self, place)
        return place

    def content(self) -> dict[str, Any]:
        """Return everything as plain data, for ``claims.json``."""
        return {
            "title": self.claims.title,
            "form": self.form.name,
            "worlds": self.form.worlds,
            "seeds": list(self.form.seeds),
            "market": dict(self.claims.market),
            "model_version": model_version(),
            "runs": self.runs,
            "failed_runs": len(self.failures),
            "counts": self.counts,
            "claims": [self._claim(claim) for claim in self.claims.claims],
        }

    def _claim(self, claim: Claim) -> dict[str, Any]:
        about = {
            "id": claim.id,
            "claim": claim.claim,
            "verdict": self.answer(claim),
            "actors": list(claim.actors),
            "equations": list(claim.equations),
            "parameters": list(claim.parameters),
            "depends_on": list(claim.depends_on),
            "falsifier": claim.falsifier,
            "facts": list(claim.facts),
        }
        if not claim.conditions:
            return about | {"cannot_be_expressed": claim.cannot_be_expressed}
        verdict = self.verdicts[claim.id]
        conditions = zip(claim.conditions, verdict.conditions, strict=True)
        behind = zip(claim.behind, self.behind(claim), strict=True)
        return about | {
            "share_of_worlds": verdict.share,
            "worlds": int(verdict.known.sum()),
            "worlds_asked": self.form.worlds,
            "seeds": len(self.form.seeds),
            "split": self.split_of(claim),
            "conditions": [_plain(condition) | asdict(tried) for condition, tried in conditions],
            "behind": [_plain(shown) | asdict(one) for shown, one in behind],
        }

    def split_of(self, claim: Claim) -> dict[str, Any] | None:
        """Return the split of a claim that depends as plain data; None where there is none."""
        split = self.verdicts[claim.id].split if claim.conditions else None
        if split is None:
            return None
        parameter = self.claims.axes[split.parameter].path
        return {
            "parameter": parameter,
            "threshold": split.threshold,
            "holds": "above" if split.above else "below",
            "accuracy": split.accuracy,
            "p_value": split.p_value,
            "clear": split.is_clear,
            "expected": parameter in claim.depends_on,
        }


def _plain(condition: Condition) -> dict[str, Any]:
    return condition.check.model_dump(by_alias=True, exclude_none=True) | {"unit": condition.unit}


def scorecard(
    claims: Claims,
    form: str | Form = "quick",
    *,
    ids: Sequence[str] = (),
    jobs: int | None = None,
    out: str | Path | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
    notice: Notice | None = None,
    simulate: Simulate | None = None,
) -> Scorecard:
    """Try claims and return their verdicts.

    Parameters
    ----------
    claims : Claims
        A file of claims.
    form : str or Form
        ``"quick"``, ``"full"``, or worlds and seeds of your own.
    ids : sequence of str
        Claims to try; all by default.
    jobs, out, scheduler, progress, notice, simulate
        As for `sim.run`. Runs are kept under `out` and shared by all scorecards there.

    Returns
    -------
    Scorecard
        The verdicts; runs that failed are in its `failures`.

    Raises
    ------
    Interrupted
        After a keyboard interrupt; finished runs are kept when there is an `out`.
    LostWorkersError
        If the scheduler is lost; finished runs are kept likewise.
    ResultsError
        If the folder cannot be used or written.
    ValueError
        If there is no such claim.
    WorkersError
        If the scheduler or the worker processes cannot be used.
    """
    plan = form if isinstance(form, Form) else claims.forms[form]
    chosen = claims.only(ids) if ids else claims
    runs = runs_of(chosen, plan, claims, simulate)
    options: dict[str, Any] = {
        "jobs": jobs,
        "scheduler": scheduler,
        "progress": progress,
        "notice": notice,
        "simulate": simulate,
    }
    if out is None:
        found, failures = fill_runs(runs, ObservedRuns(), looked_at(chosen), **options)
        return Scorecard(chosen, plan, effects_of(chosen, plan, found), failures, len(runs))
    place = _place(chosen, plan, runs, Path(out))
    effects = place.effects()
    if effects is not None:
        return Scorecard(chosen, plan, effects, (), len(runs), place.folder)
    with place.filling():
        found, failures = fill_runs(runs, ObservedRuns(Path(out) / RUNS), looked_at(chosen), **options)
        result = Scorecard(chosen, plan, effects_of(chosen, plan, found), failures, len(runs), place.folder)
        source = claims.path.read_text(encoding="utf-8")
        place.store(result.effects, result.worlds.reset_index(), [asdict(one) for one in failures], source)
    return result


def _place(claims: Claims, form: Form, runs: Sequence[ClaimRun], out: Path) -> ClaimsFolder:
    ids = [claim.id for claim in claims.claims]
    content = {
        "text": claims.text,
        "claims": ids,
        "worlds": form.worlds,
        "seeds": list(form.seeds),
        "runs": sorted({run.key for run in runs}),
    }
    about = {
        "title": claims.title,
        "form": form.name,
        "claims": ids,
        "worlds": form.worlds,
        "seeds": list(form.seeds),
        "runs": len(runs),
    }
    return ClaimsFolder(out, content, about)


def effects_of(claims: Claims, form: Form, found: dict[Cell, Values]) -> pd.DataFrame:
    """Return all that is measured in every world under every seed whose runs went through.

    Parameters
    ----------
    claims : Claims
        The claims.
    form : Form
        Worlds and seeds.
    found : dict of Cell to Values
        The runs.

    Returns
    -------
    DataFrame
        Columns ``claim``, ``condition`` (from 0, what lies behind last), ``world``, ``seed``, ``effect`` (NaN where a
        run or number is missing).
    """
    rows = [
        (claim.id, number, world, seed, _effect(condition, world, seed, found))
        for claim in claims.claims
        for number, condition in enumerate(claim.measured)
        for world in range(form.worlds)
        for seed in form.seeds_of(world)
    ]
    frame = pd.DataFrame(rows, columns=EFFECTS.names)
    return frame.astype({"condition": "int32", "world": "int32", "seed": "int64", "effect": "float64"})


def _effect(condition: Condition, world: int, seed: int, found: dict[Cell, Values]) -> float:
    if any((setting, world, seed) not in found for setting in condition.check.settings):
        return float("nan")
    return condition.check.effect(lambda setting, one: found[setting, world, seed][one], condition.of)
