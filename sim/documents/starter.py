"""A starter scenario: a file that extends another one and shows what is most often changed, with all that is known."""

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

from sim.documents.parameters import REQUIRED, ParameterNote, note_of
from sim.documents.readers import FREE_NAME
from sim.scenario import Scenario, load, month_name, shipped_folder, value_at
from sim.scenario.files import FOR_EDITORS
from sim.scenario.schema.root import SCHEMA_VERSION
from sim.scenario.texts.describe import value_text

# What people ask about first, in the order of the file; the first one is set, the others wait in comments.
LEVERS = (
    "enterprises.portability_friction",
    "contracts.<name>.access",
    "contracts.<name>.revenue_share",
    "contracts.<name>.preferred_lag",
    "enterprises.multi_cloud_share",
    "enterprises.switching_cost",
    "enterprises.home_switching_cost",
    "enterprises.concentration_cost",
    "apps.<name>.bonus",
    "apps.<name>.licences",
    "clouds.<name>.capacity",
    "models.<name>.capability",
    "technology.catch_up",
    "adoption.budget_fading",
    "rules.pricing",
    "horizon.months",
    "enterprises.count",
)
EVENT_LEVER = "contracts.<name>.revenue_share"
SCHEMA_FILE = "alliance.schema.json"  # beside the scenario, so that it goes along with it to other people
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_WIDTH = 110


class StarterError(Exception):
    """A starter scenario that cannot be written; the text says why."""


def write_starter(name: str, parent: str) -> Path:
    """Write a starter scenario into the current folder, and beside it the schema that its first line names.

    Parameters
    ----------
    name : str
        Name of the scenario; with or without ``.yaml``.
    parent : str
        Scenario that it extends: a file, or a shipped scenario, with or without ``.yaml``.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ScenarioError
        If the parent is missing or not valid.
    StarterError
        If the name cannot be used or the file is there.
    """
    short = name.removesuffix(".yaml")
    if not _NAME.fullmatch(short):
        raise StarterError(f"expected small letters, digits, _ and -, such as less_friction; found {name!r}")
    file = Path(f"{short}.yaml")
    extends = _as_extended(parent)
    text = starter_text(short, extends, load(_found(extends)))
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
        Path(SCHEMA_FILE).write_bytes((shipped_folder() / "schema.json").read_bytes())
    except FileExistsError:
        raise StarterError(f"{file} is there already, and stays as it is; choose another name") from None
    except OSError as error:
        raise StarterError(f"{file} cannot be written: {error.strerror}") from None
    return file


def _as_extended(parent: str) -> str:
    """Return what `extends` has to say for a parent."""
    return parent if parent.endswith(".yaml") or Path(parent).is_file() else f"{parent}.yaml"


def _found(extends: str) -> Path:
    """Return the file of a parent as `extends` finds it from the current folder."""
    shipped = shipped_folder() / extends
    return shipped if shipped.is_file() and not Path(extends).is_file() else Path(extends)


def starter_text(name: str, extends: str, parent: Scenario) -> str:
    """Return the text of a starter scenario."""
    return "\n".join(_lines(name, extends, parent)) + "\n"


def _lines(name: str, extends: str, parent: Scenario) -> Iterator[str]:
    entries = _entries(parent)
    yield f"{FOR_EDITORS} $schema={SCHEMA_FILE}"
    yield f"# What does {name} change? (Say here in a sentence what the scenario asks.)"
    yield "#"
    yield from _comment(
        f"It takes everything from {extends} and changes what stands under `set`. Values are those of {extends}; a "
        "line that starts with # and no blank waits to be used. `alliance describe params` lists every parameter."
    )
    yield f"schema: {SCHEMA_VERSION}"
    yield f"name: {value_text(name)}"
    yield f"title: {value_text(f'{name}, a variant of {parent.name}')}"
    yield f"extends: {value_text(extends)}"
    yield "set:"
    for number, lever in enumerate(LEVERS):
        path = _path(lever, entries)
        if path is not None:
            note = note_of(lever, parent)
            yield from (f"  {line}" for line in (*_comment(note.description), *_comment(_what_is_allowed(note))))
            yield f"  {'#' if number else ''}{path}: {value_text(value_at(parent.parameters, path))}"
            yield ""
    yield from _event(parent, entries)


def _entries(parent: Scenario) -> dict[str, str]:
    """Return for each named section the entry that examples are about: the tightest contract and its parties."""
    parameters = parent.parameters
    strength = {"exclusive": 3, "preferred": 2, "open": 1, "none": 0}
    contracts = sorted(parameters.contracts, key=lambda key: (-strength[parameters.contracts[key].access], key))
    if not contracts:
        return {section: min(getattr(parameters, section)) for section in ("clouds", "models", "apps")}
    partner, lab = contracts[0].split("-")
    return {
        "contracts": contracts[0],
        "clouds": _first(parameters.clouds, "owner", partner),
        "models": _first(parameters.models, "lab", lab),
        "apps": _first(parameters.apps, "owner", partner),
    }


def _first(section: dict[str, Any], role: str, owner: str) -> str:
    """Return the first entry that belongs to an owner, or the first one where none does."""
    return min(section, key=lambda name: (getattr(section[name], role) != owner, name), default="")


def _path(lever: str, entries: dict[str, str]) -> str | None:
    """Return a lever with its name filled in; None where the scenario has no such entry."""
    entry = entries.get(lever.split(".")[0], "")
    if FREE_NAME not in lever:
        return lever
    return lever.replace(FREE_NAME, entry) if entry else None


def _what_is_allowed(note: ParameterNote) -> str:
    """Say a parameter's unit, bounds, default and source, and whether events may change it."""
    facts = [f"{note.unit}: {note.range}" if note.unit else f"allowed: {note.range}"]
    if note.default not in (None, REQUIRED):
        facts.append(f"default {value_text(note.default)}")
    facts.append("source: " + (", ".join(f"{fact.id} ({fact.figure})" for fact in note.facts) or note.source))
    if note.start_only:
        facts.append("no event can change it")
    return "; ".join(facts)


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in wrap(text, _WIDTH)]


def _event(parent: Scenario, entries: dict[str, str]) -> Iterator[str]:
    """Yield an example of a dated event, in comments."""
    yield from _comment("What changes during the run, in the month named (this list replaces that of the parent):")
    horizon = parent.parameters.horizon
    path = _path(EVENT_LEVER, entries) or LEVERS[0]
    value = value_at(parent.parameters, path) / 2
    yield "#events:"
    yield f"#  - when: {month_name(horizon.start, horizon.months // 2)}"
    yield f"#    set: {{{path}: {value_text(value)}}}"
    yield "#    note: why it changes, for the report"
