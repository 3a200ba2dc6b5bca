"""Looks of every figure: colours, lines, markers and hatches by role, sizes, the frame around a figure, saving.

Colours are those of Okabe and Ito, which colour-blind readers tell apart. Grey print works too: a scenario also has its
own line, marker and hatch, and owners are named beside or inside what is drawn in their colour.
"""

import bisect
import functools
import io
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags

INK, QUIET, FAINT, PAPER = "#1a1a1a", "#595959", "#cfcfcf", "#ffffff"
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
SMALL, NORMAL, LARGE = 8.5, 9.5, 13.0  # points

RC: Mapping[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.labelsize": SMALL,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": NORMAL,
    "axes.titleweight": "bold",
    "font.family": "DejaVu Sans",  # comes with matplotlib, so that a figure has the same bytes everywhere
    "font.size": NORMAL,
    "hatch.color": INK,
    "hatch.linewidth": 0.5,
    "legend.fontsize": NORMAL,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "path.simplify": True,
    "savefig.dpi": 100,
    "figure.dpi": 100,
    "svg.fonttype": "path",
    "svg.hashsalt": "alliance",
    "text.color": INK,
    "text.hinting": "none",  # so that text is as wide in pixels as in vectors
    "text.parse_math": False,  # a label may hold a dollar sign
    "xtick.color": QUIET,
    "xtick.labelsize": SMALL,
    "ytick.color": QUIET,
    "ytick.labelsize": SMALL,
}


@dataclass(frozen=True)
class Format:
    """How a figure is to be used.

    Attributes
    ----------
    width : float
        Inches. Type keeps its size, so that it is as legible in a narrow column as on a page.
    titled : bool
        Whether the title stands above the figure, or is left to a caption.
    text_as_text : bool
        Whether letters stay letters in vector files, which a publisher can search and set anew, or become shapes,
        which look the same everywhere.
    """

    width: float = 10.0  # the report shows a figure about 1000 px wide
    titled: bool = True
    text_as_text: bool = False


FOR_SCREENS = Format()
_format: ContextVar[Format] = ContextVar("format", default=FOR_SCREENS)
_settings = threading.RLock()  # matplotlib's settings are global to the process


def page_width() -> float:
    """Return the width of the figures that are drawn now, in inches."""
    return _format.get().width


@contextmanager
def formatted(wanted: Format) -> Iterator[None]:
    """Draw and write figures in a format."""
    before = _format.set(wanted)
    try:
        yield
    finally:
        _format.reset(before)


@contextmanager
def house_style() -> Iterator[None]:
    """Use the settings above, and matplotlib's own defaults for the rest, whatever the user has configured."""
    with _settings, matplotlib.style.context(["default", dict(RC)]):
        yield


@dataclass(frozen=True)
class Role:
    """How one scenario is drawn everywhere."""

    colour: str
    line: Any
    marker: str
    hatch: str


_SCENARIO_ROLES = (
    Role(BLUE, "-", "o", ""),
    Role(VERMILLION, (0, (5, 1.6)), "s", "////"),
    Role(GREEN, (0, (1.2, 1.2)), "^", "...."),
    Role(PURPLE, (0, (6, 1.5, 1.2, 1.5)), "D", "xxxx"),
    Role(BLACK, (0, (3, 1, 1, 1, 1, 1)), "v", "----"),
)


def scenario_role(number: int) -> Role:
    """Return how scenario `number` is drawn; 0 is the base."""
    return _SCENARIO_ROLES[number % len(_SCENARIO_ROLES)]


def ink_on(colour: str) -> str:
    """Return black or white, whichever reads better on `colour`."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 else PAPER


def text_width(text: str, size: float = NORMAL, *, bold: bool = False) -> float:
    """Return the width of one line of text in inches."""
    weight = "bold" if bold else "normal"
    return sum(_advance(character, weight) for character in text) * size / 72


@functools.cache
def _advance(character: str, weight: str) -> float:
    """Return how far a character moves the pen, relative to the size of the font."""
    font = get_font(findfont(FontProperties(family="DejaVu Sans", weight=weight)))
    glyph = font.get_char_index(ord(character))
    return float(font.load_glyph(glyph, flags=LoadFlags.NO_SCALE).horiAdvance) / font.units_per_EM


def fit(text: str, inches: float, size: float = NORMAL, *, bold: bool = False) -> str:
    """Shorten `text` with an ellipsis until it is at most `inches` wide."""
    if text_width(text, size, bold=bold) <= inches:
        return text
    letters = range(1, len(text))
    kept = bisect.bisect_right(letters, inches, key=lambda n: text_width(f"{text[:n]}…", size, bold=bold))
    return f"{text[: max(kept, 1)].rstrip()}…"


def wrap(text: str, inches: float, size: float = NORMAL, *, bold: bool = False) -> list[str]:
    """Break `text` at spaces into lines at most `inches` wide; a single longer word is shortened."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else ""
        if lines and text_width(longer, size, bold=bold) <= inches:
            lines[-1] = longer
        else:
            lines.append(fit(word, inches, size, bold=bold))
    return lines or [""]


