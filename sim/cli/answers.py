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

    @property
    def of_report(self) -> dict[str, Any]:
        """What the report is asked for, as `Comparison.report` takes it; nothing where it is the usual."""
        return {name: value for name, value in (("owner", self.owner), ("annual", self.annual)) if value}


def read_question(question: Question, scenarios: Sequence[Scenario]) -> Question:
    """Return a question that the scenarios can answer.

    Raises
    ------
    BadParameter
        If an option is wrong, before anything is run.
    """
    from sim.results.reading.spans import read_span
    from sim.scenario.wording import nearest
    from sim.words.names import owners_of

    owners = owners_of(scenarios)
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


def asked_of(result: Any, question: Question) -> Any:
    """Return stored results over the months that are asked for.

    Raises
    ------
    BadParameter
        If an option is wrong, or the results are none that it could be asked of.
    """
    if not question.is_part and not question.of_report:
        return result
    ensembles = getattr(result, "ensembles", (result,))
    if question.of_report and not hasattr(result, "bridge"):
        raise typer.BadParameter("--for and --annual take the folder of a comparison", param_hint="DIR")
    if not hasattr(result, "over"):
        raise typer.BadParameter("--window and --discount take the folder of a run or a comparison", param_hint="DIR")
    read_question(question, [ensemble.scenario for ensemble in ensembles])
    return result.over(question.window, question.discount) if question.is_part else result


def answer(comparison: Comparison, question: Question) -> dict[str, Any]:
    """Return what is asked for as plain data: for whom and through what, when signs turn, each year."""
    from sim.report.sentences import owner_sentences
    from sim.report.through_what import turns

    told: dict[str, Any] = {}
    for name, other in _others(comparison):
        one: dict[str, Any] = {"turns": list(turns(comparison.base, other))}
        if question.owner is not None:
            one |= {"for": question.owner, "says": owner_sentences(comparison, name, question.owner)}
            one["bridge"] = records(comparison.bridge(question.owner, name))
        if question.annual:
            one["annual"] = records(comparison.annual(other=name).reset_index())
        told[name] = one
    return {"answers": told}


def print_answer(comparison: Comparison, question: Question) -> None:
    """Print what is asked for, before the table of outcomes."""
    from sim.report.sentences import owner_sentences
    from sim.report.through_what import turns
    from sim.words.numbers import ROUNDING

    for name, other in _others(comparison):
        if question.owner is not None:
            for sentence in owner_sentences(comparison, name, question.owner):
                echo(sentence)
            print_bridge(comparison.base, other, question.owner)
        for sentence in turns(comparison.base, other):
            echo(sentence)
        if question.annual:
            table = comparison.annual(other=name)
            rows = [
                (str(outcome), *(number(0.0 if abs(year) < ROUNDING else year) for year in years))
                for outcome, years in zip(table.index, table.to_numpy(), strict=True)
            ]
            header = ("outcome", *map(str, table.columns))
            print_table(f"{name} less {comparison.base.scenario.name}, year by year", header, rows, text=1)


def print_bridge(base: Ensemble, other: Ensemble, owner: str) -> None:
    """Print through which payments the profit of an owner differs."""
    from sim.report.through_what import waterfall
    from sim.words.names import owner_label

    rows = [(part.name, part.amount, part.interval) for part in waterfall(base, other, owner)]
    whose = owner_label([base.scenario, other.scenario], owner)
    title = f"Through what {whose}'s profit changes: {other.scenario.name} less {base.scenario.name}, bn USD"
    print_table(title, ("part", "difference", "95 % interval"), rows, text=1)


def _others(comparison: Comparison) -> list[tuple[str, Ensemble]]:
    return [(one.scenario.name, one) for one in comparison.others]
