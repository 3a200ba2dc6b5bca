"""Scenarios described: as one file with origins, as differences, and as a JSON Schema for editors."""

from typing import Any, NamedTuple

from sim.scenario.problems import DEFAULT, Origin
from sim.scenario.scenario import Scenario
from sim.scenario.texts.editor_schema import json_schema
from sim.scenario.texts.resolved_text import resolved_text, value_text
from sim.scenario.tree import flat

__all__ = ["Difference", "difference", "json_schema", "resolved_text", "value_text"]


class Difference(NamedTuple):
    """One value in which two scenarios differ; the origin is None where a scenario has no such value."""

    path: str
    value_a: Any
    value_b: Any
    origin_a: Origin | None
    origin_b: Origin | None


def difference(a: Scenario, b: Scenario) -> list[Difference]:
    """Return all values in which two scenarios differ, by path.

    Changes by events count as ``events.2025-01.<path>``, their notes as ``events.2025-01.note``. Seeds
    count, although they are no part of `Scenario.content`; name and title do not.
    """
    values_a, values_b = _values(a), _values(b)
    differences: list[Difference] = []
    for path in dict.fromkeys([*values_a, *values_b]):
        value_a, value_b = values_a.get(path), values_b.get(path)
        if path in values_a and path in values_b and value_a == value_b:
            continue
        origin_a = a.origins.get(path) if path in values_a else None
        origin_b = b.origins.get(path) if path in values_b else None
        differences.append(Difference(path, value_a, value_b, origin_a, origin_b))
    # Of an entry that only one of the two has, what was written says enough; neutral values do not matter.
    written = [one for one in differences if {one.origin_a, one.origin_b} != {None, DEFAULT}]
    return written or differences


def _values(scenario: Scenario) -> dict[str, Any]:
    """Return every single value of a scenario by path."""
    values = {".".join(path): value for path, value in flat(scenario.parameters.model_dump()).items()}
    for event in scenario.events:
        values |= {f"events.{event.when}.{path}": value for path, value in event.changes.items()}
        if event.note:
            key = f"events.{event.when}.note"
            values[key] = "; ".join(sorted({*filter(None, [values.get(key)]), event.note}))
    return values | {"seeds": scenario.seeds}
