"""Cash, value and deals: what firms can pay for, whom they buy, and who may stop them."""

from sim.scenario.schema.quantities import Month, Section, choice, name_of, quantity, share


class Finance(Section):
    """How firms without another business are valued and funded."""

    multiple: float = quantity(
        "Years of revenue that investors pay for a firm that does not grow",
        unit="years",
        source="assumption",
        law="E28",
        ge=0,
        le=1000,
    )
    growth_exponent: float = quantity(
        "How strongly yearly growth raises that multiple", unit="exponent", source="assumption", law="E28", ge=0, le=5
    )
    dependence_discount: float = share(
        "Part of the value lost per unit of dependence on one partner", source="assumption", law="E28"
    )
    tolerated_dependence: float = share("Dependence that investors do not mind", source="assumption", law="E28")
    compute_dependence_weight: float = share(
        "Weight of dependence by compute, against that by revenue, in the eyes of investors and for a listing",
        source="assumption",
        law="E28, E30, E54",
    )
    training_reserve: float = quantity(
        "Months of spending that a funded lab keeps in cash before it puts more into training",
        unit="months",
        source="assumption",
        law="E52",
        ge=0,
        le=120,
    )
    training_plan: float = quantity(
        "Months over which a funded lab spends cash above that reserve on training",
        unit="months",
        source="assumption",
        law="E52",
        ge=1e-6,
        le=240,
    )
    sentiment_spread: float = quantity(
        "Monthly luck in the sentiment of investors towards a firm (standard deviation of the log)",
        unit="log points",
        source="assumption",
        law="E28",
        ge=0,
        le=1,
    )
    sentiment_persistence: float = share(
        "Part of that sentiment left after a month", source="assumption", law="E28", lt=1
    )
    shadow_slope: float = quantity(
        "Rise of the worth of cash per unit of funding need over value (xi)",
        unit="factor",
        source="assumption",
        law="E29",
        ge=0,
        le=20,
    )
    funding_horizon: float = quantity(
        "Months that a firm wants to be able to pay for", unit="months", source="assumption", law="E29", ge=0, le=120
    )
    raise_below: float = quantity(
        "Runway below which a firm raises money", unit="months", source="assumption", law="E30", ge=0, le=120
    )
    raise_months: float = quantity(
        "Months of burn that a round is meant to cover", unit="months", source="assumption", law="E30", ge=0, le=120
    )
    largest_round: float = share(
        "Largest part of its value that a firm raises at once", source="assumption", law="E30", le=1
    )
    round_interval: int = quantity(
        "Months from one round to the next", unit="months", source="assumption", law="E30", ge=1, le=120
    )
    listing_revenue: float = quantity(
        "Yearly revenue above which the stock market takes a firm",
        unit="bn USD per year",
        source="assumption",
        law="E30",
        ge=0,
        le=100_000,
    )
    listing_dependence: float = share(
        "Dependence below which the stock market takes a firm", source="assumption", law="E30"
    )
    listing_margin: float = share(
        "Gross margin above which the stock market takes a firm", source="assumption", law="E30"
    )
    listing_round: float = share("Part of its value that a listing raises", source="assumption", law="E30")
    distress_runway: float = quantity(
        "Runway below which a firm that cannot raise money is for sale",
        unit="months",
        source="assumption",
        law="E31",
        ge=0,
        le=60,
    )
    liquidation_share: float = share(
        "Part of its value that a firm in distress brings in pieces", source="assumption", law="E31"
    )
    relationship_cost: float = quantity(
        "Cost of keeping up one contract",
        unit="bn USD per month",
        source="assumption",
        law="E27",
        ge=0,
        le=100,
    )


class Option(Section):
    """A right to buy a firm, or else to pay for a partnership with it."""

    holder: str = name_of("owners", "Owner that may buy", law="E32")
    target: str = name_of("owners", "Owner that may be bought", law="E32")
    granted: Month = choice("Month from which the option runs, as YYYY-MM", law="E32", start_only=True)
    expires: Month = choice("Month in which it is decided, as YYYY-MM", law="E32", start_only=True)
    strike: float = quantity("Price of the firm", unit="bn USD", source="G012", law="E32", ge=0, le=100_000)
    fee: float = quantity("Price of the partnership instead", unit="bn USD", source="G013", law="E32", ge=0, le=100_000)
    volatility: float = quantity(
        "Yearly volatility of the target's value",
        unit="log points per year",
        source="assumption",
        law="E32",
        ge=1e-6,
        le=5,
    )
    rate: float = quantity("Yearly rate of interest", unit="per year", source="assumption", law="E32", ge=0, le=1)
    synergy: float = quantity(
        "Value that the holder adds to the target, as a part of its value",
        unit="share",
        source="assumption",
        law="E32",
        ge=0,
        le=5,
    )
    holdup: float = share(
        "Part of the target's value that the partnership alone gives the holder", source="assumption", law="E32"
    )
    partnership: float = quantity(
        "Worth of the partnership to the holder apart from that",
        unit="bn USD",
        source="assumption",
        law="E32",
        ge=0,
        le=100_000,
        default=0.0,
    )
    break_fee: float = quantity(
        "Paid to the target when the regulator blocks",
        unit="bn USD",
        source="assumption",
        law="E32, E33",
        ge=0,
        le=100_000,
    )


