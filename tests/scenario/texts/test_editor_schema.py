import json
import re

import pytest

from sim.scenario import load, shipped_folder, shipped_scenarios
from sim.scenario.texts.describe import json_schema
from sim.scenario.tree import plain
from sim.scenario.yaml_reading import read_yaml

SCHEMA = json_schema()


def referred(pointer):
    """The schema to which a reference points."""
    schema = SCHEMA
    for part in pointer.removeprefix("#/").split("/"):
        schema = schema[part]
    return schema


def fits(schema, value):
    """Whether a value fits a schema, as far as these schemas go."""
    if "$ref" in schema and not fits(referred(schema["$ref"]), value):
        return False
    if "anyOf" in schema and not any(fits(option, value) for option in schema["anyOf"]):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "type" in schema and not _has_type(schema["type"], value):
        return False
    if isinstance(value, dict):
        return all(_entry_fits(schema, key, below) for key, below in value.items()) and (
            set(schema.get("required", ())) <= set(value)
        )
    if isinstance(value, list):
        return all(fits(schema.get("items", {}), item) for item in value)
    if isinstance(value, str):
        return re.search(schema.get("pattern", ""), value) is not None
    return value is None or isinstance(value, bool) or _within(schema, value)


def _has_type(name, value):
    if name in ("integer", "number"):
        return not isinstance(value, bool) and isinstance(value, int if name == "integer" else (int, float))
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
    return isinstance(value, kinds[name])


def _within(schema, value):
    return schema.get("minimum", value) <= value <= schema.get("maximum", value) and schema.get(
        "exclusiveMinimum", value - 1
    ) < value < schema.get("exclusiveMaximum", value + 1)


def _entry_fits(schema, key, value):
    if "propertyNames" in schema and not re.search(schema["propertyNames"]["pattern"], key):
        return False
    if key in schema.get("properties", {}):
        return fits(schema["properties"][key], value)
    matching = [below for pattern, below in schema.get("patternProperties", {}).items() if re.search(pattern, key)]
    if matching:
        return all(fits(below, value) for below in matching)
    rest = schema.get("additionalProperties", True)
    return rest if isinstance(rest, bool) else fits(rest, value)


def data_of(text):
    return plain(read_yaml(text, "f.yaml")[0])


def test_the_schema_is_json_of_draft_2020_12():
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", shipped_scenarios(), ids=lambda path: path.stem)
def test_shipped_scenarios_fit_the_schema(path):
    assert fits(SCHEMA, data_of(path.read_text(encoding="utf-8")))


def test_resolved_scenarios_fit_the_schema():
    assert fits(SCHEMA, json.loads(json.dumps(load(shipped_folder() / "preferred.yaml").resolved())))


@pytest.mark.parametrize(
    "text",
    [
        "schema: 1",
        "{schema: 1, models: {gpt: {capability: 4}}, contracts: {a-b: null}}",
        "{schema: 1, set: {models.gpt.capability: 4, contracts.a-b: {access: open}, models.gpt: null}}",
        "{schema: 1, set: {models.gpt.specialisation.coding: null, models.gpt.list_price: null}}",
        "{schema: 1, seeds: [1, 2], events: [{when: 2025-01, set: {rules.pricing: nash}, note: x}]}",
    ],
)
def test_what_a_child_may_say_fits(text):
    assert fits(SCHEMA, data_of(text))


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "{schema: 2}",
        "{schema: 1, modles: {}}",
        "{schema: 1, models: {gpt: {capabilty: 4}}}",
        "{schema: 1, models: {gpt: {capability: 400}}}",
        "{schema: 1, models: {Gpt-4: {capability: 4}}}",
        "{schema: 1, contracts: {ab: {access: open}}}",
        "{schema: 1, set: {models.gpt.capabilty: 4}}",
        "{schema: 1, set: {models.gpt.capability: high}}",
        "{schema: 1, events: [{when: 2025-1, set: {rules.pricing: nash}}]}",
        "{schema: 1, events: [{set: {rules.pricing: nash}}]}",
        "{schema: 1, events: [{when: 2025-01, set: {horizon.months: 3}}]}",
    ],
)
def test_what_a_child_may_not_say_does_not_fit(text):
    assert not fits(SCHEMA, data_of(text))


def test_every_parameter_has_a_description_and_numbers_have_unit_source_and_example():
    for name, section in SCHEMA["$defs"].items():
        for key, schema in section.get("properties", {}).items():
            assert schema.get("description"), (name, key)
            if schema.get("type") in ("integer", "number"):
                assert schema["unit"], (name, key)
                assert schema["source"], (name, key)
                assert schema["unit"] in schema["description"], (name, key)
                assert schema["examples"], (name, key)


def test_examples_fit_their_own_schema():
    for section in SCHEMA["$defs"].values():
        for schema in section.get("properties", {}).values():
            assert all(fits(schema, example) for example in schema.get("examples", []))
