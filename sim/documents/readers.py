"""Which files of the code read which parameter: the code's own expressions, followed from `Parameters` down.

Names alone would not do: `capacity` is a parameter of a cloud and a figure of an agent. So each expression is followed
from where the schema comes in (an annotation, an attribute called ``parameters``) through sections, named maps, loops
and assignments. What a function passes on to a law in the same call counts as read by the law's file too.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import sim
from sim.scenario.places import PARAMETERS, Place
from sim.scenario.problems import dotted
from sim.scenario.tree import EACH

FREE_NAME = "<name>"
SCHEMA = "sim.scenario.schema"
LAWS = "sim.economics."
READING_PARTS = ("market", "economics")

Where = tuple[str, ...]
Shape = Literal["one", "each", "map", "pairs"]  # a value; values in turn; a map to values; its pairs in turn
Types = frozenset[tuple[Shape, Where]]
Scope = dict[str, Types]
NOTHING: Types = frozenset()
ROOT: Types = frozenset({("one", ())})
_PASSED_ON = {"sorted", "list", "tuple", "reversed", "set"}
_MAPS = {"dict", "Mapping", "FrozenMap"}


@cache
def sections() -> dict[str, tuple[Where, ...]]:
    """Return where each section of the schema stands, by the name of its class."""
    places: dict[str, list[Where]] = {}
    for path, place in _places(PARAMETERS, ()):
        if place.is_section:
            places.setdefault(place.kind.__name__, []).append(path)
    return {name: tuple(paths) for name, paths in places.items()}


def parameter_paths() -> list[Where]:
    """Return the path of every parameter in the order of the schema, `FREE_NAME` standing for free names."""
    return [path for path, place in _places(PARAMETERS, ()) if _is_parameter(place)]


def _is_parameter(place: Place) -> bool:
    """Whether a place holds values rather than sections; a map of numbers is one parameter."""
    entry = place.child(FREE_NAME) if place.is_named_map else None
    return not place.is_section and not place.is_entry and (entry is None or not entry.is_section)


def _places(place: Place, path: Where) -> Iterator[tuple[Where, Place]]:
    yield path, place
    if place.is_named_map and not _is_parameter(place):
        entry = place.child(FREE_NAME)
        assert entry is not None
        yield from _places(entry, (*path, FREE_NAME))
    if place.item is not None:
        yield from _places(place.item, (*path, EACH))
    for key in place.keys:
        child = place.child(key)
        assert child is not None
        yield from _places(child, (*path, key))


@cache
def readers() -> dict[str, tuple[str, ...]]:
    """Return the files that read each parameter, by dotted path; files as ``market/sellers/labs.py``."""
    package = Path(sim.__file__).parent
    files = [file for part in READING_PARTS for file in sorted((package / part).rglob("*.py"))]
    return readers_in({file.relative_to(package).as_posix(): file.read_text(encoding="utf-8") for file in files})


def readers_in(sources: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return which of some source files read each parameter.

    Parameters
    ----------
    sources : mapping of str to str
        Python source by the name of its file.

    Returns
    -------
    dict of str to tuple of str
        File names in order, by dotted path; parameters that nobody reads are absent.
    """
    trees = {name: ast.parse(text) for name, text in sources.items()}
    members: dict[str, Types] = {}
    for tree in trees.values():
        _note_members(tree, _Imports(tree), members)
    found: dict[str, set[str]] = {}
    for name, tree in trees.items():
        for path, file in _Reading(name, tree, members).reads:
            found.setdefault(dotted(path), set()).add(file)
    return {path: tuple(sorted(files)) for path, files in found.items()}


