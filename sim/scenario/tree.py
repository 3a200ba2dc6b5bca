"""The values of a scenario as a tree in which every value knows where it was written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Integral, Real
from typing import Any

from sim.scenario.problems import Origin

Path = tuple[str, ...]
Scalar = str | int | float | bool | None
LARGEST_WHOLE_NUMBER = 10**18
MOST_LEVELS = 40
EACH = "[]"


@dataclass(frozen=True)
class Node:
    """A value and its origin.

    Attributes
    ----------
    value : scalar, tuple of Node, or dict of str to Node
        The value; what it holds are nodes again.
    origin : Origin
        Where the value was written.
    key_origin : Origin or None
        Where its key was written; None for items of a list and for the top of a file.
    """

    value: Scalar | tuple["Node", ...] | dict[str, "Node"]
    origin: Origin
    key_origin: Origin | None = None

    @property
    def entries(self) -> dict[str, "Node"]:
        """What a map holds; nothing for every other value."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def is_map(self) -> bool:
        """Whether the value is a map."""
        return isinstance(self.value, dict)

    @property
    def place(self) -> Origin:
        """Where to point for the whole entry: its key, or the value where there is no key."""
        return self.key_origin or self.origin

    def with_entry(self, key: str, entry: "Node | None") -> "Node":
        """Return this map with one entry replaced, added or, for None, removed."""
        entries = {name: node for name, node in self.entries.items() if name != key or entry is not None}
        if entry is not None:
            entries[key] = entry
        return replace(self, value=entries)


def plain(node: Node) -> Any:
    """Return the bare data of a node, keys of maps sorted."""
    if isinstance(node.value, dict):
        return {key: plain(node.value[key]) for key in sorted(node.value)}
    if isinstance(node.value, tuple):
        return [plain(item) for item in node.value]
    return node.value


def position_text(position: int) -> str:
    """Return the part of a path that stands for an item of a list, such as ``[0]``; ``[]`` stands for any."""
    return f"[{position}]"


def is_position(part: str) -> bool:
    """Whether a part of a path stands for an item of a list."""
    return part.startswith("[") and part.endswith("]") and (part == EACH or part[1:-1].isdecimal())


def below_in(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield what a map or a list holds, by name or by position."""
    if isinstance(node.value, tuple):
        yield from ((position_text(position), item) for position, item in enumerate(node.value))
    yield from node.entries.items()


def _below(node: Node, part: str) -> Node | None:
    if isinstance(node.value, tuple):
        position = int(part[1:-1]) if is_position(part) and part != EACH else len(node.value)
        return node.value[position] if position < len(node.value) else None
    return node.entries.get(part)


def find(node: Node, path: Sequence[str]) -> Node | None:
    """Return the node at a path, or None where nothing is written."""
    for part in path:
        below = _below(node, part)
        if below is None:
            return None
        node = below
    return node


def nearest_above(node: Node, path: Sequence[str]) -> Node:
    """Return the deepest node that exists along a path."""
    for part in path:
        below = _below(node, part)
        if below is None:
            break
        node = below
    return node


def leaves(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Yield every value that is no map (or an empty map), with its path."""
    if not node.entries:
        yield path, node
    for key, below in node.entries.items():
        yield from leaves(below, (*path, key))


def from_data(data: Any, origin: Origin, depth: int = 0) -> Node:
    """Return the tree of plain Python data, all of one origin.

    Raises
    ------
    TypeError
        If the data are not plain: text, numbers, switches, None, lists and maps of them.
    """
    if depth > MOST_LEVELS:
        raise TypeError("maps or lists are nested too deeply")
    if hasattr(data, "tolist"):  # numpy scalars and arrays
        data = data.tolist()
    if data is None or isinstance(data, bool | str):
        return Node(data, origin)
    if isinstance(data, Integral) and abs(int(data)) < LARGEST_WHOLE_NUMBER:
        return Node(int(data), origin)
    if isinstance(data, Real) and not isinstance(data, Integral):
        return Node(float(data) + 0.0, origin)  # -0.0 is 0.0
    if isinstance(data, Mapping) and all(isinstance(key, str) for key in data):
        return Node({key: from_data(value, origin, depth + 1) for key, value in data.items()}, origin)
    if isinstance(data, Sequence) and not isinstance(data, bytes | bytearray):
        return Node(tuple(from_data(item, origin, depth + 1) for item in data), origin)
    found = "a number that is too large" if isinstance(data, Integral) else type(data).__name__
    raise TypeError(f"expected text, a number, true or false, a list or a map, found {found}")


def flat(data: Mapping[str, Any], path: Path = ()) -> dict[Path, Any]:
    """Return the single values of nested maps by path; an empty map counts as a value."""
    values: dict[Path, Any] = {}
    for key, value in data.items():
        if isinstance(value, Mapping) and value:
            values |= flat(value, (*path, key))
        else:
            values[(*path, key)] = value
    return values
