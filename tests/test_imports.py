"""Imports point down only, and cost nothing where nobody asked for them."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "sim"

LARGE = ("pandas", "scipy", "numba", "mesa", "matplotlib", "pyarrow")


def test_the_import_contracts_hold(monkeypatch):
    """They are in pyproject.toml: layers, no circles among siblings, laws that know neither market nor scenario."""
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0, "lint-imports says which import breaks which contract"


def is_compiled(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and any("njit" in ast.unparse(one) for one in node.decorator_list)


@pytest.mark.parametrize("file", sorted((PACKAGE / "economics").glob("*.py")), ids=lambda file: file.stem)
def test_compiled_laws_call_nothing_that_they_import_from_the_package(file):
    """The compiler's cache does not notice changes in files that it imports."""
    tree = ast.parse(file.read_text())
    own = [
        node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim")
    ]
    foreign = {alias.asname or alias.name for node in own for alias in node.names}
    bodies = [statement for node in tree.body if is_compiled(node) for statement in node.body]
    called = {node.id for body in bodies for node in ast.walk(body) if isinstance(node, ast.Name)}
    assert not foreign & called


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
    parts = [path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()]
    assert loaded_by("sim", *(f"sim.{part}" for part in parts)) == "[]"
    assert loaded_by("sim", "numpy", "pydantic", "yaml", *LARGE) == "[]"


@pytest.mark.parametrize("module", ["sim.scenario", "sim.streams", "sim.market.measures"])
def test_reading_a_scenario_needs_none_of_the_large_libraries(module):
    assert loaded_by(module, *LARGE) == "[]"


CHECKED = """
import sys
from sim.cli.main import app

app(["validate", sys.argv[1]], standalone_mode=False)
print(sorted(set(sys.argv[2:]) & set(sys.modules)))
"""


def test_checking_a_scenario_needs_none_of_the_large_libraries():
    command = [sys.executable, "-c", CHECKED, str(ROOT / "scenarios" / "open.yaml"), *LARGE]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.endswith(": ok\n[]\n")


@pytest.mark.study
@pytest.mark.parametrize("module", ["sim.cli.main", "sim.experiments.stored", "sim.experiments.claims.scorecard"])
def test_what_draws_nothing_loads_no_plotting_library(module):
    assert loaded_by(module, "matplotlib") == "[]"
