"""Rules in files of the scenario's own: their text becomes part of the parameters.

So it is part of what names the results, it reaches every worker, and a stored run can be read where the file is gone.
It is code, though, and a scenario file is data. So text that comes with the data, as in a resolved scenario, runs only
for those who say that they trust it; reading it runs nothing.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.changes import changes_of
from sim.scenario.choices import CHOICES, Choice, is_file
from sim.scenario.files import beside, bounded_bytes, shown_path
from sim.scenario.problems import COMMAND_LINE, PYTHON, Origin, Problem, problem_at
from sim.scenario.tree import Node, find, leaves
from sim.scenario.wording import nearest

SECTION, CODE = "rules", "code"
_ONLY_GIVEN = "code of rules comes only from files that were given at the start"
_GIVE_IT = "alliance app FILE.py"
_SAY = "read it, then say --trust-rules, or trust_rules=True in Python"


@dataclass(frozen=True)
class RuleTrust:
    """Which code of rules may run.

    Attributes
    ----------
    inside : bool
        Whether text of rules that stands inside scenario files may.
    files : frozenset of Path, or None
        The only rule files that may be read, resolved; nor may then text that comes by ``--set``. None: any file that
        the scenario or its user names.
    """

    inside: bool = False
    files: frozenset[Path] | None = None

    def allows(self, text: str, origin: Origin, read: Mapping[Path, str]) -> bool:
        """Whether text of a rule may run: where it was written, and what was read from rule files, decide."""
        if text in read.values():
            return True
        return self.files is None if origin in (COMMAND_LINE, PYTHON) else self.inside


def with_rule_code(
    parameters: Node,
    events: Node | None,
    trust: RuleTrust,
    read: Mapping[Path, str],
    problems: list[Problem],
) -> tuple[Node, dict[Path, str]]:
    """Return the parameters with the text of each rule file that they or events name, and of no other.

    Parameters
    ----------
    parameters : Node
        The merged parameters. Text that they hold already, as in a resolved scenario, is taken as it is.
    events : Node or None
        What stands under ``events``.
    trust : RuleTrust
        Which files may be read.
    read : mapping of Path to str
        Rule files that were read before, with their text.
    problems : list of Problem
        Collects files that are missing, may not be read, are not Python or lack the function of their choice.

    Returns
    -------
    parameters : Node
        With the text.
    read : dict of Path to str
        All rule files that have been read.
    """
    rules, read = parameters.entries.get(SECTION), dict(read)
    if rules is None or not rules.is_map:
        return parameters, read
    known = rules.entries[CODE].entries if CODE in rules.entries else {}
    code: dict[str, Node] = {}
    places: dict[str, Path] = {}
    for choice, node in _named_files(parameters, events):
        name = str(node.value)
        place = _place(node)
        if name not in known and places.setdefault(name, place) != place:
            message = f"{shown_path(places[name])} and {shown_path(place)} have the same name in this scenario"
            problems.append(problem_at(node.origin, (SECTION, choice), message, "rename one of them"))
            continue
        text = code.get(name) or known.get(name)
        if text is None and trust.files is not None and place.resolve() not in trust.files:
            problems.append(problem_at(node.origin, (SECTION, choice), f"{name}: {_ONLY_GIVEN}", _GIVE_IT))
            continue
        if text is None:
            text = _text(choice, node, place, problems)
            if text is not None:
                read[place.resolve()] = str(text.value)
        if text is not None:
            code[name] = text
            _check_function(CHOICES[choice], choice, node, str(text.value), shown_path(place), problems)
    if not code and CODE not in rules.entries:
        return parameters, read
    return parameters.with_entry(SECTION, rules.with_entry(CODE, Node(code, rules.origin))), read


def untrusted_code(
    parameters: Node, events: Node | None, trust: RuleTrust, read: Mapping[Path, str]
) -> tuple[Problem, ...]:
    """Return a problem for each text of a rule that may not run: which rule, and where it comes from.

    Parameters
    ----------
    parameters : Node
        The parameters with the text of their rules.
    events : Node or None
        What stands under ``events``.
    trust : RuleTrust
        Which code may run.
    read : mapping of Path to str
        Rule files that were read, with their text.
    """
    code = find(parameters, (SECTION, CODE))
    named: dict[str, list[str]] = {}
    for choice, node in _named_files(parameters, events):
        named.setdefault(str(node.value), []).append(f"{SECTION}.{choice}")
    found = []
    for name, node in code.entries.items() if code is not None else ():
        if trust.allows(str(node.value), node.origin, read):
            continue
        typed = node.origin in (COMMAND_LINE, PYTHON)
        what = f"the code of {' and '.join(dict.fromkeys(named.get(name, [])))} stands here, not in a rule file"
        why, hint = (f": {_ONLY_GIVEN}", _GIVE_IT) if typed else (", and runs only if you trust it", _SAY)
        found.append(problem_at(node.origin, (SECTION, CODE, name), what + why, hint))
    return tuple(found)


def _named_files(parameters: Node, events: Node | None) -> Iterator[tuple[str, Node]]:
    """Yield choice and value wherever a rule is named by a file."""
    for choice in CHOICES:
        node = find(parameters, (SECTION, choice))
        if node is not None and is_file(node.value):
            yield choice, node
    listed = events.value if events is not None and isinstance(events.value, tuple) else ()
    for event in listed:
        for change in changes_of(event.entries["set"]) if "set" in event.entries else ():
            for path, leaf in leaves(change.node, change.path):
                if path[0] == SECTION and path[-1] in CHOICES and is_file(leaf.value):
                    yield path[-1], leaf


def _place(node: Node) -> Path:
    """Return where a file lies: beside the scenario file that names it, else in the working folder."""
    name = str(node.value)
    return beside(Path(node.origin.file), name) if node.origin.line is not None else Path(name)


def _text(choice: str, node: Node, place: Path, problems: list[Problem]) -> Node | None:
    """Return the text of a rule file, or None with a problem noted."""
    try:
        text = bounded_bytes(place).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        why = "there is no such file" if isinstance(error, FileNotFoundError) else f"it cannot be read: {error}"
        close = nearest(place.stem, [file.stem for file in sorted(place.parent.glob("*.py"))])
        hint = f"did you mean {close}.py?" if close is not None else "paths count from the file that names them"
        message = f"the rule file {shown_path(place)}: {why}"
        problems.append(problem_at(node.origin, (SECTION, choice), message, hint))
        return None
    return Node(text, Origin(shown_path(place), 1, 1))


def _check_function(choice: Choice, name: str, node: Node, text: str, shown: str, problems: list[Problem]) -> None:
    """Note where a rule file is not Python, or does not define the function of its choice."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        line, column = getattr(error, "lineno", None), getattr(error, "offset", None)
        problems.append(Problem(shown, line, column, "", f"not valid Python: {getattr(error, 'msg', error)}"))
        return
    functions = {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}
    function = functions.get(choice.function)
    if function is None:
        close = nearest(choice.function, functions)
        message = f"{shown} has no function {choice.function}, which every rule of {name} defines"
        hint = f"did you mean {choice.function} where it says {close}?" if close is not None else f"define {choice}"
        problems.append(problem_at(node.origin, (SECTION, name), message, hint))
        return
    for defined in (function, *(functions[name] for name in choice.also if name in functions)):
        given = [argument.arg for argument in (*defined.args.posonlyargs, *defined.args.args)]
        if len(given) != len(choice.arguments) or defined.args.vararg or defined.args.kwonlyargs:
            message = f"expected {choice.signature(defined.name)}, found {defined.name}({', '.join(given)})"
            problems.append(Problem(shown, defined.lineno, defined.col_offset + 1, "", message))