class _Imports:
    """What a file imports of the schema and of the laws, by the name it uses."""

    def __init__(self, tree: ast.Module) -> None:
        self.sections: dict[str, str] = {}
        self.laws: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    used = alias.asname or alias.name
                    if node.module.startswith(SCHEMA) and alias.name in sections():
                        self.sections[used] = alias.name
                    elif node.module.startswith(LAWS):
                        self.laws[used] = node.module.removeprefix("sim.").replace(".", "/") + ".py"

    def annotated(self, annotation: ast.expr | None) -> Types:
        """Return what an annotation says."""
        if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
            return self.annotated(ast.parse(annotation.value, mode="eval").body)
        if isinstance(annotation, ast.Name):
            paths = sections().get(self.sections.get(annotation.id, ""), ())
            return frozenset(("one", path) for path in paths)
        if isinstance(annotation, ast.BinOp):
            return self.annotated(annotation.left) | self.annotated(annotation.right)
        if isinstance(annotation, ast.Subscript):
            inner = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
            shape: Shape = "map" if ast.unparse(annotation.value) in _MAPS else "each"
            kept = inner[-1:] if shape == "map" else inner
            return frozenset((shape, path) for part in kept for _, path in self.annotated(part))
        return NOTHING


def _note_members(tree: ast.Module, imports: _Imports, members: dict[str, Types]) -> None:
    """Note attributes and results whose annotation names a section, for all files together."""
    for node in ast.walk(tree):
        name, annotation = "", None
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name | ast.Attribute):
            name = node.target.id if isinstance(node.target, ast.Name) else node.target.attr
            annotation = node.annotation
        elif isinstance(node, ast.FunctionDef):
            name, annotation = node.name, node.returns
        types = imports.annotated(annotation)
        if types:
            members[name] = members.get(name, NOTHING) | types


