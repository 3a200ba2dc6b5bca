"""Pages and schema that lie in the tree are those that the code makes now."""

import json
from pathlib import Path

import pytest

from sim.documents.model_page import model_page
from sim.documents.parameters import parameter_notes
from sim.documents.parameters_page import parameters_page
from sim.experiments.calibration.telling_apart import is_calibration
from sim.experiments.claims.schema import claims_schema
from sim.experiments.design.schema import experiment_schema
from sim.scenario import load, shipped_experiments, shipped_folder, shipped_scenarios
from sim.scenario.files import FOR_EDITORS
from sim.scenario.texts.describe import json_schema

ROOT = Path(__file__).parents[2]
EXPERIMENTS = [path for path in shipped_experiments() if not is_calibration(path)]


def parameters():
    base = load(shipped_folder() / "base.yaml")
    return parameters_page(parameter_notes(base), base)


def written(schema):
    return lambda: json.dumps(schema(), indent=2) + "\n"


@pytest.mark.parametrize(
    ("file", "made"),
    [
        ("docs/parameters.md", parameters),
        ("docs/model.md", model_page),
        ("scenarios/schema.json", written(json_schema)),
        ("scenarios/experiments/schema.json", written(experiment_schema)),
        ("seeds/claims.schema.json", written(claims_schema)),
    ],
)
def test_what_lies_in_the_tree_is_what_the_code_makes(file, made):
    is_current = (ROOT / file).read_text(encoding="utf-8") == made()
    assert is_current, f"{file} is out of date: run `make docs` and commit what it writes"


@pytest.mark.parametrize("path", shipped_scenarios(), ids=lambda path: path.stem)
def test_every_shipped_scenario_names_the_schema_in_its_first_line(path):
    first, *rest = path.read_text(encoding="utf-8").splitlines()
    assert first == f"{FOR_EDITORS} $schema=schema.json"
    assert rest[0].removeprefix("# ").split()[0] in load(path).question.split()[0]


@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda path: path.stem)
def test_every_shipped_experiment_names_its_schema_in_its_first_line(path):
    assert path.read_text(encoding="utf-8").startswith(f"{FOR_EDITORS} $schema=schema.json\n")


def test_the_claims_name_their_schema_in_their_first_line():
    first = (ROOT / "seeds" / "claims.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"{FOR_EDITORS} $schema=claims.schema.json"
