"""What a difference comes from: shares of its causes with intervals, and what pairs of causes do together."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.arrays import Array, Integers
from sim.experiments.design.outcome_names import possible_outcomes
from sim.experiments.ensemble import report_place
from sim.experiments.explanation.causes import Cause
from sim.experiments.unappraised import UNAPPRAISED, are_appraised
from sim.results.outcomes import Outcome
from sim.results.records import Failure
from sim.results.version import model_version
from sim.scenario import Scenario
from sim.statistics.intervals import mean, t_interval
from sim.statistics.shapley import all_sets, interactions, orders, sampled_shapley, sets_of, shapley

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_EXACT = 7
"""Causes of which every set is run; of more, some orders are drawn."""
NOTABLE = 0.1
"""Interactions are shown that exceed this part of the difference."""
REST = "through none of them"
_SEED = 20230101  # of the orders that are drawn


@dataclass(frozen=True)
class Plan:
    """What is run.

    Attributes
    ----------
    base, other : Scenario
        What is compared.
    by : str
        ``channels`` or ``parameters``.
    causes : tuple of Cause
        What the difference is shared out among.
    outcomes : tuple of str
        What is explained.
    seeds : tuple of int
        Replications.
    orders : int
        Orders that are drawn where there are many causes.
    """

    base: Scenario
    other: Scenario
    by: str
    causes: tuple[Cause, ...]
    outcomes: tuple[str, ...]
    seeds: tuple[int, ...]
    orders: int

    def about(self) -> dict[str, Any]:
        """Return what tells it from other explanations of the same scenarios, as plain data."""
        seeds, outcomes = list(self.seeds), list(self.outcomes)
        return {"by": self.by, "outcomes": outcomes, "seeds": seeds, "orders": self.orders}

    @cached_property
    def drawn(self) -> Integers | None:
        """Orders of the causes; None where every set is run."""
        count, luck = len(self.causes), np.random.Generator(np.random.Philox(_SEED))
        return None if count <= MOST_EXACT else orders(count, self.orders // 2, luck)

    @cached_property
    def sets(self) -> list[int]:
        """Sets of causes that are run, by point."""
        return all_sets(len(self.causes)) if self.drawn is None else sets_of(self.drawn)

    def changes(self, point: int) -> dict[str, Any]:
        """What is changed in a scenario: of channels those that are not in the set are shut."""
        inside = self.sets[point]
        chosen = [cause for bit, cause in enumerate(self.causes) if bool(inside >> bit & 1) != (self.by == "channels")]
        kept = {} if are_appraised(self.outcomes) else UNAPPRAISED
        return {**kept, **{path: value for cause in chosen for path, value in cause.changes.items()}}


class Explanation:
    """A difference shared out among its causes.

    Parameters
    ----------
    plan : Plan
        What was run.
    rows : pyarrow.Table
        Outcomes by point and seed, as `sim.results.cells.CELLS`.
    failures : sequence of Failure
        Replications that failed; their seeds are left out.
    folder : Path, optional
        Where the results lie.
    made_by : str, optional
        Version of the model that made them; this one by default.

    Attributes
    ----------
    plan : Plan
        What was run.
    folder : Path or None
        Where the results lie; None when they are kept in memory only.
    failures : tuple of Failure
        Replications that failed.
    model_version : str
        Version of the model that made the results.
    """

    def __init__(
        self,
        plan: Plan,
        rows: pa.Table,
        failures: Sequence[Failure] = (),
        folder: Path | None = None,
        made_by: str | None = None,
    ) -> None:
        self.plan, self.folder, self.failures = plan, folder, tuple(failures)
        self.model_version = model_version() if made_by is None else made_by
        self._rows = rows

    def __repr__(self) -> str:
        return f"<Explanation {self.plan.base.name} to {self.plan.other.name} by {self.plan.by}>"

    def _repr_html_(self) -> str:
        return str(self.table().to_html(index=False, float_format="{:.4g}".format))

    @property
    def is_empty(self) -> bool:
        """Whether no seed went through in every set of causes."""
        return not self.seeds

    @cached_property
    def _values(self) -> dict[str, pd.DataFrame]:
        """Value of each outcome by point (rows) and seed (columns) that went through everywhere."""
        cells = self._rows.to_pandas()
        found = {}
        for outcome in self.plan.outcomes:
            rows = cells[cells["outcome"] == outcome]
            wide = rows.pivot_table(index="point", columns="seed", values="value", dropna=False)
            wide = wide.reindex(index=range(len(self.plan.sets)), columns=list(self.plan.seeds))
            found[outcome] = wide.dropna(axis="columns")
        return found

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seeds that went through in every set of causes."""
        return tuple(sorted({int(seed) for wide in self._values.values() for seed in wide.columns}))

    @cached_property
    def definitions(self) -> dict[str, Outcome]:
        """What each outcome is."""
        known = possible_outcomes(self.plan.base.parameters)
        return {name: Outcome(*known[name]) for name in self.plan.outcomes}

    def _by_set(self, outcome: str) -> dict[int, Array]:
        values = self._values[outcome].to_numpy()
        return dict(zip(self.plan.sets, values, strict=True))

    def shares(self, outcome: str) -> tuple[Array, Array]:
        """Return the share of each cause by seed, shape (causes, seeds), and the error left by drawing orders."""
        values, count = self._by_set(outcome), len(self.plan.causes)
        if self.plan.drawn is None:
            return shapley(values, count), np.zeros(count)
        return sampled_shapley(values, self.plan.drawn)

    def difference(self, outcome: str) -> Array:
        """Return the whole difference by seed: other less base."""
        values = self._by_set(outcome)
        whole: Array = values[(1 << len(self.plan.causes)) - 1]
        return whole if self.plan.by == "channels" else whole - values[0]

    def table(self) -> pd.DataFrame:
        """Return the shares of all outcomes.

        Returns
        -------
        DataFrame
            A row per outcome and cause, then what comes through no channel, then the whole ``difference``:
            ``outcome``, ``unit``, ``cause``, ``share`` (mean over seeds), ``low`` and ``high`` (95 % t interval),
            ``sampling_error``. The shares of an outcome sum to the difference.
        """
        rows = []
        for outcome in self.plan.outcomes:
            if self._values[outcome].empty:
                continue
            shares, errors = self.shares(outcome)
            whole = self.difference(outcome)
            rest = [self._by_set(outcome)[0]] if self.plan.by == "channels" else []
            lines = np.array([*shares, *rest, whole])
            names = [*(cause.name for cause in self.plan.causes), *([REST] if rest else []), "difference"]
            errors = np.concatenate((errors, np.zeros(len(names) - len(errors))))
            centres, (low, high) = mean(lines), t_interval(lines)
            unit = self.definitions[outcome].unit
            for place, name in enumerate(names):
                rows.append((outcome, unit, name, centres[place], low[place], high[place], errors[place]))
        columns = ["outcome", "unit", "cause", "share", "low", "high", "sampling_error"]
        return pd.DataFrame(rows, columns=columns)

    def interactions(self) -> pd.DataFrame:
        """Return what pairs of causes do together beyond what both do alone, where that exceeds a tenth.

        Returns
        -------
        DataFrame
            ``outcome``, ``first``, ``second``, ``together`` (mean over seeds), ``part`` of the difference; none where
            orders were drawn.
        """
        rows = []
        for outcome in self.plan.outcomes if self.plan.drawn is None else ():
            if self._values[outcome].empty:
                continue
            whole = float(mean(self.difference(outcome)[None, :])[0])
            for (one, other), values in interactions(self._by_set(outcome), len(self.plan.causes)).items():
                together = float(mean(values[None, :])[0])
                if abs(together) > NOTABLE * abs(whole):
                    names = self.plan.causes[one].name, self.plan.causes[other].name
                    rows.append((outcome, *names, together, together / whole if whole else np.nan))
        return pd.DataFrame(rows, columns=["outcome", "first", "second", "together", "part"])

    def sentence(self, outcome: str) -> str:
        """Say what a difference comes from, e.g. ``"+83.5 bn USD because: friction +60.1, fee +20.2, ..."``."""
        rows = self.table()
        rows = rows[rows["outcome"] == outcome]
        causes = rows.iloc[:-1]
        causes = causes[causes["share"].abs() > 0.0].sort_values("share", key=np.abs, ascending=False, kind="stable")
        told = ", ".join(f"{cause} {share:+.3g}" for cause, share in zip(causes["cause"], causes["share"], strict=True))
        return f"{rows['share'].iloc[-1]:+.3g} {rows['unit'].iloc[-1]} because: {told or 'nothing'}"

    def figure(self, name: str) -> "Figure":
        """Draw one figure; `sim.figures.names_for` lists those that there are."""
        from sim.figures import draw  # matplotlib is slow to import

        return draw(name, self)

    def report(self, path: str | Path | None = None) -> Path:
        """Write the report, by default into the folder of the explanation; return its path."""
        from sim.report.page import write  # matplotlib is slow to import

        place = report_place(self.folder, path)
        write(self, place)
        return place
