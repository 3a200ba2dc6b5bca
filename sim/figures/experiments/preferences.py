"""Who prefers which of two scenarios, over two parameters: two owners, and what they gain together."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.figures.drawing.style import INK, ORANGE, PAPER, PURPLE, SKY, house_style
from sim.figures.experiments.phase_diagram import as_map, certain, draw_cell, map_axes, map_sheet
from sim.statistics.preferences import deciding_outcomes, region
from sim.statistics.protocols import SweepResult
from sim.words.experiments import value_reading
from sim.words.names import label, plain
from sim.words.numbers import decimals_for, numeral

_LOOKS = {
    "both": (SKY, ""),
    "first": (ORANGE, "///"),
    "second": (PURPLE, "\\\\\\"),
    "neither": (PAPER, ".."),
}


def preferences(result: SweepResult) -> Figure:
    """Draw which of two owners earn more under the first scenario, and whether both together do.

    Parameters
    ----------
    result : Sweep
        A grid of two parameters, with two scenarios and the profits of two owners among its outcomes.
    """
    with house_style():
        experiment = result.experiment
        parameters = experiment.scenario.parameters
        first, second = deciding_outcomes(result)
        names = [label(parameters, "owner", result.definitions[name].entity) for name in (first, second)]
        here, there = (f"“{plain(scenario.title)}”" for scenario in experiment.scenarios)
        sheet = map_sheet(
            result,
            title=f"Who earns more under {here} than under {there}?",
            note=f"{value_reading(result)} In a cell: who prefers {here}; below, what both together earn more (+) "
            f"or less under {there}, bn USD over {parameters.horizon.months} months. A question mark: the 95 % "
            "interval holds zero.",
            legend=_legend(names, here),
        )
        axes = map_axes(sheet, result)
        maps = [as_map(result, name) for name in (first, second)]
        joint = as_map(result, first, second)
        places = decimals_for(float(np.nanmax(np.abs(joint["mean"]), initial=0.0)))
        for (row, column), together in np.ndenumerate(joint["mean"]):
            if np.isnan(together):
                draw_cell(axes, row, column, PAPER, "", "no value")
                continue
            who = region(float(maps[0]["mean"][row, column]), float(maps[1]["mean"][row, column]))
            unsure = not all(certain(map_, row, column) for map_ in maps)
            text = {"first": names[0], "second": names[1]}.get(who, who) + ("?" if unsure else "")
            total = numeral(float(together), places, sign=True) + ("" if certain(joint, row, column) else "?")
            draw_cell(axes, row, column, *_LOOKS[who], f"{text}\n{total}")
        return sheet.figure


def _legend(names: list[str], here: str) -> list[Patch]:
    texts = {
        "both": f"both prefer {here}",
        "first": f"only {names[0]} does",
        "second": f"only {names[1]} does",
        "neither": "neither does",
    }
    return [
        Patch(facecolor=_LOOKS[who][0], hatch=_LOOKS[who][1], edgecolor=INK, linewidth=0.4, label=text)
        for who, text in texts.items()
    ]
