"""The network of alliances as a moving picture (GIF)."""

import io

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from sim.figures.contracts.alliances import draw_frame, handles
from sim.figures.drawing.owners import owner_colours
from sim.figures.drawing.style import blank, house_style
from sim.results.reading.ties import AllianceNetwork
from sim.words.names import plain

_FRAMES, _WIDTH, _HEIGHT = 16, 7.0, 3.9  # inches
_MILLISECONDS, _LAST_MILLISECONDS = 500, 2500


def moving_picture(network: AllianceNetwork, largest: float) -> bytes:
    """Return the network over time as the bytes of a GIF, the same ones for the same network.

    Parameters
    ----------
    network : AllianceNetwork
        What to draw.
    largest : float
        Share of the thickest tie.
    """
    months = np.unique(np.linspace(0, network.months - 1, _FRAMES).round().astype(int))
    frames = [_frame(network, int(month), largest) for month in months]
    buffer = io.BytesIO()
    frames[0].save(
        buffer,
        format="GIF",
        save_all=True,
        append_images=frames[1:],
        duration=[_MILLISECONDS] * (len(frames) - 1) + [_LAST_MILLISECONDS],
        loop=0,
        optimize=False,
    )
    return buffer.getvalue()


def _frame(network: AllianceNetwork, month: int, largest: float) -> Image.Image:
    """Draw one month as an image with few colours."""
    with house_style():
        sheet = blank(
            plain(network.scenario.title),
            _HEIGHT,
            note="Lines: share of all tokens sold on a partner's clouds or used in its apps.",
            legend=handles(),
            footnotes=[f"Seed {network.seed} ({network.reason})."],
            width=_WIDTH,
        )
        axes = sheet.place(0.0, 0.0, _WIDTH, _HEIGHT)
        colours = owner_colours([network.scenario])
        draw_frame(axes, network, month, largest, colours, (_WIDTH, _HEIGHT))
        canvas = FigureCanvasAgg(sheet.figure)
        canvas.draw()
        pixels = np.asarray(canvas.buffer_rgba())[:, :, :3]
    return Image.fromarray(pixels).quantize(128, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
