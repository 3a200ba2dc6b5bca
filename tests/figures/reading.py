"""Reading a figure back: what is written in it."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text


def texts_of(container: Figure | Axes) -> list[str]:
    """Return everything written in a figure or axes, line breaks as spaces."""
    found = [text.get_text().replace("\n", " ") for text in container.findobj(Text)]
    return [text for text in found if text]
