"""The JSON Schema of scenario files, for editors: completion, descriptions and first checks."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from sim.scenario.choices import FILE_ENDING
from sim.scenario.files import shipped_folder, shipped_scenarios
from sim.scenario.places import EVENT, FILE, PARAMETERS, Place
from sim.scenario.problems import ScenarioError
from sim.scenario.scenario import load
from sim.scenario.schema.root import SCHEMA_VERSION
from sim.scenario.tree import EACH, Path, flat
from sim.scenario.wording import bounds_text, pattern_of

DRAFT = "https://json-schema.org/draft/2020-12/schema"
NAME_PATTERN = "[a-z0-9][a-z0-9_]*"
FREE_NAME = "<name>"
_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string"}
_BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}

Schema = dict[str, Any]


def json_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a scenario file.

    No section is required, because a file may extend another. Examples come from the shipped scenarios.
    """
    definitions: dict[str, Schema] = {}
    sections = {key: _schema(PARAMETERS.at((key,)), (key,), definitions) for key in PARAMETERS.keys}
    definitions["Changes"] = _changes(definitions, in_event=False)
    definitions["DatedChanges"] = _changes(definitions, in_event=True)
    return {
        "$schema": DRAFT,
        "title": "Alliance scenario",
        "type": "object",
        "properties": {**_file_keys(), **sections},
        "required": ["schema"],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def _file_keys() -> dict[str, Schema]:
    """Return the schemas of the keys apart from the parameters."""
    keys = {key: _value_schema(_child(FILE, key), ()) for key in ("schema", "name", "title", "extends")}
    keys["schema"]["examples"] = [SCHEMA_VERSION]
    seeds = {
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "integer", "minimum": 0}}],
        "examples": ["1..32", "1,2,5..8", [1, 2]],
        **_described(_child(FILE, "seeds")),
    }
    return {
        **keys,
        "seeds": seeds,
        "set": {
            "$ref": "#/$defs/Changes",
            "description": "Changes by dotted path, after extends; maps merge, null removes an entry",
            "examples": [{"contracts.<partner>-<lab>.access": "open"}],
        },
        "events": {"type": "array", "description": _description(_child(FILE, "events")), "items": _event()},
    }


def _event() -> Schema:
    properties = {key: _value_schema(_child(EVENT, key), ()) for key in ("when", "note")}
    properties["when"]["examples"] = ["2025-01"]
    changes = {"$ref": "#/$defs/DatedChanges", "description": _description(_child(EVENT, "set"))}
    return {
        "type": "object",
        "properties": {**properties, "set": changes},
        "required": ["when", "set"],
        "additionalProperties": False,
    }


def _child(place: Place, key: str) -> Place:
    child = place.child(key)
    assert child is not None, key
    return child


def _schema(place: Place | None, path: Path, definitions: dict[str, Schema]) -> Schema:
    """Return the schema of a place; sections go to the definitions."""
    assert place is not None, path
    if place.is_section:
        name = place.kind.__name__
        if name not in definitions:
            definitions[name] = _section(place, path, definitions)
        reference: Schema = {"$ref": f"#/$defs/{name}"}
        schema = {"anyOf": [reference, {"type": "null"}]} if place.nullable else reference
        return schema | ({} if place.is_entry else _described(place))
    if place.item is not None:
        item = _schema(place.item, (*path, EACH), definitions)
        return {"type": "array", "items": item, **_described(place), **_examples(path)}
    if place.is_named_map:
        entry = _schema(place.child(FREE_NAME), (*path, FREE_NAME), definitions)
        names: Schema = {
            "type": "object",
            "propertyNames": {"pattern": f"^{_name_pattern(path)}$"},
            "additionalProperties": {"anyOf": [entry, {"type": "null"}]},
        }
        return ({"anyOf": [names, {"type": "null"}]} if place.nullable else names) | _described(place)
    return _value_schema(place, path)


def _section(place: Place, path: Path, definitions: dict[str, Schema]) -> Schema:
    properties = {key: _schema(place.child(key), (*path, key), definitions) for key in place.keys}
    return {
        "type": "object",
        "description": place.kind.__doc__,
        "properties": properties,
        "additionalProperties": False,
    }


