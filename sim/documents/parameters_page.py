"""The parameters as a page in Markdown and as a table for the terminal."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sim.documents.markdown import cell, table
from sim.documents.parameters import REQUIRED, ParameterNote
from sim.scenario import Scenario
from sim.scenario.texts.describe import value_text

HEADER = ("parameter", "unit", "value", "allowed", "source", "law", "read by")
_MOST_VALUES = 3  # in the terminal
_MOST_FILES = 3

OPENING = """\
# Parameters

Made from the code by `make docs`; do not edit. Values are those of `{scenario}` ({title});
`alliance describe params --markdown --scenario FILE` prints this page for another scenario, which changes any of them
by its path, `<name>` standing for a name that it declares.

*source*: a fact of `seeds/facts.csv` with its figure; `assumption` where nobody has published a measurement; `design`
for choices and sizes of the simulation. *law*: tags of the equations in [model.md](model.md). *read by*: files below
`sim/` in which an expression reads the parameter. Parameters marked * shape the start of a run: dated events cannot
change them.
"""


def parameters_page(notes: Sequence[ParameterNote], scenario: Scenario) -> str:
    """Return the parameters as a page in Markdown, a table for each section of the schema."""
    name = scenario.path.name if scenario.path is not None else scenario.name
    return "\n".join([OPENING.format(scenario=name, title=scenario.title), *_sections(notes)]) + "\n"


def _sections(notes: Sequence[ParameterNote]) -> Iterator[str]:
    for section, members in groupby(notes, key=lambda note: note.name.split(".")[0]):
        yield f"## {section}\n"
        header = ("parameter", "meaning", "unit", "value", "default", "allowed", "source", "law", "read by")
        yield table(header, [_page_row(note) for note in members])
        yield ""


def _page_row(note: ParameterNote) -> tuple[str, ...]:
    return (
        f"`{note.name}`" + ("*" if note.start_only else ""),
        cell(note.description),
        cell(note.unit),
        cell(values_text(note, most=100)),
        cell(_value(note.default)),
        cell(note.range),
        cell(_source(note, linked=True)),
        ", ".join(note.law),
        ", ".join(f"`{file}`" for file in note.read_by) or "-",
    )


def table_rows(notes: Sequence[ParameterNote]) -> list[tuple[str, ...]]:
    """Return the rows of the table for the terminal, under `HEADER`."""
    return [
        (
            note.name,
            note.unit,
            values_text(note, most=_MOST_VALUES),
            note.range,
            _source(note),
            ", ".join(note.law),
            _short_files(note.read_by),
        )
        for note in notes
    ]


def _short_files(files: Sequence[str]) -> str:
    """Name files without folder and ending, the first few of them."""
    names = [file.rsplit("/", 1)[-1].removesuffix(".py") for file in files]
    more = f" and {len(names) - _MOST_FILES} more" if len(names) > _MOST_FILES else ""
    return ", ".join(names[:_MOST_FILES]) + more if names else "-"


def values_text(note: ParameterNote, most: int) -> str:
    """Return the values in a scenario: one where all agree, by name where there are few, else the span."""
    values = list(note.values.values())
    if not values:
        return f"default {_value(note.default)}" if note.default != REQUIRED else "-"
    if all(value == values[0] for value in values):
        return _value(values[0])
    if len(values) <= most:
        return "; ".join(f"{name}: {_value(value)}" for name, value in note.values.items())
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) == len(values):
        return f"{_value(min(numbers))} to {_value(max(numbers))}"
    return f"{len(values)} values"


def _value(value: Any) -> str:
    return value_text(value) if value != REQUIRED else REQUIRED


def _source(note: ParameterNote, *, linked: bool = False) -> str:
    """Say where the number comes from; facts with their figure, linked to where it was read."""
    if not note.facts:
        return note.source
    figures = ((fact, f"{fact.id} ({fact.figure})") for fact in note.facts)
    return "; ".join(f"[{text}]({fact.url})" if linked and fact.url else text for fact, text in figures)
