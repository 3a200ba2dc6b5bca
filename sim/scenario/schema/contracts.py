"""What ties a partner to a lab."""

from typing import Literal

from sim.scenario.schema.quantities import Month, Section, choice, quantity, share


class Contract(Section):
    """Terms between a partner (a cloud or an app owner) and a lab."""

    access: Literal["none", "open", "preferred", "exclusive"] = choice(
        "Whether the partner's clouds sell the lab's models: none; open (others may too); "
        "preferred (others follow after preferred_lag); exclusive (nobody else may)",
        law="E16, E4",
        default="none",
    )
    compute: Literal["tied", "first_refusal", "free"] = choice(
        "Where the lab buys compute: on the partner's clouds only (tied); there as far as they have room "
        "(first_refusal); wherever it is cheapest (free)",
        law="E53",
        default="free",
    )
    licence: Literal["none", "open", "exclusive"] = choice(
        "Whether the partner's apps may use the lab's models: none; open (others may license them too); exclusive "
        "(no apps but the partner's and the lab's own)",
        law="E57, E7",
        default="none",
    )
    licence_until: Month | None = choice(
        "Month to which a licence, once given, cannot be bargained away, whatever else is loosened; null: it can",
        law="E57",
        default=None,
    )
    preferred_lag: int = quantity(
        "Head start of the partner's clouds under preferred access",
        unit="months",
        source="assumption",
        law="E16",
        ge=0,
        le=240,
        default=0,
    )
    revenue_share: float = share(
        "Share of all the lab's model revenue paid to the partner",
        source="F011",
        law="E9, E17",
        lt=1,
        default=0.0,
    )
    revenue_share_cap: float | None = quantity(
        "Total after which the revenue share ends; null: never",
        unit="bn USD",
        source="assumption",
        law="E17",
        ge=0,
        le=100_000,
        default=None,
    )
    revenue_share_until: Month | None = choice(
        "Month from which the revenue share is paid no longer; null: never",
        law="E57, E17",
        default=None,
    )
    investment: float = quantity(
        "Paid once by the partner to the lab, when the contract or this amount of it comes into force",
        unit="bn USD",
        source="assumption",
        law="E57, E60",
        default=0.0,
        ge=-10_000,
        le=10_000,
    )
    stake: float = share(
        "The partner's silent share in the lab's profit",
        source="F001, F002",
        law="E10, E19",
        lt=1,
        default=0.0,
    )
    commitment: float = quantity(
        "Compute the lab must pay for (take or pay), spread evenly over commitment_months",
        unit="bn USD",
        source="F004",
        law="E18, E13",
        ge=0,
        le=100_000,
        default=0.0,
    )
    commitment_months: int = quantity(
        "Months over which the commitment runs, from its start",
        unit="months",
        source="assumption",
        law="E18",
        ge=1,
        le=600,
        default=72,
    )
    wholesale_markup: float | None = quantity(
        "Markup over the lab's cost at which the partner's apps license its models; null: bargaining.licence_markup",
        unit="share of cost",
        source="assumption",
        law="E7, E16",
        ge=0,
        le=100,
        default=None,
    )

    @property
    def licensed(self) -> bool:
        """Whether it gives the partner's apps a licence, as far as no other contract keeps them out."""
        return self.licence != "none"
