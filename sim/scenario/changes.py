"""Changes by dotted path: ``set`` in files and events, ``--set`` on the command line, ``with_`` in Python."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.scenario.former_keys import former_key
from sim.scenario.merging import merge_at
from sim.scenario.places import FILE_KEYS, PARAMETERS, Place, homes_of
from sim.scenario.problems import COMMAND_LINE, PYTHON, Origin, Problem, dotted, problem_at
from sim.scenario.tree import Node, Path, find, from_data, leaves, plain
from sim.scenario.wording import nearest, suggestion
from sim.scenario.yaml_reading import read_yaml


@dataclass(frozen=True)
class Change:
    """One dotted path and its new value.

    Attributes
    ----------
    path : tuple of str
        Parts of the dotted path.
    node : Node
        New value; its key origin is where the path was written.
    """

    path: Path
    node: Node


def changes_of(block: Node) -> list[Change]:
    """Return the changes of a ``set`` block."""
    return [Change(tuple(key.split(".")), node) for key, node in block.entries.items()]


def changes_from_texts(texts: Sequence[str], problems: list[Problem]) -> list[Change]:
    """Read ``path.to.key=value`` texts; values are YAML, so that lists and maps may be given too."""
    changes: list[Change] = []
    for text in texts:
        key, equals, value = text.partition("=")
        key = key.strip()
        if not equals or not key:
            message = f'expected path.to.key=value, found "{text[:60]}"'
            problems.append(problem_at(COMMAND_LINE, (key,) if key else (), message))
            continue
        node, found_problems = _read_value(value.strip())
        path = tuple(key.split("."))
        if found_problems:
            problems.extend(problem_at(COMMAND_LINE, path, p.message, p.hint) for p in found_problems)
            continue
        changes.append(Change(path, _moved(node or Node(None, COMMAND_LINE), COMMAND_LINE)))
    return changes


def _read_value(text: str) -> tuple[Node | None, list[Problem]]:
    """Read a value of the command line: a list, a map or quoted text as YAML, anything else as one plain value."""
    node, problems = read_yaml(text, COMMAND_LINE.file)
    is_plain = not text.startswith(("[", "{", '"', "'", "!", "&", "*", "|", ">"))
    if is_plain and (
        problems or " #" in text or (node is not None and not isinstance(node.value, str | int | float | bool | None))
    ):
        return Node(text, COMMAND_LINE), []
    return node, problems


def changes_from_python(values: Mapping[str, Any], problems: list[Problem]) -> list[Change]:
    """Take changes given in Python, by dotted path."""
    changes: list[Change] = []
    for key, value in values.items():
        path = tuple(key.split("."))
        try:
            node = from_data(value, PYTHON)
        except TypeError as error:
            problems.append(problem_at(PYTHON, path, str(error)))
            continue
        changes.append(Change(path, _moved(node, PYTHON)))
    return changes


def _moved(node: Node, origin: Origin) -> Node:
    """Return a tree with one origin for everything in it."""
    value = node.value
    if isinstance(value, dict):
        value = {key: _moved(below, origin) for key, below in value.items()}
    elif isinstance(value, tuple):
        value = tuple(_moved(item, origin) for item in value)
    return Node(value, origin, origin)


def apply_changes(tree: Node, changes: Sequence[Change], problems: list[Problem], *, complete: bool = True) -> Node:
    """Return the parameters with changes applied, whole maps before single values.

    Paths that lead nowhere are reported and left out. Where a file of the chain could not be read, any name may
    exist, so only keys of the schema are checked.
    """
    for change in sorted(changes, key=lambda change: len(change.path)):
        problem = _path_problem(tree, change, complete=complete)
        if problem is not None:
            problems.append(problem)
        else:
            tree = merge_at(tree, change.path, change.node, PARAMETERS, problems if complete else [])
    return tree


def _path_problem(tree: Node, change: Change, *, complete: bool) -> Problem | None:
    """Return what is wrong with the path of a change, if anything."""
    place: Place | None = PARAMETERS
    node: Node | None = tree
    if "" in change.path:
        return _at(change, "expected names with single dots between them")
    for depth, part in enumerate(change.path):
        here, is_last = change.path[:depth], depth == len(change.path) - 1
        assert place is not None
        if not (place.is_section or place.is_named_map):
            return _at(change, f"{'.'.join(here)} is a single value: there is nothing below it to set")
        if place.is_section and part not in place.keys:
            return _at(change, *unknown_key(part, place, here))
        existing = node.entries if node is not None else {}
        if place.is_named_map and part not in existing and complete:
            adds_whole_entry = is_last and _may_be_new_entry(place, change.node)
            if not (adds_whole_entry or (here == ("contracts",) and names_two_owners(part, tree))):
                return _at(change, *_no_such_entry(part, existing, here))
        place, node = place.child(part), existing.get(part)
    return None


def _may_be_new_entry(place: Place, node: Node) -> bool:
    """Whether a value may make a new entry of a named map: a number among numbers, a map among maps."""
    entry = place.child("")
    assert entry is not None
    return node.value is None or node.is_map or not entry.is_section


def names_two_owners(key: str, tree: Node) -> bool:
    """Whether a contract of this name would tie two declared owners."""
    owners = find(tree, ("owners",))
    parts = key.split("-")
    return owners is not None and len(parts) == 2 and all(part in owners.entries for part in parts)


def unknown_key(key: str, place: Place, path: Path) -> tuple[str, str]:
    """Return message and hint for a key that a section does not have."""
    where = f"in {dotted(path)}" if path else "at the top"
    if not path and key in FILE_KEYS:
        return (
            f"{key} belongs to the file, not to the parameters",
            f"write it at the top of the file: {key}: ...",
        )
    instead = former_key(key, path)
    if instead is not None:
        return f'"{key}" is no longer a key {where}', instead
    homes = homes_of(key)
    if homes and nearest(key, place.keys) is None:
        return f'no key "{key}" {where}', f"did you mean {' or '.join(homes[:3])}?"
    return f'no key "{key}" {where}', suggestion(key, place.keys, f"keys {where}")


def _no_such_entry(name: str, existing: Mapping[str, Node], path: Path) -> tuple[str, str]:
    section = ".".join(path)
    hint = suggestion(name, sorted(existing), f"in {section}")
    return f'no "{name}" in {section}', hint + "; a new entry needs a whole map"


def _at(change: Change, message: str, hint: str = "") -> Problem:
    return problem_at(change.node.place, change.path, message, hint)


def conflicts(changes: Sequence[Change]) -> list[Problem]:
    """Return a problem for each value that two changes of one block set differently."""
    problems: list[Problem] = []
    first: dict[Path, Node] = {}
    for path, leaf in sorted(_leaves_of(changes), key=lambda pair: len(pair[0])):
        others = [(depth, first.get(path[:depth])) for depth in range(1, len(path) + 1)]
        for depth, other in others:
            if other is not None and not _agree(other, leaf, same_path=depth == len(path)):
                message = f"set twice, to different values; first at {_position(other.place)}"
                problems.append(problem_at(leaf.place, path, message, "keep one of the two"))
                break
        first.setdefault(path, leaf)
    return problems


def _leaves_of(changes: Sequence[Change]) -> Iterator[tuple[Path, Node]]:
    """Yield each single value that changes set, with its path."""
    for change in changes:
        for path, leaf in leaves(change.node, change.path):
            yield path, replace(leaf, key_origin=leaf.key_origin or change.node.key_origin)


def _agree(first: Node, second: Node, *, same_path: bool) -> bool:
    """Whether two changes can both hold: equal values, or a map that the second one adds to."""
    if not same_path:
        return first.is_map
    return bool(plain(first) == plain(second)) and isinstance(first.value, bool) == isinstance(second.value, bool)


def _position(origin: Origin) -> str:
    return origin.file if origin.line is None else f"{origin}:{origin.column}"
