"""The model in ODD form."""

import re
from pathlib import Path
from string import Formatter

import pytest

from sim.documents.markdown import formulas
from sim.documents.model_page import model_page
from sim.documents.readers import sections
from sim.documents.source import modules, stages
from sim.market.measures import MEASURES
from sim.scenario import shipped_scenarios

PAGE = model_page()


@pytest.mark.parametrize(
    "heading",
    [
        "Purpose and patterns",
        "Entities, state variables and scales",
        "Process overview and scheduling",
        "Design concepts",
        "Initialisation",
        "Input data",
        "Submodels",
    ],
)
def test_every_part_of_the_protocol_is_there_and_not_empty(heading):
    _, _, text = PAGE.partition(f" {heading}\n")
    assert len(re.split(r"\n#{1,2} ", text)[0]) > 200


def test_stages_are_numbered_in_order():
    places = [PAGE.index(f"\n{number}. **{name.replace('_', ' ')}**") for number, (name, _) in enumerate(stages(), 1)]
    assert places == sorted(places)


def test_every_law_file_is_there_with_its_formulas():
    for module in modules("economics"):
        assert f"`{module.name}`" in PAGE
        assert formulas(module.formulas) in PAGE


def test_sections_measures_and_scenarios_are_listed():
    for paths in sections().values():
        assert all(f"| `{'.'.join(path)}` |" in PAGE for path in paths if path)
    assert all(f"| `{measure.name}" in PAGE for measure in MEASURES)
    assert all(f"| `{path.name}` |" in PAGE for path in shipped_scenarios())


def test_nothing_is_left_to_fill_in():
    frame = Path(model_page.__code__.co_filename).with_name("model_page.md").read_text(encoding="utf-8")
    holes = [name for _, name, _, _ in Formatter().parse(frame) if name]
    assert holes
    assert not [name for name in holes if f"{{{name}}}" in PAGE]


def test_tables_are_whole():
    for block in re.findall(r"(?:^\|.*\n)+", PAGE, flags=re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1, block
