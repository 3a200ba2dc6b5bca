"""Outcomes: each measure of a whole run as one number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.market.measures import MEASURES, Measure, Reduction, outcome_name
from sim.results.files import ResultsError

MONTHS_PER_YEAR = 12
_KINDS = tuple(dict.fromkeys(measure.kind for measure in MEASURES))
_PLACES = {(measure.name, measure.kind): place for place, measure in enumerate(MEASURES)}


@dataclass(frozen=True)
class Outcome:
    """A measure of one entity over a whole run.

    Attributes
    ----------
    measure : Measure
        What is measured, and how months become one number.
    entity : str
        Whose it is; ``"market"`` for the market as a whole.
    """

    measure: Measure
    entity: str

    @property
    def name(self) -> str:
        """Name in tables, e.g. ``"price.gpt"``."""
        return outcome_name(self.measure.name, self.measure.kind, self.entity)

    @property
    def unit(self) -> str:
        """Unit of the number."""
        return self.measure.outcome_unit

    def limits(self, *, difference: bool = False) -> tuple[float, float]:
        """Return what the number, or the difference of two such numbers, lies between: no interval goes beyond."""
        return self.measure.limits(difference=difference)

    @property
    def rank(self) -> tuple[int, str]:
        """Place in tables: as the measures are registered, then by entity."""
        return _PLACES[self.measure.name, self.measure.kind], self.entity


def outcomes_of(monthly: pd.DataFrame) -> "pd.Series[float]":
    """Return the outcomes of one replication by name.

    Parameters
    ----------
    monthly : DataFrame
        Columns ``month``, ``kind``, ``entity`` and one per measure.

    Returns
    -------
    Series of float
        Index ``measure`` or ``measure.entity``, as the measures are registered, then by entity. A measure
        that an entity has in none of the months concerned gives no outcome.

    Raises
    ------
    ResultsError
        If a kind is not registered, or two outcomes would have the same name.
    """
    return pd.Series({outcome.name: value for outcome, value in reduced(monthly).items()}, dtype=float)


def reduced(monthly: pd.DataFrame) -> dict[Outcome, float]:
    """Return the outcomes of one replication, in order of rank."""
    unknown = sorted(set(monthly["kind"].unique()) - set(_KINDS))
    if unknown:
        raise ResultsError(f"the table monthly has unregistered kinds {', '.join(map(str, unknown))}")
    first_of_last_year = monthly["month"].max() - MONTHS_PER_YEAR + 1
    last_year = monthly[monthly["month"] >= first_of_last_year]
    values: dict[Outcome, float] = {}
    for reduction in get_args(Reduction):
        measures = [m for m in MEASURES if m.reduction == reduction and m.name in monthly]
        columns = list(dict.fromkeys(measure.name for measure in measures))
        by_entity = _by_entity(last_year if reduction == "last_year" else monthly, columns, reduction)
        kinds, entities = (by_entity.index.get_level_values(level).to_numpy() for level in ("kind", "entity"))
        by_measure = dict(zip(columns, by_entity.to_numpy().T, strict=True))
        for measure in measures:
            numbers = by_measure[measure.name]
            for position in np.flatnonzero((kinds == measure.kind) & ~np.isnan(numbers)):
                values[Outcome(measure, str(entities[position]))] = float(numbers[position])
    return {outcome: values[outcome] for outcome in _ranked(values)}


def _by_entity(rows: pd.DataFrame, columns: list[str], reduction: Reduction) -> pd.DataFrame:
    """Reduce the months of each entity; kinds and entities (rows) by measures (columns)."""
    groups = rows.groupby(["kind", "entity"], sort=False, observed=True)[columns]
    if reduction == "total":
        return groups.sum(min_count=1)
    return groups.mean() if reduction == "last_year" else groups.max()


def _ranked(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Return the outcomes in order of rank, each once.

    Raises
    ------
    ResultsError
        If two different outcomes have the same name.
    """
    ranked = sorted(set(outcomes), key=lambda outcome: outcome.rank)
    by_name: dict[str, Outcome] = {}
    for outcome in ranked:
        twin = by_name.setdefault(outcome.name, outcome)
        if twin != outcome:
            kinds = f"a {twin.measure.kind} and a {outcome.measure.kind}"
            raise ResultsError(f"two outcomes are called {outcome.name}: {kinds} share a name")
    return ranked


def outcome_row(seed: int, monthly: pd.DataFrame) -> pa.Table:
    """Return the outcomes of one replication as a table of one row: the seed, then a column per outcome."""
    values = reduced(monthly)
    schema = pa.schema([pa.field("seed", pa.int64()), *map(_field, values)])
    row = {"seed": seed} | {outcome.name: value for outcome, value in values.items()}
    return pa.Table.from_pylist([row], schema=schema)


def joined_rows(rows: Sequence[pa.Table]) -> pa.Table:
    """Return one row per seed with the outcomes that any of them has; null where a seed has none."""
    if not rows:
        return pa.schema([pa.field("seed", pa.int64())]).empty_table()
    table = pa.concat_tables(rows, promote_options="default")
    columns = [outcome.name for outcome in _ranked(outcomes_in(table.schema).values())]
    return table.select(["seed", *columns]).combine_chunks()


def outcomes_in(schema: Any) -> dict[str, Outcome]:
    """Return the outcomes that the columns of a table of outcomes hold, by name.

    Raises
    ------
    ResultsError
        If a column is no outcome of this version of the model.
    """
    registered = {(measure.name, measure.kind): measure for measure in MEASURES}
    found = {}
    for field in schema:
        if field.name != "seed":
            about = {key.decode(): text.decode() for key, text in (field.metadata or {}).items()}
            measure = registered.get((about.get("measure", ""), about.get("kind", "")))
            if measure is None:
                raise ResultsError(f"the column {field.name} is no outcome that this version knows")
            found[field.name] = Outcome(measure, about["entity"])
    return found


def _field(outcome: Outcome) -> Any:
    """Describe the column of an outcome, so that a stored table explains itself."""
    about = {
        "measure": outcome.measure.name,
        "kind": outcome.measure.kind,
        "entity": outcome.entity,
        "unit": outcome.unit,
    }
    return pa.field(outcome.name, pa.float64(), metadata=about)
