"""What is on offer this month: components of every sale, who serves it, and how its price is split (E4, E9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array, Flags, Integers
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
from sim.market.sales.memo import Memo
from sim.scenario.schema.root import Parameters

CONSUMER_GROUP = 0


class Component(NamedTuple):
    """A part of a sale: an option, served with a model from a cloud, to a block of buyers."""

    option: int
    model: int
    cloud: int
    buyer: str


@dataclass(frozen=True, eq=False)
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
class Terms:
    """Figures that decide who is paid what: costs by model and cloud, fees, revenue shares, open prices."""

    serving_cost: Array
    compute_price: Array
    revenue_shares: dict[str, list[tuple[str, float]]]
    open_prices: Array


@dataclass(frozen=True, eq=False)
class Sale:
    """What stands behind one option: its components, and who is paid what.

    Attributes
    ----------
    components : tuple of Component
        Parts of the sale.
    part : array, shape (groups, components)
        How much of each component a unit of the option sets off.
    wholesale : array, shape (components,)
        What an app pays for the model, USD per Mtok; 0 where the model itself is sold.
    payments : list of Payment
        Payments of every component, numbered within the sale.
    per_price, per_unit : array, shape (accounts, components)
        Split matrix.
    """

    components: tuple[Component, ...]
    part: Array
    wholesale: Array
    payments: list[Payment]
    per_price: Array
    per_unit: Array


@dataclass(frozen=True, eq=False)
class Offers:
    """All sales that can be made this month.

    Groups of buyers share their cells: group 0 holds the consumers, group ``1 + c`` the enterprises of access class c.

    Attributes
    ----------
    sales : dict
        What stands behind each option that is sold.
    options : int
        Number of options, sold or not.
    components : tuple of Component
        Parts of all sales, those of each option together.
    part : array, shape (groups, components)
        How much of each component a unit of its option sets off; sums to 1 over its components where it is sold.
    per_price, per_unit : array, shape (accounts, components)
        Split matrix.
    """

    access: Access
    apps: dict[int, AppSupply]
    sales: dict[int, Sale]
    options: int
    components: tuple[Component, ...]
    part: Array
    per_price: Array
    per_unit: Array

    @cached_property
    def mix(self) -> Array:
        """How much of each component a unit of each option sets off, shape (groups, options, components)."""
        return np.where(self.component_option == np.arange(self.options)[:, None], self.part[:, None, :], 0.0)

    def by_option(self, amounts: Array) -> Array:
        """Add up amounts over the components of each option.

        Parameters
        ----------
        amounts : array, shape (..., components)
            Amounts of components.

        Returns
        -------
        array, shape (..., options)
        """
        total = np.zeros((*amounts.shape[:-1], self.options))
        if self.sales:
            sold, first = self._first_components
            total[..., sold] = np.add.reduceat(amounts, first, axis=-1)
        return total

    @cached_property
    def _first_components(self) -> tuple[Integers, Integers]:
        """Options that are sold, and the number of the first component of each."""
        sizes = [len(sale.components) for sale in self.sales.values()]
        return np.array(list(self.sales), dtype=np.int64), np.cumsum([0, *sizes])[:-1]

    @cached_property
    def payments(self) -> list[Payment]:
        """Payments of every component."""
        numbered, before = [], 0
        for sale in self.sales.values():
            numbered += [payment._replace(component=before + payment.component) for payment in sale.payments]
            before += len(sale.components)
        return numbered

    @cached_property
    def component_option(self) -> Integers:
        """Option of each component."""
        return np.array([component.option for component in self.components], dtype=np.int64)

    @cached_property
    def component_model(self) -> Integers:
        """Model of each component."""
        return np.array([component.model for component in self.components], dtype=np.int64)

    @cached_property
    def component_cloud(self) -> Integers:
        """Cloud of each component."""
        return np.array([component.cloud for component in self.components], dtype=np.int64)

    @cached_property
    def component_wholesale(self) -> Array:
        """What an app pays for the model of each component, USD per Mtok; 0 where the model itself is sold."""
        return np.concatenate([np.zeros(0), *(sale.wholesale for sale in self.sales.values())])

    @cached_property
    def to_consumers(self) -> Flags:
        """Components that consumers buy."""
        return np.array([component.buyer == CONSUMERS for component in self.components], dtype=bool)

    @cached_property
    def bought_from_the_lab(self) -> Flags:
        """Components that consumers buy from the lab itself."""
        return self.to_consumers & (self.component_option == 1 + self.component_model)


def build_offers(
    access: Access,
    apps: dict[int, AppSupply],
    terms: Terms,
    parameters: Parameters,
    catalogue: Catalogue,
    classes: Classes,
    memo: Memo,
) -> Offers:
    """Lay out every sale that can be made and the payments behind it."""
    sales: dict[int, Sale] = {}
    bought = tuple(catalogue.bought.items())

    def paid_by(models: Sequence[int]) -> tuple[tuple[tuple[str, float], ...], ...]:
        labs = [parameters.models[catalogue.models[model]].lab for model in models]
        return tuple(tuple(terms.revenue_shares[lab]) for lab in labs)

    for model, name in enumerate(catalogue.models):
        if access.remote[model] == NOT_SOLD:
            continue
        served = access.direct[model], access.route[model]
        key = "sale", model, *(part.tobytes() for part in served), paid_by([model]), bought
        sold = partial(_sale_of_model, model, *served, terms, parameters, catalogue)
        sales[catalogue.option[name]] = memo.get(key, sold)
    for option, supply in apps.items():
        key = "sale", option, supply, paid_by(supply.models), bought
        sold = partial(_sale_of_app, option, supply, terms, parameters, catalogue, classes)
        sales[option] = memo.get(key, sold)
    components = tuple(component for sale in sales.values() for component in sale.components)
    nobody = {
        "part": np.zeros((1 + classes.count, 0)),
        "per_price": np.zeros((len(catalogue.accounts), 0)),
        "per_unit": np.zeros((len(catalogue.accounts), 0)),
    }
    joined = {
        name: np.concatenate([none, *(getattr(sale, name) for sale in sales.values())], axis=1)
        for name, none in nobody.items()
    }
    return Offers(access, apps, sales, len(catalogue.options), components, **joined)


def _sale_of_model(
    model: int, direct: Array, route: Integers, terms: Terms, parameters: Parameters, catalogue: Catalogue
) -> Sale:
    """What stands behind a model: consumers are served where its lab computes, each access class from its cloud."""
    option = catalogue.option[catalogue.models[model]]
    to_consumers, to_classes = np.flatnonzero(direct).tolist(), route.tolist()
    to_enterprises = list(dict.fromkeys(to_classes))
    components = [Component(option, model, cloud, CONSUMERS) for cloud in to_consumers]
    components += [Component(option, model, cloud, ENTERPRISES) for cloud in to_enterprises]
    part = np.zeros((1 + route.size, len(components)))
    part[CONSUMER_GROUP, : len(to_consumers)] = direct[to_consumers]
    place = [len(to_consumers) + to_enterprises.index(cloud) for cloud in to_classes]
    part[1 + np.arange(route.size), place] = 1.0
    return _sale(components, part, None, terms, parameters, catalogue)


def _sale_of_app(
    option: int, supply: AppSupply, terms: Terms, parameters: Parameters, catalogue: Catalogue, classes: Classes
) -> Sale:
    """What stands behind an app: the models that it routes to, for whoever its task is for."""
    is_consumer = supply.task in catalogue.consumer_tasks
    buyer = CONSUMERS if is_consumer else ENTERPRISES
    components = [
        Component(option, model, cloud, buyer) for model, cloud in zip(supply.models, supply.clouds, strict=True)
    ]
    part = np.zeros((1 + classes.count, len(components)))
    part[[CONSUMER_GROUP] if is_consumer else 1 + np.arange(classes.count)] = supply.routing
    return _sale(components, part, supply, terms, parameters, catalogue)


def _sale(
    components: Sequence[Component],
    part: Array,
    supply: AppSupply | None,
    terms: Terms,
    parameters: Parameters,
    catalogue: Catalogue,
) -> Sale:
    """Work out who is paid what for the components of a sale."""
    wholesale = np.zeros(len(components)) if supply is None else np.array(supply.wholesale)
    payments = [
        payment
        for number, component in enumerate(components)
        for payment in _payments(number, component, supply, terms, parameters, catalogue)
    ]
    split = split_matrix(payments, len(catalogue.accounts), len(components))
    return Sale(tuple(components), part, wholesale, payments, *split)


def _payments(
    number: int,
    component: Component,
    supply: AppSupply | None,
    terms: Terms,
    parameters: Parameters,
    catalogue: Catalogue,
) -> list[Payment]:
    """Payments that one Mtok of a component sets off, numbered as in its sale."""
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
    if supply is None and model.open:
        return open_model_sale(number, buyer, serving)
    if supply is None:
        fee = cloud.marketplace_fee if component.buyer == ENTERPRISES else 0.0  # consumers buy from the lab itself
        return direct_sale(number, buyer, lab, serving, fee, shares)
    owner = catalogue.account[parameters.apps[catalogue.options[component.option]].owner]
    wholesale = supply.wholesale[number]
    if model.open:
        return app_sale_with_open_model(number, buyer, owner, serving, wholesale)
    return app_sale(number, buyer, owner, lab, serving, wholesale, shares)