class Deals(Section):
    """How firms look for others to buy."""

    premium: float = quantity(
        "Paid above the value of the target", unit="share", source="assumption", law="E33", ge=0, le=5
    )
    talent: float = share(
        "Worth of the target's people to a buyer, as a part of its value", source="assumption", law="E33"
    )
    break_fee: float = share(
        "Paid when the regulator blocks, as a part of the price", source="assumption", law="E33", le=1
    )
    horizon: float = quantity(
        "Months of gains that a buyer counts", unit="months", source="assumption", law="E33", ge=0, le=240
    )
    dependence_target: float = share(
        "Dependence on one lab below which an owner of apps looks for nobody to buy", source="assumption", law="E33"
    )
    search_period: int = quantity(
        "Months between searches", unit="months", source="assumption", law="E33", ge=1, le=120
    )


class Regulator(Section):
    """When an acquisition is reviewed and how likely it is to be blocked."""

    hhi_threshold: float = quantity(
        "Concentration after a merger above which it is presumed to harm",
        unit="points",
        source="assumption",
        law="E34",
        ge=0,
        le=10_000,
    )
    rise_threshold: float = quantity(
        "Rise of concentration above which it is", unit="points", source="assumption", law="E34", ge=0, le=10_000
    )
    share_threshold: float = share("Joint share above which it is", source="assumption", law="E34")
    gateway_share: float = share(
        "Share of a coding environment from which it is a gateway", source="assumption", law="E34"
    )
    serial_deals: int = quantity(
        "Deals of one buyer that make a series", unit="deals", source="assumption", law="E34", ge=1, le=100
    )
    serial_months: int = quantity(
        "Months over which they are counted", unit="months", source="assumption", law="E34", ge=1, le=240
    )
    review_months: int = quantity(
        "Months that a review takes", unit="months", source="assumption", law="E34", ge=1, le=120
    )
    severity: float = quantity(
        "Log odds of a block without any concern", unit="log odds", source="assumption", law="E34", ge=-20, le=20
    )
    presumption_weight: float = quantity(
        "Log odds added by concentration", unit="log odds", source="assumption", law="E34", ge=0, le=20
    )
    gateway_weight: float = quantity(
        "Log odds added by a gateway that could be closed to rivals",
        unit="log odds",
        source="assumption",
        law="E34",
        ge=0,
        le=20,
    )
    serial_weight: float = quantity(
        "Log odds added by a series", unit="log odds", source="assumption", law="E34", ge=0, le=20
    )


class Entry(Section):
    """When new labs enter."""

    rate: float = quantity(
        "Entries per month where the expected profit just pays for entry; 0: nobody enters",
        unit="per month",
        source="assumption",
        law="E35",
        ge=0,
        le=10,
    )
    cost: float = quantity("Cost of entry", unit="bn USD", source="assumption", law="E35", ge=1e-6, le=100_000)
    gap: float = quantity(
        "How far an entrant starts behind the best model", unit="nats", source="assumption", law="E35", ge=0, le=20
    )
    diffusion_share: float = share("Entrants with a diffusion model", source="assumption", law="E35, E26")
    speciality: float = quantity(
        "Quality of an entrant above capability on its own task",
        unit="utils",
        source="assumption",
        law="E35",
        ge=0,
        le=20,
    )
    horizon: float = quantity(
        "Months of profit that an entrant counts", unit="months", source="assumption", law="E35", ge=0, le=240
    )


class Shocks(Section):
    """What nobody decides."""

    breakthrough_rate: float = share(
        "Chance of a breakthrough, for each model and month", source="assumption", law="E36"
    )
    breakthrough_size: float = quantity(
        "Capability that a breakthrough brings", unit="nats", source="assumption", law="E36", ge=0, le=20
    )
    outage_rate: float = share(
        "Chance that a model cannot be had for a month, for each model and month", source="assumption", law="E36"
    )


class Appraisal(Section):
    """What is worked out now and then by solving the market anew."""

    period: int = quantity(
        "Months between appraisals; 0: none", unit="months", source="design", law="E38, E39", ge=0, le=120
    )
    starts: int = quantity(
        "Starts from which prices are searched to see whether they end in one equilibrium",
        unit="starts",
        source="design",
        law="E10",
        ge=1,
        le=50,
    )
    horizon: float = quantity(
        "Months of profit that a dollar of effort is credited with",
        unit="months",
        source="assumption",
        law="E39",
        ge=0,
        le=240,
    )
    distribution_cost: float = quantity(
        "Cost of one util of integration bonus for all users of an app",
        unit="bn USD per util",
        source="assumption",
        law="E39",
        ge=1e-6,
        le=10_000,
    )
