"""One colour for each firm, in every figure of every scenario."""

import colorsys
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from zlib import crc32

from sim.scenario import Scenario

_FAR = 60.0  # of 441, the distance of black and white: colours at least so far apart are told apart
_TRIES = 64  # before less distance has to do
_GOLDEN = 0.618033988749895  # of the colour wheel: steps of it never come back


def owner_colours(scenarios: Sequence[Scenario]) -> dict[str, str]:
    """Return the colour of each owner in some scenarios: the one that it declares, else one that nobody has.

    The colour of an owner that declares none follows from its name, and steps aside only where another owner is close.

    Parameters
    ----------
    scenarios : sequence of Scenario
        All scenarios of a result, the base first; what the first one declares holds.
    """
    declared: dict[str, str | None] = {}
    for scenario in scenarios:
        for name, owner in scenario.parameters.owners.items():
            declared[name] = declared.get(name) or owner.colour
    colours = {name: colour.upper() for name, colour in declared.items() if colour is not None}
    for name in sorted(set(declared) - set(colours)):
        colours[name] = _free(name, list(colours.values()))
    return {name: colours[name] for name in declared}


def _free(name: str, taken: Sequence[str]) -> str:
    """Return the first colour of a name that is far enough from those taken."""
    far = _FAR
    for number, colour in enumerate(_candidates(name), start=1):
        if all(_distance(colour, other) >= far for other in taken):
            return colour
        if number % _TRIES == 0:
            far /= 2
    raise AssertionError("there is always another colour")


def _candidates(name: str) -> Iterator[str]:
    """Yield colours, neither pale nor nearly black, in an order that is the name's own."""
    start = crc32(name.encode()) / 2**32
    for number in count():
        lightness = (0.45, 0.32, 0.6)[number % 3]
        rgb = colorsys.hls_to_rgb((start + number * _GOLDEN) % 1.0, lightness, 0.65)
        yield "#" + "".join(f"{round(255 * part):02X}" for part in rgb)


def _distance(one: str, other: str) -> float:
    return sum((a - b) ** 2 for a, b in zip(_parts(one), _parts(other), strict=True)) ** 0.5


def _parts(colour: str) -> Iterable[int]:
    return (int(colour[i : i + 2], 16) for i in (1, 3, 5))
