"""What is stored in the notebooks: outputs that are worth reading, and nothing of the machine that made them."""

import getpass
import json
import re
import socket
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
FILES = sorted(FOLDER.glob("*.ipynb"))
LARGEST = 400_000  # bytes
OF_A_MACHINE = re.compile(
    r"/(?:home|root|Users|work|tmp|usr|opt|var|private|mnt)/|[A-Z]:\\|site-packages|\.venv"
    r"|pypi|pythonhosted|\bhttps?://(?:localhost|127\.)|\b\d{4}-\d\d-\d\dT\d\d:\d\d",
    re.IGNORECASE,
)


def words_of(notebook):
    """Everything in a notebook that can be read, without the pictures."""
    for cell in notebook["cells"]:
        yield "".join(cell["source"])
        for output in cell.get("outputs", []):
            yield "".join(output.get("text", []))
            yield from ("".join(text) for form, text in output.get("data", {}).items() if form.startswith("text/"))


@pytest.fixture(params=FILES, ids=[file.stem for file in FILES])
def file(request):
    return request.param


@pytest.fixture
def notebook(file):
    return json.loads(file.read_text())


def code_cells(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def test_there_are_five():
    assert len(FILES) == 5


def test_is_small(file):
    assert file.stat().st_size < LARGEST


def test_was_run_from_top_to_bottom(notebook):
    cells = code_cells(notebook)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))


def test_shows_figures_and_numbers_and_neither_errors_nor_warnings(notebook):
    outputs = [output for cell in code_cells(notebook) for output in cell["outputs"]]
    assert not [one for one in outputs if one["output_type"] == "error" or one.get("name") == "stderr"]
    forms = {form for one in outputs for form in one.get("data", {})}
    assert {"image/png", "text/html"} <= forms


def test_says_under_each_figure_what_to_see(notebook):
    cells = notebook["cells"]
    for number, cell in enumerate(cells):
        if any("image/png" in output.get("data", {}) for output in cell.get("outputs", [])):
            rest = cells[number + 1 :]
            following = next("".join(one["source"]) for one in rest if one["cell_type"] == "markdown")
            assert following.startswith("*What to see.*"), cell["id"]


def test_names_no_machine_no_registry_and_no_time(notebook):
    for text in words_of(notebook):
        found = OF_A_MACHINE.search(text)
        assert found is None, found


def test_names_neither_this_user_nor_this_computer(notebook):
    own = {name for name in (getpass.getuser(), socket.gethostname()) if len(name) > 3}
    for text in words_of(notebook):
        assert not {name for name in own if re.search(rf"\b{re.escape(name)}\b", text)}


def test_holds_no_settings_but_the_kernel(notebook):
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    assert notebook["metadata"] == {"kernelspec": kernel, "language_info": {"name": "python"}}
    assert not [cell["id"] for cell in notebook["cells"] if cell["metadata"]]
