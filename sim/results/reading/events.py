"""Reading what happened in a run: events with the figures that decided them."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.results.files import ResultsError
from sim.results.tables import SCHEMAS


@dataclass(frozen=True)
class Event:
    """One event of one seed.

    Attributes
    ----------
    seed : int
        Seed in which it happened.
    number : int
        Its number within the seed, from 1.
    month : int
        Months after the start.
    when : str
        Year and month, e.g. ``"2025-03"``.
    kind, subject, decision, before, after, cause, note : str
        As recorded; see :class:`sim.market.events.MarketEvent`.
    figures : mapping of str to number or text
        The figures that decided.
    """

    seed: int
    number: int
    month: int
    when: str
    kind: str
    subject: str
    decision: str
    before: str
    after: str
    cause: str
    figures: Mapping[str, Any]
    note: str

    def amount(self, name: str) -> float:
        """Return a figure as a number; not a number where it is missing or no number."""
        try:
            return float(self.figures[name])
        except (KeyError, TypeError, ValueError):
            return math.nan

    def has(self, *names: str) -> bool:
        """Whether all these figures are finite numbers."""
        return all(math.isfinite(self.amount(name)) for name in names)


def read_events(frame: pd.DataFrame) -> list[Event]:
    """Return the events of a table, by seed and number.

    Parameters
    ----------
    frame : DataFrame
        The table ``events`` of a run.

    Raises
    ------
    ResultsError
        If a column is missing, or the figures of an event cannot be read.
    """
    missing = [column for column in SCHEMAS["events"].names if column not in frame]
    if missing:
        raise ResultsError(
            f"the events lack {', '.join(missing)}: an earlier version wrote them, run the scenario anew"
        )
    events = [_event({str(name): value for name, value in row.items()}) for row in frame.to_dict(orient="records")]
    return sorted(events, key=lambda event: (event.seed, event.number))


def _event(row: dict[str, Any]) -> Event:
    text = {
        name: row[name] if isinstance(row[name], str) else ""
        for name in ("when", "kind", "subject", "decision", "before", "after", "cause", "note")
    }
    seed, number = int(row["seed"]), int(row["number"])
    try:
        figures = json.loads(row["figures"]) if isinstance(row["figures"], str) and row["figures"] else {}
    except ValueError as error:
        raise ResultsError(f"the figures of event {seed}.{number} are damaged: {error}") from error
    if not isinstance(figures, dict):
        raise ResultsError(f"the figures of event {seed}.{number} are damaged: they are no object")
    return Event(seed=seed, number=number, month=int(row["month"]), figures=figures, **text)
