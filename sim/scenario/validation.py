"""Values against the schema: every problem in plain words, at the place of the value."""

from collections.abc import Collection, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.scenario.changes import unknown_key
from sim.scenario.places import FILE_KEYS, PARAMETERS, Place, homes_of, walk
from sim.scenario.problems import Origin, Problem, problem_at
from sim.scenario.schema.root import Parameters
from sim.scenario.tree import Node, Path, find, is_position, nearest_above, plain, position_text
from sim.scenario.wording import expected, found, nearest, repair, suggestion


def canonical(tree: Node, place: Place) -> Any:
    """Return the bare data of a tree in canonical form.

    Names of maps and lists of names are sorted, and ``1e6`` is a whole number where one is due.
    """
    data = plain(tree)
    for path, here, node in walk(tree, place):
        if here.kind is int and isinstance(node.value, float) and node.value.is_integer():
            _put(data, path, int(node.value))
        if here.is_list and here.names and isinstance(node.value, tuple):
            names = [item.value for item in node.value]
            if all(isinstance(name, str) for name in names):
                _put(data, path, sorted(str(name) for name in names))
    return data


def _put(data: Any, path: Sequence[str], value: Any) -> None:
    *above, last = (int(part[1:-1]) if is_position(part) else part for part in path)
    for part in above:
        data = data[part]
    data[last] = value


def read_parameters(
    tree: Node, problems: list[Problem], *, complete: bool = True
) -> tuple[Parameters | None, dict[str, Any]]:
    """Check parameters against the schema.

    Parameters
    ----------
    tree : Node
        The merged parameters.
    problems : list of Problem
        Collects what is wrong.
    complete : bool
        False where a file of the chain could not be read, so that missing values are no news.

    Returns
    -------
    parameters : Parameters or None
        None where something is wrong.
    data : dict
        What is right, as bare data with defaults where nothing is given; the checks across sections read it.
    """
    data = canonical(tree, PARAMETERS)
    parameters, loose_ends = _validated(Parameters, data)
    if parameters is None:
        loose_ends = _without_side_effects(loose_ends)
        for kind, path in loose_ends:
            if kind != "missing":
                problems.append(_problem(kind, path, tree, PARAMETERS))
        if complete:
            problems.extend(_missing(tree, [path for kind, path in loose_ends if kind == "missing"]))
        wrong = {_down_to_the_list(path) for _, path in loose_ends}
        for path in sorted(wrong, reverse=True):
            _drop(data, path)
        _fill_defaults(data, PARAMETERS, wrong)
        return None, data
    return parameters, parameters.model_dump()


def read_section(
    section: type[BaseModel], place: Place, node: Node, path: Path, may_lack: Sequence[str] = ()
) -> list[Problem]:
    """Return what is wrong with one map of a file, such as an event; keys in `may_lack` may be missing."""
    _, loose_ends = _validated(section, plain(node))
    problems: list[Problem] = []
    for kind, end in _without_side_effects(loose_ends):
        if kind == "missing" and end[-1] in may_lack:
            continue
        if kind == "missing":
            what = place.at(end)
            wanted = f"missing: expected {expected(what)}" if what is not None else "missing"
            problems.append(problem_at(node.place, (*path, *end), wanted))
        else:
            problems.append(_problem(kind, end, node, place, above=path))
    return problems


def _validated(section: type[BaseModel], data: Any) -> tuple[Any, list[tuple[str, Path]]]:
    """Return the validated section, or None with kind and path of each problem."""
    try:
        return section.model_validate(data), []
    except ValidationError as error:
        return None, [(e["type"], tuple(map(_part, e["loc"]))) for e in error.errors(include_url=False)]


def _part(location: int | str) -> str:
    """Return a part of a path as trees and places name it."""
    return position_text(location) if isinstance(location, int) else location


def _without_side_effects(loose_ends: list[tuple[str, Path]]) -> list[tuple[str, Path]]:
    """Leave out what is missing only because its key is misspelt."""
    unknown = [path for kind, path in loose_ends if kind == "extra_forbidden"]
    missing = {path for kind, path in loose_ends if kind == "missing"}
    explained: set[Path] = set()
    for path in unknown:
        siblings = [other[-1] for other in missing if other[:-1] == path[:-1]]
        meant = nearest(path[-1], siblings)
        if meant is not None:
            explained.add((*path[:-1], meant))
    return [(kind, path) for kind, path in loose_ends if kind != "missing" or path not in explained]


