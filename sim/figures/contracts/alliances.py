"""The network of alliances over time: owners at fixed places, ties as thick as the tokens that they carry."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path

from sim.figures.drawing.owners import owner_colours
from sim.figures.drawing.style import (
    BLUE,
    INK,
    PAPER,
    SKY,
    VERMILLION,
    blank,
    fit,
    house_style,
    page_width,
)
from sim.results.protocols import RunResult
from sim.results.reading.series import ensembles_of, scenarios_of
from sim.results.reading.ties import (
    APP,
    AllianceNetwork,
    Tie,
    alliances_of,
    curve,
    largest_share,
)
from sim.scenario.months import month_name
from sim.words.names import label, plain

FRAMES, FRAMES_OF_SEVERAL, COLUMNS = 6, 3, 3
THICKEST, THINNEST = 9.0, 0.9  # points
_FRAME, _HEAD, _TITLE = 2.75, 0.3, 0.3  # inches: height of a frame, its date, title of the scenario
_TINY = 7.5  # points
TIE_LOOKS = {"exclusive": BLUE, "preferred": SKY, "": "#b0b0b0"}
APP_COLOUR = VERMILLION
APP_DASHES, PREFERRED_DASHES = (1.6, 1.1), (4.0, 0.5)  # in widths of the line


def alliances(result: RunResult) -> Figure:
    """Draw the network of alliances at a few dates.

    Parameters
    ----------
    result : Comparison or Ensemble
        What to draw.
    """
    with house_style():
        scenarios = scenarios_of(result)
        networks = [alliances_of(ensemble) for ensemble in ensembles_of(result)]
        frames = FRAMES if len(networks) == 1 else FRAMES_OF_SEVERAL
        several = len(networks) > 1
        rows = -(-frames // COLUMNS)
        block = _TITLE * several + rows * (_FRAME + _HEAD)
        sheet = blank(
            "How alliances grow and change" + ("" if several else f": “{plain(scenarios[0].title)}”"),
            len(networks) * block,
            note=(
                "Left: owners of clouds and apps; right: labs only. A line joins a lab with whoever sells or uses its "
                "models; the thicker, the larger its share of all tokens of that month. Discs: share of all tokens "
                "that the owner's models serve. Own models on own clouds are not drawn."
            ),
            legend=handles(),
            footnotes=_footnotes(networks),
        )
        largest, colours = largest_share(networks), owner_colours(scenarios)
        for number, network in enumerate(networks):
            top = number * block
            if several:
                title = sheet.place(0.15, top, page_width() - 0.3, _TITLE)
                title.set_axis_off()
                title.text(
                    0,
                    0.5,
                    fit(plain(network.scenario.title), page_width() - 0.4, bold=True),
                    weight="bold",
                    va="center",
                )
            for i, month in enumerate(_dates(network.months, frames)):
                row, column = divmod(i, COLUMNS)
                width = (page_width() - 0.2) / COLUMNS
                place = top + _TITLE * several + row * (_FRAME + _HEAD)
                axes = sheet.place(0.1 + column * width, place, width, _FRAME + _HEAD)
                draw_frame(axes, network, month, largest, colours, (width, _FRAME + _HEAD))
        return sheet.figure


def _dates(months: int, count: int) -> list[int]:
    """Return months spread evenly from the first to the last."""
    return [int(month) for month in np.unique(np.linspace(0, months - 1, count).round().astype(int))]


def handles() -> list[Line2D]:
    """Say what lines mean."""
    return [
        Line2D([], [], color=TIE_LOOKS["exclusive"], linewidth=5, label="exclusive on its clouds"),
        Line2D(
            [],
            [],
            color=TIE_LOOKS["preferred"],
            linewidth=5,
            linestyle=(0, tuple(part / 2 for part in PREFERRED_DASHES)),
            label="preferred there",
        ),
        Line2D([], [], color=TIE_LOOKS[""], linewidth=5, label="others may sell it"),
        Line2D([], [], color=APP_COLOUR, linewidth=3, linestyle=(0, APP_DASHES), label="used in its apps"),
    ]


def _footnotes(networks: Sequence[AllianceNetwork]) -> list[str]:
    several = len(networks) > 1
    return [
        (f"“{plain(network.scenario.title)}”: seed" if several else "Seed")
        + f" {network.seed} is shown ({network.reason})."
        for network in networks
    ]


def draw_frame(
    axes: Axes,
    network: AllianceNetwork,
    month: int,
    largest: float,
    colours: Mapping[str, str],
    inches: tuple[float, float],
) -> None:
    """Draw the network of one month.

    Parameters
    ----------
    axes : Axes
        Where to draw.
    network : AllianceNetwork
        What to draw.
    month : int
        Months after the start.
    largest : float
        Share of the thickest tie of all frames.
    colours : mapping of str to str
        Colour of each owner.
    inches : (float, float)
        Size of the axes.
    """
    width, height = inches
    radius = (width / 2 - 1.05, height / 2 - 0.45)
    centre = (width / 2, (height - _HEAD) / 2)
    places = {owner: (centre[0] + x * radius[0], centre[1] + y * radius[1]) for owner, (x, y) in network.places.items()}
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()
    date = month_name(network.scenario.parameters.horizon.start, month)
    axes.text(0.05, height - 0.05, date, weight="bold", va="top")
    for tie in reversed(network.ties):
        if tie.shown(month):
            _draw_tie(axes, tie, month, largest, places)
    for owner, place in places.items():
        _draw_owner(axes, network, owner, month, place, colours[owner])


def tie_colour(tie: Tie, month: int) -> str:
    """Return the colour of a tie in a month."""
    if tie.side == APP:
        return APP_COLOUR
    return TIE_LOOKS.get(tie.access[month], TIE_LOOKS[""])


def is_preferred(tie: Tie, month: int) -> bool:
    """Whether the partner has a head start in a month."""
    return tie.side != APP and tie.access[month] == "preferred"


def _line(tie: Tie, month: int) -> Any:
    if tie.side == APP:
        return 0, APP_DASHES
    return (0, PREFERRED_DASHES) if is_preferred(tie, month) else "-"


def tie_width(share: float, largest: float) -> float:
    """Return how thick a tie is, in points."""
    return max(THINNEST, THICKEST * share / largest)


def disc_radius(share: float) -> float:
    """Return the radius of an owner's disc in inches; its area grows with the share."""
    return 0.05 + 0.2 * float(np.sqrt(share))


def _draw_tie(axes: Axes, tie: Tie, month: int, largest: float, places: Mapping[str, tuple[float, float]]) -> None:
    path = Path(curve(tie, places), [Path.MOVETO, Path.CURVE3, Path.CURVE3])
    axes.add_patch(
        PathPatch(
            path,
            facecolor="none",
            edgecolor=tie_colour(tie, month),
            linewidth=tie_width(float(tie.share[month]), largest),
            linestyle=_line(tie, month),
            capstyle="butt",
            alpha=0.9,
        )
    )


def _draw_owner(
    axes: Axes, network: AllianceNetwork, owner: str, month: int, place: tuple[float, float], colour: str
) -> None:
    radius = disc_radius(float(network.shares[owner][month]) if owner in network.shares else 0.0)
    axes.add_patch(Circle(place, radius, facecolor=colour, edgecolor=PAPER, linewidth=1, zorder=3))
    side = -1 if network.places[owner][0] < 0 else 1
    axes.text(
        place[0] + side * (radius + 0.05),
        place[1],
        fit(label(network.scenario.parameters, "owner", owner), 0.95, _TINY),
        size=_TINY,
        ha="right" if side < 0 else "left",
        va="center",
        color=INK,
        zorder=4,
    )
