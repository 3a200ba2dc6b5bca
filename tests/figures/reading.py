"""Reading a figure back: what is written in it, which points it has, and what the table says."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.statistics.paired_row import is_zero
from sim.words.headlines import GROUPS


def texts_of(container: Figure | Axes) -> list[str]:
    """Return everything written in a figure or axes, line breaks as spaces."""
    found = [text.get_text().replace("\n", " ") for text in container.findobj(Text)]
    return [text for text in found if text]


HEADLINE = {key for group in GROUPS for key in group.measures}


def points(axes):
    return [line for line in axes.lines if len(line.get_xdata()) == 1 and line.get_marker() not in ("", "None")]


def changed_rows(pair):
    definitions = pair.ensembles[0].definitions
    for row in pair.table().itertuples():
        outcome = definitions[row.outcome]
        if (outcome.measure.name, outcome.measure.kind) in HEADLINE and not is_zero(row):
            yield outcome, row
