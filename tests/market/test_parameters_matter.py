"""Every number of the schema that a law reads moves something that a run records."""

from collections.abc import Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import numpy as np
import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.market.replication import Replication, simulate
from sim.scenario import load, value_at
from sim.scenario.schema.root import Parameters
from tests.market.small_runs import ADOPTED, SCENARIOS
from tests.market.unappraised import unappraised

# A market in which every law is at work: GPUs are short, deals are tight, everybody moves.
BUSY = (
    "enterprises.count=80",
    "enterprises.panel=40",
    "horizon.months=8",
    "clouds.aws.capacity=0.06",
    "clouds.azure.capacity=0.04",
    "compute.order_lead=2",
    "compute.servers=20",
    "compute.trend_limit=0.05",
    "technology.training_saturation=1.3",
    "technology.quality_anchor=0.2",
    "enterprises.home_review_period=3",
    "enterprises.tolerated_dependence=0.1",
    "enterprises.renewal_period=4",
    "consumers.concentration_cost=0.3",
    "tasks.documents.adoption_delay=2",
    "contracts.microsoft-openai.access=preferred",
    "contracts.microsoft-openai.preferred_lag=3",
    "contracts.microsoft-openai.revenue_share_cap=0.05",
    "contracts.microsoft-openai.investment=0.02",
    "contracts.microsoft-openai.stake=0.1",
    "contracts.microsoft-openai.commitment=4",
    "contracts.microsoft-openai.commitment_months=6",
    "rules.renegotiation_period=3",
    *ADOPTED,
)

# Of each map of named things, one entry in which the law shows.
ENTRY = {
    "owners": "alphabet",
    "clouds": "aws",
    "models": "gpt",
    "apps": "m365_copilot",
    "surfaces": "outlook",
    "tasks": "documents",
    "contracts": "microsoft-openai",
    "options": "call",
    "segments": "large",
    "releases": "0",
}
# What only bargaining, money and deals read: tests/market/test_economy_parameters_matter.py moves them.
OF_THE_ECONOMY = (
    *(f"{section}." for section in ("bargaining", "finance", "options", "deals", "regulator", "entry", "shocks")),
    "appraisal.",
    "owners.alphabet.initial_cash",
    "owners.alphabet.technology_value",
)

# Where another entry, a smaller change, or another circumstance is needed to see the effect.
ELSEWHERE = {
    "models.gpt.usage_penalty": ("models.llama.usage_penalty=1.2",),
    "apps.m365_copilot.environment_pull": ("apps.github_copilot.environment_pull=6",),
    "apps.m365_copilot.surfaces.outlook.weight": (
        "apps.m365_copilot.surfaces.outlook.weight=0.05",
        "apps.m365_copilot.surfaces.teams.weight=0.30",
    ),
    "tasks.documents.compliance_penalty": ("tasks.regulated.compliance_penalty=0.5",),
    "clouds.aws.home_share": ("clouds.aws.home_share=0.38", "clouds.azure.home_share=0.18"),
    "enterprises.segments.large.firm_share": (
        "enterprises.segments.large.firm_share=0.3",
        "enterprises.segments.mid_market.firm_share=0.4",
    ),
    "enterprises.segments.large.spend_share": (
        "enterprises.segments.large.spend_share=0.45",
        "enterprises.segments.mid_market.spend_share=0.4",
    ),
    "enterprises.second_cloud_cost": ("enterprises.second_cloud_cost=2",),
    "models.gpt.launch_capability": ("models.gpt.launch_capability=4.2",),
    "owners.alphabet.insurance": ("owners.microsoft.insurance=0.5",),
    "enterprises.size_spread": ("enterprises.size_spread=0.5",),
    "technology.training_growth": ("technology.training_growth=1.2",),
    "compute.order_limit": ("compute.order_limit=0.003",),
    "enterprises.home_review_horizon": ("enterprises.home_review_horizon=900",),
    "technology.diffusion_hazard": ("technology.diffusion_hazard=0.9",),
    "compute.target_utilisation": ("compute.target_utilisation=0.6",),
}

FIXED_PRICES = (
    "rules.pricing=fixed",
    *(f"models.{name}.list_price=5" for name in ("gpt", "claude", "gemini", "grok", "mai", "mercury")),
    *(
        f"apps.{name}.list_price=7"
        for name in (
            "m365_copilot",
            "workspace_ai",
            "github_copilot",
            "cursor_editor",
            "bing_copilot",
            "search_ai",
        )
    ),
)
# Numbers that only another rule reads.
OTHER_RULE: dict[str, tuple[tuple[str, ...], tuple[str, ...] | None]] = {
    "models.gpt.list_price": (FIXED_PRICES, ("models.gpt.list_price=6",)),
    "apps.m365_copilot.list_price": (FIXED_PRICES, ("apps.m365_copilot.list_price=8",)),
}
OTHER_RULE |= {f"trials.{name}": (("rules.pricing=adaptive",), None) for name in ("size", "step")}
OTHER_RULE["trials.memory"] = (("rules.pricing=adaptive",), ("trials.memory=2",))
OTHER_RULE |= dict.fromkeys(
    (
        "adoption.ceiling",
        "consumers.volume_share",
        "owners.alphabet.search_cannibalisation",
        "tasks.documents.adoption_delay",
        "tasks.documents.price_sensitivity",
        "technology.quality_anchor",
    ),
    (("rules.demand=volumes",), None),
)
OTHER_RULE["tasks.documents.volume_share"] = (
    ("rules.demand=volumes",),
    ("tasks.documents.volume_share=0.15", "tasks.support.volume_share=0.35"),
)


