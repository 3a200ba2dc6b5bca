"""Revealed preference: whoever decided in a run must not have lost by what it could have declined."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa

from sim.results.observed import Event
from sim.results.records import Key

ROUNDING = 1e-6
"""What a loss may come to before it counts, relative to what was at stake: figures of events are rounded."""
AUDIT = pa.schema(
    [
        ("scenario", pa.string()),
        ("world", pa.int32()),
        ("seed", pa.int64()),
        ("law", pa.string()),
        ("decisions", pa.int32()),
        ("losing", pa.int32()),
        ("worst", pa.float64()),
        ("example", pa.string()),
    ]
)
"""One row a run and law: decisions, those by which somebody lost, the worst loss in bn USD, and which it was."""
Row = tuple[str, int, int, str, int, int, float, str]


@dataclass(frozen=True)
class Law:
    """One kind of decision.

    Attributes
    ----------
    says : str
        Who must not lose by what.
    kind : str
        Kind of the events.
    decisions : frozenset of str
        Which decisions are looked at; all where there are none.
    left : callable
        Returns what each side has left by the figures of an event, bn USD: below zero, it would have declined.
    """

    says: str
    kind: str
    decisions: frozenset[str]
    left: Callable[[Mapping[str, Any]], tuple[float, ...]]


def _of_bargain(figures: Mapping[str, Any]) -> tuple[float, ...]:
    paid = figures["payment"]
    return figures["partner_gain"] - paid, figures["lab_gain"] / figures["shadow_value"] + paid


LAWS: dict[str, Law] = {
    "E60, E61": Law(
        "Neither side of a contract loses by what it signs, renews or ends, the payment included.",
        "contract",
        frozenset(),
        _of_bargain,
    ),
    "E33": Law(
        "No bid is made that is worth less to the buyer than the best partnership, or than nothing.",
        "bid",
        frozenset({"made"}),
        lambda figures: (figures["net_value"] - max(figures["partnership"], 0.0),),
    ),
    "E32": Law(
        "No option is exercised on a firm that is worth less than the threshold.",
        "option",
        frozenset({"exercised"}),
        lambda figures: (figures["value"] - figures["threshold"],),
    ),
    "E31": Law(
        "No firm in distress is bought for more than it is worth to the buyer, or sold for less than its pieces bring.",
        "acquisition",
        frozenset({"closed"}),
        lambda figures: (figures["best_offer"] - figures["price"], figures["price"] - figures["liquidation_value"]),
    ),
    "E35": Law(
        "No lab enters that expects to earn less than entry costs.",
        "entry",
        frozenset({"entered"}),
        lambda figures: (figures["horizon"] * figures["expected_profit"] - figures["entry_cost"],),
    ),
}
"""Decisions that events tell of; what a router makes of one more licence (E56) no event records."""


def audited(key: Key, events: Iterable[Event]) -> list[Row]:
    """Look at every decision of a run; returns one row a law, in the order of `AUDIT`.

    Parameters
    ----------
    key : Key
        The run: scenario, number of the world, seed.
    events : iterable of Event
        What happened.
    """
    happened, rows = list(events), []
    for name, law in LAWS.items():
        left = [(one, decision) for decision in happened if (one := _left(law, decision)) is not None]
        losing = [(one, decision) for one, decision in left if one < 0.0]
        worst, example = min(losing, key=lambda found: found[0], default=(0.0, None))
        text = "" if example is None else f"{example.subject} {example.decision}, month {example.month}"
        rows.append((key.scenario, key.point, key.seed, name, len(left), len(losing), worst, text))
    return rows


def _left(law: Law, event: Event) -> float | None:
    """Return what the side that has least has left, bn USD, nothing but rounding as zero; None for other events."""
    if event.kind != law.kind or (law.decisions and event.decision not in law.decisions):
        return None
    try:
        left = law.left(event.figures)
    except (KeyError, TypeError):  # decided by something else: a firm that is bought under an option has no best offer
        return None
    stake = max(1.0, *(abs(value) for value in event.figures.values() if isinstance(value, int | float)))
    least = min(left)
    return 0.0 if abs(least) <= ROUNDING * stake else least


def audit_table(rows: Sequence[Row]) -> pa.Table:
    """Return the rows of all runs as a table."""
    return pa.Table.from_pylist([dict(zip(AUDIT.names, row, strict=True)) for row in rows], schema=AUDIT)


def by_law(rows: pd.DataFrame) -> list[tuple[str, str, int, int, float, str]]:
    """Add up an audit: law, what it says, decisions, those by which somebody lost, the worst loss and where it was.

    Parameters
    ----------
    rows : DataFrame
        Columns as in `AUDIT`.
    """
    found = []
    for name, law in LAWS.items():
        mine = rows[rows["law"] == name]
        decisions, losing = int(mine["decisions"].sum()), int(mine["losing"].sum())
        if not losing:
            found.append((name, law.says, decisions, 0, 0.0, ""))
            continue
        worst = mine.sort_values("worst").iloc[0]
        where = f"{worst['example']} ({worst['scenario']}, world {worst['world']})"
        found.append((name, law.says, decisions, losing, float(worst["worst"]), where))
    return found
