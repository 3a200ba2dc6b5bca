"""Pages and schema that lie in the tree are those that the code makes now."""

import json
from pathlib import Path

import pytest

from sim.documents.model_page import model_page
from sim.documents.parameters import parameter_notes
from sim.documents.parameters_page import parameters_page
from sim.scenario import load, shipped_folder, shipped_scenarios
from sim.scenario.describe import json_schema
from sim.scenario.files import FOR_EDITORS

ROOT = Path(__file__).parents[2]


def parameters():
    base = load(shipped_folder() / "base.yaml")
    return parameters_page(parameter_notes(base), base)


def schema():
    return json.dumps(json_schema(), indent=2) + "\n"


@pytest.mark.parametrize(
    ("file", "made"),
    [("docs/parameters.md", parameters), ("docs/model.md", model_page), ("scenarios/schema.json", schema)],
)
def test_what_lies_in_the_tree_is_what_the_code_makes(file, made):
    is_current = (ROOT / file).read_text(encoding="utf-8") == made()
    assert is_current, f"{file} is out of date: run `make docs` and commit what it writes"


@pytest.mark.parametrize("path", shipped_scenarios(), ids=lambda path: path.stem)
def test_every_shipped_scenario_names_the_schema_in_its_first_line(path):
    first, *rest = path.read_text(encoding="utf-8").splitlines()
    assert first == f"{FOR_EDITORS} $schema=schema.json"
    assert rest[0].removeprefix("# ").split()[0] in load(path).question.split()[0]
