"""The network of alliances: which model is sold on which cloud and licensed to which app, before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.path import Path

from sim.figures.drawing.owners import owner_colours
from sim.figures.drawing.style import BLUE, PAPER, VERMILLION, blank, fit, house_style, page_width, wrap
from sim.results.protocols import EnsembleResult, RunResult
from sim.results.reading.series import ensembles_of, last_year, scenarios_of
from sim.scenario import Scenario
from sim.words.dates import last_year_text
from sim.words.names import label, merged, plain
from sim.words.numbers import percent

_BOX, _STEP, _HEAD = 0.5, 0.6, 0.3  # inches: height of a node, distance of nodes, room above
_WIDTHS = {"cloud": 1.1, "model": 1.1, "app": 1.3}  # inches
_MARGIN = 0.04  # inches
_TINY = 7.8  # points
_THICKEST, _THINNEST = 12.0, 0.9  # points
_COMMON, _LOST, _NEW = "#b8b8b8", BLUE, VERMILLION

Node = tuple[str, str]  # kind and name
Edge = tuple[str, Node]  # a model, and the cloud or app that sells it


Place = tuple[float, float]


@dataclass(frozen=True)
class Plan:
    """Where things stand in every scenario, in inches from the top left.

    Attributes
    ----------
    nodes : mapping of (kind, name) to (x, y)
        Centre of each node.
    ends : mapping of edge to two places
        Where the line of an edge leaves the model and where it meets the cloud or app.
    """

    nodes: Mapping[Node, Place]
    ends: Mapping[Edge, tuple[Place, Place]]
    width: float
    height: float


def network(result: RunResult) -> Figure:
    """Draw clouds, models and apps at fixed places, with who sells and licenses what in each scenario.

    Parameters
    ----------
    result : Comparison or Ensemble
        What to draw.
    """
    with house_style():
        ensembles, scenarios = ensembles_of(result), scenarios_of(result)
        columns = min(2, len(ensembles))
        rows = -(-len(ensembles) // columns)
        edges = [_edges(ensemble) for ensemble in ensembles]
        plan = plan_of(scenarios, edges, page_width() / columns - 0.2)
        largest = max((volume for found in edges for volume in found.values()), default=1.0)
        several = len(ensembles) > 1
        sheet = blank(
            "Who sells whose models" + (" in each scenario" if several else f": “{plain(scenarios[0].title)}”"),
            rows * (plan.height + _HEAD),
            note=(
                "Left: clouds; middle: models; right: apps. A line: sold on the cloud, or licensed to the app; the "
                "thicker, the more tokens. Under each name: share of all tokens. Mean over seeds, "
                f"{last_year_text(ensembles[0])}."
            ),
            legend=_handles(len(ensembles)),
        )
        for number, (ensemble, found) in enumerate(zip(ensembles, edges, strict=True)):
            row, column = divmod(number, columns)
            left = column * page_width() / columns + 0.1
            axes = sheet.place(left, row * (plan.height + _HEAD), plan.width, plan.height + _HEAD)
            axes.set(xlim=(0, plan.width), ylim=(plan.height + _HEAD, 0))
            axes.set_axis_off()
            title = fit(plain(ensemble.scenario.title), plan.width - 0.1, bold=True)
            axes.text(0.05, 0.05, title, weight="bold", va="top")
            rivals = set().union(*edges[1:]) if number == 0 else set(edges[0])
            only_here = set(found) - rivals if several else set()
            _draw_edges(axes, plan, found, only_here, largest, _NEW if number else _LOST)
            _draw_nodes(axes, plan, ensemble, owner_colours(scenarios))
        return sheet.figure


def _handles(count: int) -> list[Line2D]:
    """Say what the lines mean; with one scenario there is nothing to set apart."""
    meanings = {
        1: (),
        2: ((_COMMON, "in both"), (_LOST, "only in the base"), (_NEW, "only in the other")),
    }.get(count, ((_COMMON, "as in the base"), (_LOST, "only in the base"), (_NEW, "not in the base")))
    return [Line2D([], [], color=colour, linewidth=5, label=meaning) for colour, meaning in meanings]


def plan_of(scenarios: Sequence[Scenario], edges: Sequence[Mapping[Edge, float]], width: float) -> Plan:
    """Place clouds, models and apps in three columns, neighbours near each other."""
    clouds, models, apps = (merged(scenarios, section) for section in ("clouds", "models", "apps"))
    parameters = {n: s.parameters for s in reversed(scenarios) for n in (*s.parameters.models, *s.parameters.apps)}
    models.sort(key=lambda m: clouds.index(parameters[m].models[m].primary_host))
    licences = {app: [models.index(m) for m in parameters[app].apps[app].licences if m in models] for app in apps}
    apps.sort(key=lambda app: float(np.mean(licences[app] or [0])))
    height = max(len(clouds), len(models), len(apps)) * _STEP
    between = (width + _WIDTHS["cloud"] - _WIDTHS["app"]) / 2
    columns = {
        "cloud": (_WIDTHS["cloud"] / 2 + _MARGIN, clouds),
        "model": (between if apps else width - _WIDTHS["model"] / 2 - _MARGIN, models),
        "app": (width - _WIDTHS["app"] / 2 - _MARGIN, apps),
    }
    nodes = {
        (kind, name): (x, _HEAD + (i + 0.5) * height / len(names))
        for kind, (x, names) in columns.items()
        for i, name in enumerate(names)
    }
    return Plan(nodes, _ends(nodes, list(dict.fromkeys(e for found in edges for e in found))), width, height)


def _ends(nodes: Mapping[Node, Place], edges: Sequence[Edge]) -> dict[Edge, tuple[Place, Place]]:
    """Spread the ends of lines along the sides of the nodes, in the order of where they lead."""
    sides: dict[tuple[Node, str], list[Edge]] = {}
    for edge in edges:
        model, partner = ("model", edge[0]), edge[1]
        if model in nodes and partner in nodes:
            sides.setdefault((model, partner[0]), []).append(edge)
            sides.setdefault((partner, "model"), []).append(edge)
    heights: dict[tuple[Edge, str], float] = {}
    for (node, towards), found in sides.items():
        far = {edge: edge[1] if node[0] == "model" else ("model", edge[0]) for edge in found}
        found.sort(key=lambda edge: nodes[far[edge]][1])
        gap = min(0.11, 0.85 * _BOX / len(found))
        for i, edge in enumerate(found):
            heights[edge, towards] = nodes[node][1] + (i - (len(found) - 1) / 2) * gap
    ends = {}
    for edge in (e for e in edges if (e, "model") in heights):
        model, partner = ("model", edge[0]), edge[1]
        direction = -1 if partner[0] == "cloud" else 1
        start = nodes[model][0] + direction * _WIDTHS["model"] / 2
        stop = nodes[partner][0] - direction * _WIDTHS[partner[0]] / 2
        ends[edge] = ((start, heights[edge, partner[0]]), (stop, heights[edge, "model"]))
    return ends


def _edges(ensemble: EnsembleResult) -> dict[Edge, float]:
    """Return the volume of the last year on each line."""
    found: dict[Edge, float] = {}
    for kind, measure, side in (("model_on_cloud", "hosted_volume", "cloud"), ("model_in_app", "routed_volume", "app")):
        means = last_year(ensemble, kind, measure).mean().dropna()
        for entity, volume in means[means > 1e-9 * means.sum()].items():
            model, _, partner = str(entity).partition("@")
            found[model, (side, partner)] = float(volume)
    return found


def _draw_edges(
    axes: Axes, plan: Plan, edges: Mapping[Edge, float], only_here: set[Edge], largest: float, colour: str
) -> None:
    known = [edge for edge in edges if edge in plan.ends]
    for edge in sorted(known, key=lambda e: (e in only_here, -edges[e])):
        (x0, y0), (x1, y1) = plan.ends[edge]
        middle = (x0 + x1) / 2
        curve = Path([(x0, y0), (middle, y0), (middle, y1), (x1, y1)], [Path.MOVETO, *[Path.CURVE4] * 3])
        axes.add_patch(
            PathPatch(
                curve,
                facecolor="none",
                edgecolor=colour if edge in only_here else _COMMON,
                linewidth=max(2 * _THINNEST if edge in only_here else _THINNEST, _THICKEST * edges[edge] / largest),
                capstyle="butt",
                alpha=0.9,
            )
        )


def _draw_nodes(axes: Axes, plan: Plan, ensemble: EnsembleResult, colours: Mapping[str, str]) -> None:
    parameters = ensemble.scenario.parameters
    shares = _shares(ensemble)
    for (kind, name), (x, y) in plan.nodes.items():
        entry = getattr(parameters, f"{kind}s").get(name)
        if entry is None:
            continue
        width = _WIDTHS[kind]
        share = percent(shares.get((kind, name), 0.0), 1)
        owner = entry.lab if kind == "model" else entry.owner
        last = f"{fit(label(parameters, 'owner', owner), width - 0.55, _TINY)} {share}" if kind == "model" else share
        names = wrap(label(parameters, kind, name), width - 0.12, _TINY, bold=True)
        if len(names) > 2:
            names = [names[0], fit(" ".join(names[1:]), width - 0.12, _TINY, bold=True)]
        frame = FancyBboxPatch(
            (x - width / 2, y - _BOX / 2),
            width,
            _BOX,
            boxstyle="round,pad=0,rounding_size=0.06",
            facecolor=PAPER,
            edgecolor=colours[owner],
            linewidth=1.8,
            zorder=3,
        )
        axes.add_patch(frame)
        for i, (line, weight) in enumerate([*((part, "bold") for part in names), (last, "normal")]):
            place = y + (i - len(names) / 2) * 0.145
            axes.text(x, place, line, size=_TINY, weight=weight, ha="center", va="center", zorder=4)


def _shares(ensemble: EnsembleResult) -> dict[Node, float]:
    """Return each node's share of all tokens of the last year."""
    total = float(np.nanmean(last_year(ensemble, "market", "volume").to_numpy()))
    shares: dict[Node, float] = {}
    for (_, partner), volume in _edges(ensemble).items():
        shares[partner] = shares.get(partner, 0.0) + (volume / total if total else 0.0)
    for model, share in last_year(ensemble, "model", "share").mean().dropna().items():
        shares["model", str(model)] = float(share)
    return shares
