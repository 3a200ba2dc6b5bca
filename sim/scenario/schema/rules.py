"""Which law is used where there is a choice."""

from typing import Literal

from sim.scenario.schema.quantities import Section, choice, quantity


class Rules(Section):
    """Names of the laws in force."""

    pricing: Literal["nash", "fixed"] = choice("How labs and apps set prices", law="E10")
    routing: Literal["cost_quality", "single_source"] = choice("How apps choose among licensed models", law="E7")
    wholesale: Literal["markup", "take_it_or_leave_it"] = choice(
        "How wholesale prices are fixed: markup over cost from the contract, or the lab's one-sided offer",
        law="E7",
    )
    bargaining: Literal["fixed"] = choice("How contract terms come about: fixed by the scenario", law="E16")
    renegotiation_period: int = quantity(
        "Months between resets of wholesale prices",
        unit="months",
        source="assumption",
        law="E23",
        ge=1,
        le=120,
    )
