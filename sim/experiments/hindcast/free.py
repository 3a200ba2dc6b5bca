"""Free runs of a dated scenario: when clauses loosen, who licenses and who buys whom, beside what is on record."""

import csv
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.results.reading.milestones import Milestone, licences, months_of, purchases
from sim.scenario import Scenario
from sim.scenario.files import shipped_seed
from sim.scenario.months import month_index, month_name

FREE_SCENARIO = "history_free"
"""What is run unless something else is said."""
MILESTONES_FILE, LOOSENING_FILE = "milestones.csv", "loosening.csv"
_COLUMNS = [column.name for column in fields(Milestone)]
_QUANTILES = {"low": 0.1, "median": 0.5, "high": 0.9}


def shipped_milestones() -> Path:
    """Return the milestones that come with the package."""
    return shipped_seed(MILESTONES_FILE)


def load_milestones(path: Path) -> tuple[Milestone, ...]:
    """Read milestones from a table that the package wrote or brings."""
    with path.open(newline="", encoding="utf-8") as text:
        return tuple(Milestone(**row) for row in csv.DictReader(text))


def milestones_text(milestones: Sequence[Milestone]) -> str:
    """Return milestones as the table from which they are read."""
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(_COLUMNS)
    rows.writerows(astuple(one) for one in milestones)
    return text.getvalue()


@dataclass(frozen=True)
class FreeRuns:
    """What becomes of alliances that are bargained from the founding on.

    Attributes
    ----------
    milestones : tuple of Milestone
        What is looked for, with its month on record.
    scenario : Scenario
        What was run.
    contracts, events : DataFrame
        Tables of all replications, with ``point`` and ``seed``.
    """

    milestones: tuple[Milestone, ...]
    scenario: Scenario
    contracts: pd.DataFrame
    events: pd.DataFrame

    @property
    def runs(self) -> int:
        """Replications."""
        return len(self.contracts[["point", "seed"]].drop_duplicates())

    @cached_property
    def months(self) -> pd.DataFrame:
        """Month of each milestone (``id``) in each replication, as `months_of` says."""
        length = self.scenario.parameters.horizon.months
        parts = [months_of(one, self.contracts, self.events, length).reset_index() for one in self.milestones]
        return pd.concat([part.assign(id=one.id) for part, one in zip(parts, self.milestones, strict=True)])

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row for each milestone: its month on record, and how its months are distributed.

        ``runs``; ``never`` (share in which the clause was never given), ``not_by_end`` and ``happened`` (shares);
        ``low``, ``median`` and ``high`` (10, 50 and 90 % points over those in which it was given; None where not by the
        end), ``before`` (share of all in which it came before the month on record), ``on_record`` (share of all in
        which it was with the partner on record).
        """
        frame = pd.DataFrame([self._row(one) for one in self.milestones])
        points = frame[list(_QUANTILES)].astype(object)
        return frame.assign(**points.where(points.notna(), None))

    @cached_property
    def licences(self) -> pd.DataFrame:
        """Who licenses whose models, as `sim.results.reading.milestones.licences` says; months as YYYY-MM."""
        frame = licences(self.contracts, self.scenario.parameters.horizon.months)
        return frame.assign(first=frame["first"].map(self.name))

    @cached_property
    def purchases(self) -> pd.DataFrame:
        """Who buys whom, as `sim.results.reading.milestones.purchases` says; months as YYYY-MM."""
        frame = purchases(self.events, self.runs)
        return frame.assign(month=frame["month"].map(self.name))

    def content(self) -> dict[str, Any]:
        """Return the result as plain data."""
        frames = {"milestones": self.table, "licences": self.licences, "purchases": self.purchases}
        return {name: frame.to_dict(orient="records") for name, frame in frames.items()}

    def name(self, month: float) -> str | None:
        """Return a month as YYYY-MM; None where it is none, or not by the end."""
        return month_name(self.scenario.parameters.horizon.start, int(month)) if np.isfinite(month) else None

    def recorded(self, milestone: Milestone) -> int:
        """Return the month on record, counted from the start."""
        return month_index(self.scenario.parameters.horizon.start, milestone.when)

    def _row(self, milestone: Milestone) -> dict[str, Any]:
        mine = self.months[self.months["id"] == milestone.id]
        months = mine["month"].to_numpy()
        given = months[~np.isnan(months)]
        points = {
            name: self.name(float(np.quantile(given, part, method="nearest"))) if len(given) else None
            for name, part in _QUANTILES.items()
        }
        return {
            "id": milestone.id,
            "happening": milestone.happening,
            "subject": milestone.subject,
            "partner": milestone.partner,
            "recorded": milestone.when,
            "runs": len(mine),
            "never": float(np.isnan(months).mean()),
            "not_by_end": float(np.isposinf(months).mean()),
            "happened": float(np.isfinite(months).mean()),
            **points,
            "before": float((months < self.recorded(milestone)).mean()),
            "on_record": float(mine["on_record"].mean()),
        }
