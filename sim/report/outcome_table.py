"""All outcomes of a result as rows of a table, by what they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.scenario import Parameters
from sim.statistics.paired_row import bounds, is_clear, is_zero
from sim.words.names import label, words
from sim.words.numbers import decimals_for, interval, numeral

KINDS = {
    "market": "The whole market",
    "owner": "Owners",
    "cloud": "Clouds",
    "home_at_start": "Enterprises by home cloud in the first month",
    "segment": "Enterprises by segment",
    "suite_at_start": "Enterprises by office suite in the first month",
    "home": "Enterprises by home cloud at the moment",
    "model": "Models",
    "app": "Apps",
    "task": "Tasks",
    "layer": "Layers of control",
    "control": "Shares of control by owner",
    "pair": "Dependence between firms",
    "contract": "Contracts",
    "effort": "Returns to a dollar",
    "option": "Options to acquire",
    "model_at_home": "Models at each home cloud",
    "model_on_cloud": "Models on each cloud",
    "model_in_app": "Models in each app",
    "lab_in_segment": "Labs in each segment of enterprises",
    "lab_pair": "Enterprises that buy from two labs",
    "model_count": "Enterprises that use at least so many models",
}
REDUCTIONS = {"total": "total", "last_year": "mean of the last year", "largest": "largest month"}

PAIR_COLUMNS = ("base", "other", "difference", "95 % interval", "seeds that agree", "p (Holm, within its family)")
ENSEMBLE_COLUMNS = ("mean", "95 % interval", "standard deviation")


@dataclass(frozen=True)
class Line:
    """One outcome: what it is called, its name in files, its cells, and whether it stands out."""

    label: str
    name: str
    cells: tuple[str, ...]
    clear: bool


@dataclass(frozen=True)
class Block:
    """Outcomes of one measure."""

    title: str
    unit: str
    description: str
    lines: list[Line]
    alone: bool  # a measure of the whole market has one line, which needs no heading


@dataclass(frozen=True)
class Section:
    """Measures of one kind."""

    title: str
    blocks: list[Block]

    @property
    def count(self) -> int:
        """Number of outcomes."""
        return sum(len(block.lines) for block in self.blocks)


def sections_of(table: Any, definitions: Mapping[str, Any], parameters: Parameters) -> list[Section]:
    """Return the rows of a table of outcomes by kind and measure.

    Parameters
    ----------
    table : DataFrame
        As from ``Comparison.table(other)`` or ``Ensemble.table()``.
    definitions : mapping of str to Outcome
        What the outcomes are.
    parameters : Parameters
        Where labels come from.
    """
    blocks: dict[tuple[str, str], Block] = {}
    for row in table.itertuples():
        outcome = definitions[row.outcome]
        measure = outcome.measure
        if (measure.kind, measure.name) not in blocks:
            unit = f"{row.unit}, {REDUCTIONS[measure.reduction]}"
            blocks[measure.kind, measure.name] = Block(
                words(measure.name), unit, measure.description, [], measure.kind == "market"
            )
        whose = words(measure.name) if measure.kind == "market" else label(parameters, measure.kind, outcome.entity)
        cells, clear = _pair_cells(row) if hasattr(row, "difference") else (_ensemble_cells(row), False)
        blocks[measure.kind, measure.name].lines.append(Line(whose, row.outcome, cells, clear))
    return [
        Section(title, [block for (kind, _), block in blocks.items() if kind == wanted])
        for wanted, title in KINDS.items()
        if any(kind == wanted for kind, _ in blocks)
    ]


def _pair_cells(row: Any) -> tuple[tuple[str, ...], bool]:
    if not row.n:
        return ("–",) * len(PAIR_COLUMNS), False
    places = max(decimals_for(row.base_mean, row.other_mean), 0)
    levels = (numeral(row.base_mean, places), numeral(row.other_mean, places))
    if is_zero(row):
        return (*levels, "0", "", f"{row.n} of {row.n}", ""), False
    low, high = bounds(row)
    places = decimals_for(row.difference, low, high)
    return (
        *levels,
        numeral(row.difference, places, sign=True),
        interval(low, high, places, sign=True),
        f"{round(row.sign_agreement * row.n)} of {row.n}",
        _p_value(row),
    ), is_clear(row)


def _p_value(row: Any) -> str:
    if not np.isfinite(row.p_holm):
        return "not tested"
    text = "< 0.001" if row.p_holm < 0.001 else numeral(row.p_holm, 3)
    return f"{text} (primary)" if row.family == "primary" else text


def _ensemble_cells(row: Any) -> tuple[str, ...]:
    places = decimals_for(row.mean, row.t_low, row.t_high)
    return numeral(row.mean, places), interval(row.t_low, row.t_high, places), numeral(row.sd, places)
