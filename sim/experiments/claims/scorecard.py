"""The scorecard: every claim with its verdict, and how it was reached."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import pandas as pd
import pyarrow as pa

from sim.arrays import Array
from sim.experiments.claims.audit import AUDIT, audit_table, audited, by_law
from sim.experiments.claims.claim import Claim, Claims, Condition, Form
from sim.experiments.claims.effects import EFFECTS, effects_of
from sim.experiments.claims.placebo import PlaceboResult, compare
from sim.experiments.claims.running import ClaimRun, Values, each_once, looked_at, runs_kept, runs_of, values_of
from sim.experiments.claims.verdict import Answer, Estimate, Verdict, judge, over_worlds
from sim.experiments.claims.worlds import worlds_of
from sim.experiments.ensemble import report_place
from sim.experiments.execution import Execution, ExecutionOptions
from sim.experiments.replicating import Work, fill
from sim.results.kept import Kept
from sim.results.observed import SharedRuns
from sim.results.records import Failure, Key
from sim.results.store import Contents, FolderStore, MemoryStore, Store, Table
from sim.results.tables import table_of
from sim.results.version import code_hash, model_version

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CLAIMS_FILE = "claims.yaml"
RUNS = "claims-runs"
"""Folder beside those of scorecards in which they share their runs."""
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
    failures : sequence of Failure
        Runs that failed.
    runs : int
        Runs that were asked for.
    folder : Path, optional
        Where the results lie.
    made_by : str, optional
        Version of the model that made them; this one by default.
    audit : DataFrame, optional
        Decisions of every run by law, and those by which somebody lost (`sim.experiments.claims.audit`).

    Attributes
    ----------
    claims, form, effects, runs, folder
        As above.
    model_version : str
        Version of the model that made the results.
    """

    failures: tuple[Failure, ...]
    """Runs that failed."""

    def __init__(
        self,
        claims: Claims,
        form: Form,
        effects: pd.DataFrame,
        failures: Sequence[Failure] = (),
        runs: int = 0,
        folder: Path | None = None,
        made_by: str | None = None,
        audit: pd.DataFrame | None = None,
    ) -> None:
        self.claims, self.form, self.effects = claims, form, effects
        self.failures, self.runs, self.folder = tuple(failures), runs, folder
        self.model_version = model_version() if made_by is None else made_by
        self._audit = AUDIT.empty_table().to_pandas() if audit is None else audit

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {answer}" for answer, count in self.counts.items() if count)
        return f"<Scorecard ({self.form.name} form): {counts}>"

    @property
    def is_empty(self) -> bool:
        """Whether no run finished."""
        return 0 < self.runs == len(self.failures)

    @cached_property
    def worlds(self) -> pd.DataFrame:
        """Values of the assumptions (columns) by world (index)."""
        return _worlds(self.claims, self.form)

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """Verdict by id of the claim; none for claims that cannot be expressed."""
        worlds = self.worlds.to_numpy(dtype=float)
        return {
            claim.id: judge(
                [self.in_worlds(claim, number) for number in range(len(claim.conditions))],
                [condition.check.sign for condition in claim.conditions],
                worlds,
                [condition.limits for condition in claim.conditions],
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
        return tuple(
            over_worlds(self.in_worlds(claim, first + number), condition.limits)
            for number, condition in enumerate(claim.behind)
        )

    def placebo(self, claim: Claim) -> PlaceboResult | None:
        """Return what is left of a claim without its mechanism; None where no placebo is written down.

        Parameters
        ----------
        claim : Claim
            The claim.
        """
        if claim.placebo is None:
            return None
        numbers, first = claim.placebo.numbers, len(claim.conditions) + len(claim.behind)
        with_it = [self.in_worlds(claim, number) for number in numbers]
        without_it = [self.in_worlds(claim, first + place) for place in range(len(numbers))]
        signs = [claim.conditions[number].check.sign for number in numbers]
        return compare(claim.placebo.says, numbers, with_it, without_it, signs)

    @property
    def audit(self) -> list[tuple[str, str, int, int, float, str]]:
        """Law, what it says, decisions in all runs, those by which somebody lost, the worst loss and where it was."""
        return by_law(self._audit)

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
            "model_version": self.model_version,
            "runs": self.runs,
            "failed_runs": len(self.failures),
            "counts": self.counts,
            "audit": [
                dict(zip(("law", "says", "decisions", "losing", "worst", "where"), row, strict=True))
                for row in self.audit
            ],
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
            "misread": claim.misread,
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
            "placebo": None if (placebo := self.placebo(claim)) is None else asdict(placebo),
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
    out: str | Path | None = None,
    **how: Unpack[ExecutionOptions],
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
    out, **how
        As for `sim.run`. Runs are kept under `out` and shared by all scorecards there.

    Returns
    -------
    Scorecard
        The verdicts; runs that failed are in its ``failures``.

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
    execution = Execution(**how)
    plan = form if isinstance(form, Form) else claims.forms[form]
    chosen = claims.only(ids) if ids else claims
    runs = runs_of(chosen, plan, claims)
    once = each_once(runs)
    store = _store(chosen, plan, runs, None if out is None else Path(out))
    fill([Work(store, lambda key: once[key].job())], execution)
    results = store.results()
    effects = results.table("effects").to_pandas()
    audit = results.table("audit").to_pandas()
    return Scorecard(chosen, plan, effects, results.failures, len(store.asked), results.folder, audit=audit)


def _store(claims: Claims, form: Form, runs: Sequence[ClaimRun], out: Path | None) -> Store:
    """Return where the runs of claims go, and what is made of them."""
    ids = [claim.id for claim in claims.claims]
    tried = {
        "claims": ids,
        "worlds": form.worlds,
        "first_seeds": list(form.seeds),
        "drawn": [dict(one) for one in form.drawn],
    }
    names = {run.key: run.name for run in runs}

    def combine(kept: Kept) -> list[Table]:
        wanted, decided = looked_at(claims), []
        found: dict[Key, Values] = {}
        for keys, run in runs_kept(runs, kept):
            found |= values_of(run, keys, wanted)
            decided += audited(keys[0], run.events)
        effects = effects_of(claims, form, found)
        worlds = table_of(_worlds(claims, form).reset_index())
        table = pa.Table.from_pandas(effects, schema=EFFECTS, preserve_index=False).replace_schema_metadata()
        return [
            ("effects", EFFECTS, [table]),
            ("worlds", worlds.schema, [worlds]),
            ("audit", AUDIT, [audit_table(decided)]),
        ]

    contents = Contents(
        kind="claims",
        name="claims",
        determined_by=tried
        | {"text": claims.text, "runs": sorted(set(names.values())), "code": code_hash("experiments/claims")},
        combine=combine,
        about=tried | {"title": claims.title, "form": form.name},
        texts={CLAIMS_FILE: claims.written},
    )
    asked = list(dict.fromkeys(run.key for run in each_once(runs).values()))
    if out is None:
        return MemoryStore(contents, asked)
    return FolderStore(contents, asked, out, SharedRuns(out / RUNS, names, {run.key: run.wanted for run in runs}))


def _worlds(claims: Claims, form: Form) -> pd.DataFrame:
    """Return the values of the assumptions (columns) by world (index)."""
    worlds = worlds_of(claims.axes, form.worlds, form.drawn)
    paths = [axis.path for axis in claims.axes]
    return pd.DataFrame(worlds, columns=paths, index=pd.RangeIndex(len(worlds), name="world"))
