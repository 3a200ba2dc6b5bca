"""What is known about one name: a parameter, a value of a scenario, a fact, an equation or an outcome."""

from __future__ import annotations

from collections.abc import Iterator

from sim.documents.parameters import REQUIRED, ParameterNote, parameter_notes
from sim.documents.readers import FREE_NAME
from sim.documents.source import Described, modules
from sim.market.measures import MEASURES, Measure, outcome_pattern
from sim.scenario import Scenario, value_at
from sim.scenario.facts import Fact, facts
from sim.scenario.texts.describe import value_text

Lines = list[tuple[str, str]]


def looked_up(name: str, scenario: Scenario) -> Lines | None:
    """Return what is known about a name, as labelled lines; None where nothing has that name.

    Parameters
    ----------
    name : str
        Id of a fact (``D019``), tag of an equation (``E24``), dotted path, with or without names of the scenario
        filled in (``contracts.<partner>-<lab>.access``), or an outcome (``profit.<owner>``).
    scenario : Scenario
        Whose values to show.
    """
    if name in facts():
        return _fact(facts()[name], scenario)
    if name in _equations():
        return [line for described in _equations()[name] for line in _law(described)]
    note = _note(name, scenario)
    if note is not None:
        return _parameter(name, note, scenario)
    measures = [one for one in MEASURES if name == one.name or name.startswith(f"{one.name}.")]
    return [line for measure in measures for line in _measure(measure)] or None


def known_names(scenario: Scenario) -> list[str]:
    """Return every name that can be looked up, parameters with the names of a scenario filled in."""
    notes = parameter_notes(scenario)
    filled = [path for note in notes for path in _filled(note)]
    return [*facts(), *_equations(), *(note.name for note in notes), *filled, *(measure.name for measure in MEASURES)]


def _note(name: str, scenario: Scenario) -> ParameterNote | None:
    """Return the note on the parameter that a path belongs to; None where there is none."""
    notes = parameter_notes(scenario)
    return next((note for note in notes if name == note.name or name in _filled(note)), None)


def _filled(note: ParameterNote) -> list[str]:
    """Return a parameter's paths in the scenario whose values are noted."""
    pieces = note.name.split(FREE_NAME)
    return ["".join(_woven(pieces, names.split("/") if names else [])) for names in note.values]


def _woven(pieces: list[str], names: list[str]) -> Iterator[str]:
    for piece, name in zip(pieces, [*names, ""], strict=True):
        yield piece + name


def _fact(fact: Fact, scenario: Scenario) -> Lines:
    anchored = [note.name for note in parameter_notes(scenario) if fact in note.facts]
    return [
        ("fact", fact.id),
        ("what", f"{fact.actor}: {fact.metric}"),
        ("figure", fact.figure),
        ("source", fact.source),
        ("read at", fact.url or "-"),
        ("confidence", fact.confidence),
        ("anchors", ", ".join(anchored) or "a value in a scenario, or a claim"),
    ]


def _parameter(name: str, note: ParameterNote, scenario: Scenario) -> Lines:
    lines = [("parameter", name), ("meaning", note.description), ("unit", note.unit or "-"), ("allowed", note.range)]
    if name in _filled(note):
        origin = scenario.origins.get(name)
        written = f"  ({origin})" if origin is not None else ""
        lines.append((f"in {scenario.name}", value_text(value_at(scenario.parameters, name)) + written))
    else:
        lines += [(f"in {scenario.name}, {names}", value_text(value)) for names, value in note.values.items()]
    lines.append(("default", REQUIRED if note.default == REQUIRED else value_text(note.default)))
    lines.append(("source", "; ".join(f"{fact.id} ({fact.figure})" for fact in note.facts) or note.source))
    lines.append(("equations", ", ".join(note.law) or "-"))
    lines.append(("read by", ", ".join(note.read_by) or "-"))
    lines.append(("events", "cannot change it" if note.start_only else "may change it"))
    return lines


def _equations() -> dict[str, list[Described]]:
    """Return the files of laws that name each equation, those with its formula first."""
    found: dict[str, list[Described]] = {}
    for module in modules("economics"):
        for tag in dict.fromkeys(tag for part in (module, *module.parts) for tag in part.tags):
            place = 0 if any(line.split(" ")[0] == tag for line in module.formulas) else len(found.get(tag, ()))
            found.setdefault(tag, []).insert(place, module)
    return found


def _law(module: Described) -> Lines:
    formulas = [("", line) for line in module.formulas]
    functions = [(part.name, part.summary) for part in module.parts]
    return [("law", module.summary), ("file", f"sim/{module.name}"), *formulas, *functions]


def _measure(measure: Measure) -> Lines:
    return [
        ("outcome", outcome_pattern(measure)),
        ("meaning", measure.description),
        ("unit", f"{measure.outcome_unit}; each month {measure.unit}"),
        ("over a run", measure.reduction.replace("_", " ")),
        ("who gains", f"{measure.for_whom}, when it is {measure.better}" if measure.for_whom else "-"),
    ]
