"""Who buys, what for, and how demand grows: tasks, enterprises, consumers, adoption."""

from typing import Literal

from pydantic import Field

from sim.scenario.schema.quantities import Section, choice, quantity, share
from sim.scenario.schema.segments import Segment


class Task(Section):
    """A use of language models."""

    label: str = choice("Name as figures and reports print it", law="", start_only=True)
    buyer: Literal["enterprise", "consumer"] = choice("Which block of buyers has the task", law="E1", start_only=True)
    budget: float = quantity(
        "What all buyers would spend on the task at the start if everybody had adopted and nobody did without",
        unit="bn USD per month",
        source="assumption",
        law="E42",
        ge=0,
        le=10_000,
    )
    budget_growth: float = quantity(
        "Growth of that budget at the start; it fades at adoption.budget_fading",
        unit="log points per year",
        source="assumption",
        law="E42",
        ge=-5,
        le=5,
    )
    log_price_sensitivity: float = quantity(
        "Utility lost per unit of the log price (beta); the price elasticity of tokens is about -1 - beta (1 - share)",
        unit="utils per log point",
        source="K001, K002, K003",
        law="E44, E45",
        ge=1e-6,
        le=20,
    )
    outside_utility: float = quantity(
        "Utility of doing the task without AI at the start",
        unit="utils",
        source="assumption",
        law="E1, E44",
        ge=-20,
        le=20,
    )
    outside_trend: float = quantity(
        "Rise of that utility, the same in every scenario: what counts as a task worth asking gets harder",
        unit="utils per year",
        source="assumption",
        law="E44",
        ge=-20,
        le=20,
    )
    volume_share: float = share(
        "Share of its block's volume under rules.demand: volumes; the tasks of a block sum to 1",
        source="assumption",
        law="E37",
    )
    price_sensitivity: float = quantity(
        "Utility lost per USD per Mtok under rules.demand: volumes",
        unit="utils per USD per Mtok",
        source="K001",
        law="E1, E10",
        ge=1e-3,
        le=100,
    )
    latency_aversion: float = quantity(
        "Utility lost per second of waiting for 1000 tokens",
        unit="utils per second",
        source="assumption",
        law="E1, E12",
        ge=0,
        le=100,
    )
    compliance_penalty: float = quantity(
        "Utility lost when no own cloud hosts the option", unit="utils", source="assumption", law="E1", ge=0, le=20
    )
    adoption_delay: int = quantity(
        "Months by which adoption of the task trails under rules.demand: volumes",
        unit="months",
        source="assumption",
        law="E37",
        ge=0,
        le=240,
    )


