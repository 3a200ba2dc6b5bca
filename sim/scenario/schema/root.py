"""The whole scenario."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from sim.scenario.schema.agents import App, Cloud, Model, Owner
from sim.scenario.schema.bargaining import Bargaining
from sim.scenario.schema.contracts import Contract
from sim.scenario.schema.demand import Adoption, Consumers, Enterprises, Task
from sim.scenario.schema.finance import Appraisal, Deals, Entry, Finance, Option, Regulator, Shocks
from sim.scenario.schema.quantities import Month, Section, choice, quantity
from sim.scenario.schema.rules import Rules
from sim.scenario.schema.supply import Compute, Routing, Technology, Trials

SCHEMA_VERSION = 1


class Horizon(Section):
    """When the run starts and how long it lasts."""

    start: Month = choice("First month, as YYYY-MM", law="", start_only=True)
    months: int = quantity("Number of months", unit="months", source="design", law="", start_only=True, ge=1, le=600)


class Parameters(Section):
    """Every parameter of a scenario, by name and with its unit."""

    horizon: Horizon
    owners: dict[str, Owner]
    clouds: dict[str, Cloud]
    models: dict[str, Model]
    apps: dict[str, App]
    tasks: dict[str, Task]
    enterprises: Enterprises
    consumers: Consumers
    adoption: Adoption
    contracts: dict[str, Contract]
    compute: Compute
    technology: Technology
    routing: Routing
    trials: Trials
    bargaining: Bargaining
    finance: Finance
    options: dict[str, Option]
    deals: Deals
    regulator: Regulator
    entry: Entry
    shocks: Shocks
    appraisal: Appraisal
    rules: Rules


class Event(Section):
    """A dated change of parameters during the run."""

    when: Month = choice("Month in which the change takes effect, as YYYY-MM", law="E36")
    set: dict[str, object] = choice("Dotted paths and their new values", law="E36")
    note: str = choice("Why, for the report", law="E36", default="")


class ScenarioFile(Section):
    """Keys that a scenario file may have, apart from the parameters themselves."""

    schema_: Literal[1] = choice("Version of this file format", law="", alias="schema")
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")] = choice(
        "Short name; names the results folder", law=""
    )
    title: str = choice("What the scenario is, in one line", law="")
    extends: str | None = choice("File whose parameters this one changes", law="", default=None)
    seeds: str | list[int] = choice("Replications, as 1..32 or a list", law="", default="1..32")
    events: list[Event] = choice("Dated changes", law="E36", default_factory=list)
