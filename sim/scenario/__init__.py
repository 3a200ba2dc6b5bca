"""Scenarios: read, checked, frozen; every value knows where it was written."""

from sim.scenario.events import DatedEvent
from sim.scenario.files import named, shipped_experiments, shipped_folder, shipped_scenarios
from sim.scenario.months import month_index, month_name
from sim.scenario.problems import Origin, Problem, ScenarioError
from sim.scenario.scenario import Scenario, load, load_all, scenario_from
from sim.scenario.schema.root import Parameters
from sim.scenario.seeds import parse_seeds, seeds_text
from sim.scenario.states import value_at

__all__ = [
    "DatedEvent",
    "Origin",
    "Parameters",
    "Problem",
    "Scenario",
    "ScenarioError",
    "load",
    "load_all",
    "month_index",
    "month_name",
    "named",
    "parse_seeds",
    "scenario_from",
    "seeds_text",
    "shipped_experiments",
    "shipped_folder",
    "shipped_scenarios",
    "value_at",
]
