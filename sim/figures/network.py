"""The network of alliances: which model is sold on which cloud and licensed to which app, before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.path import Path

from sim.figures.calendar import last_year_text
from sim.figures.names import label, merged, plain
from sim.figures.numerals import percent
from sim.figures.series import ensembles_of, last_year, scenarios_of
from sim.figures.style import INK, PAPER, QUIET, WIDTH, blank, fit, house_style, owner_colours, scenario_role, wrap

_BOX, _STEP, _HEAD = 0.42, 0.56, 0.75  # inches: height of a node, distance of nodes, room above
_WIDTHS = {"cloud": 1.1, "model": 1.05, "app": 1.2}  # inches
_TINY = 7.8  # points
_THICKEST, _THINNEST = 12.0, 0.7  # points
_COMMON = "#b5b5b5"

Edge = tuple[str, str]


@dataclass(frozen=True)
class Plan:
    """Where each node stands, the same in every scenario: centres in inches from the top left."""

    clouds: Mapping[str, tuple[float, float]]
    models: Mapping[str, tuple[float, float]]
    apps: Mapping[str, tuple[float, float]]
    width: float
    height: float


def network(result: Any) -> Figure:
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
        plan = _plan(scenarios, WIDTH / columns - 0.2)
        edges = [_edges(ensemble) for ensemble in ensembles]
        largest = max((volume for found in edges for volume in found.values()), default=1.0)
        several = len(ensembles) > 1
        sheet = blank(
            "Who sells whose models" + (" in each scenario" if several else f": “{plain(scenarios[0].title)}”"),
            rows * (plan.height + _HEAD),
            note=(
                f"Left: clouds; middle: models; right: apps. A line: sold on the cloud, or licensed to the app; the thicker, "
                f"the more tokens. Under each name: share of all tokens. Mean over seeds, {last_year_text(scenarios[0])}."
            ),
            legend=_handles(len(ensembles)),
        )
        for number, (ensemble, found) in enumerate(zip(ensembles, edges, strict=True)):
            row, column = divmod(number, columns)
            left = column * WIDTH / columns + 0.1
            axes = sheet.place(left, row * (plan.height + _HEAD), plan.width, plan.height + _HEAD)
            axes.set(xlim=(0, plan.width), ylim=(plan.height + _HEAD, 0))
            axes.set_axis_off()
            axes.text(0, 0, "\n".join(wrap(plain(ensemble.scenario.title), plan.width, bold=True)[:2]), weight="bold", va="top")
            rivals = set().union(*edges[1:]) if number == 0 else set(edges[0])
            only_here = set(found) - rivals if several else set()
            _draw_edges(axes, plan, found, only_here, largest, scenario_role(number).colour)
            _draw_nodes(axes, plan, ensemble, merged(scenarios, "owners"))
        return sheet.figure


def _handles(count: int) -> list[Line2D]:
    """Say what the lines mean; with one scenario there is nothing to set apart."""
    if count == 1:
        return []
    others = "the base" if count == 2 else "the base"
    return [
        Line2D([], [], color=_COMMON, linewidth=5, label="in the base and here"),
        Line2D([], [], color=scenario_role(0).colour, linewidth=5, label="only in the base"),
        Line2D([], [], color=scenario_role(1).colour, linewidth=5, label=f"not in {others}"),
    ]


def _plan(scenarios: Sequence[Any], width: float) -> Plan:
    """Place clouds, models and apps in three columns, neighbours near each other."""
    clouds, apps = merged(scenarios, "clouds"), merged(scenarios, "apps")
    owners = {name: s.parameters for s in reversed(scenarios) for name in (*s.parameters.models, *s.parameters.apps)}
    models = merged(scenarios, "models")
    models.sort(key=lambda m: clouds.index(owners[m].models[m].primary_host))
    apps.sort(key=lambda a: float(np.mean([models.index(m) for m in owners[a].apps[a].licences if m in models] or [0])))
    height = max(len(clouds), len(models), len(apps)) * _STEP
    middles = (_WIDTHS["cloud"] / 2, width * 0.49, width - _WIDTHS["app"] / 2)

    def column(names: Sequence[str], x: float) -> dict[str, tuple[float, float]]:
        step = height / max(len(names), 1)
        return {name: (x, _HEAD + (i + 0.5) * step) for i, name in enumerate(names)}

    return Plan(column(clouds, middles[0]), column(models, middles[1]), column(apps, middles[2]), width, height)


def _edges(ensemble: Any) -> dict[Edge, float]:
    """Return the volume of the last year on each line: (model, cloud) and (model, app)."""
    found: dict[Edge, float] = {}
    for kind, measure, side in (("model_on_cloud", "hosted_volume", "cloud"), ("model_in_app", "routed_volume", "app")):
        means = last_year(ensemble, kind, measure).mean().dropna()
        for entity, volume in means[means > 1e-9 * means.sum()].items():
            model, _, partner = str(entity).partition("@")
            found[model, f"{side}:{partner}"] = float(volume)
    return found


def _draw_edges(
    axes: Axes, plan: Plan, edges: Mapping[Edge, float], only_here: set[Edge], largest: float, colour: str
) -> None:
    for edge, volume in sorted(edges.items(), key=lambda item: (item[0] in only_here, -item[1])):
        model, partner = edge
        side, _, name = partner.partition(":")
        places = plan.clouds if side == "cloud" else plan.apps
        if name not in places or model not in plan.models:
            continue
        direction = -1 if side == "cloud" else 1
        x0, y0 = plan.models[model][0] + direction * _WIDTHS["model"] / 2, plan.models[model][1]
        x1, y1 = places[name][0] - direction * _WIDTHS[side] / 2, places[name][1]
        middle = (x0 + x1) / 2
        curve = Path([(x0, y0), (middle, y0), (middle, y1), (x1, y1)], [Path.MOVETO, *[Path.CURVE4] * 3])
        axes.add_patch(
            PathPatch(
                curve,
                facecolor="none",
                edgecolor=colour if edge in only_here else _COMMON,
                linewidth=max(_THINNEST, _THICKEST * volume / largest),
                capstyle="butt",
                alpha=0.9,
                label=f"{model} {partner}",
            )
        )


def _draw_nodes(axes: Axes, plan: Plan, ensemble: Any, owners: Sequence[str]) -> None:
    parameters, colours = ensemble.scenario.parameters, owner_colours(owners)
    total = float(last_year(ensemble, "market", "volume").to_numpy().mean())
    hosted = _sums(ensemble, "model_on_cloud", "hosted_volume")
    shares = {
        "cloud": {name: hosted.get(name, 0.0) / total for name in plan.clouds},
        "model": last_year(ensemble, "model", "share").mean().to_dict(),
        "app": (last_year(ensemble, "app", "volume").mean() / total).to_dict(),
    }
    for kind, places in (("cloud", plan.clouds), ("model", plan.models), ("app", plan.apps)):
        entries = getattr(parameters, f"{kind}s")
        for name, (x, y) in places.items():
            if name not in entries:
                continue
            owner = entries[name].lab if kind == "model" else entries[name].owner
            width = _WIDTHS[kind]
            axes.add_patch(
                FancyBboxPatch(
                    (x - width / 2, y - _BOX / 2),
                    width,
                    _BOX,
                    boxstyle="round,pad=0,rounding_size=0.06",
                    facecolor=PAPER,
                    edgecolor=colours[owner],
                    linewidth=1.8,
                    zorder=3,
                )
            )
            lines = wrap(label(parameters, kind, name), width - 0.1, _TINY)
            first = fit(" ".join(lines), width - 0.1, _TINY)
            second = percent(float(shares[kind].get(name, np.nan)), 1)
            owner_name = label(parameters, "owner", owner)
            if kind == "model":
                second = f"{fit(owner_name, width - 0.5, _TINY)} {second}"
            axes.text(x, y - 0.085, first, size=_TINY, weight="bold", ha="center", va="center", color=INK, zorder=4)
            axes.text(x, y + 0.095, second, size=_TINY, ha="center", va="center", color=QUIET, zorder=4)


def _sums(ensemble: Any, kind: str, measure: str) -> dict[str, float]:
    """Return the mean volume of the last year by the second part of the entity."""
    means = last_year(ensemble, kind, measure).mean().dropna()
    sums: dict[str, float] = {}
    for entity, value in means.items():
        name = str(entity).partition("@")[2]
        sums[name] = sums.get(name, 0.0) + float(value)
    return sums