@dataclass(frozen=True)
class Sheet:
    """A figure with its frame set, and the room that is left for the content.

    Attributes
    ----------
    figure : Figure
        The figure.
    bottom, height : float
        Where the room begins above the lower edge, and how high it is, in inches.
    """

    figure: Figure
    bottom: float
    height: float

    def columns(self, count: int, *, first: float, between: float, last: float = 0.15) -> list[tuple[float, float]]:
        """Divide the width into equal columns.

        Everything is placed by inches: matplotlib's own layout is solved with rounding that varies from run to run.

        Parameters
        ----------
        count : int
            Number of columns.
        first, between, last : float
            Inches before the first column, before each other one, and after the last.

        Returns
        -------
        list of (float, float)
            Left edge and width of each column in inches.
        """
        width = (self.figure.get_size_inches()[0] - first - last - between * (count - 1)) / count
        return [(first + i * (width + between), width) for i in range(count)]

    def place(self, left: float, top: float, width: float, height: float, **options: Any) -> Axes:
        """Add axes at a fixed place: inches from the left edge and from the top of the room."""
        total_width, total = self.figure.get_size_inches()
        low = self.bottom + self.height - top - height
        return self.figure.add_axes((left / total_width, low / total, width / total_width, height / total), **options)


def blank(
    title: str,
    height: float,
    *,
    note: str = "",
    legend: Sequence[Any] = (),
    footnotes: Sequence[str] = (),
    width: float | None = None,
) -> Sheet:
    """Return a sheet with its title, reading note, legend and footnotes set, and room for the content between.

    Parameters
    ----------
    title, note : str
        What is shown, and how to read it.
    height : float
        Height left for the content in inches.
    legend : sequence of artists
        Handles with labels, for one legend above the content.
    footnotes : sequence of str
        Lines below the content.
    width : float, optional
        Width of the whole figure in inches; that of the format by default.
    """
    width = page_width() if width is None else width
    room = 0.97 * (width - 0.3)  # on some screens text is drawn a little wider than it is
    titles = wrap(title, room, LARGE, bold=True) if _format.get().titled else []
    notes = wrap(note, room, SMALL) if note else []
    below = [line for footnote in footnotes for line in wrap(footnote, room, SMALL)]
    columns, rows = _legend_grid(legend, room)
    header = 0.12 + 0.25 * len(titles) + 0.165 * len(notes) + (0.1 + 0.22 * rows if rows else 0.0) + 0.08
    footer = (0.14 + 0.165 * len(below)) if below else 0.04
    total = header + height + footer

    figure = Figure(figsize=(width, total), facecolor=PAPER)
    top = total - 0.12
    figure.text(0.15 / width, top / total, "\n".join(titles), size=LARGE, weight="bold", va="top", linespacing=1.25)
    top -= 0.25 * len(titles) + 0.03
    if notes:
        figure.text(0.15 / width, top / total, "\n".join(notes), size=SMALL, color=QUIET, va="top", linespacing=1.3)
    if legend:
        top -= 0.165 * len(notes) + 0.04
        figure.legend(
            handles=list(legend),
            loc="upper left",
            bbox_to_anchor=(0.15 / width, top / total),
            ncols=columns,
            borderaxespad=0,
            borderpad=0.1,
            labelspacing=0.3,
            columnspacing=1.6,
            handlelength=2.6,
        )
    if below:
        figure.text(0.15 / width, 0.08 / total, "\n".join(below), size=SMALL, color=QUIET, va="bottom", linespacing=1.3)
    return Sheet(figure, footer, height)


def _legend_grid(handles: Sequence[Any], room: float) -> tuple[int, int]:
    """Return columns and rows of a legend that stays within `room` inches."""
    if not handles:
        return 0, 0
    widest = max(text_width(handle.get_label()) for handle in handles) + 0.75
    columns = max(1, min(len(handles), int(room / widest)))
    return columns, -(-len(handles) // columns)


def picture(figure: Figure, file_format: str) -> bytes:
    """Return the bytes of a figure as ``"svg"``, ``"pdf"`` or ``"png"``; the same figure gives the same bytes."""
    buffer = io.BytesIO()
    metadata = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(file_format, {})
    letters: Any = {"svg.fonttype": "none", "pdf.fonttype": 42} if _format.get().text_as_text else {}
    with house_style(), mpl.rc_context(letters):
        figure.savefig(buffer, format=file_format, metadata=metadata, facecolor=PAPER)
    return buffer.getvalue()
