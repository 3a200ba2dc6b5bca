"""For whom, when and through what: what leads the answer of a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from sim.cli.console import echo, number, print_table, records

if TYPE_CHECKING:
    from sim.experiments.comparison import Comparison
    from sim.experiments.ensemble import Ensemble
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Question:
    """For whom a comparison is asked, over which months, at which interest, and whether year by year.

    Attributes
    ----------
    owner : str or None
        Whose answer comes first.
    window : str or None
        Months that count; all by default.
    discount : float
        Interest a year.
    annual : bool
        Whether each calendar year is told as well.
    """

    owner: str | None
    window: str | None
    discount: float
    annual: bool

    @property
    def is_part(self) -> bool:
        """Whether anything but the plain total of the whole run is asked for."""
        return self.window is not None or self.discount != 0.0


def read_question(question: Question, scenarios: Sequence[Scenario]) -> Question:
    """Return a question that the scenarios can answer.

    Raises
    ------
    BadParameter
        If an option is wrong, before anything is run.
    """
    from sim.results.reading.spans import read_span
    from sim.scenario.wording import nearest

    owners = list(scenarios[0].parameters.owners)
    if question.owner is not None and question.owner not in owners:
        close = nearest(question.owner, owners)
        hint = f"did you mean {close}? " if close else ""
        raise typer.BadParameter(f"{question.owner!r} owns nothing: {hint}{', '.join(owners)}", param_hint="--for")
    horizon = scenarios[0].parameters.horizon
    try:
        read_span(question.window, question.discount, horizon.start, horizon.months)
    except ValueError as error:
        option = "--window" if question.window is not None and "window" in str(error) else "--discount"
        raise typer.BadParameter(str(error), param_hint=option) from error
    return question


def answer(comparison: Comparison, question: Question) -> dict[str, Any]:
    """Return what is asked for as plain data: for whom and through what, when signs turn, each year."""
    from sim.report.through_what import turns

    told: dict[str, Any] = {}
    for name, other in _others(comparison):
        one: dict[str, Any] = {"turns": list(turns(comparison.base, other))}
        if question.owner is not None:
            one |= {"for": question.owner, "says": _sentences(comparison, name, question.owner)}
            one["bridge"] = records(comparison.bridge(question.owner, name))
        if question.annual:
            one["annual"] = records(comparison.annual(other=name).reset_index())
        told[name] = one
    return {"answers": told}


def print_answer(comparison: Comparison, question: Question) -> None:
    """Print what is asked for, before the table of outcomes."""
    from sim.report.through_what import turns

    for name, other in _others(comparison):
        if question.owner is not None:
            for sentence in _sentences(comparison, name, question.owner):
                echo(sentence)
            print_bridge(comparison.base, other, question.owner)
        for sentence in turns(comparison.base, other):
            echo(sentence)
        if question.annual:
            table = comparison.annual(other=name)
            rows = [
                (str(outcome), *map(number, years))
                for outcome, years in zip(table.index, table.to_numpy(), strict=True)
            ]
            header = ("outcome", *map(str, table.columns))
            print_table(f"{name} less {comparison.base.scenario.name}, year by year", header, rows, text=1)


def print_bridge(base: Ensemble, other: Ensemble, owner: str) -> None:
    """Print through which payments the profit of an owner differs."""
    from sim.report.through_what import waterfall
    from sim.words.names import label

    rows = [(part.name, part.amount, part.interval) for part in waterfall(base, other, owner)]
    whose = label(base.scenario.parameters, "owner", owner)
    title = f"Through what {whose}'s profit changes: {other.scenario.name} less {base.scenario.name}, bn USD"
    print_table(title, ("part", "difference", "95 % interval"), rows, text=1)


def _others(comparison: Comparison) -> list[tuple[str, Ensemble]]:
    return [(one.scenario.name, one) for one in comparison.others]


def _sentences(comparison: Comparison, other: str, owner: str) -> list[str]:
    """Say what becomes of an owner: its profit, and its profit from AI alone."""
    from sim.report.sentences import sentence
    from sim.words.names import label

    table = {row.outcome: row for row in comparison.table(other).itertuples()}
    whose = label(comparison.base.scenario.parameters, "owner", owner)
    months = comparison.base.monthly["month"].nunique()
    told = (
        (f"profit.{owner}", f"{whose}: profit after capital"),
        (f"ai_profit.{owner}", f"{whose}: profit from AI, without base cloud and search,"),
    )
    return [sentence(table[name], what, months) for name, what in told if name in table and table[name].n]
