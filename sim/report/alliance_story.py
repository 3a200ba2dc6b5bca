"""The part of the report on alliances: what happened in one seed and why, how often it happens, and who runs short."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Any

import numpy as np

from sim.figures import names_for
from sim.report.animation import moving_network
from sim.report.why.reasons import reason, subject_label
from sim.results.protocols import EnsembleResult, RunResult
from sim.results.reading.contract_spells import STRENGTH, loosening_months, pairs_that_allow, shown_seed, spells_of
from sim.results.reading.events import Event, read_events
from sim.results.reading.money import firms_short_of_cash
from sim.results.reading.series import ensembles_of
from sim.results.reading.ties import alliances_of, largest_share
from sim.scenario import Parameters
from sim.scenario.months import month_name
from sim.words.names import label, pair_label, plain
from sim.words.numbers import numeral

_MOST_EVENTS, _MOST_COUNTS = 40, 20
_UNIMPORTANT = {
    ("contract", "renewed"),
    ("finance", "raised"),
    ("bid", "refused"),
    ("review", "opened"),
}
_KINDS = ("scenario", "contract", "option", "bid", "review", "acquisition", "finance", "entry")


@dataclass(frozen=True)
class EventRow:
    """One event of the seed that is shown."""

    number: str
    month: str
    kind: str
    subject: str
    decision: str
    reason: str


@dataclass(frozen=True)
class CountRow:
    """In how many seeds something happened, and when."""

    what: str
    seeds: str
    median: str
    span: str


@dataclass(frozen=True)
class FirmRow:
    """Money of one firm: cells in the order of :data:`FIRM_COLUMNS`."""

    firm: str
    cells: tuple[str, ...]


FIRM_COLUMNS = (
    "cash at the end",
    "valuation at the end",
    "raised in all",
    "shortest runway, months",
    "highest worth of a dollar",
    "seeds: listed",
    "seeds: in distress",
    "seeds: closed down",
)


@dataclass(frozen=True)
class AllianceStory:
    """What one scenario tells of alliances.

    Attributes
    ----------
    title : str
        Title of the scenario.
    seed, why_seed : str
        The seed that is shown, and why that one.
    animation : str
        Data address of the moving network; empty where there is none.
    events, counts, firms : list
        Rows of the tables.
    left_out : int
        Events of the seed that are not listed.
    """

    title: str
    seed: str
    why_seed: str
    animation: str
    events: list[EventRow]
    left_out: int
    counts: list[CountRow]
    firms: list[FirmRow]


def alliance_stories(result: RunResult) -> list[AllianceStory]:
    """Return what each scenario tells of alliances; those that tell nothing are left out."""
    ensembles = ensembles_of(result)
    offered = names_for(result)
    networks = [alliances_of(ensemble) for ensemble in ensembles] if "alliances" in offered else []
    largest = largest_share(networks)
    stories = []
    for number, ensemble in enumerate(ensembles):
        every = read_events(ensemble.events)
        shown = shown_seed(ensemble)
        main = [event for event in every if event.seed == shown.seed and is_main(event)]
        animation = moving_network(networks[number], largest, main) if networks and networks[number].ties else ""
        rows = _event_rows(main, ensemble.scenario.parameters)
        counts = list(_counts(ensemble, every))
        firms = list(_firms(ensemble, every)) if "finance" in offered else []
        if animation or rows or counts or firms:
            told = sum(event.seed == shown.seed for event in every)
            stories.append(
                AllianceStory(
                    plain(ensemble.scenario.title),
                    str(shown.seed),
                    shown.reason,
                    animation,
                    rows,
                    told - len(rows),
                    counts,
                    firms,
                )
            )
    return stories


def is_main(event: Event) -> bool:
    """Whether an event changes who is tied to whom, who owns what or who is there."""
    return event.kind in _KINDS and (event.kind, event.decision) not in _UNIMPORTANT


def _event_rows(events: Sequence[Event], parameters: Parameters) -> list[EventRow]:
    return [
        EventRow(
            f"{event.seed}.{event.number}",
            event.when,
            event.kind,
            subject_label(event, parameters),
            plain(event.decision),
            reason(event),
        )
        for event in events[:_MOST_EVENTS]
    ]


def _counts(ensemble: EnsembleResult, events: Sequence[Event]) -> Iterator[CountRow]:
    """Yield how many seeds saw a contract loosen, then every other main event, the most frequent first."""
    for pair in pairs_that_allow(ensemble):
        strength = spells_of(ensemble, pair)["effective_access"].map(STRENGTH)
        if (strength > STRENGTH["open"]).any():
            what = f"{pair_label(ensemble.scenario.parameters, '-'.join(pair))}: loosened"
            yield _count(ensemble, what, loosening_months(ensemble, pair).values())
    first: dict[str, dict[int, int]] = {}
    for event in events:
        if is_main(event) and event.kind != "scenario" and event.decision != "loosened":
            what = f"{subject_label(event, ensemble.scenario.parameters)}: {plain(event.decision)} ({event.kind})"
            first.setdefault(what, {}).setdefault(event.seed, event.month)
    ranked = sorted(first.items(), key=lambda item: (-len(item[1]), item[0]))
    for what, months in ranked[:_MOST_COUNTS]:
        yield _count(ensemble, what, months.values())


def _count(ensemble: EnsembleResult, what: str, found: Any) -> CountRow:
    months = sorted(found)
    seeds = f"{len(months)} of {len(ensemble.seeds)}"
    if not months:
        return CountRow(what, seeds, "–", "–")
    start = ensemble.scenario.parameters.horizon.start
    first, last = (month_name(start, month) for month in (months[0], months[-1]))
    return CountRow(
        what, seeds, month_name(start, median_low(months)), first if first == last else f"{first} to {last}"
    )


def _firms(ensemble: EnsembleResult, events: Sequence[Event]) -> Iterator[FirmRow]:
    """Yield money of the firms that can run out of it, mean over seeds."""
    owners = ensemble.monthly[ensemble.monthly["kind"] == "owner"]
    last = owners["month"].max()
    for firm in firms_short_of_cash(ensemble):
        mine = owners[owners["entity"] == firm]
        seeds = mine.groupby("seed")
        values = (
            mine.loc[mine["month"] == last, "cash"].mean(),
            mine.loc[mine["month"] == last, "valuation"].mean(),
            seeds["equity_raised"].sum(min_count=1).mean(),
            seeds["runway"].min().mean(),
            seeds["shadow_value"].max().mean(),
        )
        yield FirmRow(
            label(ensemble.scenario.parameters, "owner", firm),
            (
                *(numeral(float(value)) if np.isfinite(value) else "–" for value in values),
                *(
                    _seeds_that(events, firm, decision, ensemble)
                    for decision in ("listed", "distressed", "closed down")
                ),
            ),
        )


def _seeds_that(events: Sequence[Event], firm: str, decision: str, ensemble: EnsembleResult) -> str:
    told = {e.seed for e in events if e.kind == "finance" and e.subject == firm and e.decision == decision}
    return f"{len(told)} of {len(ensemble.seeds)}"
