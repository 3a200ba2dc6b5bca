"""A resolved scenario as YAML text in which each line tells where its value was written."""

import re
from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

import yaml

from sim.scenario.events import DatedEvent
from sim.scenario.problems import DEFAULT, Origin
from sim.scenario.scenario import Scenario
from sim.scenario.schema.root import SCHEMA_VERSION
from sim.scenario.seeds import seeds_text
from sim.scenario.yaml_reading import read_yaml

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_ .,()/%+-]*(?<! )")


def resolved_text(scenario: Scenario) -> str:
    """Return a scenario as a file of its own, all values written out with file and line of their origin.

    Read again, it gives an equal scenario of the same name, title, question and seeds.
    """
    return "\n".join(_lines(scenario)) + "\n"


def _lines(scenario: Scenario) -> Iterator[str]:
    for line in wrap(scenario.question, 100):
        yield f"# {line}"
    origins = scenario.origins
    yield f"schema: {SCHEMA_VERSION}"
    yield "# Resolved: every line ends with the file and line of its value."
    yield _line("name", scenario.name, origins["name"])
    yield _line("title", scenario.title, origins["title"])
    yield _line("seeds", seeds_text(scenario.seeds), origins["seeds"])
    for section, values in scenario.parameters.model_dump().items():
        yield ""
        yield from _entry(section, values, (section,), origins)
    yield ""
    yield "events:" if scenario.events else "events: []"
    for event in scenario.events:
        yield from _event(event)


def _entry(key: str, value: Any, path: tuple[str, ...], origins: Mapping[str, Origin]) -> Iterator[str]:
    """Yield the lines of one key: a map over several lines, everything else on one."""
    indent = "  " * (len(path) - 1)
    if not isinstance(value, Mapping) or not value:
        yield _line(f"{indent}{scalar_text(key)}", value, origins.get(".".join(path), DEFAULT))
        return
    yield f"{indent}{scalar_text(key)}:"
    for name, below in value.items():
        yield from _entry(name, below, (*path, name), origins)


def _event(event: DatedEvent) -> Iterator[str]:
    yield _line("  - when", event.when, event.origins.get("when", DEFAULT))
    yield "    set:"
    for path, value in event.changes.items():
        yield _line(f"      {scalar_text(path)}", value, event.origins.get(path, DEFAULT))
    yield _line("    note", event.note, event.origins.get("note", DEFAULT))


def _line(key: str, value: Any, origin: Origin) -> str:
    return f"{key}: {value_text(value)}  # {' '.join(str(origin).split())}"


def value_text(value: Any) -> str:
    """Return a value as YAML on one line."""
    if isinstance(value, Mapping):
        pairs = (f"{scalar_text(key)}: {value_text(below)}" for key, below in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(value_text(item) for item in value) + "]"
    return scalar_text(value)


def scalar_text(value: Any) -> str:
    """Return a single value as YAML, text in quotes only where it would be read as something else."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return repr(value)
    if _PLAIN.fullmatch(value) and ("," not in value) and _reads_as_text(value):
        return value
    quoted: str = yaml.safe_dump(value, default_style='"', allow_unicode=True, width=float("inf"))
    return quoted.rstrip("\n")


def _reads_as_text(value: str) -> bool:
    node, _ = read_yaml(value, "")
    return node is not None and node.value == value
