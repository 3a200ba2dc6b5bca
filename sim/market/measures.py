"""The registered measures: what a run records each month, in which unit, and who is better off when it rises.

A measure of the whole market is named ``measure``; one of a cloud, a model or another entity ``measure.entity``.
An outcome is the measure of a whole run: its total, its mean over the last year, or its largest value.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "market",
    "owner",
    "cloud",
    "home",
    "model",
    "app",
    "task",
    "layer",
    "control",
    "pair",
    "model_at_home",
    "model_on_cloud",
    "model_in_app",
    "contract",
    "effort",
    "option",
]
Reduction = Literal["total", "last_year", "largest"]
Better = Literal["higher", "lower", "neither"]

EFFORTS = {
    "training": "training: a dollar spent on the capability of a model",
    "capacity": "capacity: a dollar spent on GPUs",
    "distribution": "distribution: a dollar spent on the places where an app is used",
}

LAYERS = {
    "model": "model: volume by owner of the model",
    "cloud": "cloud: GPU-hours by owner of the host",
    "customer": "customer: spending by whoever bills first",
    "coding": "coding: coding volume by owner of the environment",
    "distribution": "distribution: volume by owner of the channel",
    "inference": "cost of inference: serving cost at prices the owner sets",
}


@dataclass(frozen=True)
class Measure:
    """One registered measure.

    Attributes
    ----------
    name : str
        Name used in tables, e.g. ``"price"``.
    kind : Kind
        What the measure belongs to.
    unit : str
        Unit of the monthly value.
    better : {"higher", "lower", "neither"}
        Which direction helps `for_whom`.
    for_whom : str
        Who gains when the measure moves in that direction.
    description : str
        One plain sentence.
    reduction : {"total", "last_year", "largest"}
        How months become one outcome of the run.
    """

    name: str
    kind: Kind
    unit: str
    better: Better
    for_whom: str
    description: str
    reduction: Reduction = "last_year"

    @property
    def outcome_unit(self) -> str:
        """Unit of the outcome: totals lose their ``per month``."""
        return self.unit.removesuffix(" per month") if self.reduction == "total" else self.unit


MONEY = "bn USD per month"
VOLUME = "Qt per month"
PRICE = "USD per Mtok"

MEASURES: tuple[Measure, ...] = (
    Measure(
        "consumer_surplus",
        "market",
        MONEY,
        "higher",
        "customers",
        "What all buyers gain over doing without AI",
        "total",
    ),
    Measure(
        "total_surplus",
        "market",
        MONEY,
        "higher",
        "everybody",
        "Consumer surplus plus the profits of all owners",
        "total",
    ),
    Measure("volume", "market", VOLUME, "higher", "everybody", "Tokens served", "total"),
    Measure("adoption", "market", VOLUME, "neither", "", "Volume that could be served if every task used AI"),
    Measure("mean_price", "market", PRICE, "lower", "customers", "Posted prices, weighted by volume"),
    Measure(
        "models_per_enterprise",
        "market",
        "models",
        "higher",
        "customers",
        "Different models and apps that an enterprise uses",
    ),
    Measure(
        "models_worth_integrating",
        "market",
        "models",
        "neither",
        "",
        "Options per task that repay their integration cost",
    ),
    Measure("multi_homing_share", "market", "share", "neither", "", "Enterprises that use more than one option"),
    Measure("rationed_share", "market", "share", "lower", "customers", "Demand lost because clouds were full"),
    Measure(
        "price_residual",
        "market",
        PRICE,
        "neither",
        "",
        "Largest distance of a price from its equilibrium condition",
        "largest",
    ),
    Measure(
        "ledger_imbalance",
        "market",
        "share",
        "neither",
        "",
        "Payments that do not cancel, as a share of turnover",
        "largest",
    ),
    Measure("active_contracts", "market", "contracts", "neither", "", "Contracts that allow something to be sold"),
    Measure("contract_changes", "market", "changes per month", "neither", "", "Contracts whose terms changed", "total"),
    Measure("open_reviews", "market", "reviews", "neither", "", "Acquisitions that the regulator is looking at"),
    Measure("deals", "market", "deals per month", "neither", "", "Acquisitions that closed", "total"),
    Measure(
        "overhead",
        "market",
        MONEY,
        "lower",
        "everybody",
        "What running firms and their relationships costs",
        "total",
    ),
    Measure("labs_in_use", "market", "labs", "higher", "customers", "Labs that serve more than 5 % of all tokens"),
    Measure(
        "price_equilibria",
        "market",
        "equilibria",
        "neither",
        "",
        "Different equilibria found from several starts",
        "largest",
    ),
    Measure("revenue", "owner", MONEY, "higher", "its owner", "Everything the owner receives", "total"),
    Measure(
        "profit",
        "owner",
        MONEY,
        "higher",
        "its owner",
        "Receipts less payments, before capital expenditure",
        "total",
    ),
    Measure("investment", "owner", MONEY, "neither", "", "Capital expenditure on GPU capacity", "total"),
    Measure(
        "model_revenue",
        "owner",
        MONEY,
        "higher",
        "its owner",
        "Sales of the owner's models, direct and wholesale",
        "total",
    ),
    Measure(
        "lab_share",
        "owner",
        "share",
        "higher",
        "its owner",
        "Share of all tokens served by the owner's models",
    ),
    Measure(
        "cash", "owner", "bn USD", "higher", "its owner", "Cash held; below zero for firms that other business feeds"
    ),
    Measure(
        "valuation", "owner", "bn USD", "higher", "its owner", "What investors think the owner's AI business is worth"
    ),
    Measure(
        "shadow_value",
        "owner",
        "USD per USD",
        "neither",
        "",
        "What a dollar of cash today is worth to the owner; 1 when it is short of nothing",
    ),
    Measure("runway", "owner", "months", "higher", "its owner", "Months until cash is gone, at most ten years"),
    Measure("equity_raised", "owner", MONEY, "neither", "", "Money raised from investors", "total"),
    Measure(
        "overhead", "owner", MONEY, "lower", "its owner", "Cost of running the firm and its relationships", "total"
    ),
    Measure("revenue", "cloud", MONEY, "higher", "its owner", "Compute sold and marketplace fees", "total"),
    Measure("margin", "cloud", "share", "higher", "its owner", "Part of that revenue left after resource cost"),
    Measure("utilisation", "cloud", "share", "neither", "", "Compute used over capacity"),
    Measure("compute_price", "cloud", "USD per GPU-hour", "lower", "labs", "Price of a GPU-hour"),
    Measure("capacity", "cloud", "bn GPU-hours per month", "neither", "", "GPU capacity"),
    Measure(
        "unserved_share",
        "cloud",
        "share",
        "lower",
        "customers",
        "Demand for the cloud's GPUs that it could not serve",
    ),
    Measure("home_share", "cloud", "share", "higher", "its owner", "Enterprises, by size, whose home cloud it is"),
    Measure(
        "consumer_surplus",
        "home",
        MONEY,
        "higher",
        "customers",
        "What enterprises with this home cloud gain from AI",
        "total",
    ),
    Measure("price", "model", PRICE, "lower", "customers", "Posted price"),
    Measure("volume", "model", VOLUME, "higher", "its owner", "Tokens sold directly and through apps", "total"),
    Measure("share", "model", "share", "higher", "its owner", "Share of all tokens served"),
    Measure(
        "reach",
        "model",
        "share",
        "higher",
        "its owner",
        "Enterprises, by size, that can buy it without friction",
    ),
    Measure("capability", "model", "nats", "higher", "customers", "Capability"),
    Measure(
        "serving_cost",
        "model",
        "GPU-hours per Mtok",
        "lower",
        "its owner",
        "Compute to serve a million tokens",
    ),
    Measure("price", "app", PRICE, "lower", "customers", "Posted price"),
    Measure("volume", "app", VOLUME, "higher", "its owner", "Tokens served through the app", "total"),
    Measure("margin", "app", "share", "higher", "its owner", "Part of the price left after what its models cost"),
    Measure("unit_cost", "app", PRICE, "lower", "its owner", "What the models behind the app cost it"),
    Measure("volume", "task", VOLUME, "neither", "", "Tokens served for the task", "total"),
    Measure(
        "consumer_surplus",
        "task",
        MONEY,
        "higher",
        "customers",
        "What buyers gain from AI on the task",
        "total",
    ),
    Measure("hhi", "layer", "points", "neither", "", "Concentration of control: sum of squared percentage shares"),
    Measure("top_share", "layer", "share", "neither", "", "Share of the largest owner in the layer"),
    Measure(
        "control_share",
        "control",
        "share",
        "higher",
        "its owner",
        "Share of a control layer that an owner holds",
    ),
    Measure(
        "dependence",
        "pair",
        "share",
        "neither",
        "",
        "How far the first depends on the second (revenue, compute or supply)",
    ),
    Measure(
        "exposure",
        "pair",
        MONEY,
        "lower",
        "the first",
        "Profit that the first would lose if the second cut it off, prices adjusted",
    ),
    Measure(
        "pivotality", "layer", MONEY, "lower", "everybody", "Surplus lost if the largest owner withdrew its assets"
    ),
    Measure("exclusive", "contract", "months", "neither", "", "Months under exclusive access", "total"),
    Measure(
        "exclusivity_gain",
        "contract",
        MONEY,
        "neither",
        "",
        "What exclusive instead of open access brings the partner (G)",
    ),
    Measure(
        "exclusivity_loss",
        "contract",
        MONEY,
        "neither",
        "",
        "What exclusive instead of open access costs the lab (L)",
    ),
    Measure(
        "exclusivity_margin",
        "contract",
        MONEY,
        "neither",
        "",
        "Shadow value of the lab's cash times G, less L: exclusivity pays both while it is positive",
    ),
    Measure("fee", "contract", MONEY, "neither", "", "Fee that the partner pays the lab", "total"),
    Measure(
        "return_per_dollar",
        "effort",
        "USD per USD",
        "neither",
        "",
        "Profit that one more dollar brings whoever spends it, mean over those who can",
    ),
    Measure("option_value", "option", "bn USD", "neither", "", "Value of an option to acquire"),
    Measure("exercise_probability", "option", "share", "neither", "", "Probability that the option is exercised"),
    Measure("exercise_threshold", "option", "bn USD", "neither", "", "Value of the target above which it is exercised"),
    Measure("underlying_value", "option", "bn USD", "neither", "", "Value of the target of an option"),
    Measure(
        "share_at_home",
        "model_at_home",
        "share",
        "neither",
        "",
        "Share of the home cloud's enterprise volume",
    ),
    Measure(
        "hosted_volume",
        "model_on_cloud",
        VOLUME,
        "neither",
        "",
        "The model's tokens served from the cloud",
        "total",
    ),
    Measure(
        "routed_volume",
        "model_in_app",
        VOLUME,
        "neither",
        "",
        "The model's tokens served through the app",
        "total",
    ),
)

HEADLINES: frozenset[tuple[str, Kind]] = frozenset(
    {
        ("consumer_surplus", "market"),
        ("total_surplus", "market"),
        ("mean_price", "market"),
        ("models_per_enterprise", "market"),
        ("rationed_share", "market"),
        ("profit", "owner"),
        ("lab_share", "owner"),
        ("utilisation", "cloud"),
        ("consumer_surplus", "home"),
        ("price", "model"),
        ("reach", "model"),
        ("hhi", "layer"),
    }
)
"""Measures that the terminal shows; reports show all."""


def measures_of(kind: Kind) -> tuple[Measure, ...]:
    """Return the measures of one kind, in order of registration."""
    return tuple(measure for measure in MEASURES if measure.kind == kind)


def measure_names(kind: Kind) -> tuple[str, ...]:
    """Return the names of the measures of one kind."""
    return tuple(measure.name for measure in measures_of(kind))


def outcome_name(measure: str, kind: str, entity: str) -> str:
    """Name an outcome: ``measure`` for the market, ``measure.entity`` otherwise."""
    return measure if kind == "market" else f"{measure}.{entity}"
