"""Which law is used where there is a choice."""

from functools import partial
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from sim.scenario.choices import is_file, rule_names
from sim.scenario.schema.quantities import Section, choice, quantity


def _known(of: str, name: str) -> str:
    if name not in rule_names(of) and not is_file(name):
        raise ValueError(f"there is no rule {name}")
    return name


Pricing = Annotated[str, AfterValidator(partial(_known, "pricing"))]
Routing = Annotated[str, AfterValidator(partial(_known, "routing"))]
Wholesale = Annotated[str, AfterValidator(partial(_known, "wholesale"))]
Bargaining = Annotated[str, AfterValidator(partial(_known, "bargaining"))]
Finance = Annotated[str, AfterValidator(partial(_known, "finance"))]
Deals = Annotated[str, AfterValidator(partial(_known, "deals"))]


def rule(of: str, description: str, *, law: str) -> Any:
    """Declare which rule of a choice is in force: one that comes with the model, or a file of the scenario's own."""
    return Field(
        description=description,
        json_schema_extra={"unit": "", "source": "design", "law": law, "start_only": False, "rule": of},
    )


class Rules(Section):
    """Names of the laws in force."""

    demand: Literal["budgets", "volumes"] = choice(
        "What buyers have given: a budget for each task, which tokens cheaper than before turn into more tokens "
        "(budgets); or a volume of tokens (volumes, the law of the first edition)",
        law="E41 to E44",
        start_only=True,
    )
    technology: Literal["training", "releases"] = choice(
        "Where capability comes from: training after the first release, or the dated list of releases",
        law="E24, E50",
        start_only=True,
    )

    pricing: Pricing = rule(
        "pricing",
        "How labs and apps set prices: in equilibrium, by trial and error, or as the scenario lists them",
        law="E10, E11",
    )
    routing: Routing = rule("routing", "How apps choose among licensed models", law="E7")
    wholesale: Wholesale = rule(
        "wholesale",
        "How wholesale prices are fixed: markup over cost from the contract, bargained, or the lab's one-sided offer",
        law="E7",
    )
    bargaining: Bargaining = rule(
        "bargaining",
        "How contract terms come about: fixed by the scenario; bargained pair by pair (nash_in_nash); bargained by "
        "labs that threaten to take another partner instead (replacement_threat)",
        law="E16, E21",
    )
    finance: Finance = rule(
        "finance",
        "Whether firms without another business can run out of money: ample (never), constrained",
        law="E28 to E31",
    )
    deals: Deals = rule("deals", "Whether owners bid for others: none, bids", law="E33")
    renegotiation_period: int = quantity(
        "Months between negotiations: contracts where they are bargained, wholesale prices in any case",
        unit="months",
        source="assumption",
        law="E23",
        ge=1,
        le=120,
    )
    code: dict[str, str] = choice(
        "Text of the rule files named above, by their name; filled in when the scenario is read",
        law="",
        start_only=True,
        default_factory=dict,
    )
