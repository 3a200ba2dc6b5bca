"""Who controls what at the end: shares of each owner in the control layers, and their concentration."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.figures.drawing.owners import owner_colours
from sim.figures.drawing.style import PAPER, SMALL, blank, fit, house_style, ink_on, text_width, wrap
from sim.market.measures import LAYERS
from sim.results.protocols import RunResult
from sim.results.reading.series import ensembles_of, last_year, scenarios_of
from sim.words.dates import last_year_text
from sim.words.names import label, layer_label, layer_meaning, merged, plain
from sim.words.numbers import numeral, percent

_BAR, _GAP, _LEFT, _RIGHT = 0.3, 0.38, 2.2, 2.45  # inches
_SMALLEST_SHARE = 0.0005
_TINY = 7.5  # points


def control(result: RunResult) -> Figure:
    """Draw, for each control layer and scenario, the owners' shares in the last year, with HHI and the largest owner.

    Parameters
    ----------
    result : Comparison or Ensemble
        What to draw.
    """
    with house_style():
        ensembles, scenarios = ensembles_of(result), scenarios_of(result)
        owners = merged(scenarios, "owners")
        parameters = {name: s.parameters for s in reversed(scenarios) for name in s.parameters.owners}
        labels = {owner: label(parameters[owner], "owner", owner) for owner in owners}
        colours = owner_colours(scenarios)
        tables = [last_year(e, "control", "control_share").mean() for e in ensembles]
        concentrations = [last_year(e, "layer", "hhi").mean() for e in ensembles]
        shown = [
            o for o in owners if any(t.get(f"{layer}@{o}", 0) > _SMALLEST_SHARE for t in tables for layer in LAYERS)
        ]
        block = len(ensembles) * _BAR + _GAP
        sheet = blank(
            "Who controls each layer of the market"
            + ("" if len(scenarios) > 1 else f": “{plain(scenarios[0].title)}”"),
            len(LAYERS) * block + 0.5,
            note=(
                "Shares of the owners in the order of the legend, mean over seeds and "
                f"{last_year_text(ensembles[0])}. HHI: sum of squared percentage shares, mean over seeds; 10,000 is "
                "one owner alone."
            ),
            legend=[Patch(facecolor=colours[o], edgecolor=PAPER, label=fit(labels[o], 2.0)) for o in shown],
        )
        axes = sheet.place(_LEFT, 0.0, sheet.figure.get_size_inches()[0] - _LEFT - _RIGHT, len(LAYERS) * block)
        for number, layer in enumerate(LAYERS):
            top = number * block
            _draw_heading(axes, top + 0.26, layer)
            for i, (ensemble, table, concentration) in enumerate(zip(ensembles, tables, concentrations, strict=True)):
                middle = top + 0.3 + (i + 0.5) * _BAR
                row = pd.Series({o: table.get(f"{layer}@{o}", np.nan) for o in owners}).fillna(0.0)
                _draw_bar(axes, row, middle, colours, labels)
                title = "\n".join(wrap(plain(ensemble.scenario.title), _LEFT - 0.3, _TINY)[:2])
                axes.text(-1.5, middle, title, size=_TINY, ha="right", va="center", linespacing=1.05)
                axes.text(
                    101.5, middle, _summary(row, concentration.get(layer, np.nan), labels), size=SMALL, va="center"
                )
        axes.set_xlim(0, 100)
        axes.set_ylim(len(LAYERS) * block, 0)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.set_xlabel("% of the layer")
        return sheet.figure


def _draw_heading(axes: Axes, height: float, layer: str) -> None:
    name = layer_label(layer)
    axes.text(0, height, name, size=SMALL, weight="bold", va="bottom")
    axes.annotate(
        f"({layer_meaning(layer)})",
        (0, height),
        xytext=(text_width(name, SMALL, bold=True) * 72 + 6, 0),
        textcoords="offset points",
        size=SMALL,
        va="bottom",
    )


def _draw_bar(axes: Axes, row: pd.Series, middle: float, colours: dict[str, str], labels: dict[str, str]) -> None:
    """Stack the owners' shares, with the name inside where it fits."""
    inches = _inches_per_percent(axes)
    left = 0.0
    for owner, share in row.items():
        width = 100 * float(share)
        if share <= _SMALLEST_SHARE:
            continue
        colour = colours[str(owner)]
        axes.barh(middle, width, 0.84 * _BAR, left=left, color=colour, edgecolor=PAPER, linewidth=0.8)
        name = labels[str(owner)]
        for text in (f"{name} {width:.0f} %", name, f"{width:.0f}"):
            if text_width(text, SMALL) + 0.08 <= width * inches:
                axes.text(
                    left + width / 2, middle, text, size=SMALL, ha="center", va="center_baseline", color=ink_on(colour)
                )
                break
        left += width


def _inches_per_percent(axes: Axes) -> float:
    figure = axes.get_figure(root=True)
    assert figure is not None
    return float(axes.get_position().width * figure.get_size_inches()[0]) / 100


def _summary(row: pd.Series, concentration: float, labels: dict[str, str]) -> str:
    if not row.max() > 0:
        return "no activity"
    top = str(row.idxmax())
    share = percent(float(row.max()))
    return f"HHI {numeral(float(concentration), 0)}; top: {fit(labels[top], 0.9, SMALL)} {share}"
