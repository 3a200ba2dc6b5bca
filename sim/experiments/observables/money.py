"""Money: sales, losses, capital expenditure and payments between firms, from the ledger."""

import numpy as np

from sim.arrays import Array
from sim.experiments.observables.names import contracts, labs, owners
from sim.experiments.observations import MarketTables, Observable, by_month
from sim.experiments.observations.observable import MONEY
from sim.market.measures import EVERYBODY


def api_spend(tables: MarketTables, entity: str, segment: str) -> Array:  # noqa: ARG001 - of the whole market
    """Return what is spent on models."""
    every = [tables.series("direct_spend", "lab_in_segment", f"{lab}@{EVERYBODY}") for lab in labs(tables.scenario)]
    return np.nansum(every, axis=0)


def revenue(tables: MarketTables, entity: str, segment: str) -> Array:  # noqa: ARG001 - of the whole market
    """Return what an owner receives."""
    return tables.series("revenue", "owner", entity)


def operating_loss(tables: MarketTables, entity: str, segment: str) -> Array:  # noqa: ARG001 - of the whole market
    """Return the loss; below zero where there is a profit."""
    return -tables.series("profit", "owner", entity)


def serving_spend(tables: MarketTables, entity: str, segment: str) -> Array:  # noqa: ARG001 - of the whole market
    """Return what a lab pays for serving."""
    return tables.payments(payer=entity, flows=("serving_compute",))


def revenue_share_paid(tables: MarketTables, entity: str, segment: str) -> Array:  # noqa: ARG001 - of the whole market
    """Return what the lab of a contract pays its partner, less what it gets back."""
    partner, lab = partner_and_lab(tables, entity)
    shared = tables.payments(payer=lab, payee=partner, flows=("revenue_share",))
    return shared - tables.payments(payer=partner, payee=lab, flows=("revenue_share",))


def partner_and_lab(tables: MarketTables, contract: str) -> tuple[str, str]:
    """Return the two owners of a contract; their names may hold a hyphen themselves."""
    return next(
        (contract[:place], contract[place + 1 :])
        for place, letter in enumerate(contract)
        if letter == "-" and {contract[:place], contract[place + 1 :]} <= set(owners(tables.scenario))
    )


def capex(tables: MarketTables, entity: str, segment: str) -> Array:  # noqa: ARG001 - of the whole market
    """Return capital expenditure."""
    return tables.series("capex", "owner", entity)


AMOUNTS = (
    Observable(
        "api_spend",
        "money",
        MONEY,
        "What enterprises spend on models bought as such, and app makers without a cloud or a model of their own pay "
        "for models",
        by_month(api_spend),
    ),
    Observable(
        "run_rate",
        "money",
        MONEY,
        "What the owner receives from customers and partners in a month, times twelve",
        by_month(revenue),
        "owner",
        owners,
        aggregates=("annualised",),
    ),
    Observable(
        "revenue",
        "money",
        MONEY,
        "What the owner receives from customers and partners",
        by_month(revenue),
        "owner",
        owners,
    ),
    Observable(
        "operating_loss",
        "money",
        MONEY,
        "What the owner's costs exceed its revenue by, training and the cost of capital included",
        by_month(operating_loss),
        "owner",
        owners,
    ),
    Observable(
        "serving_spend",
        "money",
        MONEY,
        "What the lab pays clouds to answer requests",
        by_month(serving_spend),
        "lab",
        labs,
    ),
    Observable(
        "revenue_share_paid",
        "money",
        MONEY,
        "Shares of revenue that the lab of the contract pays its partner, less those that it receives",
        by_month(revenue_share_paid),
        "contract",
        contracts,
    ),
    Observable(
        "capex",
        "money",
        MONEY,
        "Capital expenditure of the owner on GPUs and on base cloud",
        by_month(capex),
        "owner",
        owners,
    ),
)
