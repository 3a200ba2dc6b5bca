"""What serving and improving models takes: compute, technology, routing."""

from sim.scenario.schema.quantities import Section, quantity, share


class Compute(Section):
    """How clouds price and build capacity."""

    target_utilisation: float = share("Utilisation that clouds aim for", source="assumption", law="E14, E15", ge=1e-6)
    price_adjustment: float = quantity(
        "Monthly response of the log compute price to utilisation above target",
        unit="log points",
        source="assumption",
        law="E14",
        ge=0,
        le=5,
    )
    price_floor_margin: float = quantity(
        "Lowest margin of the compute price over resource cost",
        unit="share of cost",
        source="assumption",
        law="E14",
        ge=0,
        le=100,
    )
    open_hosting_margin: float = quantity(
        "Margin over serving cost at which clouds sell open models",
        unit="share of cost",
        source="assumption",
        law="E9",
        ge=0,
        le=100,
    )
    order_lead: int = quantity(
        "Months from order to capacity",
        unit="months",
        source="assumption",
        law="E15",
        start_only=True,
        ge=1,
        le=60,
    )
    order_limit: float = quantity(
        "Most capacity that one cloud orders in a month",
        unit="bn GPU-hours per month",
        source="assumption",
        law="E15",
        ge=0,
        le=1000,
    )
    trend_memory: float = quantity(
        "Months over which clouds average the growth of their need",
        unit="months",
        source="assumption",
        law="E15",
        ge=1,
        le=600,
    )
    trend_limit: float = quantity(
        "Fastest monthly growth or fall of need that clouds plan for",
        unit="log points",
        source="assumption",
        law="E15",
        ge=0,
        le=1,
    )
    gpu_supply: float = quantity(
        "New capacity that GPU makers can deliver in the first month, all clouds together",
        unit="bn GPU-hours per month",
        source="assumption",
        law="E15, E36",
        ge=0,
        le=1000,
    )
    gpu_supply_growth: float = quantity(
        "Growth of that supply", unit="factor per year", source="assumption", law="E15", ge=1e-6, le=20
    )
    gpu_price: float = quantity(
        "Price of a GPU with its share of the building", unit="USD", source="assumption", law="E15", ge=0, le=10_000_000
    )
    hours_per_gpu: float = quantity(
        "Useful hours that a GPU gives in a month", unit="hours", source="assumption", law="E15", ge=1e-6, le=744
    )
    interest: float = quantity(
        "Yearly interest on the capital in GPUs", unit="share per year", source="assumption", law="E55", ge=0, le=1
    )
    depreciation_months: float = quantity("Life of a GPU", unit="months", source="assumption", law="E15", ge=1, le=1200)
    servers: int = quantity(
        "Servers that share a queue in a cloud",
        unit="servers",
        source="assumption",
        law="E12",
        ge=1,
        le=1_000_000,
    )
    service_time: float = quantity(
        "Time to serve one request", unit="seconds", source="assumption", law="E12", ge=0, le=1000
    )


class Technology(Section):
    """How capability grows and serving cost falls."""

    training_effect: float = quantity(
        "Capability gained by training at the reference spend, per unit of log",
        unit="nats per month",
        source="assumption",
        law="E24",
        ge=0,
        le=1,
    )
    catch_up: float = share("Part of the gap to the best model closed in a month", source="assumption", law="E24")
    capability_noise: float = quantity(
        "Standard deviation of monthly luck in capability",
        unit="nats per month",
        source="assumption",
        law="E24",
        ge=0,
        le=1,
    )
    training_reference: float = quantity(
        "Reference training compute at the start",
        unit="bn GPU-hours per month",
        source="assumption",
        law="E24, E51",
        ge=1e-6,
        le=1000,
    )
    training_efficiency_growth: float = quantity(
        "Growth of what a GPU-hour of training achieves",
        unit="factor per year",
        source="assumption",
        law="E51",
        ge=1e-6,
        le=20,
    )
    training_growth: float = quantity(
        "Growth of the reference", unit="factor per year", source="assumption", law="E24", ge=1, le=20
    )
    training_saturation: float = quantity(
        "Multiple of the start at which the reference stops growing",
        unit="factor",
        source="assumption",
        law="E24",
        ge=1,
        le=1_000_000,
    )
    reinvestment_share: float = share(
        "Share of last month's model receipts that a lab adds to training",
        source="assumption",
        law="E27, E52",
    )
    quality_anchor: float = share(
        "Under rules.demand: volumes. 0: doing without AI improves with the models; 1: it stays as at the start",
        source="assumption",
        law="E24",
    )
    progress_ratio: float = share(
        "Serving cost after output has doubled, relative to before", source="K021", law="E25", ge=0.2
    )
    algorithmic_decline: float = quantity(
        "Yearly fall of the log serving cost by better algorithms",
        unit="log points per year",
        source="E110",
        law="E25",
        ge=0,
        le=5,
    )
    cost_of_capability: float = quantity(
        "Rise of the log serving cost per nat of capability",
        unit="log points per nat",
        source="assumption",
        law="E25",
        ge=0,
        le=5,
    )
    diffusion_speed: float = quantity(
        "How much faster a stream of a diffusion model is",
        unit="factor",
        source="J001",
        law="E26",
        ge=1e-6,
        le=100,
    )
    diffusion_cost_advantage: float = quantity(
        "How much less a diffusion model costs to serve once the architecture works at scale",
        unit="factor",
        source="assumption",
        law="E26",
        ge=1e-6,
        le=100,
    )
    diffusion_penalty: float = quantity(
        "Quality that a diffusion model lacks until then", unit="utils", source="assumption", law="E26", ge=0, le=20
    )
    diffusion_hazard: float = share(
        "Chance in a month that the architecture comes to work at scale", source="assumption", law="E26"
    )
    diffusion_recovery: float = quantity(
        "Rate at which the lacking quality is made up after that",
        unit="per month",
        source="assumption",
        law="E26",
        ge=0,
        le=5,
    )


class Routing(Section):
    """How apps spread requests over licensed models."""

    dispersion: float = quantity(
        "Spread of needs within an app", unit="utils", source="assumption", law="E7", ge=1e-6, le=20
    )
    concentration_cost: float = quantity(
        "Dislike of depending on one model (gamma_D) of an app owner wholly exposed to one outside lab; it falls with "
        "the exposure, and to nothing where the owner is not exposed",
        unit="utils",
        source="assumption",
        law="E7, E56",
        ge=0,
        le=20,
    )


class Trials(Section):
    """How firms find prices by trial and error, under the rule pricing: adaptive."""

    size: float = quantity(
        "How far a trial is from the price believed best",
        unit="log points",
        source="assumption",
        law="E11",
        ge=1e-6,
        le=1,
    )
    step: float = quantity(
        "How strongly a firm follows what a trial earned", unit="log points", source="assumption", law="E11", ge=0, le=1
    )
    memory: float = quantity(
        "Months over which a firm remembers what it usually earns",
        unit="months",
        source="assumption",
        law="E11",
        ge=1,
        le=600,
    )
