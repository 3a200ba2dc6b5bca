"""What free runs say: when alliances loosened, in sentences and tables."""

from typing import Any

from sim.scenario.months import month_name
from sim.statistics.protocols import FreeResult
from sim.words.milestones import milestone_text
from sim.words.names import plain
from sim.words.numbers import percent

MILESTONE_COLUMNS = (
    "",
    "what",
    "on record",
    "never given",
    "not by the end",
    "median [80 % of those given]",
    "before the record",
    "with whom on record",
)
LICENCE_COLUMNS = ("who", "whose", "ever", "at the end", "first, median")
PURCHASE_COLUMNS = ("buyer", "bought", "runs", "median")
_NEVER = {
    "compute_untied": "it was never tied",
    "compute_free": "nobody ever had a claim to it",
    "sales_open": "they never were",
}


def free_sections(result: FreeResult | None) -> list[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    """Return title, columns and rows of each table; none where events change contracts."""
    if result is None:
        return []
    return [
        (free_sentences(result)[0], MILESTONE_COLUMNS, milestone_rows(result)),
        ("Who licenses whose models", LICENCE_COLUMNS, licence_rows(result)),
        ("Who buys whom", PURCHASE_COLUMNS, purchase_rows(result)),
    ]


def free_sentences(result: FreeResult) -> list[str]:
    """Return what became of the alliances, one sentence for each milestone after the first."""
    length = result.scenario.parameters.horizon.months
    end = month_name(result.scenario.parameters.horizon.start, length - 1)
    opening = f"When alliances loosen that nothing but the market decides: {result.runs} runs to {end}"
    return [opening, *(_sentence(row, result, end) for row in _rows(result))]


def milestone_rows(result: FreeResult) -> list[tuple[str, ...]]:
    """Return a row per milestone, as `MILESTONE_COLUMNS` says."""
    return [
        (
            row.id,
            _what(row, result),
            row.recorded,
            percent(row.never) if row.happening in _NEVER else "",
            percent(row.not_by_end),
            _spread(row),
            percent(row.before),
            percent(row.on_record),
        )
        for row in _rows(result)
    ]


def licence_rows(result: FreeResult) -> list[tuple[str, ...]]:
    """Return a row per pair, as `LICENCE_COLUMNS` says."""
    rows: list[Any] = list(result.licences.itertuples())
    names = _names(result)
    return [(names(r.partner), names(r.lab), percent(r.ever), percent(r.at_end), r.first) for r in rows]


def purchase_rows(result: FreeResult) -> list[tuple[str, ...]]:
    """Return a row per purchase, as `PURCHASE_COLUMNS` says."""
    rows: list[Any] = list(result.purchases.itertuples())
    names = _names(result)
    return [(names(row.buyer), names(row.target), percent(row.share), row.month) for row in rows]


def _rows(result: FreeResult) -> list[Any]:
    return list(result.table.itertuples())


def _names(result: FreeResult) -> Any:
    owners = result.scenario.parameters.owners
    return lambda name: plain(owners[name].label)


def _what(row: Any, result: FreeResult) -> str:
    return milestone_text(result.scenario, row.happening, row.subject, row.partner)


def _spread(row: Any) -> str:
    if row.never == 1.0:
        return "–"
    low, median, high = (point or "not by the end" for point in (row.low, row.median, row.high))
    return f"{median} [{low}, {high}]"


def _sentence(row: Any, result: FreeResult, end: str) -> str:
    parts = [f"by {end} in {percent(row.happened)} of the runs"]
    if row.happening in _NEVER:
        parts += [f"not by then in {percent(row.not_by_end)}", f"{_NEVER[row.happening]} in {percent(row.never)}"]
    if row.never < 1.0:
        parts.append(f"median {row.median or 'not by the end'}")
    with_whom = "" if row.happening == "licensed" else f"; {_names(result)(row.partner)} in {percent(row.on_record)}"
    return f"{_what(row, result)} ({row.recorded} on record): {', '.join(parts)}{with_whom}."
