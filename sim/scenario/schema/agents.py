"""Who exists: owners, clouds, models and apps."""

from typing import Literal

from pydantic import Field

from sim.scenario.schema.quantities import Month, Section, Utils, choice, name_of, numbers_by, quantity, share
from sim.scenario.schema.segments import Curve


class Owner(Section):
    """A firm that owns clouds, models or apps."""

    label: str = choice("Name as figures and reports print it", law="", start_only=True)
    colour: str | None = choice(
        "Colour of the firm in every figure, as #rrggbb; without it one that no other firm has",
        law="",
        start_only=True,
        default=None,
        pattern="^#[0-9a-fA-F]{6}$",
    )
    search_revenue: float = quantity(
        "Search advertising earned when no consumer uses AI",
        unit="bn USD per month",
        source="assumption",
        law="E9",
        ge=0,
        le=1000,
        default=0.0,
    )
    search_displacement: float = quantity(
        "Search advertising lost per USD that consumers spend on AI, whoever sells it",
        unit="USD per USD",
        source="assumption",
        law="E9, E45",
        ge=0,
        lt=1,
        default=0.0,
    )
    search_cannibalisation: float = quantity(
        "Search advertising lost per Mtok that consumers buy from anybody under rules.demand: volumes",
        unit="USD per Mtok",
        source="assumption",
        law="E9, E10",
        ge=0,
        le=100,
        default=0.0,
    )
    initial_cash: float | None = quantity(
        "Cash at the start; null: another business pays, and the owner never runs out",
        unit="bn USD",
        source="assumption",
        law="E27",
        start_only=True,
        ge=0,
        le=100_000,
        default=None,
    )
    technology_value: float = quantity(
        "What investors pay for people and technology without revenue",
        unit="bn USD",
        source="assumption",
        law="E28",
        ge=0,
        le=100_000,
        default=0.0,
    )
    insurance: float = share(
        "Part of what the loss of its main supplier would cost the owner that it spends on models of its own",
        source="assumption",
        law="E52",
        default=0.0,
    )
    overhead: float = quantity(
        "Cost of running the AI business: sales, safety, staff",
        unit="bn USD per month",
        source="assumption",
        law="E27",
        ge=0,
        le=1000,
        default=0.0,
    )


class Cloud(Section):
    """A cloud: hosts models, sells compute, takes a marketplace fee."""

    label: str = choice("Name as figures and reports print it", law="", start_only=True)
    owner: str = name_of("owners", "Owner of the cloud", law="E9")
    home_share: float = share(
        "Enterprises whose home cloud this is at the start; all clouds sum to 1",
        source="D001, D002, D003, D004",
        law="E4, E5",
        start_only="it says where enterprises are at home at the start, and later they move by home reviews",
    )
    capacity: float = quantity(
        "GPU capacity at the start; a dated event adds the difference to what there is",
        unit="bn GPU-hours per month",
        source="assumption",
        law="E12, E13, E15, E50",
        ge=1e-6,
        le=1000,
    )
    compute_price: float = quantity(
        "Price of a GPU-hour at the start, or the lowest that compute.price_floor_margin allows where that is more",
        unit="USD per GPU-hour",
        source="assumption",
        law="E9, E14",
        start_only=True,
        ge=1e-6,
        le=1000,
    )
    resource_cost: float = quantity(
        "What an hour of use costs the cloud in energy and operation; the GPU itself is paid for whether used or not",
        unit="USD per GPU-hour",
        source="assumption",
        law="E9, E14",
        ge=1e-6,
        le=1000,
    )
    marketplace_fee: float = share(
        "Share of a model's price that the cloud keeps as a marketplace",
        source="assumption",
        law="E9, E10",
        lt=1,
    )


class Release(Section):
    """A version of a model as it comes on sale."""

    when: Month = choice("Month from which it is on sale, as YYYY-MM", law="E50", start_only=True)
    capability: float = quantity(
        "Capability", unit="nats", source="assumption", law="E50", start_only=True, ge=-20, le=20
    )
    specialisation: dict[str, Utils] | None = numbers_by(
        "tasks",
        "Quality on a task above or below capability, in utils; null: as the model's",
        law="E50",
        start_only=True,
        default=None,
    )
    serving_cost: float = quantity(
        "Compute to serve a million tokens when it comes on sale",
        unit="GPU-hours per Mtok",
        source="assumption",
        law="E25, E50",
        start_only=True,
        ge=1e-6,
        le=1000,
    )


