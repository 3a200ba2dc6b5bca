"""How contracts are bargained."""

from sim.scenario.schema.quantities import Section, choice, quantity, share


class Bargaining(Section):
    """Weights, costs and occasions of negotiations."""

    lab_weight: float = share("Bargaining weight of the lab (beta)", source="assumption", law="E21, E22")
    negotiation_cost: float = quantity(
        "One-off cost of new terms to each side, which gains less than this by terms that it does not take up (c_neg)",
        unit="bn USD",
        source="assumption",
        law="E61",
        ge=0,
        le=1000,
    )
    founding: bool = choice(
        "Whether a run starts with a founding bargain: in the second month all pairs negotiate from what the scenario "
        "writes, which may be nothing",
        law="E60, E62",
    )
    foresight: int = quantity(
        "Dates of the term, evenly from its start to its end, at which firms solve the market before they sign; with 0 "
        "or 1 they take today's for all of it",
        unit="dates",
        source="design",
        law="E58",
        ge=0,
        le=12,
    )
    discount_rate: float = quantity(
        "Rate at which both sides of a contract discount what they will earn",
        unit="share per year",
        source="assumption",
        law="E58, E59",
        ge=0,
        le=1,
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
        "Months for which a bargained contract runs, and over which its effects count",
        unit="months",
        source="assumption",
        law="E16, E58",
        ge=1,
        le=240,
    )
    preferred_lag: int = quantity(
        "Head start offered under preferred access", unit="months", source="assumption", law="E16", ge=0, le=240
    )
    licence_markup: float = quantity(
        "Markup over cost of a licence for which a contract gives none, under the rule wholesale: markup",
        unit="share of cost",
        source="assumption",
        law="E7",
        ge=0,
        le=100,
    )
    revenue_share: float = share(
        "Share of revenue on the table where a lab is short of cash, if its contract with the partner names none",
        source="F011",
        law="E57, E59",
        lt=1,
    )
    rounds: int = quantity(
        "Times that a pair can sign other terms in one negotiation, in answer to what others sign",
        unit="times",
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
    trigger_load: float = quantity(
        "Load of a partner's clouds at which its contracts are reopened, when it rises above that",
        unit="share of capacity",
        source="assumption",
        law="E23",
        ge=0,
        le=100,
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
        ge=1e-6,
        le=20,
    )
