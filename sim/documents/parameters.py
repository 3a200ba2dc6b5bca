"""Every parameter with all that is known about it, from the schema, a scenario, the facts and the code."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sim.documents.readers import FREE_NAME, Where, parameter_paths, readers
from sim.documents.source import tags_in
from sim.scenario import Scenario
from sim.scenario.choices import EXAMPLE
from sim.scenario.facts import Fact, facts
from sim.scenario.places import PARAMETERS, Place
from sim.scenario.problems import dotted
from sim.scenario.tree import EACH
from sim.scenario.wording import bounds_text

REQUIRED = "required"
_FACT_ID = re.compile(r"[A-Z]\d{3}")


@dataclass(frozen=True)
class ParameterNote:
    """What is known about one parameter.

    Attributes
    ----------
    name : str
        Dotted path, ``<name>`` standing for names that a scenario chooses.
    description, unit : str
        What it means; unit, empty for choices.
    default : object
        Neutral value; ``"required"`` where every scenario must give one.
    values : dict of str to object
        Values in the scenario, by the names along the path (``"blue"``, ``"writer/editor"``), or under an empty name.
    bounds : dict of str to float
        ``ge``, ``gt``, ``le``, ``lt``.
    range : str
        What is allowed, in words.
    source : str
        Fact ids, ``assumption`` or ``design``.
    facts : tuple of Fact
        The facts that are on file.
    law : tuple of str
        Tags of the equations it stands in.
    read_by : tuple of str
        Files of the code that read it.
    start_only : bool
        Whether dated events cannot change it.
    """

    name: str
    description: str
    unit: str
    default: Any
    values: dict[str, Any]
    bounds: dict[str, float]
    range: str
    source: str
    facts: tuple[Fact, ...]
    law: tuple[str, ...]
    read_by: tuple[str, ...]
    start_only: bool

    def as_data(self) -> dict[str, Any]:
        """Return the note as plain data."""
        return asdict(self)


def parameter_notes(scenario: Scenario) -> list[ParameterNote]:
    """Return a note on every parameter, in the order of the schema, with its values in a scenario."""
    whole = scenario.parameters.model_dump()
    return [_note(path, whole) for path in parameter_paths()]


def note_of(name: str, scenario: Scenario) -> ParameterNote:
    """Return the note on the parameter at a dotted path, ``<name>`` standing for names."""
    return _note(tuple(name.replace(".[", "[").replace("[", ".[").split(".")), scenario.parameters.model_dump())


def _note(path: Where, whole: dict[str, Any]) -> ParameterNote:
    place = PARAMETERS.at(path)
    assert place is not None, path
    assert place.field is not None, path
    metadata = place.metadata
    source = str(metadata.get("source", ""))
    name = dotted(path)
    required = place.field.is_required()
    return ParameterNote(
        name=name,
        description=str(place.field.description),
        unit=place.unit,
        default=REQUIRED if required else place.field.get_default(call_default_factory=True),
        values={"/".join(names): value for names, value in _values(path, whole)},
        bounds=place.bounds,
        range=_range(place),
        source=source,
        facts=tuple(facts()[tag] for tag in _FACT_ID.findall(source) if tag in facts()),
        law=tags_in(str(metadata.get("law", ""))),
        read_by=readers().get(name, ()),
        start_only=place.start_only,
    )


def _values(path: Where, data: Any, names: Where = ()) -> Iterator[tuple[Where, Any]]:
    """Yield the values at a path with the names that stand for `FREE_NAME`."""
    if not path:
        yield names, data
    elif data is None:
        return
    elif path[0] == EACH:
        for position, item in enumerate(data):
            yield from _values(path[1:], item, (*names, str(position + 1)))
    elif path[0] == FREE_NAME:
        for name, below in data.items():
            yield from _values(path[1:], below, (*names, name))
    else:
        yield from _values(path[1:], data[path[0]], names)


def _range(place: Place) -> str:
    """Say what is allowed."""
    if place.options:
        allowed = ", ".join(str(option) for option in place.options)
        allowed += f", or a file such as {EXAMPLE}" if place.takes_file else ""
    elif place.names:
        allowed = f"{'names' if place.is_list else 'a name'} from {place.names}"
    elif place.item is not None:
        allowed = f"maps of {', '.join(place.item.keys)}"
    elif place.is_named_map:
        entry = place.child(FREE_NAME)
        numbers = f"numbers{bounds_text(entry)}" if entry is not None and entry.kind is float else "texts"
        allowed = f"{numbers} by name"
    elif place.kind is bool:
        allowed = "true, false"
    elif place.kind is str:
        allowed = "text"
    else:
        allowed = bounds_text(place).strip()
    return allowed + (", or null" if place.nullable else "")
