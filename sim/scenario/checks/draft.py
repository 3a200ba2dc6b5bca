"""A scenario under inspection: its data as far as they are right, and where each value was written."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from sim.scenario.places import PARAMETERS, Place, walk
from sim.scenario.problems import Problem, problem_at
from sim.scenario.tree import Node, Path, find, nearest_above

Entry = dict[str, Any]


class Draft:
    """Parameters at one point in time, on the way to being accepted.

    Attributes
    ----------
    tree : Node
        The merged parameters with their origins.
    data : dict
        Values that fit the schema, with defaults; wrong ones are left out, so every check expects gaps.
    files : list of str
        Files of the scenario, itself first, then its parents.
    head_starts : set of str
        Preferred contracts whose head start still keeps others out.
    month : int or None
        Months from the start to the event that made these parameters; None for the start itself.
    problems : list of Problem
        What the checks found.
    """

    def __init__(
        self,
        tree: Node,
        data: dict[str, Any],
        files: Sequence[str],
        head_starts: Iterable[str] = (),
        month: int | None = None,
    ) -> None:
        self.tree = tree
        self.data = data
        self.files = list(files)
        self.head_starts = set(head_starts)
        self.month = month
        self.problems: list[Problem] = []

    @cached_property
    def places(self) -> list[tuple[Path, Place, Node]]:
        """Every node that the schema knows, with its path and what may stand there."""
        return list(walk(self.tree, PARAMETERS))

    def names(self, section: str) -> list[str]:
        """Return the names declared in a dotted section, whether or not their values are right."""
        node = find(self.tree, section.split("."))
        return sorted(node.entries) if node is not None else []

    def is_there(self, section: str) -> bool:
        """Whether a dotted section is given as a map."""
        node = find(self.tree, section.split("."))
        return node is not None and node.is_map

    def entries(self, section: str) -> dict[str, Entry]:
        """Return the entries of a section that are maps."""
        entries = self.data.get(section)
        if not isinstance(entries, dict):
            return {}
        return {name: entry for name, entry in entries.items() if isinstance(entry, dict)}

    def value(self, *path: str) -> Any:
        """Return a value, or None where it is missing or wrong."""
        data: Any = self.data
        for part in path:
            data = data.get(part) if isinstance(data, dict) else None
        return data

    def texts(self, path: Path) -> list[str | None]:
        """Return the text at a path, or the texts of a list there; None for items that are no text."""
        node = find(self.tree, path)
        if node is None:
            return []
        items = node.value if isinstance(node.value, tuple) else (node,)
        return [item.value if isinstance(item.value, str) else None for item in items]

    def report(self, path: Path, message: str, hint: str = "", *, at_key: bool = False) -> None:
        """Note a problem at a value, or at its key."""
        node = nearest_above(self.tree, path)
        is_written = find(self.tree, path) is not None
        origin = node.place if at_key or not is_written else node.origin
        self.problems.append(problem_at(origin, path, message, hint))

    def report_item(self, path: Path, position: int, message: str, hint: str = "") -> None:
        """Note a problem at an item of a list, or at the value itself where it is no list."""
        node = nearest_above(self.tree, path)
        item = node.value[position] if isinstance(node.value, tuple) else node
        self.problems.append(problem_at(item.origin, path, message, hint))

    def report_together(self, values: Sequence[Path], whole: Path, message: str, hint: str = "") -> None:
        """Note a problem of several values: at the one changed last, or at their map if one file has all."""
        if len(values) == 1 or len({self._file(path) for path in values}) > 1:
            self.report(self.latest(values), message, hint)
        else:
            self.report(whole, message, hint, at_key=True)

    def latest(self, paths: Sequence[Path]) -> Path:
        """Return the path whose value was changed last: outside files, else in the outermost file, furthest down."""
        return min(paths, key=lambda path: (self._rank(self._file(path)), -self._line(path)))

    def _rank(self, file: str) -> int:
        """Order of files: changes from outside first, then the file itself, then its parents."""
        return self.files.index(file) if file in self.files else -1

    def _file(self, path: Path) -> str:
        return nearest_above(self.tree, path).origin.file

    def _line(self, path: Path) -> int:
        return nearest_above(self.tree, path).origin.line or 0
