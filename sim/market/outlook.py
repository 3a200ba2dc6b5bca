"""What the market would come to if something were different: how firms judge contracts and deals (E20, E33, E38).

Everything but what is supposed stays as it was last month. Prices are solved anew on a sample of enterprises, and
payoffs are taken after rationing, because short capacity is the main reason why exclusivity ends.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.economics.allocation import demand_sums
from sim.economics.pricing import Buyers, Interests, nash_prices
from sim.economics.revenue_share import take_or_pay_shortfall
from sim.market.catalogue import CONSUMERS
from sim.market.compute_needs import committed_hours, training_hours
from sim.market.dependence import Dependence, measure_dependence
from sim.market.distributors import MarketView, market_view
from sim.market.felt import Experience, consumer_utility, enterprise_utility
from sim.market.home_moves import migration_value
from sim.market.interests import price_interests
from sim.market.offers import Access, AppSupply, Offers, Terms, build_offers
from sim.market.panel import Panel
from sim.market.price_rules import open_model_prices
from sim.market.service import serve
from sim.market.surplus import measure_surplus

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.market.catalogue import Catalogue
    from sim.market.contracts import Pair
    from sim.market.market import Market
    from sim.scenario.schema.contracts import Contract

    Array = NDArray[np.float64]


# Largest residual of prices that are solved to judge a deal, USD per Mtok.
TOLERANCE = 1e-8
# Where the search for the share of an option starts that was not on offer before.
ROUGH_LOG_SHARE = -4.0


@dataclass(frozen=True)
class Supposition:
    """What is supposed to hold.

    Attributes
    ----------
    terms : mapping
        Contracts, by partner and lab.
    granted : frozenset
        Owners of apps and labs whose models all their apps may use.
    catalogue : Catalogue
        Who owns what.
    withdrawn : frozenset of str
        Models, apps and clouds that nobody can have.
    unlisted : frozenset of str
        Clouds that sell no models, though they may compute for others.
    closed : frozenset of str
        Apps that use the models of their owner only.
    lift : mapping of str to float
        Quality added to a model or app, utils.
    capacity : mapping of str to float
        Factor on the capacity of a cloud.
    prices_stay : bool
        Whether prices stay as they are instead of being solved anew.
    with_surplus : bool
        Whether to work out what buyers gain, too.
    """

    terms: Mapping[Pair, Contract]
    granted: frozenset[Pair]
    catalogue: Catalogue
    withdrawn: frozenset[str] = frozenset()
    unlisted: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    lift: Mapping[str, float] = field(default_factory=dict)
    capacity: Mapping[str, float] = field(default_factory=dict)
    prices_stay: bool = False
    with_surplus: bool = False

    def key(self) -> tuple[object, ...]:
        """Return what tells suppositions apart."""
        return (
            tuple(self.terms.items()),
            self.granted,
            tuple(self.catalogue.bought.items()),
            self.withdrawn,
            self.unlisted,
            self.closed,
            tuple(sorted(self.lift.items())),
            tuple(sorted(self.capacity.items())),
            self.prices_stay,
            self.with_surplus,
        )


@dataclass(frozen=True)
class Prospect:
    """What a supposition would come to, per month.

    Attributes
    ----------
    profit : array, shape (owners,)
        Profit from all sales, before training, overheads and fees, bn USD.
    migration : array, shape (owners,)
        Worth of enterprises that move their home to the owner's clouds, bn USD.
    consumer_surplus : float
        Bn USD; not a number unless it was asked for.
    prices : array, shape (options,)
        USD per Mtok.
    residual : float
        Largest distance of a price from its equilibrium condition, USD per Mtok.
    dependence : Dependence
        Who would depend on whom.
    """

    profit: Array
    migration: Array
    consumer_surplus: float
    prices: Array
    residual: float
    dependence: Dependence

    @property
    def total_surplus(self) -> float:
        """Consumer surplus and all profits, bn USD per month."""
        return self.consumer_surplus + float(self.profit.sum())


class Outlook:
    """The market as firms see it this month, ready to be asked what would be if.

    Parameters
    ----------
    market : Market
        The market; it must not change while the outlook is in use.
    panel : Panel
        Sample of enterprises on which firms judge.
    """

    def __init__(self, market: Market, panel: Panel) -> None:
        self.market = market
        self.panel = panel
        self._known: dict[tuple[object, ...], Prospect] = {}
        parameters, catalogue = market.parameters, market.catalogue
        self._training = training_hours(market.labs, market.compute_price, parameters, catalogue)
        self._bonus = market.enterprises.surfaces.bonus(parameters)
        self._start = market.prices
        self._guess: Array | None = None

    def now(self) -> Supposition:
        """Everything as it is."""
        market = self.market
        return Supposition(
            terms=market.contracts.terms,
            granted=frozenset(market.contracts.granted),
            catalogue=market.catalogue,
            withdrawn=frozenset(market.absent),
        )

    @property
    def largest_residual(self) -> float:
        """Largest residual of all prices that were solved for the outlook, USD per Mtok."""
        return max((prospect.residual for prospect in self._known.values()), default=0.0)

    @property
    def solved(self) -> int:
        """Number of markets that were solved."""
        return len(self._known)

    def under(self, supposition: Supposition) -> Prospect:
        """Return what a supposition would come to; each is solved once."""
        key = supposition.key()
        if key not in self._known:
            self._known[key] = self._solve(supposition)
        return self._known[key]

    def _solve(self, supposed: Supposition) -> Prospect:
        market, parameters = self.market, self.market.parameters
        offers, utility, buyers, interests = self.sales_under(supposed)
        prices, residual = self._prices(supposed, offers, buyers, interests)
        demand = _demand(prices, buyers)
        clouds = market.clouds.values()
        factor = [0.0 if c.name in supposed.withdrawn else supposed.capacity.get(c.name, 1.0) for c in clouds]
        lab_account = np.array([supposed.catalogue.account[parameters.models[name].lab] for name in market.models])
        service = serve(
            demand,
            offers,
            lab_account,
            market.serving_cost,
            self._training,
            np.array([cloud.capacity for cloud in clouds]) * factor,
            committed_hours(market.contracts, market.clouds, market.month, supposed.catalogue, supposed.terms),
            supposed.catalogue,
        )
        price = prices[offers.component_option]
        receipts = (offers.per_price * price + offers.per_unit) @ service.volume
        profit = receipts[: len(supposed.catalogue.owners)] + self._besides(supposed, offers, service.volume)
        profit += self._shortfalls(supposed, service.lab_hours)
        surplus = math.nan
        if supposed.with_surplus:
            integration = parameters.enterprises.integration_cost
            surplus = float(measure_surplus(buyers, prices, service.served, integration).amount.sum())
        return Prospect(
            profit=profit,
            migration=migration_value(
                market.enterprises,
                self.panel.members,
                self.panel.weight,
                parameters,
                supposed.catalogue,
                utility,
                self._bonus,
                prices,
                market.volumes,
            ),
            consumer_surplus=surplus,
            prices=prices,
            residual=residual,
            dependence=measure_dependence(
                offers, service.volume, prices, service.lab_hours, parameters, supposed.catalogue
            ),
        )

    def sales_under(self, supposed: Supposition) -> tuple[Offers, Array, Buyers, Interests]:
        """What could be sold under a supposition, to whom, and what it would bring those who set prices.

        Returns
        -------
        offers : Offers
            Sales.
        utility : array, shape (tasks, classes, options)
            Utility of enterprises without price and bonus.
        buyers : Buyers
            Long-run demand of the sample.
        interests : Interests
            What deciders earn.
        """
        offers, experience = self._offers(supposed)
        utility, buyers = self._buyers(supposed, offers, experience)
        stakes = {pair: terms.stake for pair, terms in supposed.terms.items() if terms.stake > 0.0}
        return offers, utility, buyers, price_interests(offers, stakes, self.market.parameters, supposed.catalogue)

    def _offers(self, supposed: Supposition) -> tuple[Offers, Experience]:
        """Lay out the sales that could be made."""
        market, parameters, catalogue = self.market, self.market.parameters, supposed.catalogue
        book = market.contracts
        listing = book.listing(parameters, market.month, supposed.terms, supposed.withdrawn)
        shut = [n for n, name in enumerate(catalogue.clouds) if name in supposed.withdrawn | supposed.unlisted]
        listing[:, shut] = False
        access = Access.of(listing, parameters, catalogue, market.classes)
        lift = np.array([supposed.lift.get(name, 0.0) for name in catalogue.models])
        experience = replace(market.experience, quality=market.experience.quality + lift)
        terms = Terms(
            serving_cost=market.serving_cost,
            compute_price=market.compute_price,
            revenue_shares={lab: book.revenue_shares(lab, supposed.terms) for lab in market.labs},
            open_prices=open_model_prices(listing, market.serving_cost, market.compute_price, parameters),
        )
        view = market_view(
            experience, access, self._start, market.serving_cost, market.compute_price, parameters, catalogue
        )
        apps = self._apps(supposed, access, terms, experience, view)
        return build_offers(access, apps, terms, parameters, catalogue, market.classes), experience

    def _apps(
        self, supposed: Supposition, access: Access, terms: Terms, experience: Experience, view: MarketView
    ) -> dict[int, AppSupply]:
        market, parameters, catalogue = self.market, self.market.parameters, supposed.catalogue
        apps = {}
        for name, distributor in market.distributors.items():
            if name in supposed.withdrawn:
                continue
            licences = market.contracts.licences_of(name, parameters, supposed.terms, supposed.granted)
            if name in supposed.closed:
                owner = parameters.apps[name].owner
                licences = [m for m in licences if catalogue.same_hands(parameters.models[m].lab, owner)]
            wholesale = distributor.wholesale_under(licences, supposed.terms, parameters, market.contracts, view)
            quality = experience.quality[experience.task_names.index(parameters.apps[name].task)]
            supply = distributor.supply(licences, wholesale, parameters, catalogue, access, terms, quality)
            if supply is not None:
                apps[catalogue.option[name]] = supply
        return apps

    def _buyers(self, supposed: Supposition, offers: Offers, experience: Experience) -> tuple[Array, Buyers]:
        """Long-run demand of the sample, and the utility of enterprises behind it."""
        market, parameters, catalogue = self.market, self.market.parameters, supposed.catalogue
        utility = enterprise_utility(experience, offers.access, offers.apps, parameters, catalogue, market.classes)
        task_utility = consumer_utility(experience, offers.access, offers.apps, parameters, catalogue)
        for name in catalogue.apps:
            lift = supposed.lift.get(name, 0.0)
            utility[:, :, catalogue.option[name]] += lift
            task_utility[:, catalogue.option[name]] += lift
        buyers = self.panel.buyers(
            parameters,
            market.enterprises,
            market.consumers,
            utility,
            self._bonus,
            market.consumers.utility(parameters, task_utility),
            market.volumes,
        )
        return utility, buyers

    def _prices(
        self, supposed: Supposition, offers: Offers, buyers: Buyers, interests: Interests
    ) -> tuple[Array, float]:
        """Prices that would be posted; open models at cost."""
        market, parameters = self.market, self.market.parameters
        start = self._start.copy()
        posted = open_model_prices(offers.access.listing, market.serving_cost, market.compute_price, parameters)
        for number, name in enumerate(market.catalogue.models):
            if parameters.models[name].open:
                start[1 + number] = posted[number]
        if supposed.prices_stay or parameters.rules.pricing == "fixed":
            return start, 0.0
        if self._guess is not None:
            unknown = np.isnan(self._guess) & np.isfinite(buyers.utility)
            buyers.guess[:] = np.where(unknown, ROUGH_LOG_SHARE, self._guess)
        prices, residual = nash_prices(start, buyers, interests, tolerance=TOLERANCE)
        if self._guess is None:
            self._start, self._guess = prices.copy(), buyers.guess
        return prices, residual

    def _besides(self, supposed: Supposition, offers: Offers, volume: Array) -> Array:
        """Search advertising that owners lose to what consumers buy (E9), bn USD per month."""
        consumers = np.array([component.buyer == CONSUMERS for component in offers.components], dtype=bool)
        bought = float(volume[consumers].sum())
        lost = np.zeros(len(supposed.catalogue.owners))
        for name in supposed.catalogue.owners:
            section = self.market.parameters.owners[name]
            left = max(section.search_revenue - section.search_cannibalisation * bought, 0.0)
            lost[supposed.catalogue.account[name]] += left - section.search_revenue
        return lost

    def _shortfalls(self, supposed: Supposition, lab_hours: Array) -> Array:
        """What labs pay for committed compute that they do not use (E18), bn USD per month."""
        market, catalogue = self.market, supposed.catalogue
        net = np.zeros(len(catalogue.owners))
        for (partner, lab), terms in supposed.terms.items():
            committed = market.contracts.monthly_commitment((partner, lab), market.month, terms)
            if committed <= 0.0:
                continue
            own = [n for n, cloud in enumerate(market.clouds.values()) if catalogue.same_hands(cloud.owner, partner)]
            used = float(lab_hours[catalogue.account[lab], own] @ market.compute_price[own])
            due = take_or_pay_shortfall(used, committed)
            net[catalogue.account[partner]] += due
            net[catalogue.account[lab]] -= due
        return net


def _demand(prices: Array, buyers: Buyers) -> Array:
    """Long-run demand by group and option, Qt per month."""
    demand: Array = demand_sums(
        prices,
        buyers.utility,
        buyers.price_sensitivity,
        buyers.volume,
        buyers.concentration,
        buyers.group,
        buyers.groups,
        buyers.guess,
    )[0]
    return demand
