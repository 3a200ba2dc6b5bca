"""What a comparison was asked: for whom, through what, and each year; it stands first in the report."""

from dataclasses import dataclass

from sim.report.experiment_tables import TextTable
from sim.report.sentences import owner_sentences
from sim.report.through_what import Part, waterfall
from sim.results.outcomes import Outcome
from sim.results.protocols import ComparisonResult, EnsembleResult
from sim.scenario import Parameters
from sim.statistics.annual import annual_differences
from sim.words.dates import counted_text, is_whole
from sim.words.names import label, owner_label, plain, words
from sim.words.numbers import numeral


@dataclass(frozen=True)
class Lead:
    """What one other scenario changes for the owner that is asked about."""

    title: str
    whose: str
    sentences: list[str]
    parts: list[Part]


def leads(result: ComparisonResult, owner: str) -> list[Lead]:
    """Return for each other scenario what becomes of an owner, and through what.

    Parameters
    ----------
    result : Comparison
        The comparison.
    owner : str
        Name of the owner.
    """
    base, *others = result.ensembles
    whose = owner_label([one.scenario for one in result.ensembles], owner)
    return [
        Lead(
            plain(other.scenario.title),
            whose,
            owner_sentences(result, other.scenario.name, owner),
            waterfall(base, other, owner),
        )
        for other in others
    ]


def annual_tables(result: ComparisonResult) -> list[TextTable]:
    """Return for each other scenario the differences of each calendar year."""
    base, *others = result.ensembles
    shown = [name for name, one in base.definitions.items() if one.measure.headline]
    parameters = base.scenario.parameters
    tables = []
    for other in others:
        found = annual_differences(base, other, [name for name in shown if name in other.definitions])
        rows = [
            [_name(base.definitions[str(name)], parameters), *(numeral(value, sign=True) for value in years)]
            for name, years in zip(found.index, found.to_numpy(dtype=float), strict=True)
        ]
        title = f"{plain(other.scenario.title)}: difference in each calendar year"
        tables.append(TextTable(title, ["outcome", *map(str, found.columns)], rows))
    return tables


def counted_note(ensemble: EnsembleResult) -> str:
    """Say which months count and at what interest, where it is not all of them at none."""
    if is_whole(ensemble) and not ensemble.counted.discount:
        return ""
    return (
        f"Totals and differences are {counted_text(ensemble)}. Contracts, deals, cash and competition are shown over "
        "the whole run."
    )


def _name(outcome: Outcome, parameters: Parameters) -> str:
    """Return what an outcome is called in a row of its own."""
    measure = words(outcome.measure.name)
    of = "" if outcome.measure.kind == "market" else f": {label(parameters, outcome.measure.kind, outcome.entity)}"
    return f"{measure}{of} ({outcome.measure.unit})"
