"""Imports point down only, and cost nothing where nobody asked for them."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "sim"

# From what a person touches down to what everything rests on; packages of one layer do not import each other.
LAYERS = (
    {"cli", "app"},
    {"experiments"},
    {"figures", "report", "documents"},
    {"words"},
    {"statistics"},
    {"results"},
    {"market"},
    {"economics"},
    {"scenario"},
    {"streams"},
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}

# A report is a page of figures; the command line opens the page.
SIDEWAYS = {("report", "figures"), ("cli", "app")}
# Laws are pure functions of arrays.
NOT_FOR_LAWS = {"mesa", "pandas", "pydantic", "sim.scenario", "sim.market", "sim.streams"}

LARGE = ("pandas", "scipy", "numba", "mesa", "matplotlib", "pyarrow")

FILES = sorted(PACKAGE.rglob("*.py"))


def for_types_only(node: ast.AST) -> bool:
    """Whether a statement is an ``if TYPE_CHECKING`` block."""
    return isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def statements(node: ast.AST, *, at_import: bool = False) -> Iterator[ast.AST]:
    """Nodes that run, without those for type checkers and, on request, without the bodies of functions."""
    for child in ast.iter_child_nodes(node):
        if for_types_only(child) or (
            at_import and isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        ):
            continue
        yield child
        yield from statements(child, at_import=at_import)


def imported(file: Path, *, at_import: bool = False) -> set[str]:
    """Modules that a file imports when it runs."""
    names: set[str] = set()
    for node in statements(ast.parse(file.read_text()), at_import=at_import):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names} if node.module == "sim" else {node.module}
    return names


def part_of(module: str) -> str:
    """First name below ``sim``."""
    return module.split(".")[1] if module.startswith("sim.") else ""


def location(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_imports_point_down(file):
    here = location(file)
    if here == "__init__":
        return  # the face of the package names everything, and imports nothing before it is asked for
    for module in sorted(imported(file)):
        there = part_of(module)
        if not there or there == here or (here, there) in SIDEWAYS or module == "sim.__version__":
            continue
        assert there in LEVEL, f"{module} belongs to no layer"
        assert LEVEL[there] > LEVEL[here], f"{here} imports {module}"


def test_every_part_of_the_package_has_a_layer():
    assert {location(file) for file in FILES} - {"__init__"} <= set(LEVEL)


@pytest.mark.parametrize("file", sorted((PACKAGE / "economics").glob("*.py")), ids=lambda file: file.stem)
def test_laws_know_neither_scenario_nor_market_nor_agents(file):
    for module in imported(file):
        assert not [name for name in NOT_FOR_LAWS if module == name or module.startswith(f"{name}.")], module


@pytest.mark.parametrize("file", sorted((PACKAGE / "economics").glob("*.py")), ids=lambda file: file.stem)
def test_compiled_laws_import_no_other_compiled_code(file):
    """The compiler's cache does not notice changes in files that it imports."""
    if "numba" in imported(file):
        assert not [module for module in imported(file) if module.startswith("sim.")]


LOADED = """
import sys
from importlib import import_module

import_module(sys.argv[1])
print(sorted(set(sys.argv[2:]) & set(sys.modules)))
"""


def loaded_by(module: str, *libraries: str) -> str:
    """Which libraries a fresh interpreter holds after an import."""
    command = [sys.executable, "-c", LOADED, module, *libraries]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_importing_the_package_imports_nothing_else():
    assert not [module for module in imported(PACKAGE / "__init__.py", at_import=True) if module.startswith("sim.")]
    assert loaded_by("sim", "numpy", "pydantic", "yaml", *LARGE) == "[]"


@pytest.mark.parametrize("module", ["sim.scenario", "sim.streams", "sim.market.measures"])
def test_reading_a_scenario_needs_none_of_the_large_libraries(module):
    assert loaded_by(module, *LARGE) == "[]"


@pytest.mark.parametrize("module", ["sim.cli.main", "sim.experiments.stored", "sim.experiments.claims.scorecard"])
def test_what_draws_nothing_loads_no_plotting_library(module):
    assert loaded_by(module, "matplotlib") == "[]"
