"""Rules in files of the scenario's own: their text becomes part of the parameters.

So it is part of what names the results, it reaches every worker, and a stored run can be read where the file is gone.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from sim.scenario.changes import changes_of
from sim.scenario.choices import CHOICES, Choice, is_file
from sim.scenario.files import shown_path
from sim.scenario.problems import Origin, Problem, problem_at
from sim.scenario.tree import Node, find, leaves
from sim.scenario.wording import nearest

SECTION, CODE = "rules", "code"


def with_rule_code(parameters: Node, events: Node | None, problems: list[Problem]) -> Node:
    """Return the parameters with the text of each rule file that they or events name, and of no other.

    Parameters
    ----------
    parameters : Node
        The merged parameters. Text that they hold already, as in a resolved scenario, is taken as it is.
    events : Node or None
        What stands under ``events``.
    problems : list of Problem
        Collects files that are missing, are not Python or lack the function of their choice.
    """
    rules = parameters.entries.get(SECTION)
    if rules is None or not rules.is_map:
        return parameters
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
        text = code.get(name) or known.get(name) or _text(choice, node, place, problems)
        if text is not None:
            code[name] = text
            _check_function(CHOICES[choice], choice, node, str(text.value), shown_path(place), problems)
    if not code and CODE not in rules.entries:
        return parameters
    return parameters.with_entry(SECTION, rules.with_entry(CODE, Node(code, rules.origin)))


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
    beside = Path(node.origin.file).parent if node.origin.line is not None else Path()
    return beside / str(node.value)


def _text(choice: str, node: Node, place: Path, problems: list[Problem]) -> Node | None:
    """Return the text of a rule file, or None with a problem noted."""
    try:
        text = place.read_text(encoding="utf-8-sig")
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
    given = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    if len(given) != len(choice.arguments) or function.args.vararg or function.args.kwonlyargs:
        message = f"expected {choice}, found {choice.function}({', '.join(given)})"
        problems.append(Problem(shown, function.lineno, function.col_offset + 1, "", message))
