"""What is on offer this month: components of every sale, who serves it, and how its price is split (E4, E9)."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array, Integers
from sim.economics.splitting import (
    Payment,
    Serving,
    app_sale,
    app_sale_with_open_model,
    direct_sale,
    open_model_sale,
    split_matrix,
)
from sim.market.catalogue import CONSUMERS, ENTERPRISES, SUPPLIERS, Catalogue
from sim.market.sales.access import NOT_SOLD, Classes, routes, serving_cloud
from sim.scenario.schema.root import Parameters

CONSUMER_GROUP = 0


class Component(NamedTuple):
    """A part of a sale: an option, served with a model from a cloud, to a block of buyers."""

    option: int
    model: int
    cloud: int
    buyer: str


@dataclass(frozen=True)
class Access:
    """Where each model can be bought.

    Attributes
    ----------
    listing : bool array, shape (models, clouds)
        Which model each cloud sells.
    remote : int array, shape (models,)
        Cloud that serves buyers without an own cloud that carries the model, or ``NOT_SOLD``.
    route : int array, shape (models, classes)
        Cloud that serves each access class, or ``NOT_SOLD``.
    at_home : bool array, shape (models, classes)
        True where an own cloud carries the model.
    direct : array, shape (models, clouds)
        Part of what consumers use of a model that each cloud computes; sums to 1 where the model is sold (E53).
    """

    listing: NDArray[np.bool_]
    remote: Integers
    route: Integers
    at_home: NDArray[np.bool_]
    direct: Array

    @classmethod
    def of(
        cls,
        listing: NDArray[np.bool_],
        placement: Array,
        parameters: Parameters,
        catalogue: Catalogue,
        classes: Classes,
    ) -> "Access":
        """Work out who is served from where under a listing.

        Parameters
        ----------
        listing : bool array, shape (models, clouds)
            Which model each cloud sells.
        placement : array, shape (owners, clouds)
            Part of its own compute that each owner buys on each cloud.
        """
        primary = np.array([catalogue.cloud[parameters.models[name].primary_host] for name in catalogue.models])
        size = np.array([parameters.clouds[name].home_share for name in catalogue.clouds])
        remote = serving_cloud(listing, primary, np.argsort(-size, kind="stable"))
        route, at_home = routes(listing, remote, classes)
        sold = remote != NOT_SOLD
        open_models = np.array([parameters.models[name].open for name in catalogue.models])
        by_host = np.arange(len(catalogue.clouds)) == np.where(sold, remote, 0)[:, None]
        direct = np.where(open_models[:, None], by_host, placement[catalogue.lab_accounts(parameters)])
        return cls(listing, remote, route, at_home, direct * sold[:, None])


@dataclass(frozen=True)
class AppSupply:
    """What stands behind an app: the models it routes to, from which clouds, at which wholesale price.

    Attributes
    ----------
    quality : float
        What sending each request to the model that suits it gives users, less the wait, utils (E56).
    """

    models: tuple[int, ...]
    clouds: tuple[int, ...]
    wholesale: tuple[float, ...]
    routing: tuple[float, ...]
    task: str
    quality: float


@dataclass(frozen=True)
class Offers:
    """All sales that can be made this month.

    Groups of buyers share their cells: group 0 holds the consumers, group ``1 + c`` the enterprises of access class c.

    Attributes
    ----------
    components : tuple of Component
        Parts of sales.
    mix : array, shape (groups, options, components)
        How much of each component a unit of an option sets off; sums to 1 over components where the option is sold.
    payments : list of Payment
        Payments of every component.
    per_price, per_unit : array, shape (accounts, components)
        Split matrix.
    """

    access: Access
    apps: dict[int, AppSupply]
    components: tuple[Component, ...]
    mix: Array
    payments: list[Payment]
    per_price: Array
    per_unit: Array

    @property
    def component_option(self) -> Integers:
        """Option of each component."""
        return np.array([component.option for component in self.components], dtype=np.int64)

    @property
    def component_model(self) -> Integers:
        """Model of each component."""
        return np.array([component.model for component in self.components], dtype=np.int64)

    @property
    def component_cloud(self) -> Integers:
        """Cloud of each component."""
        return np.array([component.cloud for component in self.components], dtype=np.int64)


@dataclass(frozen=True)
class Terms:
    """Figures that decide who is paid what: costs by model and cloud, fees, revenue shares, open prices."""

    serving_cost: Array
    compute_price: Array
    revenue_shares: dict[str, list[tuple[str, float]]]
    open_prices: Array


def build_offers(
    access: Access,
    apps: dict[int, AppSupply],
    terms: Terms,
    parameters: Parameters,
    catalogue: Catalogue,
    classes: Classes,
) -> Offers:
    """Lay out every sale that can be made and the payments behind it."""
    numbers: dict[Component, int] = {}
    entries: list[tuple[Integers, int, Integers, float]] = []
    every_class = np.arange(classes.count)

    def number_of(option: int, model: int, cloud: int, buyer: str) -> int:
        return numbers.setdefault(Component(option, model, cloud, buyer), len(numbers))

    for model, name in enumerate(catalogue.models):
        if access.remote[model] == NOT_SOLD:
            continue
        option = catalogue.option[name]
        for cloud in np.flatnonzero(access.direct[model]).tolist():
            direct = number_of(option, model, cloud, CONSUMERS)
            entries.append((np.array([CONSUMER_GROUP]), option, np.array([direct]), float(access.direct[model, cloud])))
        clouds = access.route[model].tolist()
        served = {cloud: number_of(option, model, cloud, ENTERPRISES) for cloud in dict.fromkeys(clouds)}
        entries.append((1 + every_class, option, np.array([served[cloud] for cloud in clouds]), 1.0))
    for option, supply in apps.items():
        is_consumer = supply.task in catalogue.consumer_tasks
        groups = np.array([CONSUMER_GROUP]) if is_consumer else 1 + every_class
        buyer = CONSUMERS if is_consumer else ENTERPRISES
        for model, cloud, part in zip(supply.models, supply.clouds, supply.routing, strict=True):
            routed = number_of(option, model, cloud, buyer)
            entries.append((groups, option, np.full(groups.size, routed), part))

    mix = np.zeros((1 + classes.count, len(catalogue.options), len(numbers)))
    for groups, option, components, weight in entries:
        mix[groups, option, components] += weight
    payments = [
        payment
        for component, number in numbers.items()
        for payment in _payments(number, component, apps, terms, parameters, catalogue)
    ]
    per_price, per_unit = split_matrix(payments, len(catalogue.accounts), len(numbers))
    return Offers(access, apps, tuple(numbers), mix, payments, per_price, per_unit)


def _payments(
    number: int,
    component: Component,
    apps: dict[int, AppSupply],
    terms: Terms,
    parameters: Parameters,
    catalogue: Catalogue,
) -> list[Payment]:
    """Payments that one Mtok of a component sets off."""
    model = parameters.models[catalogue.models[component.model]]
    cloud = parameters.clouds[catalogue.clouds[component.cloud]]
    serving = Serving(
        host=catalogue.account[cloud.owner],
        suppliers=catalogue.account[SUPPLIERS],
        compute_price=float(terms.compute_price[component.cloud]),
        resource_cost=cloud.resource_cost,
        serving_cost=float(terms.serving_cost[component.model]),
    )
    buyer = catalogue.account[component.buyer]
    lab = catalogue.account[model.lab]
    shares = [(catalogue.account[partner], rate) for partner, rate in terms.revenue_shares[model.lab]]
    supply = apps.get(component.option)
    if supply is None and model.open:
        return open_model_sale(number, buyer, serving)
    if supply is None:
        fee = cloud.marketplace_fee if component.buyer == ENTERPRISES else 0.0  # consumers buy from the lab itself
        return direct_sale(number, buyer, lab, serving, fee, shares)
    owner = catalogue.account[parameters.apps[catalogue.options[component.option]].owner]
    if model.open:
        return app_sale_with_open_model(number, buyer, owner, serving, float(terms.open_prices[component.model]))
    wholesale = supply.wholesale[supply.models.index(component.model)]
    return app_sale(number, buyer, owner, lab, serving, wholesale, shares)
