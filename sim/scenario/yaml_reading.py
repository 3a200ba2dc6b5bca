"""YAML 1.2 text as a tree of values with their places."""

import re
from functools import lru_cache

import yaml

from sim.scenario.problems import Origin, Problem, problem_at
from sim.scenario.tree import LARGEST_WHOLE_NUMBER, MOST_LEVELS, Node, Path, Scalar

MOST_VALUES = 200_000
_TAG = "tag:yaml.org,2002:"


class CoreLoader(yaml.SafeLoader):
    """The core schema of YAML 1.2: ``NO`` and ``2025-01-02`` are text, ``1e3`` is a number."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


_RESOLVERS = {
    "null": (r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    "bool": (r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    "int": (r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    "float": (
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        list("-+.0123456789"),
    ),
}
for _name, (_pattern, _first) in _RESOLVERS.items():
    CoreLoader.add_implicit_resolver(_TAG + _name, re.compile(rf"(?:{_pattern})\Z"), _first)

_SYNTAX_HINTS = {
    "cannot start any token": "put text with special characters in quotes; indent with spaces, not tabs",
    "mapping values are not allowed here": "put text that holds a colon in quotes, and check the indentation",
    "could not find expected ':'": "each line of a map is `key: value`",
    "expected <block end>": "check the indentation: keys of one map start in the same column",
    "but found another document": "one file holds one scenario: remove the line `---`",
}


def read_yaml(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """Read YAML text.

    Parameters
    ----------
    text : str
        The text.
    file : str
        Its name for origins and problems.

    Returns
    -------
    node : Node or None
        The tree; None where the text cannot be read at all.
    problems : list of Problem
        What is wrong with it.
    """
    node, problems = _read(text, file)
    return node, list(problems)


@lru_cache(maxsize=64)
def _read(text: str, file: str) -> tuple[Node | None, tuple[Problem, ...]]:
    """Read YAML text; trees do not change, so that equal text is read once."""
    try:
        document = yaml.compose(text, Loader=CoreLoader)
    except yaml.YAMLError as error:
        return None, (_syntax_problem(error, text, file),)
    except RecursionError:
        return None, (Problem(file, None, None, "", "maps or lists are nested too deeply"),)
    except (ValueError, OverflowError):
        return None, (Problem(file, None, None, "", "an escape in quoted text names no character"),)
    if document is None:
        return None, ()
    builder = _TreeBuilder(file)
    node = builder.build(document, ())
    if builder.sizes[id(document)] > MOST_VALUES:
        return None, (Problem(file, None, None, "", f"more than {MOST_VALUES} values; aliases multiply them"),)
    return node, tuple(builder.problems)


def _syntax_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """Say in plain words what PyYAML found."""
    if isinstance(error, yaml.reader.ReaderError):
        before = text[: error.position]
        code = error.character if isinstance(error.character, int) else ord(error.character)
        message = f"the character U+{code:04X} is not allowed in YAML"
        return Problem(file, before.count("\n") + 1, error.position - before.rfind("\n"), "", message)
    line = column = None
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        line, column = mark.line + 1, mark.column + 1
    what = getattr(error, "problem", None) or getattr(error, "context", None) or str(error)
    hint = next((hint for phrase, hint in _SYNTAX_HINTS.items() if phrase in what), "")
    context = getattr(error, "context", None)
    described = f"not valid YAML: {what}" + (f", {context}" if context and context != what else "")
    return Problem(file, line, column, "", " ".join(described.split()), hint)


class _TreeBuilder:
    """Turns the nodes of PyYAML into ours; one use per file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.sizes: dict[int, int] = {}
        self._built: dict[int, Node] = {}
        self._open: set[int] = set()

    def build(self, source: yaml.Node, path: Path, depth: int = 0) -> Node:
        """Return our node for one of PyYAML's; an alias gives the node of its anchor."""
        identity = id(source)
        if identity in self._built:
            return self._built[identity]
        if identity in self._open:
            self._report(source, path, "an alias stands for a value that contains the alias itself")
            self.sizes[identity] = 1
            return Node(None, self._origin(source))
        if depth > MOST_LEVELS:
            self._report(source, path, "maps or lists are nested too deeply")
            return Node(None, self._origin(source))
        self._open.add(identity)
        node = self._node(source, path, depth)
        self._open.remove(identity)
        self._built[identity] = node
        return node

    def _node(self, source: yaml.Node, path: Path, depth: int) -> Node:
        below: list[yaml.Node] = []
        value: Scalar | tuple[Node, ...] | dict[str, Node]
        if isinstance(source, yaml.MappingNode):
            value = self._map(source, path, depth)
            below = [child for _, child in source.value]
        elif isinstance(source, yaml.SequenceNode):
            value = tuple(self.build(item, path, depth + 1) for item in source.value)
            below = source.value
        else:
            value = self._scalar(source, path)
        self.sizes[id(source)] = 1 + sum(self.sizes.get(id(child), 1) for child in below)
        return Node(value, self._origin(source))

    def _map(self, source: yaml.MappingNode, path: Path, depth: int) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        for key_source, child in source.value:
            if not isinstance(key_source, yaml.ScalarNode):
                self._report(key_source, path, "a key must be text, not a list or a map")
                continue
            key = key_source.value
            place = (*path, key)
            if self._not_text(key):
                self._report(key_source, path, "a key holds a character that is not allowed")
                continue
            if key == "<<" and key_source.style is None:
                self._report(key_source, place, "merge keys (<<) are not read", "write the values out, or use extends")
                continue
            node = self.build(child, place, depth + 1)
            if key in entries:
                first = entries[key].place
                self._report(
                    key_source,
                    place,
                    f'"{key}" is written twice; first at line {first.line}, column {first.column}',
                    "keep one of the two",
                )
                continue
            entries[key] = Node(node.value, node.origin, self._origin(key_source))
        return entries

    def _scalar(self, source: yaml.Node, path: Path) -> Scalar:
        text = source.value
        kind = source.tag.removeprefix(_TAG)
        try:
            if kind == "null":
                return None
            if kind == "bool":
                return {"true": True, "false": False}[text.lower()]
            if kind == "int":
                return self._whole_number(source, path)
            if kind == "float":
                return _decimal_number(text)
        except (ValueError, KeyError):
            self._report(source, path, f"{text[:40]} does not fit its tag {source.tag}")
            return None
        if kind != "str":
            self._report(source, path, f"the tag {source.tag[:60]} is not read", "write the value without a tag")
            return None
        if self._not_text(text):
            self._report(source, path, "the text holds a character that is not allowed")
            return None
        return str(text)

    def _whole_number(self, source: yaml.Node, path: Path) -> int | None:
        digits = source.value.lower()
        if len(digits) > 40 or abs(number := _integer(digits)) >= LARGEST_WHOLE_NUMBER:
            self._report(source, path, "the number is too large: whole numbers have at most 18 digits")
            return None
        return number

    @staticmethod
    def _not_text(text: str) -> bool:
        """Whether text holds half a character (a lone surrogate), which no file can store."""
        return any("\ud800" <= character <= "\udfff" for character in text)

    def _origin(self, source: yaml.Node) -> Origin:
        mark = source.start_mark
        return Origin(self.file, mark.line + 1, mark.column + 1)

    def _report(self, source: yaml.Node, path: Path, message: str, hint: str = "") -> None:
        self.problems.append(problem_at(self._origin(source), path, message, hint))


def _integer(digits: str) -> int:
    """Read a whole number: decimal, ``0o17`` or ``0x1f``."""
    if digits.startswith("0o"):
        return int(digits[2:], 8)
    if digits.startswith("0x"):
        return int(digits[2:], 16)
    return int(digits)


def _decimal_number(text: str) -> float:
    """Read a number with a point or an exponent, ``.inf`` or ``.nan``."""
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan")) + 0.0  # -0.0 is 0.0
