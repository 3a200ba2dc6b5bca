"""One replication: a scenario and a seed in, tables out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.arrays import Array
from sim.market.events import EVENT_COLUMNS, MarketEvent
from sim.market.market import Market
from sim.market.measures import MEASURES
from sim.market.rules import fresh_rules
from sim.scenario.months import month_name

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

MEASURE_COLUMNS = tuple(dict.fromkeys(measure.name for measure in MEASURES))
# How far sums may end beyond what is possible: sizes of enterprises are kept in single precision.
_ROUNDING = 1e-7


@dataclass(frozen=True)
class Replication:
    """Everything that one replication leaves behind.

    Attributes
    ----------
    seed : int
        Seed.
    monthly : DataFrame
        Month, kind, entity, and a column per measure.
    ledger : DataFrame
        Month, payer, payee, flow, amount (bn USD).
    contracts : DataFrame
        Terms of each contract and the months in which they held, the end exclusive.
    events : DataFrame
        What happened when, before and after, and why.
    timings : dict
        Seconds spent in each stage.
    """

    seed: int
    monthly: pd.DataFrame
    ledger: pd.DataFrame
    contracts: pd.DataFrame
    events: pd.DataFrame
    timings: dict[str, float]


def simulate(
    scenario: Scenario, seed: int, progress: Callable[[int, int], None] | None = None, threads: int = 1
) -> Replication:
    """Run a scenario once.

    Parameters
    ----------
    scenario : Scenario
        What to run.
    seed : int
        Seed of the replication.
    progress : callable, optional
        Called with the months done and the months in all.
    threads : int
        Threads of the market; the tables do not depend on them.

    Returns
    -------
    Replication
        Its tables.
    """
    months = scenario.parameters.horizon.months
    with fresh_rules():
        market = Market(scenario, seed, threads)
        for month in range(months):
            market.step()
            if progress is not None:
                progress(month + 1, months)
    replication = tables_of(market, seed)
    market.remove_all_agents()
    return replication


def tables_of(market: Market, seed: int) -> Replication:
    """Lay out what a market has recorded so far.

    Parameters
    ----------
    market : Market
        A market that has been played for some months.
    seed : int
        Its seed.
    """
    return Replication(
        seed=seed,
        monthly=_monthly(market),
        ledger=pd.DataFrame(market.records.payments, columns=["month", "payer", "payee", "flow", "amount"]),
        contracts=_contracts(market, market.month),
        events=_events(market.plan, market.state.events),
        timings=dict(market.timings),
    )


def _monthly(market: Market) -> pd.DataFrame:
    """Lay the measures out wide; a measure is empty where it does not belong to the kind."""
    rows = market.records.rows
    column = {name: number for number, name in enumerate(MEASURE_COLUMNS)}
    values = np.full((len(rows), len(column)), np.nan)
    for number, (_, _, _, measures) in enumerate(rows):
        for name, value in measures.items():
            values[number, column[name]] = value
    _round_off(values, np.array([row[1] for row in rows]))
    names = {"month": [row[0] for row in rows], "kind": [row[1] for row in rows], "entity": [row[2] for row in rows]}
    return pd.concat([pd.DataFrame(names), pd.DataFrame(values, columns=list(MEASURE_COLUMNS))], axis=1)


def _round_off(values: Array, kinds: NDArray[np.str_]) -> None:
    """Put what only rounding has put beyond what is possible where it belongs; anything farther stays to be seen."""
    for measure in MEASURES:
        rows, column = kinds == measure.kind, MEASURE_COLUMNS.index(measure.name)
        noted = values[rows, column]
        nearest = np.clip(noted, *measure.possible)
        values[rows, column] = np.where(np.abs(noted - nearest) <= _ROUNDING, nearest, noted)


def _contracts(market: Market, months: int) -> pd.DataFrame:
    """List the spells of every contract."""
    spells = market.state.contracts.spells
    ends: dict[tuple[str, str], int] = {}
    rows = []
    for spell in reversed(spells):
        rows.append(
            {
                "partner": spell.pair[0],
                "lab": spell.pair[1],
                "start": spell.start,
                "end": ends.get(spell.pair, months),
                "access": spell.terms.access,
                "effective_access": spell.effective_access,
                "revenue_share": spell.terms.revenue_share,
                "revenue_share_cap": spell.terms.revenue_share_cap,
                "compute": spell.terms.compute,
                "stake": spell.terms.stake,
                "commitment": spell.terms.commitment,
                "licence": spell.terms.licence,
                "wholesale_markup": spell.terms.wholesale_markup if spell.terms.licensed else None,
                "licensed": spell.licensed,
                "cause": spell.cause,
            }
        )
        ends[spell.pair] = spell.start
    columns = list(rows[0]) if rows else ["partner", "lab", "start", "end", "access", "effective_access"]
    table = pd.DataFrame(rows[::-1], columns=columns)
    return table.astype({"revenue_share_cap": "float64", "wholesale_markup": "float64"} if rows else {})


def _events(scenario: Scenario, events: Sequence[MarketEvent]) -> pd.DataFrame:
    """List the dated changes of the scenario and what the market made happen, by month."""
    every = sorted([*_dated_changes(scenario), *events], key=lambda event: event.month)
    rows = [
        (
            event.month,
            month_name(scenario.parameters.horizon.start, event.month),
            number,
            event.kind,
            event.subject,
            event.decision,
            event.before,
            event.after,
            event.cause,
            event.figures_text(),
            event.note,
        )
        for number, event in enumerate(every, start=1)
    ]
    return pd.DataFrame(rows, columns=list(EVENT_COLUMNS))


def _dated_changes(scenario: Scenario) -> Iterator[MarketEvent]:
    for event in scenario.events:
        before = scenario.parameters_at(event.month - 1) if event.month > 0 else scenario.parameters
        for path, after in sorted(event.changes.items()):
            yield MarketEvent(
                event.month,
                "scenario",
                path,
                "changed",
                str(_value_at(before, path)),
                str(after),
                "the scenario says so",
                note=event.note,
            )


def _value_at(section: object, path: str) -> object:
    """Read a dotted path; None where it does not exist yet."""
    for name in path.split("."):
        section = section.get(name) if isinstance(section, dict) else getattr(section, name, None)
    return section
