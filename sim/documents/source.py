"""What the code says about itself: docstrings, equation tags and formulas, read without running it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sim

FORMULAS = "Formulas::"  # above an indented block in a docstring
_TAG = re.compile(r"\bE(\d{1,2})\b(?: to E(\d{1,2})\b)?")
_SECTION = re.compile(r"\n\n?[A-Z][A-Za-z ]+\n-{3,}\n")


def tags_in(text: str) -> tuple[str, ...]:
    """Return the equations that a text names, in order, each once; ``E12 to E14`` names three."""
    found = [(int(first), int(last or first)) for first, last in _TAG.findall(text)]
    numbers = {number for first, last in found for number in range(first, last + 1)}
    return tuple(f"E{number}" for number in sorted(numbers))


@dataclass(frozen=True)
class Described:
    """A module, class or function and what its docstring says.

    Attributes
    ----------
    name : str
        File below ``sim/`` for a module, else the name in the code.
    text : str
        The docstring, without indentation.
    parts : tuple of Described
        Public classes and functions of a module, public methods of a class, in order.
    """

    name: str
    text: str
    parts: tuple["Described", ...] = ()

    @property
    def prose(self) -> str:
        """The docstring up to its first section, such as Parameters."""
        return _SECTION.split(self.text, maxsplit=1)[0]

    @property
    def summary(self) -> str:
        """The first paragraph, on one line."""
        return " ".join(self.prose.split("\n\n", 1)[0].split())

    @property
    def remarks(self) -> str:
        """The further paragraphs, without formulas."""
        paragraphs = self.prose.split("\n\n")[1:]
        return "\n\n".join(
            " ".join(each.split()) for each in paragraphs if not (each.startswith(" ") or each == FORMULAS)
        )

    @property
    def formulas(self) -> list[str]:
        """The indented lines under `FORMULAS`, in plain text."""
        return [line[4:] for line in self.prose.splitlines() if line.startswith("    ")]

    @property
    def tags(self) -> tuple[str, ...]:
        """Equations that the docstring names, ranges written out, each once."""
        return tags_in(self.text)

    @property
    def attributes(self) -> list[tuple[str, str, str]]:
        """Name, type and meaning of each entry under Attributes."""
        _, _, section = self.text.partition("Attributes\n----------\n")
        section = _SECTION.split(section, maxsplit=1)[0]
        entries = re.findall(r"^(\S.*?)(?: : (.*))?\n((?:    .*\n?)+)", section, flags=re.MULTILINE)
        return [(name, kind, " ".join(meaning.split())) for name, kind, meaning in entries]


@cache
def modules(part: str) -> tuple[Described, ...]:
    """Return the modules of a part of the package, e.g. ``"economics"``, in alphabetical order."""
    package = Path(sim.__file__).parent
    files = [file for file in sorted((package / part).rglob("*.py")) if file.name != "__init__.py"]
    return tuple(_module(file.relative_to(package).as_posix(), file) for file in files)


def _module(name: str, file: Path) -> Described:
    return described(name, file.read_text(encoding="utf-8"))


def described(name: str, source: str) -> Described:
    """Return what the source of a module says about itself."""
    tree = ast.parse(source)
    return Described(name, _docstring(tree), tuple(_public(tree)))


def _docstring(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> str:
    """Return a docstring without the indentation of its code; that of its formulas stays."""
    text = ast.get_docstring(node, clean=False)
    if text is None:
        return ""
    indentation = " " * node.body[0].col_offset
    return "\n".join(line.removeprefix(indentation).rstrip() for line in text.splitlines()).strip()


def _public(node: ast.Module | ast.ClassDef) -> Iterator[Described]:
    for child in node.body:
        if isinstance(child, ast.FunctionDef) and not child.name.startswith("_"):
            yield Described(child.name, _docstring(child))
        elif isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
            yield Described(child.name, _docstring(child), tuple(_public(child)))


@cache
def stages() -> tuple[tuple[str, str], ...]:
    """Return name and docstring of each stage of the month, in the order in which `Market.step` lists them."""
    file = Path(sim.__file__).parent / "market" / "market.py"
    return stages_in(file.read_text(encoding="utf-8"))


def stages_in(source: str) -> tuple[tuple[str, str], ...]:
    """Return the stages in the source of a market: methods that `step` names, as written there."""
    [market] = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and node.name == "Market"]
    methods = {node.name: node for node in market.body if isinstance(node, ast.FunctionDef)}
    listed = [node.elts for node in ast.walk(methods["step"]) if isinstance(node, ast.Tuple)]
    names = [part.attr for parts in listed for part in parts if isinstance(part, ast.Attribute)]
    return tuple((name, _docstring(methods[name])) for name in names if name in methods)


@cache
def random_streams() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the mechanism of each random stream that the code claims, with the files that do."""
    found: dict[str, set[str]] = {}
    package = Path(sim.__file__).parent
    for file in sorted((package / "market").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            mechanism = _mechanism(node)
            if mechanism:
                found.setdefault(mechanism, set()).add(file.relative_to(package).as_posix())
    return tuple((mechanism, tuple(sorted(files))) for mechanism, files in sorted(found.items()))


def _mechanism(node: ast.AST) -> str:
    """Return the name of the stream that a call claims, or empty text."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
        return ""
    first = node.args[0]
    is_claim = ast.unparse(node.func.value).endswith("streams") and node.func.attr in ("generator", "key", "supposed")
    return str(first.value) if is_claim and isinstance(first, ast.Constant) else ""
