"""Payments of the month: sales through the split matrix, then everything else that changes hands (section 11)."""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from sim.economics.revenue_share import take_or_pay_shortfall
from sim.market.catalogue import CONSUMERS, ENTERPRISES, SUPPLIERS, Catalogue
from sim.market.contracts import ContractBook, Pair
from sim.market.money.ledger import Ledger
from sim.market.sales.offers import Offers
from sim.scenario.schema.agents import Owner
from sim.scenario.schema.root import Parameters

Array = NDArray[np.float64]


def pay_sales(ledger: Ledger, offers: Offers, volume: Array, prices: Array) -> Array:
    """Enter all payments that sales set off, and return what each account nets by the split matrix (E9).

    Parameters
    ----------
    volume : array, shape (components,)
        Volume served, Qt per month.
    prices : array, shape (options,)
        USD per Mtok; times Qt this is bn USD.

    Returns
    -------
    array, shape (accounts,)
        Net receipts, bn USD.
    """
    price = prices[offers.component_option]
    for payment in offers.payments:
        c = payment.component
        amount = float(volume[c] * (payment.per_price * price[c] + payment.per_unit))
        ledger.enter(payment.payer, payment.payee, payment.flow, amount)
    return (offers.per_price * price + offers.per_unit) @ volume


def return_capped_revenue_share(
    ledger: Ledger,
    contracts: ContractBook,
    offers: Offers,
    volume: Array,
    prices: Array,
    parameters: Parameters,
    catalogue: Catalogue,
) -> dict[Pair, float]:
    """Cut revenue shares at their caps (E17); returns by how much each partner and lab pair was cut, bn USD."""
    matrix = ledger.flow("revenue_share")
    price = prices[offers.component_option]
    due: dict[tuple[int, str], float] = {}
    for payment in offers.payments:
        if payment.flow == "revenue_share":
            c = payment.component
            key = payment.payee, parameters.models[catalogue.models[offers.components[c].model]].lab
            due[key] = due.get(key, 0.0) + float(volume[c] * (payment.per_price * price[c] + payment.per_unit))
    cut = {}
    for pair, terms in contracts.terms.items():
        partner, lab = catalogue.account[pair[0]], catalogue.account[pair[1]]
        owed = due.pop((partner, pair[1]), 0.0) if terms.revenue_share > 0.0 else 0.0
        cut[pair] = owed - contracts.settle_revenue_share(pair, owed)
        matrix[lab, partner] -= cut[pair]
    return cut


def pay_training(ledger: Ledger, spend: Mapping[tuple[str, str], tuple[float, float]], parameters: Parameters) -> None:
    """Pay for training compute.

    Parameters
    ----------
    spend : mapping
        For each lab and cloud: bn USD paid, and bn GPU-hours used.
    """
    for (lab, cloud), (amount, hours) in spend.items():
        owner = parameters.clouds[cloud].owner
        ledger.pay(lab, owner, "training_compute", amount)
        ledger.pay(owner, SUPPLIERS, "resource_cost", hours * parameters.clouds[cloud].resource_cost)


def pay_contract_terms(ledger: Ledger, contracts: ContractBook, month: int) -> None:
    """Pay exclusivity fees (E16) and shortfalls of committed compute (E18)."""
    compute = ledger.flow("serving_compute") + ledger.flow("training_compute")
    for (partner, lab), terms in contracts.in_force().items():
        ledger.pay(partner, lab, "exclusivity_fee", terms.exclusivity_fee)
        committed = contracts.monthly_commitment((partner, lab), month)
        used = float(compute[ledger.account[lab], ledger.account[partner]])
        ledger.pay(lab, partner, "take_or_pay", take_or_pay_shortfall(used, committed))


def pay_overheads(
    ledger: Ledger, contracts: ContractBook, month: int, active: Iterable[str], parameters: Parameters
) -> None:
    """Pay what running a firm costs, and keeping up each of its contracts; both sides pay for a contract (E27).

    Parameters
    ----------
    active : iterable of str
        Owners that are still in the market.
    """
    in_force = contracts.active(month)
    for name in active:
        relationships = sum(1 for pair in in_force if name in pair)
        cost = parameters.owners[name].overhead + parameters.finance.relationship_cost * relationships
        ledger.pay(name, SUPPLIERS, "overhead", cost)


def pay_base_business(
    ledger: Ledger, home_share: Array, consumer_volume: float, parameters: Parameters, catalogue: Catalogue
) -> None:
    """Pay for cloud services other than AI, and for search advertising that AI has not displaced (E9, E15).

    Parameters
    ----------
    home_share : array, shape (clouds,)
        Enterprises by size at home on each cloud.
    consumer_volume : float
        Volume that consumers were served, Qt per month.
    """
    section = parameters.enterprises
    for cloud, share in zip(catalogue.clouds, home_share, strict=True):
        owner, revenue = parameters.clouds[cloud].owner, section.base_cloud_spend * float(share)
        ledger.pay(ENTERPRISES, owner, "base_cloud", revenue)
        ledger.pay(owner, SUPPLIERS, "base_cloud_cost", revenue * (1.0 - section.base_cloud_margin))
    for name in catalogue.owners:
        ledger.pay(
            ENTERPRISES, name, "search_advertising", search_advertising(parameters.owners[name], consumer_volume)
        )


def search_advertising(owner: Owner, consumer_volume: float) -> float:
    """Search advertising that AI leaves an owner (E9), bn USD per month.

    Parameters
    ----------
    consumer_volume : float
        Volume that consumers were served, Qt per month.
    """
    return max(owner.search_revenue - owner.search_cannibalisation * consumer_volume, 0.0)


def pay_orders(ledger: Ledger, orders: Mapping[str, float], parameters: Parameters) -> None:
    """Pay GPU makers for capacity that clouds order (E15).

    Parameters
    ----------
    orders : mapping
        bn GPU-hours per month ordered by each cloud.
    """
    per_capacity = parameters.compute.gpu_price / parameters.compute.hours_per_gpu
    for cloud, amount in orders.items():
        ledger.pay(parameters.clouds[cloud].owner, SUPPLIERS, "capital_expenditure", amount * per_capacity)


def consumer_volume_served(offers: Offers, volume: Array) -> float:
    """Volume served to consumers, Qt per month."""
    bought = np.array([component.buyer == CONSUMERS for component in offers.components], dtype=bool)
    return float(volume[bought].sum())