class Enterprises(Section):
    """The population of enterprises and how it buys."""

    count: int = quantity(
        "Number of enterprises",
        unit="enterprises",
        source="design",
        law="E1",
        start_only=True,
        ge=1,
        le=10_000_000,
    )
    panel: int = quantity(
        "Enterprises sampled as the market research on which firms price",
        unit="enterprises",
        source="design",
        law="E10",
        start_only=True,
        ge=1,
        le=100_000,
    )
    workloads_per_task: int = quantity(
        "Workloads that an enterprise runs per task, each on one option",
        unit="workloads",
        source="assumption",
        law="E3",
        start_only=True,
        ge=1,
        le=50,
    )
    size_spread: float = quantity(
        "Spread of enterprise sizes (standard deviation of the log)",
        unit="log points",
        source="assumption",
        law="E1",
        start_only=True,
        ge=0,
        le=3,
    )
    price_sensitivity_spread: float = quantity(
        "Spread of price sensitivity between enterprises (standard deviation of the log)",
        unit="log points",
        source="assumption",
        law="E1",
        start_only=True,
        ge=0,
        le=1,
    )
    multi_cloud_share: float = share(
        "Enterprises that can run workloads on a second cloud",
        source="C006, C007, C008",
        law="E4",
        start_only=True,
    )
    suites: dict[str, float] = choice(
        "Share of enterprises with each office suite; the rest has none", law="E8", start_only=True
    )
    portability_friction: float = quantity(
        "Utility lost when no own cloud carries the option",
        unit="utils",
        source="assumption",
        law="E1, E4",
        ge=0,
        le=20,
    )
    switching_cost: float = quantity(
        "Utility lost when a workload goes to another vendor: another lab, or another owner of apps",
        unit="utils",
        source="C011",
        law="E1, E3, E47",
        ge=0,
        le=20,
    )
    upgrade_cost: float = quantity(
        "Utility lost when a workload goes to another product of the same vendor",
        unit="utils",
        source="C009",
        law="E47",
        ge=0,
        le=20,
    )
    new_work: float = share(
        "Part of the growth of budgets that is new work, free to choose without switching cost; 0: all of it inherits "
        "what the enterprise already uses",
        source="C009, C010, C011",
        law="E43",
    )
    concentration_cost: float = quantity(
        "Dislike of depending on one option (gamma_E)", unit="utils", source="C001", law="E2, E3", ge=0, le=20
    )
    neutrality_discount: float = quantity(
        "Utility lost per unit of a lab's dependence on a partner, away from that partner's cloud",
        unit="utils",
        source="assumption",
        law="E1",
        ge=0,
        le=20,
    )
    tolerated_dependence: float = share("Dependence of a lab below which nobody minds", source="assumption", law="E1")
    renewal_period: int = quantity(
        "Months between contract renewals",
        unit="months",
        source="assumption",
        law="E3",
        start_only=True,
        ge=1,
        le=120,
    )
    home_switching_cost: float = quantity(
        "Cost of moving the home cloud",
        unit="months of base cloud spend",
        source="assumption",
        law="E5",
        ge=0,
        le=10_000,
    )
    home_review_dispersion: float = quantity(
        "Spread of unobserved reasons in a home review",
        unit="months of base cloud spend",
        source="assumption",
        law="E5",
        ge=1e-6,
        le=10_000,
    )
    home_review_period: float = quantity(
        "Average months between reviews of the home cloud",
        unit="months",
        source="assumption",
        law="E5",
        ge=1,
        le=1_000_000,
    )
    home_review_horizon: float = quantity(
        "Months of benefits that a home review counts", unit="months", source="assumption", law="E5", ge=0, le=1200
    )
    second_cloud_cost: float = quantity(
        "Cost of starting to use a second cloud",
        unit="months of base cloud spend",
        source="assumption",
        law="E49",
        ge=0,
        le=10_000,
    )
    second_cloud_dispersion: float = quantity(
        "Spread of unobserved reasons in the choice of a second cloud",
        unit="months of base cloud spend",
        source="assumption",
        law="E49",
        ge=1e-6,
        le=10_000,
    )
    base_cloud_spend: float = quantity(
        "What all enterprises spend on cloud services other than AI at the start",
        unit="bn USD per month",
        source="D001",
        law="E5, E15, E49",
        ge=0,
        le=10_000,
    )
    base_cloud_growth: float = quantity(
        "Growth of that spend at the start",
        unit="log points per year",
        source="D001, D008, D017, D018",
        law="E49",
        ge=-2,
        le=2,
    )
    base_cloud_fading: float = quantity(
        "Rate at which that growth fades",
        unit="per year",
        source="D001, D008, D017, D018",
        law="E49",
        ge=0,
        le=5,
    )
    base_cloud_margin: float = share("Margin on that spend", source="assumption", law="E15")
    base_capital_intensity: float = share(
        "Part of that spend that goes into machines and buildings; it is a part of what base cloud costs",
        source="H054, H062",
        law="E15, E55",
    )
    integration_cost: float = quantity(
        "Cost of integrating one more model; with budgets per USD spent",
        unit="USD per Mtok or USD",
        source="assumption",
        law="E6",
        ge=1e-6,
        le=1000,
    )
    segments: dict[str, Segment] = Field(
        description="Parts of the population that buy differently",
        json_schema_extra={"unit": "", "source": "design", "law": "E48"},
    )


class Consumers(Section):
    """The block of consumers: a mass that re-chooses a part at a time."""

    volume_share: float = share("Consumers' share of the whole volume", source="assumption", law="E37")
    types: int = quantity(
        "Levels of price sensitivity that stand for all consumers",
        unit="levels",
        source="design",
        law="E1",
        start_only=True,
        ge=1,
        le=50,
    )
    price_sensitivity_spread: float = quantity(
        "Spread of price sensitivity between consumers (standard deviation of the log)",
        unit="log points",
        source="assumption",
        law="E1",
        start_only=True,
        ge=0,
        le=1,
    )
    switching_cost: float = quantity(
        "Utility lost when a consumer changes option",
        unit="utils",
        source="assumption",
        law="E1, E3",
        ge=0,
        le=20,
    )
    concentration_cost: float = quantity(
        "Dislike of depending on one option", unit="utils", source="assumption", law="E2, E3", ge=0, le=20
    )
    renewal_period: float = quantity(
        "Average months between choices", unit="months", source="assumption", law="E3", ge=1, le=1200
    )


class Adoption(Section):
    """How consumers come to use AI (Bass diffusion), and how budgets grow; under volumes, how all volume grows."""

    budget_fading: float = quantity(
        "Rate at which the growth of budgets fades; 0: it does not",
        unit="per year",
        source="assumption",
        law="E42",
        ge=0,
        le=5,
    )
    reference_price: float = quantity(
        "Price at which it does not matter how sensitive a buyer is to prices",
        unit="USD per Mtok",
        source="assumption",
        law="E44, E46",
        ge=1e-6,
        le=1000,
    )
    ceiling: float = quantity(
        "Volume at full adoption under rules.demand: volumes",
        unit="Qt per month",
        source="E010",
        law="E37",
        ge=1e-6,
        le=10_000,
    )
    innovation: float = quantity(
        "Coefficient of innovation", unit="per year", source="assumption", law="E37", ge=1e-6, le=5
    )
    imitation: float = quantity(
        "Coefficient of imitation", unit="per year", source="assumption", law="E37", ge=0, le=10
    )
    start_share: float = share(
        "Adoption before the launch shock", source="assumption", law="E37", lt=1, start_only=True
    )
    launch_shock: float = share(
        "Adoption added at once in the first month",
        source="assumption",
        law="E37, E36",
        lt=1,
        start_only=True,
    )
