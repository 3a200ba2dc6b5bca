"""House rules that no linter keeps."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "sim"
FILES = sorted(PACKAGE.rglob("*.py"))
IDS = [str(file.relative_to(PACKAGE)) for file in FILES]

LONGEST = 400
MOST_FILES = 24
FOLDERS = sorted({file.parent for file in FILES})
# Names of numpy.random that make a generator of their own, or only name a type.
OWN_GENERATORS = {"Generator", "Philox", "SeedSequence", "BitGenerator"}
PLAIN_CALLS = {"print", "breakpoint", "input"}


def calls(file: Path) -> list[str]:
    """What a file calls, as written."""
    return [ast.unparse(node.func) for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_nothing_draws_from_a_global_generator(file):
    for call in calls(file):
        found = re.fullmatch(r"(?:np|numpy)\.random\.(\w+)", call)
        assert found is None or found[1] in OWN_GENERATORS, call
        assert not call.startswith(("random.", "self.random.", "self.rng.", "model.random.", "model.rng.")), call


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_only_the_command_line_prints(file):
    if file.relative_to(PACKAGE).parts[0] != "cli":
        assert not PLAIN_CALLS & set(calls(file))


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_no_file_is_too_long_to_read(file):
    assert len(file.read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize("folder", FOLDERS, ids=[str(folder.relative_to(PACKAGE.parent)) for folder in FOLDERS])
def test_no_folder_holds_more_files_than_one_can_take_in(folder):
    assert len(list(folder.glob("*.py"))) <= MOST_FILES


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_every_file_says_what_it_is_for(file):
    assert ast.get_docstring(ast.parse(file.read_text()))


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_no_company_is_in_the_code(file):
    """Everything that exists is declared in scenarios."""
    text = file.read_text().lower()
    for name in ("openai", "anthropic", "copilot", "alphabet", "azure", "gemini", "mercury"):
        assert not re.search(rf"\b{name}\b", text), name