def _value_schema(place: Place, path: Path) -> Schema:
    """Return the schema of a single value or a list, with all that the schema knows about it."""
    schema: Schema = {}
    if place.options:
        schema["enum"] = list(place.options)
        if place.takes_file:
            schema = {"anyOf": [schema, {"type": "string", "pattern": re.escape(FILE_ENDING) + "$"}]}
    elif place.is_list:
        schema |= {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
    else:
        schema["type"] = _TYPES[place.kind]
        schema |= {_BOUNDS[name]: limit for name, limit in place.bounds.items()}
        if pattern_of(place):
            schema["pattern"] = pattern_of(place)
    if place.nullable:
        schema = {"anyOf": [schema, {"type": "null"}]}
    return schema | _described(place) | _examples(path)


def _described(place: Place) -> Schema:
    """Return description, default and metadata of a field."""
    if place.field is None or place.is_entry:
        return {}
    described: Schema = {"description": _description(place)} if place.field.description else {}
    if not place.field.is_required():
        described["default"] = place.field.get_default(call_default_factory=True)
    return described | {key: value for key, value in place.metadata.items() if value}


def _description(place: Place) -> str:
    """Return what a value means, with unit and bounds in words."""
    words = str(place.field.description) if place.field is not None else ""
    facts = [place.unit, bounds_text(place).strip()]
    details = ", ".join(fact for fact in facts if fact)
    return f"{words} ({details})" if details else words


def _examples(path: Path) -> Schema:
    example = _shipped_values().get(path)
    return {} if example is None else {"examples": [example]}


@cache
def _shipped_values() -> dict[Path, Any]:
    """Return one value for each path, names replaced by `FREE_NAME`; of the base scenario where it has one."""
    base = shipped_folder() / "base.yaml"
    values: dict[Path, Any] = {}
    for file in (base, *shipped_scenarios()):
        try:
            parameters = load(file).parameters
        except ScenarioError:
            continue
        for path, value in flat(parameters.model_dump()).items():
            if value not in (None, {}, []):
                values.setdefault(_generic(path), value)
            for key, part in value[0].items() if value and PARAMETERS.at((*path, EACH)) is not None else ():
                values.setdefault((*_generic(path), EACH, key), part)
    return values


def _generic(path: Path) -> Path:
    """Return a path with names of entries replaced by `FREE_NAME`."""
    generic: list[str] = []
    for depth, part in enumerate(path):
        around = PARAMETERS.at(path[:depth])
        generic.append(FREE_NAME if around is not None and around.is_named_map else part)
    return tuple(generic)


def _changes(definitions: dict[str, Schema], *, in_event: bool) -> Schema:
    """Return the schema of a map of dotted paths; events cannot set what shapes the start."""
    patterns: dict[str, Schema] = {}
    for path, place in _places(PARAMETERS, ()):
        if not (in_event and place.start_only):
            schema = _referred(path) or _schema(place, path, definitions)
            patterns[_path_pattern(path)] = {"anyOf": [schema, {"type": "null"}]} if place.is_entry else schema
    return {"type": "object", "patternProperties": patterns, "additionalProperties": False}


def _referred(path: Path) -> Schema | None:
    """Return a reference to what the section of a path says about it; None at the top."""
    around = PARAMETERS.at(path[:-1])
    is_inside = len(path) > 1 and around is not None and around.is_section
    return {"$ref": f"#/$defs/{around.kind.__name__}/properties/{path[-1]}"} if around and is_inside else None


def _places(place: Place, path: Path) -> Iterator[tuple[Path, Place]]:
    """Yield every path that the schema knows, `FREE_NAME` standing for names of entries."""
    for key in place.keys or ((FREE_NAME,) if place.is_named_map else ()):
        child = place.child(key)
        if child is not None:
            yield (*path, key), child
            yield from _places(child, (*path, key))


def _path_pattern(path: Path) -> str:
    parts = (_name_pattern(path[:depth]) if part == FREE_NAME else re.escape(part) for depth, part in enumerate(path))
    return "^" + r"\.".join(parts) + "$"


def _name_pattern(around: Path) -> str:
    if around == ("rules", "code"):
        return f".+{re.escape(FILE_ENDING)}"
    return f"{NAME_PATTERN}-{NAME_PATTERN}" if around == ("contracts",) else NAME_PATTERN
