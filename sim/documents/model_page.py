"""The model in ODD form: a page in Markdown, made from docstrings, schema, stages and registered measures."""

from collections.abc import Iterable
from pathlib import Path

from sim.documents.markdown import cell, formulas, table
from sim.documents.parameters import ParameterNote, parameter_notes
from sim.documents.parameters_page import values_text
from sim.documents.readers import sections
from sim.documents.source import Described, modules, random_streams, stages
from sim.market.measures import MEASURES, outcome_pattern
from sim.scenario import Scenario, load, shipped_folder, shipped_scenarios
from sim.scenario.facts import facts
from sim.scenario.places import PARAMETERS

_FRAME = Path(__file__).with_name("model_page.md")
_MOST_VALUES = 100
_LAWS, _WORLD = "economics", "market"
_BOOKKEEPING = {
    "market/measures.py",
    "market/recording/record_month.py",
    "market/recording/records.py",
    "market/replication.py",
}


def model_page() -> str:
    """Return the description of the model as a page in Markdown; values are those of the shipped base scenario."""
    base = load(shipped_folder() / "base.yaml")
    notes = parameter_notes(base)
    return _FRAME.read_text(encoding="utf-8").format(
        declared=_declared(base),
        state=_state(),
        schedule=_schedule(),
        stages=_stages(),
        streams=table(("draws", "claimed in"), [(cell(name), _files(files)) for name, files in random_streams()]),
        start=_start(notes),
        facts=_facts(notes),
        scenarios=_scenarios(),
        laws="\n\n".join(_law(module) for module in modules(_LAWS)),
        appliers=_appliers(),
        rules=_rules(notes),
        equations=_equations(notes),
        measures=_measures(),
    )


def _declared(base: Scenario) -> str:
    """Sections of the schema, with how many entries the base scenario has."""
    rows = []
    for paths in sections().values():
        for path in paths:
            place = PARAMETERS.at(path)
            if path and place is not None:
                entries = getattr(base.parameters, path[0]) if len(path) == 2 else None
                count = str(len(entries)) if isinstance(entries, dict) else "-"
                rows.append((f"`{'.'.join(path)}`", cell(str(place.kind.__doc__)), count))
    return table(("section", "what it is", "in `base.yaml`"), rows)


def _state() -> str:
    """Classes of the world whose docstrings list what they hold."""
    rows = []
    for module in modules(_WORLD):
        for part in () if module.name in _BOOKKEEPING else module.parts:
            for name, kind, meaning in part.attributes:
                rows.append((f"`{part.name}`", f"`{name}`", cell(kind), cell(meaning), _files((module.name,))))
    return table(("entity", "state", "type", "meaning", "file"), rows)


def _schedule() -> str:
    [market] = [part for module in modules(_WORLD) for part in module.parts if part.name == "Market"]
    [step] = [part for part in market.parts if part.name == "step"]
    return step.summary


def _stages() -> str:
    rows = []
    for number, (name, text) in enumerate(stages(), 1):
        told = text.removeprefix(f"Stage {number}: ")
        rows.append(f"{number}. **{name.replace('_', ' ')}** (`Market.{name}`): {' '.join(told.split())}")
    return "\n".join(rows)


def _start(notes: list[ParameterNote]) -> str:
    rows = [
        (f"`{note.name}`", cell(note.description), cell(note.unit), cell(values_text(note, _MOST_VALUES)))
        for note in notes
        if note.start_only and note.unit
    ]
    return table(("parameter", "meaning", "unit", "in `base.yaml`"), rows)


def _facts(notes: list[ParameterNote]) -> str:
    rows = []
    for fact in facts().values():
        used = [f"`{note.name}`" for note in notes if fact in note.facts]
        where = f"[{cell(fact.source)}]({fact.url})" if fact.url else cell(fact.source)
        rows.append((fact.id, cell(f"{fact.actor}: {fact.metric}"), cell(fact.figure), where, ", ".join(used) or "-"))
    return table(("fact", "what was measured", "figure", "source", "anchors"), rows)


def _scenarios() -> str:
    rows = []
    for path in shipped_scenarios():
        scenario = load(path)
        events = "; ".join(f"{event.when}: {event.note}" for event in scenario.events) or "-"
        rows.append((f"`{path.name}`", cell(scenario.question), cell(events)))
    return table(("file", "question", "dated events"), rows)


def _law(module: Described) -> str:
    """One file of laws: what it says, its formulas, its functions."""
    parts = [
        f"### {module.summary.rstrip('.')}",
        _files((module.name,)) + (f", {', '.join(module.tags)}" if module.tags else ""),
    ]
    if module.formulas:
        parts.append(formulas(module.formulas))
    if module.remarks:
        parts.append(module.remarks)
    parts.append("\n".join(_function(part) for part in module.parts))
    return "\n\n".join(part for part in parts if part)


def _function(part: Described) -> str:
    return f"- `{part.name}`: {part.summary}" + (f" {part.remarks}" if part.remarks else "")


def _appliers() -> str:
    """Files of the world that name an equation."""
    pieces = []
    for module in modules(_WORLD):
        tags = _all_tags(module)
        if tags and not module.name.startswith("market/rules/"):
            pieces.append(f"- {_files((module.name,))} ({', '.join(tags)}): {module.summary}")
            if module.formulas:
                pieces.append("\n" + formulas(module.formulas) + "\n")
    return "\n".join(pieces)


def _rules(notes: list[ParameterNote]) -> str:
    """Choices of the section ``rules``."""
    rows = [
        (f"`{note.name}`", cell(note.description), cell(note.range), cell(values_text(note, _MOST_VALUES)))
        for note in notes
        if note.name.startswith("rules.") and not note.unit
    ]
    return table(("choice", "what it decides", "alternatives", "in `base.yaml`"), rows)


def _equations(notes: list[ParameterNote]) -> str:
    """Files and parameters by equation."""
    files: dict[str, list[str]] = {}
    for module in (*modules(_LAWS), *modules(_WORLD)):
        for tag in _all_tags(module):
            files.setdefault(tag, []).append(module.name)
    parameters: dict[str, list[str]] = {}
    for note in notes:
        for tag in note.law:
            parameters.setdefault(tag, []).append(f"`{note.name}`")
    tags = sorted({*files, *parameters}, key=lambda tag: int(tag.removeprefix("E")))
    rows = [(tag, _files(tuple(files.get(tag, ()))) or "-", ", ".join(parameters.get(tag, ())) or "-") for tag in tags]
    return table(("equation", "files", "parameters"), rows)


def _all_tags(described: Described) -> list[str]:
    """Return the equations that a module and its parts name, in order."""
    tags = {*described.tags, *(tag for part in described.parts for tag in _all_tags(part))}
    return sorted(tags, key=lambda tag: int(tag.removeprefix("E")))


def _measures() -> str:
    rows = [
        (
            f"`{outcome_pattern(measure)}`",
            cell(measure.description),
            cell(measure.unit),
            f"{measure.better}: {measure.for_whom}" if measure.for_whom else "-",
            measure.reduction.replace("_", " "),
        )
        for measure in MEASURES
    ]
    return table(("measure", "meaning", "unit", "who gains when it is", "over a run"), rows)


def _files(files: Iterable[str]) -> str:
    return ", ".join(f"`{file}`" for file in files)
