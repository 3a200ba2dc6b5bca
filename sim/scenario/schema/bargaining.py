"""How contracts are bargained."""

from sim.scenario.schema.quantities import Section, quantity, share


class Bargaining(Section):
    """Weights, costs and occasions of negotiations."""

    lab_weight: float = share("Bargaining weight of the lab (beta)", source="assumption", law="E21, E22")
    least_gain: float = quantity(
        "Gain of each side below which new terms are not worth the negotiation (c_neg)",
        unit="bn USD per month",
        source="assumption",
        law="E21",
        ge=0,
    )
    panel: int = quantity(
        "Enterprises sampled as the market research on which contracts are judged",
        unit="enterprises",
        source="design",
        law="E20",
        start_only=True,
        ge=1,
        le=100_000,
    )
    term: int = quantity(
        "Months over which the two sides of a contract count its effects",
        unit="months",
        source="assumption",
        law="E16, E20",
        ge=1,
        le=240,
    )
    preferred_lag: int = quantity(
        "Head start offered under preferred access", unit="months", source="assumption", law="E16", ge=0, le=240
    )
    licence_markup: float = quantity(
        "Markup over cost of a licence that no scenario wrote, under the rule wholesale: markup",
        unit="share of cost",
        source="assumption",
        law="E7",
        ge=0,
    )
    rounds: int = quantity(
        "Rounds in which all pairs answer each other before contracts are signed",
        unit="rounds",
        source="design",
        law="E21",
        ge=1,
        le=20,
    )
    pause: int = quantity(
        "Months after a negotiation in which nothing triggers another",
        unit="months",
        source="assumption",
        law="E23",
        ge=0,
        le=120,
    )
    trigger_utilisation: float = share(
        "Distance of a partner's load from full at which contracts are reopened", source="assumption", law="E23"
    )
    trigger_runway: float = quantity(
        "Runway of a lab below which its contracts are reopened",
        unit="months",
        source="assumption",
        law="E23",
        ge=0,
        le=120,
    )
    trigger_lead: float = quantity(
        "Change of a lab's lead in capability at which its contracts are reopened",
        unit="nats",
        source="assumption",
        law="E23",
        gt=0,
        le=20,
    )
