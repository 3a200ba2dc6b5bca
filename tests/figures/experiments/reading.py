"""Reading a map back."""

from matplotlib.patches import Rectangle


def cells_of(figure):
    return [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]