def released(capability: float, serving_cost: float) -> str:
    """GPT with a list of releases."""
    return f"models.gpt.releases=[{{when: 2023-01, capability: {capability}, serving_cost: {serving_cost}}}]"


# Numbers that only a circumstance brings into play: a diffusion architecture that works at scale, a list of releases,
# GPUs that cost hardly less than they earn.
WORKING = "technology.diffusion_hazard=0.9"
RELEASES = ("models.gpt.capability=null", "models.gpt.serving_cost=null", released(3.9, 1.0))
IN_A_CIRCUMSTANCE: dict[str, tuple[tuple[str, ...], tuple[str, ...] | None]] = {
    "technology.diffusion_cost_advantage": ((WORKING,), None),
    "technology.diffusion_recovery": ((WORKING,), None),
    "models.gpt.releases.0.capability": (RELEASES, (released(4.2, 1.0),)),
    "models.gpt.releases.0.serving_cost": (RELEASES, (released(3.9, 1.3),)),
    "compute.price_floor_margin": (("clouds.google_cloud.resource_cost=2",), None),
}
# Numbers that no law reads: they say how long the run is.
NO_LAW = {"horizon.months"}


def number_type(annotation: Any) -> type | None:
    """Int or float where a field holds a number, perhaps none."""
    options = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    kinds = [option for option in options if option is not NoneType]
    return kinds[0] if len(kinds) == 1 and kinds[0] in (int, float) else None


def numeric_fields(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, FieldInfo, type]]:
    """Every numeric field of the schema by dotted path, with one entry standing for each named map."""
    for name, field in model.model_fields.items():
        here = f"{path}{name}"
        kind = number_type(field.annotation)
        inside = get_args(field.annotation)
        if kind is not None:
            yield here, field, kind
        elif isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from numeric_fields(field.annotation, f"{here}.")
        elif inside and isinstance(inside[-1], type) and issubclass(inside[-1], BaseModel):
            yield from numeric_fields(inside[-1], f"{here}.{ENTRY[name]}.")


EVERY_FIELD = {path: (field, kind) for path, field, kind in numeric_fields(Parameters)}
FIELDS = {path: found for path, found in EVERY_FIELD.items() if not path.startswith(OF_THE_ECONOMY)}
BOUNDS = ("ge", "gt", "le", "lt")


def bounds_of(field: FieldInfo) -> tuple[float, float]:
    """Smallest and largest value that the schema allows."""
    limits = {name: getattr(rule, name) for rule in field.metadata for name in BOUNDS if hasattr(rule, name)}
    return limits.get("ge", limits.get("gt", -np.inf)), limits.get("le", limits.get("lt", np.inf))


@cache
def busy(*overrides: str) -> Replication:
    with unappraised():
        return simulate(load(SCENARIOS / "base.yaml", (*BUSY, *overrides)), 1)


def other_value(path: str) -> float:
    """A value that differs visibly from the scenario's and that the schema allows."""
    field, kind = FIELDS[path]
    lowest, highest = bounds_of(field)
    now = value_at(load(SCENARIOS / "base.yaml", BUSY).parameters, path)
    candidates = [now * 1.4 + (0.2 if kind is float else 1), now * 0.6, now + 0.1] if now is not None else [1.0]
    allowed = [kind(value) for value in candidates if lowest <= kind(value) <= highest and kind(value) != now]
    return allowed[0]


def differ(first: Replication, second: Replication) -> bool:
    """Whether anything that two runs record as measures differs."""
    values = [replication.monthly.select_dtypes("float64").to_numpy().tobytes() for replication in (first, second)]
    return values[0] != values[1]


@pytest.mark.study
@pytest.mark.parametrize("path", sorted(set(FIELDS) - NO_LAW))
def test_a_change_shows_in_what_is_recorded(path):
    circumstances, change = OTHER_RULE.get(path) or IN_A_CIRCUMSTANCE.get(path) or ((), ELSEWHERE.get(path))
    changed = change if change is not None else (f"{path}={other_value(path)}",)
    assert differ(busy(*circumstances), busy(*circumstances, *changed))


@pytest.mark.parametrize("path", sorted(OTHER_RULE))
def test_what_other_rules_read_does_nothing_under_the_rules_of_the_base(path):
    changed = OTHER_RULE[path][1] or (f"{path}={other_value(path)}",)
    assert not differ(busy(), busy(*changed))


def test_every_exception_names_a_parameter():
    assert set(ELSEWHERE) | set(OTHER_RULE) | set(IN_A_CIRCUMSTANCE) | NO_LAW <= set(FIELDS)


@pytest.mark.parametrize(
    "choice",
    [
        "rules.routing=single_source",
        "rules.wholesale=take_it_or_leave_it",
        "apps.m365_copilot.licences=[mai]",
        "apps.m365_copilot.suite=google",
        "models.gpt.specialisation.coding=0.4",
        "models.grok.open=true",
        "models.claude.primary_host=google_cloud",
        "apps.cursor_editor.environment=false apps.github_copilot.environment=false",
        "enterprises.suites.google=0.1",
        "apps.m365_copilot.host=aws",
        "apps.m365_copilot.surfaces.linkedin.use_with_suite=0.9",
    ],
)
def test_a_choice_shows_in_what_is_recorded(choice):
    assert differ(busy(), busy(*choice.split()))
