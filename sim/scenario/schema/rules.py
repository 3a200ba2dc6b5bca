"""Which law is used where there is a choice."""

from typing import Literal

from sim.scenario.schema.quantities import Section, choice, quantity


class Rules(Section):
    """Names of the laws in force."""

    pricing: Literal["nash", "adaptive", "fixed"] = choice(
        "How labs and apps set prices: in equilibrium, by trial and error, or as the scenario lists them",
        law="E10, E11",
    )
    routing: Literal["cost_quality", "single_source"] = choice("How apps choose among licensed models", law="E7")
    wholesale: Literal["markup", "nash", "take_it_or_leave_it"] = choice(
        "How wholesale prices are fixed: markup over cost from the contract, bargained, or the lab's one-sided offer",
        law="E7",
    )
    bargaining: Literal["fixed", "nash_in_nash", "replacement_threat"] = choice(
        "How contract terms come about: fixed by the scenario; bargained pair by pair (nash_in_nash); bargained by "
        "labs that threaten to take another partner instead (replacement_threat)",
        law="E16, E21",
    )
    finance: Literal["ample", "constrained"] = choice(
        "Whether firms without another business can run out of money: ample (never), constrained", law="E28 to E31"
    )
    deals: Literal["none", "bids"] = choice("Whether owners bid for others: none, bids", law="E33")
    renegotiation_period: int = quantity(
        "Months between negotiations: contracts where they are bargained, wholesale prices in any case",
        unit="months",
        source="assumption",
        law="E23",
        ge=1,
        le=120,
    )
