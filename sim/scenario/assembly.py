"""A file laid over its parents: parents first, then the file, its ``set``, then changes from outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.scenario.changes import Change, apply_changes, changes_of, conflicts
from sim.scenario.files import GivenFile, SourceFile, read_chain
from sim.scenario.heads import check_file_keys
from sim.scenario.merging import merge
from sim.scenario.places import FILE_KEYS, PARAMETERS
from sim.scenario.problems import Origin, Problem, ScenarioError, problem_at
from sim.scenario.rule_files import RuleTrust
from sim.scenario.tree import Node, plain
from sim.scenario.wording import found

OWN_KEYS = ("name", "title")  # never taken from a parent
CHANGEABLE_KEYS = ("name", "title", "seeds", "events")  # of the file, by --set and with_
# What no scenario says, but another kind of file does; which kind that is, and which command takes it.
OTHER_KINDS = {
    "claims": ("a file of claims", "alliance claims --file takes it"),
    "scenario": ("an experiment", "alliance sweep or alliance sensitivity takes it"),
}


@dataclass(frozen=True)
class Assembly:
    """All that files and changes say, not yet checked against the schema.

    Attributes
    ----------
    path : Path or None
        The file that was asked for.
    question : str
        First paragraph of its opening comment.
    files : tuple of str
        Files as messages name them: itself first, then its parents.
    complete : bool
        Whether all of them could be read.
    heads : dict of str to Node
        Keys of the file itself: name, title, seeds, events.
    parameters : Node
        The merged parameters.
    trust : RuleTrust
        Which code of rules may run.
    rule_files : mapping of Path to str
        Rule files that were read, with their text.
    """

    path: Path | None
    question: str
    files: tuple[str, ...]
    complete: bool
    heads: dict[str, Node]
    parameters: Node
    trust: RuleTrust
    rule_files: Mapping[Path, str]


def assemble(given: GivenFile, trust: RuleTrust, problems: list[Problem]) -> Assembly:
    """Read a file with its parents and lay them over each other.

    Raises
    ------
    ScenarioError
        If the file is of another kind.
    """
    sources, complete = read_chain(given, problems)
    if sources:
        _refuse_other_kinds(sources[0])
    heads: dict[str, Node] = {}
    parameters = Node({}, Origin(sources[0].shown, 1, 1) if sources else Origin(str(given)))
    for source in reversed(sources):
        check_file_keys(source.root, problems)
        own = source.root.entries
        heads = {key: node for key, node in heads.items() if key not in OWN_KEYS}
        heads |= {key: own[key] for key in CHANGEABLE_KEYS if key in own}
        parameters = _overlaid(parameters, source, problems, complete=complete)
    return Assembly(
        path=sources[0].path if sources else None,
        question=sources[0].question if sources else "",
        files=tuple(source.shown for source in sources),
        complete=complete,
        heads=heads,
        parameters=replace(parameters, origin=Origin(sources[0].shown, 1, 1)) if sources else parameters,
        trust=trust,
        rule_files={},
    )


def _refuse_other_kinds(source: SourceFile) -> None:
    keys = source.root.entries.keys()
    for key, (kind, hint) in OTHER_KINDS.items():
        if key in keys and not {"extends", "horizon"} & keys:
            raise ScenarioError([Problem(source.shown, 1, 1, "", f"this is {kind}, not a scenario", hint)])


def _overlaid(below: Node, source: SourceFile, problems: list[Problem], *, complete: bool) -> Node:
    """Return the parameters with one file laid over them: its sections, then its ``set``."""
    sections = {key: node for key, node in source.root.entries.items() if key not in FILE_KEYS}
    merged = merge(below, replace(source.root, value=sections), PARAMETERS, (), problems if complete else [])
    block = source.root.entries.get("set")
    if block is None:
        return merged
    if not block.is_map:
        message = f"expected a map of dotted paths and values, found {found(plain(block))}"
        problems.append(problem_at(block.origin, ("set",), message, "leave the line out where nothing is set"))
        return merged
    changes = changes_of(block)
    problems.extend(conflicts(changes))
    return apply_changes(merged, changes, problems, complete=complete)


def with_changes(assembly: Assembly, changes: Sequence[Change], problems: list[Problem]) -> Assembly:
    """Return an assembly with changes from outside; among them also name, title, seeds and events."""
    heads = dict(assembly.heads)
    parameters = assembly.parameters
    for change in changes:  # in the order given: the last word counts
        if len(change.path) == 1 and change.path[0] in CHANGEABLE_KEYS:
            heads[change.path[0]] = change.node
        else:
            parameters = apply_changes(parameters, [change], problems, complete=assembly.complete)
    return replace(assembly, heads=heads, parameters=parameters)
