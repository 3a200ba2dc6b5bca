"""The dated figures behind the parameters: ``seeds/facts.csv``."""

import csv
from dataclasses import dataclass
from functools import cache

from sim.scenario.files import shipped_seed


@dataclass(frozen=True)
class Fact:
    """A figure as somebody published it.

    Attributes
    ----------
    id : str
        Name by which the schema refers to it, e.g. ``"D019"``.
    actor, metric : str
        Whom it is about, and what was measured.
    value, unit : str
        The figure; ``event`` and ``text`` where the fact is that something happened.
    period, source, url, confidence : str
        When it held, who says so, where it was read, how well it is supported.
    """

    id: str
    actor: str
    metric: str
    value: str
    unit: str
    period: str
    source: str
    url: str
    confidence: str

    @property
    def figure(self) -> str:
        """The figure in a few words, e.g. ``"30 %, Q2 2025"``."""
        return self.period if self.value == "event" else f"{self.value} {self.unit}, {self.period}"


@cache
def facts() -> dict[str, Fact]:
    """Return the facts on file by their id."""
    columns = tuple(Fact.__dataclass_fields__)
    with shipped_seed("facts.csv").open(newline="", encoding="utf-8") as file:
        rows = [Fact(**{column: row[column] for column in columns}) for row in csv.DictReader(file)]
    return {fact.id: fact for fact in rows}