class _Reading:
    """The reads of one file, in ``reads`` as pairs of path and file."""

    def __init__(self, file: str, tree: ast.Module, members: Mapping[str, Types]) -> None:
        self.reads: list[tuple[Where, str]] = []
        self._file = file
        self._imports = _Imports(tree)
        self._members = dict(members)
        self._block(tree.body, {})

    def _block(self, statements: Sequence[ast.stmt], scope: Scope) -> None:
        for statement in statements:
            self._statement(statement, scope)

    def _statement(self, node: ast.stmt, scope: Scope) -> None:
        """Follow one statement; what it binds stays in the scope."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            inner = scope | {argument.arg: self._imports.annotated(argument.annotation) for argument in arguments}
            self._block(node.body, inner)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self._assign(target, node.value, scope)
        elif isinstance(node, ast.AnnAssign):
            types = self._expression(node.value, scope) if node.value is not None else NOTHING
            self._bind(node.target, types | self._imports.annotated(node.annotation), scope)
        elif isinstance(node, ast.For):
            self._loop(node.target, node.iter, scope)
            self._block([*node.body, *node.orelse], scope)
        else:
            for child in ast.iter_child_nodes(node):
                self._any(child, scope)

    def _any(self, node: ast.AST, scope: Scope) -> None:
        if isinstance(node, ast.stmt):
            self._statement(node, scope)
        elif isinstance(node, ast.expr):
            self._expression(node, scope)
        else:
            for child in ast.iter_child_nodes(node):
                self._any(child, scope)

    def _assign(self, target: ast.expr, value: ast.expr, scope: Scope) -> None:
        """Bind what is assigned, part by part where both sides have parts."""
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            for part, its_value in zip(target.elts, value.elts, strict=True):
                self._assign(part, its_value, scope)
        else:
            self._bind(target, self._expression(value, scope), scope)

    def _loop(self, target: ast.expr, source: ast.expr, scope: Scope) -> None:
        """Bind what a loop runs over."""
        if isinstance(source, ast.Call) and ast.unparse(source.func) == "zip" and isinstance(target, ast.Tuple):
            for part, argument in zip(target.elts, source.args, strict=False):
                self._loop(part, argument, scope)
            return
        types = self._expression(source, scope)
        self._bind(target, _looped(types), scope)
        pairs: Types = frozenset(("one", path) for shape, path in types if shape == "pairs")
        if pairs and isinstance(target, ast.Tuple):
            self._bind(target.elts[-1], pairs, scope)

    def _bind(self, target: ast.expr, types: Types, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            scope[target.id] = types
        elif isinstance(target, ast.Attribute):
            if types:
                self._members[target.attr] = self._members.get(target.attr, NOTHING) | types
            self._expression(target.value, scope)
        elif isinstance(target, ast.Tuple | ast.List):
            for part in target.elts:
                self._bind(part, NOTHING, scope)
        else:
            self._expression(target, scope)

    def _expression(self, node: ast.expr, scope: Scope) -> Types:
        """Follow an expression, noting what it reads; return what of the schema it may stand for."""
        if isinstance(node, ast.Name):
            return scope.get(node.id, NOTHING)
        if isinstance(node, ast.Attribute):
            return self._attribute(node, scope)
        if isinstance(node, ast.Subscript):
            self._expression(node.slice, scope)
            base = self._expression(node.value, scope)
            return _entries(base, "one") | _items(base)
        if isinstance(node, ast.Call):
            return self._call(node, scope)
        if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            return self._comprehension(node, scope)
        if isinstance(node, ast.IfExp):
            self._expression(node.test, scope)
            return self._expression(node.body, scope) | self._expression(node.orelse, scope)
        if isinstance(node, ast.NamedExpr):
            types = self._expression(node.value, scope)
            self._bind(node.target, types, scope)
            return types
        if isinstance(node, ast.Lambda):
            return self._expression(node.body, scope) and NOTHING
        for child in ast.iter_child_nodes(node):
            self._any(child, scope)
        return NOTHING

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Types:
        below: set[tuple[Shape, Where]] = set()
        base = self._expression(node.value, scope)
        for shape, path in base:
            place = PARAMETERS.at(path)
            child = place.child(node.attr) if shape == "one" and place is not None and place.is_section else None
            if child is not None:
                below.add(("one", (*path, node.attr)))
                if _is_parameter(child):
                    self.reads.append(((*path, node.attr), self._file))
        if below or base:
            return frozenset(below)
        return ROOT if node.attr in ("parameters", "_parameters") else self._members.get(node.attr, NOTHING)

    def _call(self, node: ast.Call, scope: Scope) -> Types:
        noted = len(self.reads)
        arguments = [self._expression(argument, scope) for argument in node.args]
        for keyword in node.keywords:
            self._expression(keyword.value, scope)
        name = ast.unparse(node.func)
        if name in self._imports.laws:
            self.reads += [(path, self._imports.laws[name]) for path, _ in self.reads[noted:]]
        if name in _PASSED_ON and arguments:
            return arguments[0]
        if not isinstance(node.func, ast.Attribute):
            self._expression(node.func, scope)
            return self._members.get(name, NOTHING)
        base = self._expression(node.func.value, scope)
        if base and node.func.attr in ("get", "values", "items"):
            shapes: dict[str, Shape] = {"get": "one", "values": "each", "items": "pairs"}
            return _entries(base, shapes[node.func.attr])
        return ROOT if node.func.attr == "parameters_at" else self._members.get(node.func.attr, NOTHING)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, scope: Scope) -> Types:
        inner = dict(scope)
        for generator in node.generators:
            self._loop(generator.target, generator.iter, inner)
            for condition in generator.ifs:
                self._expression(condition, inner)
        shape: Shape = "map" if isinstance(node, ast.DictComp) else "each"
        if isinstance(node, ast.DictComp):
            self._expression(node.key, inner)
        value = node.value if isinstance(node, ast.DictComp) else node.elt
        return frozenset((shape, path) for kind, path in self._expression(value, inner) if kind == "one")


def _looped(types: Types) -> Types:
    """Return what a loop over something takes in turn."""
    return frozenset(("one", path) for shape, path in types if shape == "each") | _items(types)


def _items(types: Types) -> Types:
    """Return the items of lists of sections."""
    lists = (path for shape, path in types if shape == "one" and (place := PARAMETERS.at(path)) and place.item)
    return frozenset(("one", (*path, EACH)) for path in lists)


def _entries(base: Types, shape: Shape) -> Types:
    """Return the entries of named maps in some shape."""
    entries: set[tuple[Shape, Where]] = set()
    for kind, path in base:
        place = PARAMETERS.at(path)
        if kind == "map":
            entries.add((shape, path))
        elif kind == "one" and place is not None and place.is_named_map:
            entries.add((shape, (*path, FREE_NAME)))
        elif kind == "each" and shape == "one":
            entries.add(("one", path))
    return frozenset(entries)
