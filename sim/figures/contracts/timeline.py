"""Contracts over time: who was tied to whom on what terms in one seed, and in how many seeds a tie was exclusive."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.figures.drawing.calendar import use_dates
from sim.figures.drawing.labels import spread
from sim.figures.drawing.style import (
    BLACK,
    BLUE,
    FAINT,
    GREEN,
    INK,
    PAPER,
    QUIET,
    SKY,
    SMALL,
    VERMILLION,
    Sheet,
    blank,
    fit,
    house_style,
    page_width,
    text_width,
)
from sim.results.protocols import EnsembleResult, RunResult
from sim.results.reading.contract_spells import Pair, exclusive_share, pairs_that_allow, shown_seed, spells_of
from sim.results.reading.events import Event, read_events
from sim.results.reading.series import ensembles_of, scenarios_of
from sim.scenario import Scenario
from sim.words.dates import month_dates
from sim.words.names import label, owners_in, plain

ACCESS_LOOKS = {
    "exclusive": (BLUE, ""),
    "preferred": (SKY, "////"),
    "open": ("#d7e8df", "...."),
}
_LANES, _LANES_OF_SEVERAL = 16, 10
_HEAD, _SHARES, _GAP, _LANE, _DATES = 0.34, 0.95, 0.42, 0.3, 0.4  # inches, from the top of a scenario down
_RIGHT, _TINY = 1.55, 7.5  # inches, points
_SHARE_LOOKS = ((BLUE, "-"), (VERMILLION, (0, (5, 1.6))), (GREEN, (0, (1.2, 1.2))), (BLACK, (0, (6, 1.5, 1.2, 1.5))))
_TOLD_BELOW = {
    ("acquisition", "closed"),
    ("review", "cleared"),
    ("review", "blocked"),
    ("option", "exercised"),
    ("option", "lapsed"),
    ("finance", "listed"),
    ("finance", "distressed"),
    ("finance", "closed down"),
    ("entry", "entered"),
}


@dataclass(frozen=True)
class Timeline:
    """What is drawn of one scenario: the shown seed, its lanes, and the contracts left out."""

    ensemble: EnsembleResult
    seed: int
    reason: str
    lanes: Sequence[Pair]
    left_out: int
    events: Sequence[Event]

    @property
    def height(self) -> float:
        """Inches that the scenario takes."""
        return _HEAD + _SHARES + _GAP + _LANE * (max(1, len(self.lanes)) + 1) + _DATES


def contracts(result: RunResult) -> Figure:
    """Draw the contracts of one seed as lanes, and above them the share of seeds in which each is exclusive.

    Parameters
    ----------
    result : Comparison or Ensemble
        What to draw.
    """
    with house_style():
        ensembles, scenarios = ensembles_of(result), scenarios_of(result)
        timelines = [_timeline(e, _LANES if len(ensembles) == 1 else _LANES_OF_SEVERAL) for e in ensembles]
        labels = [_label(t.ensemble, pair) for t in timelines for pair in t.lanes]
        left = min(2.4, max((text_width(text, SMALL) for text in labels), default=0.0) + 0.3)
        left = max(left, text_width("Deals, listings, distress", SMALL) + 0.3)
        sheet = blank(
            "Who is tied to whom, when" + ("" if len(scenarios) > 1 else f": “{plain(scenarios[0].title)}”"),
            sum(timeline.height for timeline in timelines),
            note=(
                "Bars: what the partner's clouds may sell of the lab's models, after what other contracts forbid "
                "(preferred: others follow later). Numbers: events; “alliance why FOLDER SEED.NUMBER” tells the "
                "reason. Lanes show one seed, the lines above them all seeds."
            ),
            legend=_handles(),
            footnotes=_footnotes(timelines),
        )
        top = 0.0
        for timeline in timelines:
            _draw(sheet, timeline, top, left, several=len(timelines) > 1)
            top += timeline.height
        return sheet.figure


def _timeline(ensemble: EnsembleResult, most: int) -> Timeline:
    pairs = pairs_that_allow(ensemble)
    shown = shown_seed(ensemble)
    events = [event for event in read_events(ensemble.events) if event.seed == shown.seed]
    return Timeline(ensemble, shown.seed, shown.reason, pairs[:most], len(pairs) - len(pairs[:most]), events)


def _label(ensemble: EnsembleResult, pair: Pair) -> str:
    return " – ".join(label(ensemble.scenario.parameters, "owner", owner) for owner in pair)


def _handles() -> list[Any]:
    access = [
        Patch(facecolor=colour, hatch=hatch, edgecolor=INK, linewidth=0.5, label=name)
        for name, (colour, hatch) in ACCESS_LOOKS.items()
    ]
    licence = Line2D([], [], color=BLACK, linewidth=2.6, label="licence for its apps")
    return [*access, licence]


def _footnotes(timelines: Sequence[Timeline]) -> list[str]:
    several = len(timelines) > 1
    notes = []
    for timeline in timelines:
        name = f"“{plain(timeline.ensemble.scenario.title)}”: seed" if several else "Seed"
        text = f"{name} {timeline.seed} is shown ({timeline.reason})."
        if timeline.left_out:
            text += f" Less important contracts left out: {timeline.left_out}."
        notes.append(text)
    return notes


def _draw(sheet: Sheet, timeline: Timeline, top: float, left: float, *, several: bool) -> None:
    width = page_width() - left - _RIGHT
    if several:
        _write_heading(sheet, timeline, top)
    upper = sheet.place(left, top + _HEAD, width, _SHARES)
    _draw_shares(upper, timeline)
    height = _LANE * (max(1, len(timeline.lanes)) + 1)
    axes = sheet.place(left, top + _HEAD + _SHARES + _GAP, width, height)
    _draw_lanes(axes, timeline, width)
    for one in (upper, axes):
        one.set_xlim(*_limits(timeline))
        use_dates(one)
        one.set_xlim(*_limits(timeline))


def _write_heading(sheet: Sheet, timeline: Timeline, top: float) -> None:
    axes = sheet.place(0.15, top, page_width() - 0.3, _HEAD)
    axes.set_axis_off()
    title = fit(plain(timeline.ensemble.scenario.title), page_width() - 0.4, bold=True)
    axes.text(0, 0.62, title, weight="bold", va="center", transform=axes.transAxes)


def _limits(timeline: Timeline) -> tuple[Any, Any]:
    months = timeline.ensemble.scenario.parameters.horizon.months
    first, last = month_dates(timeline.ensemble.scenario, [0, months])
    return first, last


def _draw_shares(axes: Axes, timeline: Timeline) -> None:
    """Draw the share of seeds in which a contract is exclusive, for those that ever are."""
    ensemble = timeline.ensemble
    days = month_dates(ensemble.scenario, np.arange(ensemble.scenario.parameters.horizon.months + 1))
    shown = [(pair, exclusive_share(ensemble, pair)) for pair in timeline.lanes]
    shown = [(pair, share) for pair, share in shown if share.any()][: len(_SHARE_LOOKS)]
    heights = spread(np.sort([100 * share[-1] for _, share in shown]), 24, 0, 100)
    order = np.argsort([share[-1] for _, share in shown], kind="stable")
    places = {int(index): height for index, height in zip(order, heights, strict=True)}
    for number, ((pair, share), (colour, line)) in enumerate(zip(shown, _SHARE_LOOKS, strict=False)):
        steps = 100 * np.append(share, share[-1])
        axes.plot(days, steps, drawstyle="steps-post", color=colour, linestyle=line)
        axes.annotate(
            fit(_label(ensemble, pair), _RIGHT - 0.15, _TINY),
            (1, steps[-1]),
            xycoords=("axes fraction", "data"),
            xytext=(1.01, places[number]),
            textcoords=("axes fraction", "data"),
            size=_TINY,
            color=colour,
            va="center",
            annotation_clip=False,
        )
    if not shown:
        axes.plot(days[[0, -1]], [0, 0], color=QUIET, linewidth=1)
        axes.text(0.01, 0.5, "no contract is exclusive in any seed", size=SMALL, va="center", transform=axes.transAxes)
    axes.set_ylim(-4, 104)
    axes.set_yticks([0, 50, 100])
    axes.set_ylabel("% of seeds\nexclusive")
    axes.grid(axis="y", color=FAINT, linewidth=0.6)


def _draw_lanes(axes: Axes, timeline: Timeline, inches: float) -> None:
    ensemble = timeline.ensemble
    labels = []
    for lane, pair in enumerate(timeline.lanes):
        spells = spells_of(ensemble, pair)
        _draw_spells(axes, ensemble.scenario, spells[spells["seed"] == timeline.seed], lane)
        _mark(axes, timeline, [e for e in timeline.events if _concerns(e, pair, ensemble)], lane, inches)
        labels.append(fit(_label(ensemble, pair), 2.1, SMALL))
    last = max(1, len(timeline.lanes))
    if not timeline.lanes:
        axes.text(0.01, 0.25, "no contract allows anything", size=SMALL, va="center", transform=axes.transAxes)
        labels.append("")
    told = [event for event in timeline.events if (event.kind, event.decision) in _TOLD_BELOW]
    _mark(axes, timeline, told, last, inches)
    axes.set_ylim(last + 0.6, -0.6)
    axes.set_yticks(range(last + 1), [*labels, "Deals, listings, distress"], color=INK)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _draw_spells(axes: Axes, scenario: Scenario, spells: Any, lane: int) -> None:
    for spell in spells.itertuples():
        start, end = month_dates(scenario, [spell.start, spell.end])
        if spell.effective_access in ACCESS_LOOKS:
            colour, hatch = ACCESS_LOOKS[spell.effective_access]
            axes.barh(lane, end - start, 0.56, left=start, color=colour, hatch=hatch, edgecolor=PAPER, linewidth=0.0)
        else:
            axes.plot([start, end], [lane, lane], color=FAINT, linewidth=1)
        if spell.licensed:
            axes.plot([start, end], [lane + 0.34] * 2, color=BLACK, linewidth=2.2, solid_capstyle="butt")


def _concerns(event: Event, pair: Pair, ensemble: EnsembleResult) -> bool:
    """Whether an event changes a contract; a renewal on the same terms does not."""
    parameters = ensemble.scenario.parameters
    if event.kind == "contract":
        return event.decision != "renewed" and owners_in(parameters, event.subject) == pair
    if event.kind == "scenario" and event.subject.startswith("contracts."):
        return owners_in(parameters, event.subject.split(".")[1]) == pair
    return False


def _mark(axes: Axes, timeline: Timeline, events: Sequence[Event], lane: int, inches: float) -> None:
    """Draw a line at each month with events of a lane, and their numbers, moved on where months are close."""
    if not events:
        return
    texts: dict[int, str] = {}
    for event in events:
        texts[event.month] = f"{texts[event.month]}, {event.number}" if event.month in texts else str(event.number)
    inch = inches / float(timeline.ensemble.scenario.parameters.horizon.months)
    days = month_dates(timeline.ensemble.scenario, list(texts))
    free = 0.0  # inches from the left; what is before is taken
    for (month, text), day in zip(texts.items(), days, strict=True):
        place = max(month * inch + 0.04, free)
        free = place + text_width(text, _TINY, bold=True) + 0.08
        axes.plot([day, day], [lane - 0.42, lane + 0.42], color=VERMILLION, linewidth=1.6)
        axes.annotate(
            text,
            (day, lane),
            xytext=(72 * (place - month * inch), 0),
            textcoords="offset points",
            size=_TINY,
            weight="bold",
            va="center",
            bbox={"boxstyle": "round,pad=0.12", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.85},
        )
