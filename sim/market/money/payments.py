"""Payments of the month: sales through the split matrix, then everything else that changes hands (section 11)."""

from collections.abc import Iterable, Mapping

from sim.arrays import Array
from sim.economics.revenue_share import take_or_pay_shortfall
from sim.market.catalogue import ENTERPRISES, SUPPLIERS, Catalogue
from sim.market.contracts import ContractBook, Pair
from sim.market.money.ledger import Ledger
from sim.market.rules.demand_laws import Demand, demand_law
from sim.market.sales.offers import Offers
from sim.scenario.schema.agents import Owner
from sim.scenario.schema.root import Parameters


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


def pay_training(ledger: Ledger, paid: Array, hours: Array, parameters: Parameters, catalogue: Catalogue) -> None:
    """Pay for training compute.

    Parameters
    ----------
    paid, hours : array, shape (owners, clouds)
        Bn USD, and bn GPU-hours used.
    """
    for lab, name in enumerate(catalogue.owners):
        for number, cloud in enumerate(catalogue.clouds):
            if hours[lab, number] > 0.0:
                section = parameters.clouds[cloud]
                ledger.pay(name, section.owner, "training_compute", float(paid[lab, number]))
                ledger.pay(section.owner, SUPPLIERS, "resource_cost", float(hours[lab, number]) * section.resource_cost)


def pay_contract_terms(ledger: Ledger, contracts: ContractBook, month: int) -> None:
    """Pay investments that came with contracts (E57), and shortfalls of committed compute (E18)."""
    for (partner, lab), amount in contracts.investments_due().items():
        ledger.pay(partner, lab, "clause_payment", amount)
    compute = ledger.flow("serving_compute") + ledger.flow("training_compute")
    for partner, lab in contracts.in_force():
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
    ledger: Ledger,
    base_spend: float,
    home_share: Array,
    consumer_spend: float,
    consumer_volume: float,
    parameters: Parameters,
    catalogue: Catalogue,
) -> None:
    """Pay for cloud services other than AI, and for search advertising that AI has not displaced (E9, E15).

    A part of what base cloud costs is its own capital expenditure (E55).

    Parameters
    ----------
    base_spend : float
        What all enterprises spend on cloud services other than AI, bn USD per month.
    home_share : array, shape (clouds,)
        Enterprises by size at home on each cloud.
    consumer_spend, consumer_volume : float
        What consumers spent on AI and were served, bn USD and Qt per month.
    """
    section, law = parameters.enterprises, demand_law(parameters.rules)
    for cloud, share in zip(catalogue.clouds, home_share, strict=True):
        owner, revenue = parameters.clouds[cloud].owner, base_spend * float(share)
        invested = revenue * section.base_capital_intensity
        ledger.pay(ENTERPRISES, owner, "base_cloud", revenue)
        ledger.pay(owner, SUPPLIERS, "base_cloud_cost", revenue * (1.0 - section.base_cloud_margin) - invested)
        ledger.pay(owner, SUPPLIERS, "base_capital_expenditure", invested)
    for name in catalogue.owners:
        left = search_advertising(parameters.owners[name], consumer_spend, consumer_volume, law)
        ledger.pay(ENTERPRISES, name, "search_advertising", left)


def search_advertising(owner: Owner, consumer_spend: float, consumer_volume: float, law: Demand) -> float:
    """Search advertising that AI leaves an owner (E9), bn USD per month.

    Parameters
    ----------
    consumer_spend, consumer_volume : float
        What consumers spent on AI and were served, bn USD and Qt per month.
    law : Demand
        Says whether it is spend or tokens that displace search.
    """
    per_spend, per_token = law.search_loss(owner)
    return max(owner.search_revenue - per_spend * consumer_spend - per_token * consumer_volume, 0.0)


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


def consumer_purchases(offers: Offers, volume: Array, prices: Array) -> tuple[float, float]:
    """What consumers spent on AI, bn USD per month, and what they were served, Qt per month."""
    tokens = volume[offers.to_consumers]
    return float(tokens @ prices[offers.component_option[offers.to_consumers]]), float(tokens.sum())
