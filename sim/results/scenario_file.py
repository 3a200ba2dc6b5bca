"""The scenario as it was run: every value, and as a comment where it came from."""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from sim.scenario import Scenario

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_WORDS_WITH_MEANING = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def annotated_yaml(scenario: Scenario) -> str:
    """Return a scenario file that stands alone and resolves to the same parameters and events.

    Parameters
    ----------
    scenario : Scenario
        The scenario.

    Returns
    -------
    str
        YAML; behind each value, as a comment, the file and line where it was written.
    """
    question = textwrap.wrap(scenario.question or scenario.title, 100)
    head = [*question, "", "All values of the run in this folder; behind each, where it was written."]
    comment = "".join(f"# {line}".rstrip() + "\n" for line in head)
    return comment + "".join(_lines(scenario.resolved(), scenario.origins, ()))


def _lines(entries: Mapping[str, Any], origins: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a map."""
    indent = "  " * len(path)
    for key, entry in entries.items():
        below = (*path, str(key))
        origin = origins.get(".".join(below))
        comment = "" if origin is None else f"  # {origin}".replace("\n", " ")
        start = f"{indent}{_scalar(str(key))}:"
        if isinstance(entry, Mapping) and entry:
            yield f"{start}\n"
            yield from _lines(entry, origins, below)
        elif isinstance(entry, list | tuple) and any(isinstance(item, Mapping) for item in entry):
            yield f"{start}{comment}\n"
            yield from (f"{indent}  - {json.dumps(item, ensure_ascii=False)}\n" for item in entry)
        else:
            yield f"{start} {_scalar(entry)}{comment}\n"


def _scalar(entry: Any) -> str:
    """Write a value in the form that YAML 1.1 and 1.2 read alike."""
    if isinstance(entry, str) and _PLAIN.fullmatch(entry) and entry.lower() not in _WORDS_WITH_MEANING:
        return entry
    return json.dumps(list(entry) if isinstance(entry, tuple) else entry, ensure_ascii=False)
