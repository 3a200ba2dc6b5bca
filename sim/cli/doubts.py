"""What draws of the parameters come to, for the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.cli.console import headlines, interval, number, print_table, records

if TYPE_CHECKING:
    from sim.experiments.comparison import Comparison
    from sim.experiments.ensemble import Ensemble
    from sim.results.outcomes import Outcome


def doubts_json(result: Ensemble | Comparison) -> dict[str, Any]:
    """Return what draws come to as plain data; nothing where there are none."""
    return {} if result.doubts.empty else {"doubts": records(result.doubts)}


def print_doubts(result: Ensemble | Comparison, definitions: Mapping[str, Outcome]) -> None:
    """Print what draws come to, where there are any."""
    table = result.doubts
    names = table["other"].unique() if "other" in table else [""]
    for name in names if len(table) else ():
        rows = table[table["other"] == name] if name else table
        title = f"{name + ': ' if name else ''}over {int(rows['draws'].max())} draws of the parameters"
        header = ("outcome", "unit", "mean", "90 % of draws", "below 0", "above 0", "sign", "assumptions", "luck", "")
        shown = rows[rows["outcome"].isin(headlines(definitions))]
        print_table(title, header, [_row(row, definitions[row["outcome"]].unit) for row in records(shown)])


def _row(row: Mapping[str, Any], unit: str) -> tuple[str, ...]:
    from sim.words.numbers import percent

    depends = f"turns at {row['depends_on']} {number(row['threshold'])}" if row["depends_on"] else ""
    return (
        row["outcome"],
        unit,
        number(row["mean"]),
        interval(row["low"], row["high"]),
        f"{row['below']:.0%}",
        f"{row['above']:.0%}",
        row["sign"],
        percent(row["assumptions"]),
        percent(row["luck"]),
        depends,
    )