def _problem(kind: str, path: Path, tree: Node, place: Place, above: Path = ()) -> Problem:
    """Return the problem of one value that is there but wrong."""
    node = nearest_above(tree, path)
    if kind == "extra_forbidden":
        parent = place.at(path[:-1]) or place
        if place is PARAMETERS and len(path) == 1:
            return problem_at(node.place, path, *unknown_top_key(path[0]))
        return problem_at(node.place, (*above, *path), *unknown_key(path[-1], parent, (*above, *path[:-1])))
    here = place.at(path)
    if here is None:  # an item of a list
        return _item_problem(path, node, place, above)
    value = plain(node)
    message = f"expected {expected(here)}, found {found(value)}"
    return problem_at(node.origin, (*above, *path), message, repair(here, value))


def _item_problem(path: Path, node: Node, place: Place, above: Path) -> Problem:
    depth = next(depth for depth in range(len(path), -1, -1) if place.at(path[:depth]) is not None)
    around = place.at(path[:depth])
    item = node
    for part in path[depth:]:
        item = find(item, (part,)) or item
    wanted = f"a name from {around.names}" if around is not None and around.names else "a plain value"
    key = (*above, *path[:depth])
    return problem_at(item.origin, key, f"expected {wanted}, found {found(plain(item))}")


def unknown_top_key(key: str) -> tuple[str, str]:
    """Return message and hint for a key that no scenario file has."""
    keys = (*FILE_KEYS, *PARAMETERS.keys)
    message, hint = unknown_key(key, PARAMETERS, ())
    return message, hint if homes_of(key) else suggestion(key, keys, "keys at the top")


def _missing(tree: Node, paths: list[Path]) -> list[Problem]:
    """Return the problems of what is missing; an entry whose name was misspelt counts as one problem."""
    problems: list[Problem] = []
    by_entry: dict[Path, list[Path]] = {}
    for path in paths:
        by_entry.setdefault(path[:-1], []).append(path)
    for entry, missing in by_entry.items():
        place = nearest_above(tree, entry).place
        lacking = ", ".join(path[-1] for path in missing)
        meant = _misspelt_entry(tree, entry)
        if not entry:
            message = f"missing sections: {lacking}"
            problems.append(problem_at(place, (), message, "give them here, or extend a scenario that has them"))
        elif meant is not None and len(missing) > 1:
            message = f"a new entry needs all its keys; missing: {lacking}"
            problems.append(problem_at(place, entry, message, f"did you mean {meant}?"))
        else:
            problems.extend(_missing_value(path, place) for path in missing)
    return problems


def _missing_value(path: Path, place: Origin) -> Problem:
    what = PARAMETERS.at(path)
    assert what is not None
    return problem_at(place, path, f"missing: expected {expected(what)}")


def _misspelt_entry(tree: Node, entry: Path) -> str | None:
    """Return the sibling that the name of an entry of a named map comes close to."""
    around = PARAMETERS.at(entry[:-1]) if entry else None
    if around is None or not around.is_named_map:
        return None
    siblings = nearest_above(tree, entry[:-1]).entries
    return nearest(entry[-1], [name for name in siblings if name != entry[-1]])


def _down_to_the_list(path: Path) -> Path:
    """Return the path that goes when a value is wrong: with an item of a list, the whole list."""
    first = next((depth for depth, part in enumerate(path) if is_position(part)), len(path))
    return path[:first]


def _drop(data: Any, path: Path) -> None:
    """Remove a wrong value from bare data, so that later checks do not trip over it."""
    for part in path[:-1]:
        if not isinstance(data, dict) or part not in data:
            return
        data = data[part]
    if isinstance(data, dict):
        data.pop(path[-1], None)


def _fill_defaults(data: Any, place: Place, wrong: Collection[Path], above: Path = ()) -> None:
    """Add the neutral value of each key that is not written, in place; one that is written wrong stays open."""
    if not isinstance(data, dict):
        return
    for key in place.keys:
        child = place.child(key)
        if child is None or child.field is None or key in data or (*above, key) in wrong:
            continue
        if not child.field.is_required():
            data[key] = child.field.get_default(call_default_factory=True)
    for key, value in data.items():
        child = place.child(key)
        if child is not None:
            _fill_defaults(value, child, wrong, (*above, key))