class Model(Section):
    """A language model and the technology behind it."""

    label: str = choice("Name as figures and reports print it", law="", start_only=True)
    lab: str = name_of("owners", "Owner that develops the model", law="E9, E10")
    architecture: Literal["autoregressive", "diffusion"] = choice(
        "How the model generates text", law="E26", start_only=True
    )
    open: bool = choice(
        "Open weights: every cloud may host it and prices it at serving cost plus the hosting margin",
        law="E9",
        start_only=True,
    )
    primary_host: str = name_of(
        "clouds",
        "Cloud that trains it and serves those without an own cloud that carries it",
        law="E4, E12",
        start_only=False,
    )
    releases: list[Release] = choice(
        "Versions in the order of their months; nothing is on sale before the first. None: capability and serving_cost "
        "say what is on sale from the start",
        law="E50",
        start_only="each release carries its own month; to change what is on sale, set capability or serving_cost",
        default_factory=list,
    )
    launch_capability: float | None = quantity(
        "Capability from which the lab puts the model on sale; null: at once",
        unit="nats",
        source="assumption",
        law="E50",
        ge=-20,
        le=20,
        default=None,
    )
    capability: float | None = quantity(
        "Capability at the start; a dated event sets it anew; null where releases say",
        unit="nats",
        source="assumption",
        law="E24, E50",
        ge=-20,
        le=20,
        default=None,
    )
    specialisation: dict[str, Utils] = numbers_by(
        "tasks",
        "Quality on a task above or below capability, in utils; tasks not named count 0",
        law="E24",
        default_factory=dict,
    )
    usage_penalty: float = quantity(
        "Utility that the model lacks against what its capability says, wherever it is used: effort, reliability",
        unit="utils",
        source="K005, K006",
        law="E1, E8",
        ge=0,
        le=20,
        default=0.0,
    )
    serving_cost: float | None = quantity(
        "Compute to serve a million tokens at the start; a dated event sets it anew; null where releases say",
        unit="GPU-hours per Mtok",
        source="J006",
        law="E25, E50",
        ge=1e-6,
        le=1000,
        default=None,
    )
    tokens_per_second: float = quantity(
        "Speed of one stream", unit="tokens per second", source="J001, J002, J003", law="E12", ge=1e-6, le=1_000_000
    )
    initial_output: float = quantity(
        "Tokens ever served before the start; sets how fast experience doubles",
        unit="Qt",
        source="assumption",
        law="E25",
        start_only=True,
        ge=1e-6,
        le=1000,
    )
    training_budget: float = quantity(
        "Least that its lab spends on training it at the start; this floor grows with the training reference",
        unit="bn USD per month",
        source="assumption",
        law="E27, E52",
        ge=0,
        le=1000,
    )
    list_price: float | None = quantity(
        "Posted price under the rule pricing: fixed",
        unit="USD per Mtok",
        source="assumption",
        law="E10",
        default=None,
        ge=0,
        le=100_000,
    )
    entrant: bool = choice(
        "The model does not exist yet: its lab enters when entry pays, with the capability, the architecture and the "
        "speciality that entrants have then",
        law="E35",
        start_only=True,
        default=False,
    )


class Surface(Section):
    """A place in daily work or life where an app is offered."""

    weight: float = share(
        "Share of the app's integration bonus that this surface brings", source="assumption", law="E8"
    )
    use: float = share("Buyers who use the surface", source="assumption", law="E8", start_only=True)
    use_with_suite: float | None = share(
        "Buyers who use it among those with the app's suite, if different",
        source="assumption",
        law="E8",
        start_only=True,
        default=None,
    )


class App(Section):
    """A product that routes models behind it: a distributor's surface."""

    label: str = choice("Name as figures and reports print it", law="", start_only=True)
    owner: str = name_of("owners", "Owner of the app", law="E9, E10")
    task: str = name_of("tasks", "Task the app serves", law="E7, E8")
    host: str = name_of("clouds", "Cloud the app runs on", law="E4, E9")
    bonus: float = quantity(
        "Integration bonus for a buyer who uses every surface",
        unit="utils",
        source="assumption",
        law="E8",
        ge=0,
        le=20,
    )
    surfaces: dict[str, Surface] = Field(
        description="Surfaces that carry the app",
        json_schema_extra={"unit": "", "source": "design", "law": "E8"},
    )
    suite: str | None = name_of("enterprises.suites", "Office suite the app belongs to, if any", law="E8", default=None)
    without_suite_penalty: float = quantity(
        "Utility lost by a buyer without the suite",
        unit="utils",
        source="assumption",
        law="E8",
        ge=0,
        le=20,
        default=0.0,
    )
    licences: list[str] = name_of(
        "models",
        "Models the app may route to; own and open models need no contract",
        law="E7",
        start_only=False,
    )
    launched: Month | None = choice(
        "Month from which the app is on sale, as YYYY-MM; null: from the start",
        law="E50",
        start_only=True,
        default=None,
    )
    adoption: Curve | None = choice(
        "How buyers come to know the app after its launch; null: all at once",
        law="E41, E50",
        start_only=True,
        default=None,
    )
    environment: bool = choice(
        "The app is the environment in which its users work, so that its owner controls the gateway",
        law="E5, E38",
        start_only=True,
        default=False,
    )
    environment_pull: float = quantity(
        "How much using the app draws an enterprise to its owner's cloud in a home review",
        unit="months of base cloud spend",
        source="assumption",
        law="E5",
        ge=0,
        le=1000,
        default=0.0,
    )
    list_price: float | None = quantity(
        "Posted price under the rule pricing: fixed",
        unit="USD per Mtok",
        source="assumption",
        law="E10",
        default=None,
        ge=0,
        le=100_000,
    )
