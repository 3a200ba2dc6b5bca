"""What is known about each parameter, and how it is shown."""

import json

import pytest

from sim.documents.parameters import REQUIRED, note_of, parameter_notes
from sim.documents.parameters_page import HEADER, parameters_page, table_rows, values_text
from sim.scenario import load, shipped_folder
from sim.scenario.facts import facts
from sim.scenario.places import PARAMETERS
from sim.scenario.tree import flat

BASE = load(shipped_folder() / "base.yaml")
NOTES = {note.name: note for note in parameter_notes(BASE)}


def noted(path):
    """Notes on the parameter to which a single value belongs."""
    parts = [name.split(".") for name in NOTES]
    return [each for each in parts if all(a in ("<name>", b) for a, b in zip(each, path, strict=False))]


def test_every_value_of_a_scenario_belongs_to_one_note():
    values = flat(BASE.parameters.model_dump())
    single = [path for path, value in values.items() if value != {} and not PARAMETERS.at(path).is_section]
    assert len(single) > 300
    assert {len(noted(path)) for path in single} == {1}


def test_a_note_says_all_that_the_schema_knows():
    note = NOTES["clouds.<name>.home_share"]
    assert note.unit == "share"
    assert note.default == REQUIRED
    assert note.values == {name: cloud.home_share for name, cloud in BASE.parameters.clouds.items()}
    assert (note.bounds, note.range) == ({"ge": 0.0, "le": 1.0}, "from 0 to 1")
    assert [fact.id for fact in note.facts] == ["D001", "D002", "D003", "D004"]
    assert note.law == ("E4", "E5")
    assert "market/buyers/population.py" in note.read_by
    assert note.start_only


def test_values_are_those_of_the_scenario_asked_for():
    name = "contracts.<name>.access"
    pair = next(key for key, terms in BASE.parameters.contracts.items() if terms.access == "exclusive")
    assert NOTES[name].values[pair] == "exclusive"
    assert note_of(name, BASE.with_(**{f"contracts.{pair}.access": "open"})).values[pair] == "open"


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("models.<name>.architecture", "autoregressive, diffusion"),
        ("apps.<name>.licences", "names from models"),
        ("apps.<name>.suite", "a name from enterprises.suites, or null"),
        ("models.<name>.open", "true, false"),
        ("models.<name>.specialisation", "numbers from -20 to 20 by name"),
        ("contracts.<name>.revenue_share_cap", "from 0 to 100,000, or null"),
        ("contracts.<name>.investment", "from -10,000 to 10,000"),
        ("owners.<name>.label", "text"),
    ],
)
def test_what_is_allowed_is_said_in_words(name, allowed):
    assert NOTES[name].range == allowed


def test_a_fact_shows_its_figure():
    assert facts()["D019"].figure == "30 %, Q2 2025"
    assert facts()["F029"].figure == "21 Jan 2025"


def test_notes_are_plain_data():
    data = [note.as_data() for note in NOTES.values()]
    assert json.loads(json.dumps(data))[0]["name"] == "horizon.start"


def test_values_are_shown_together_by_name_or_as_a_span():
    resource_cost, fees = NOTES["clouds.<name>.resource_cost"], NOTES["clouds.<name>.capacity"]
    assert values_text(resource_cost, most=1) == "0.4"
    assert values_text(fees, most=4).startswith("aws: 0.22; azure: 0.3; ")
    assert values_text(fees, most=2) == "0.05 to 0.3"
    assert values_text(NOTES["models.<name>.label"], most=2) == f"{len(BASE.parameters.models)} values"


def test_without_entries_the_default_is_shown():
    lonely = BASE.with_(contracts=dict.fromkeys(BASE.parameters.contracts), apps=dict.fromkeys(BASE.parameters.apps),
                        **{f"models.{name}.open": True for name in BASE.parameters.models})  # fmt: skip
    assert values_text(note_of("contracts.<name>.stake", lonely), most=3) == "default 0.0"
    assert values_text(note_of("apps.<name>.bonus", lonely), most=3) == "-"


def test_the_page_has_a_row_for_every_parameter_and_a_table_for_every_section():
    page = parameters_page(list(NOTES.values()), BASE)
    for name in NOTES:
        assert page.count(f"\n| `{name}`") == 1
    assert page.count("\n## ") == len({name.split(".")[0] for name in NOTES})
    widths = {section: {line.count(" | ") for line in section.splitlines() if line.startswith("|")}
              for section in page.split("\n## ")[1:]}  # fmt: skip
    assert all(len(width) == 1 for width in widths.values())


def test_the_table_for_the_terminal_has_as_many_columns_as_its_header():
    rows = table_rows(list(NOTES.values()))
    assert len(rows) == len(NOTES)
    assert {len(row) for row in rows} == {len(HEADER)}
