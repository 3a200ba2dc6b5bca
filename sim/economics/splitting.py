"""Who receives which part of every dollar: the payments behind a sale, and the split matrix they add up to (E9).

Formulas::

    direct sale, lab:   price (1 - marketplace_fee - revenue shares) - compute_price serving_cost
    direct sale, host:  price marketplace_fee + (compute_price - resource_cost) serving_cost
    app sale, app:      price - wholesale price;  its lab: wholesale price (1 - revenue shares) - compute
    all accounts together: price - resource_cost serving_cost
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.arrays import Array


class Payment(NamedTuple):
    """One payment that each Mtok of a component sets off.

    Attributes
    ----------
    component : int
        The sale: an option served with a model from a cloud to a block of buyers.
    payer, payee : int
        Accounts.
    flow : str
        What is paid for.
    per_price : float
        Part of the option's price that is paid.
    per_unit : float
        Fixed amount, USD per Mtok.
    """

    component: int
    payer: int
    payee: int
    flow: str
    per_price: float
    per_unit: float


class Serving(NamedTuple):
    """Where a component is computed and what that costs.

    Attributes
    ----------
    host, suppliers : int
        Accounts of the cloud's owner and of whoever sells energy, staff and machines.
    compute_price, resource_cost : float
        USD per GPU-hour charged and spent by the cloud.
    serving_cost : float
        GPU-hours per Mtok.
    """

    host: int
    suppliers: int
    compute_price: float
    resource_cost: float
    serving_cost: float


def resource_payment(component: int, serving: Serving) -> Payment:
    """What the host spends on a unit."""
    cost = serving.resource_cost * serving.serving_cost
    return Payment(component, serving.host, serving.suppliers, "resource_cost", 0.0, cost)


def lab_payments(
    component: int,
    lab: int,
    serving: Serving,
    revenue_shares: Sequence[tuple[int, float]],
    per_price: float,
    income: float,
) -> list[Payment]:
    """What a lab passes on from the income of a unit: revenue shares and compute."""
    shared = [
        Payment(component, lab, partner, "revenue_share", rate * per_price, rate * income)
        for partner, rate in revenue_shares
    ]
    compute = serving.compute_price * serving.serving_cost
    return [*shared, Payment(component, lab, serving.host, "serving_compute", 0.0, compute)]


def direct_sale(
    component: int,
    buyer: int,
    lab: int,
    serving: Serving,
    marketplace_fee: float,
    revenue_shares: Sequence[tuple[int, float]],
) -> list[Payment]:
    """Payments of a model sold directly: the lab collects the price and pays fee, revenue shares and compute (E9)."""
    return [
        Payment(component, buyer, lab, "api_sales", 1.0, 0.0),
        Payment(component, lab, serving.host, "marketplace_fee", marketplace_fee, 0.0),
        *lab_payments(component, lab, serving, revenue_shares, 1.0, 0.0),
        resource_payment(component, serving),
    ]


def open_model_sale(component: int, buyer: int, serving: Serving) -> list[Payment]:
    """Payments of an open model: its host collects the price, its lab nothing (E9)."""
    return [
        Payment(component, buyer, serving.host, "api_sales", 1.0, 0.0),
        resource_payment(component, serving),
    ]


def app_sale(
    component: int,
    buyer: int,
    app_owner: int,
    lab: int,
    serving: Serving,
    wholesale_price: float,
    revenue_shares: Sequence[tuple[int, float]],
) -> list[Payment]:
    """Payments of an app served with a licensed or own model: the app collects, the lab gets wholesale (E9)."""
    return [
        Payment(component, buyer, app_owner, "app_sales", 1.0, 0.0),
        Payment(component, app_owner, lab, "wholesale", 0.0, wholesale_price),
        *lab_payments(component, lab, serving, revenue_shares, 0.0, wholesale_price),
        resource_payment(component, serving),
    ]


def app_sale_with_open_model(
    component: int, buyer: int, app_owner: int, serving: Serving, open_price: float
) -> list[Payment]:
    """Payments of an app served with an open model, bought from its host at the posted price (E9)."""
    return [
        Payment(component, buyer, app_owner, "app_sales", 1.0, 0.0),
        Payment(component, app_owner, serving.host, "wholesale", 0.0, open_price),
        resource_payment(component, serving),
    ]


def split_matrix(payments: Sequence[Payment], accounts: int, components: int) -> tuple[Array, Array]:
    """Net what each account receives from each component (E9).

    Every payment enters once with each sign, so the columns over all accounts sum to zero: nothing is lost.

    Parameters
    ----------
    payments : sequence of Payment
        Payments of all components.
    accounts, components : int
        Sizes.

    Returns
    -------
    per_price, per_unit : array, shape (accounts, components)
        Receipts per USD of the price, and in USD per Mtok.
    """
    per_price = np.zeros((accounts, components))
    per_unit = np.zeros((accounts, components))
    for payment in payments:
        per_price[payment.payee, payment.component] += payment.per_price
        per_price[payment.payer, payment.component] -= payment.per_price
        per_unit[payment.payee, payment.component] += payment.per_unit
        per_unit[payment.payer, payment.component] -= payment.per_unit
    return per_price, per_unit
