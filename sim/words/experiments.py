"""What figures and reports of experiments call parameters, outcomes and points."""

from collections.abc import Sequence
from typing import Any

from sim.results.outcomes import Outcome
from sim.scenario import Parameters, value_at
from sim.statistics.protocols import ExploredResult, MovedParameter
from sim.words.names import label, layer_label, pair_label, plain, words

_KINDS = {"owners": "owner", "clouds": "cloud", "models": "model", "apps": "app", "tasks": "task"}
# Measures whose name alone leaves open what they contain.
_EXPLAINED = ("profit", "ai_profit", "total_surplus")
_REDUCTIONS = {"total": "over {} months", "last_year": "mean of the last year", "largest": "largest month"}


def axis_name(axis: MovedParameter, parameters: Parameters) -> str:
    """Return what a parameter is called, e.g. ``"Portability friction"`` or ``"Blue: compute price"``."""
    section, *inside, last = axis.path.split(".")
    if not inside:
        return words(last) if "_" in last else f"{words(section)}: {last}"
    if section == "contracts":
        first = pair_label(parameters, inside[0])
    elif section in _KINDS:
        first = label(parameters, _KINDS[section], inside[0])
    else:
        first = words(inside[0])
    return f"{first}: {words(last).lower()}"


def axis_title(axis: MovedParameter, parameters: Parameters) -> str:
    """Return what a parameter is called, with its unit."""
    return f"{axis_name(axis, parameters)} ({axis.unit})" if axis.unit else axis_name(axis, parameters)


def setting_text(value: Any) -> str:
    """Return the value of a parameter as people read it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return plain(str(value))


def footnotes(result: ExploredResult) -> list[str]:
    """Return one line per parameter, with its path, meaning and value in the scenario, and what profits contain."""
    experiment = result.experiment
    lines = []
    for axis in experiment.axes:
        value = value_at(experiment.scenario.parameters, axis.path)
        lines.append(
            f"{axis_name(axis, experiment.scenario.parameters)}: {plain(axis.meaning)}; {axis.path}, "
            f"otherwise {setting_text(value)}."
        )
    measures = {definition.measure.name: definition.measure for definition in result.definitions.values()}
    named = [measures[name] for name in _EXPLAINED if name in measures]
    contents = [measure.description[:1].lower() + measure.description[1:] for measure in named]
    return lines + [f"{words(one.name)}: {content}." for one, content in zip(named, contents, strict=True)]


def outcome_name(outcome: Outcome, parameters: Parameters) -> str:
    """Return what an outcome is called, e.g. ``"Profit of a lab"``."""
    measure = outcome.measure
    if measure.kind == "market":
        return words(measure.name)
    if measure.kind == "layer":
        return f"{words(measure.name)}, {layer_label(outcome.entity).lower()}"
    whose = label(parameters, measure.kind, outcome.entity)
    return f"{words(measure.name)} {'at home on' if measure.kind == 'home' else 'of'} {whose}"


def joint_name(result: ExploredResult, outcomes: Sequence[str]) -> str:
    """Return what an outcome is called, or a sum of outcomes of several owners."""
    parameters = result.experiment.scenario.parameters
    definitions = [result.definitions[outcome] for outcome in outcomes]
    if len(definitions) == 1:
        return outcome_name(definitions[0], parameters)
    owners = [label(parameters, one.measure.kind, one.entity) for one in definitions]
    return f"{words(definitions[0].measure.name)} of {' and '.join(owners)} together"


def unit_text(outcome: Outcome, parameters: Parameters) -> str:
    """Return the unit of an outcome and how months became one number, e.g. ``"bn USD over 36 months"``."""
    reduction = _REDUCTIONS[outcome.measure.reduction].format(parameters.horizon.months)
    joint = " " if outcome.measure.reduction == "total" else ", "
    return f"{outcome.unit}{joint}{reduction}"


def value_reading(result: ExploredResult) -> str:
    """Say what the numbers of an experiment are: levels, or differences of two scenarios."""
    experiment = result.experiment
    count = len(experiment.seeds)
    seeds = f"{count} seed{'s' if count != 1 else ''}"
    if experiment.against is None:
        return f"Mean over {seeds} under “{plain(experiment.scenario.title)}”."
    first, second = (f"“{plain(scenario.title)}”" for scenario in experiment.scenarios)
    return f"{second} less {first}, seed by seed: mean over {seeds}. Above zero: more under {second}."


def assumption_name(axis: MovedParameter, parameters: Parameters) -> str:
    """Return what an assumption of a scorecard is called; a path with ``*`` is a common factor."""
    section, *_, last = axis.path.split(".")
    if "*" in axis.path:
        return f"{words(last)} of all {words(section).lower()} (factor)"
    return axis_title(axis, parameters)
