"""How a file changes its parent: maps merge, the rest replaces, null removes an entry of a named map."""

from collections.abc import Mapping
from dataclasses import replace

from sim.scenario.places import Place
from sim.scenario.problems import Problem, problem_at
from sim.scenario.tree import Node, Path
from sim.scenario.wording import suggestion


def merge(parent: Node | None, child: Node, place: Place | None, path: Path, problems: list[Problem]) -> Node:
    """Return a parent with the changes of a child.

    Parameters
    ----------
    parent : Node or None
        What is there already, if anything.
    child : Node
        The change.
    place : Place or None
        What the schema allows here; None for an unknown path, where the child replaces the parent.
    path : tuple of str
        Where this is, for problems.
    problems : list of Problem
        Collects removals of what is not there.
    """
    if not child.is_map or place is None:
        return child
    below = parent if parent is not None and parent.is_map else None
    if path and below is not None and below.entries and not child.entries:
        hint = "null removes an entry of a named map; leave the line out to keep all"
        problems.append(problem_at(child.place, path, "an empty map changes nothing", hint))
    merged = dict(below.entries) if below is not None else {}
    for key, change in child.entries.items():
        if not place.is_named_map or change.value is not None:
            merged[key] = merge(merged.get(key), change, place.child(key), (*path, key), problems)
        elif merged.pop(key, None) is None:
            problems.append(_nothing_to_remove(merged, change, (*path, key)))
    return replace(child, value=merged)


def _nothing_to_remove(merged: Mapping[str, Node], change: Node, path: Path) -> Problem:
    hint = suggestion(path[-1], sorted(merged), f"in {'.'.join(path[:-1])}")
    return problem_at(change.place, path, "null removes an entry, but there is none of this name", hint)


def merge_at(tree: Node, path: Path, change: Node, place: Place, problems: list[Problem], done: Path = ()) -> Node:
    """Return a tree with a change merged in at a path; maps on the way are made where they are missing.

    Maps along the path keep the place where they were first written.
    """
    key, rest = path[0], path[1:]
    if not rest:
        addition = replace(tree, value={key: change})
        return merge(tree, addition, place, done, problems)
    below = tree.entries.get(key)
    if below is None or not below.is_map:
        below = Node({}, change.origin, change.key_origin)
    place_below = place.child(key)
    if place_below is None:
        return tree
    return tree.with_entry(key, merge_at(below, rest, change, place_below, problems, (*done, key)))
