"""Where buyers go when the price of a product rises a little: a row for each product, a column for where they go."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.figures.drawing.style import BLUE, FAINT, INK, PAPER, SMALL, blank, fit, house_style, ink_on, page_width, wrap
from sim.results.competition_tables import ALL, DOING_WITHOUT, competition_in
from sim.results.protocols import RunResult
from sim.results.reading.series import ensembles_of
from sim.words.names import plain, product_label
from sim.words.numbers import numeral

_ROW, _HEAD, _LABEL_ROOM = 0.3, 0.6, 1.7  # inches
_DARKEST = 0.8


def diversion(result: RunResult, scenario: str | None = None) -> Figure:
    """Draw the diversion ratios of one scenario in the last month that was looked at.

    Parameters
    ----------
    result : Comparison or Ensemble
        A result in whose folder the tables of competition lie.
    scenario : str, optional
        Its name; the base by default.
    """
    shown = next(one.scenario for one in ensembles_of(result) if scenario in (None, one.scenario.name))
    pairs = competition_in(result.folder)["pairs"]
    rows = pairs[(pairs["scenario"] == shown.name) & (pairs["market"] == ALL)]
    month = str(rows["month"].max())
    table = rows[rows["month"] == month].pivot_table(index="product", columns="other", values="diversion_to_other")
    order = list(dict.fromkeys(rows.loc[rows["month"] == month, "product"]))
    names = {name: product_label(shown.parameters, name) for name in order} | {DOING_WITHOUT: "Doing without"}
    with house_style():
        sheet = blank(
            f"Where buyers go: “{plain(shown.title)}”",
            _HEAD + _ROW * len(order),
            note=f"{month}, all tasks, one seed. Of what the product in a row loses by a small rise of its price, the "
            "per cent that go to the product in the column, or to doing without AI; a row sums to 100.",
        )
        axes = sheet.place(_LABEL_ROOM, _HEAD, page_width() - _LABEL_ROOM - 0.15, _ROW * len(order))
        values = table.reindex(index=order, columns=[*order, DOING_WITHOUT]).to_numpy(dtype=float)
        for (row, column), value in np.ndenumerate(values):
            _cell(axes, row, column, value)
        width = (page_width() - _LABEL_ROOM - 0.15) / values.shape[1]
        _dress(axes, [fit(names[name], _LABEL_ROOM - 0.25, SMALL) for name in order], list(names.values()), width)
        return sheet.figure


def _cell(axes: Axes, row: int, column: int, value: float) -> None:
    colour = PAPER if np.isnan(value) else _shade(value)
    axes.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=colour, edgecolor=FAINT, linewidth=0.5))
    text = "" if np.isnan(value) else numeral(100.0 * value, 0)
    axes.text(column, row, text, ha="center", va="center", size=SMALL, color=ink_on(colour))


def _shade(share: float) -> str:
    """Return white for nothing, and the darker a blue the larger the share; a half is as dark as it gets."""
    end = np.array([int(BLUE[place : place + 2], 16) for place in (1, 3, 5)])
    mixed = 255 + (end - 255) * min(2.0 * share, 1.0) * _DARKEST
    return "#" + "".join(f"{round(part):02x}" for part in mixed)


def _dress(axes: Axes, rows: list[str], columns: list[str], width: float) -> None:
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks(range(len(rows)), rows, color=INK)
    axes.set_xticks(range(len(columns)), ["\n".join(wrap(name, width - 0.06, SMALL)[:3]) for name in columns])
    axes.tick_params(length=0, bottom=False, labelbottom=False, labeltop=True)
    axes.spines[["left", "bottom"]].set_visible(False)
