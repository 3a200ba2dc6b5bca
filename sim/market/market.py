"""The market: a Mesa model whose month is ten named stages, in order."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.economics.adoption import next_adoption
from sim.economics.capacity import share_supply
from sim.economics.technology import reference_capability
from sim.market.buyers.consumers import Consumers
from sim.market.buyers.enterprises import Enterprises
from sim.market.buyers.home_moves import review_homes
from sim.market.buyers.market_size import market_volumes
from sim.market.buyers.panel import Panel
from sim.market.buyers.utility import feel
from sim.market.catalogue import Catalogue
from sim.market.contracts import ContractBook
from sim.market.counterfactuals import Counterfactual
from sim.market.deals.entrants import Entrants
from sim.market.deals.regulator import Regulator
from sim.market.deals.takeovers import Takeovers
from sim.market.events import MarketEvent
from sim.market.measures import measure_names
from sim.market.money.finances import Finances
from sim.market.money.ledger import Ledger
from sim.market.money.payables import Payables
from sim.market.money.payments import (
    consumer_volume_served,
    pay_base_business,
    pay_contract_terms,
    pay_orders,
    pay_overheads,
    pay_sales,
    pay_training,
    return_capped_revenue_share,
)
from sim.market.negotiation.alliances import Alliances
from sim.market.outlook.assortment import access_under, demand_for, lay_out, wholesale_view
from sim.market.outlook.indicators import active_owners, best_capability, is_tied, main_dependence
from sim.market.outlook.outlook import Outlook
from sim.market.recording.appraisal import Appraisal
from sim.market.recording.records import Records, record_month
from sim.market.rules import pricing_rule
from sim.market.rules.memory import PriceMemory
from sim.market.sales.access import Classes
from sim.market.sales.dependence import Dependence, measure_dependence
from sim.market.sales.pricing_incentives import pricing_incentives
from sim.market.sales.rationing import Service, asked_volumes, serve
from sim.market.sales.reference_prices import open_model_prices, opening_prices
from sim.market.sellers.apps import Distributor
from sim.market.sellers.clouds import Cloud
from sim.market.sellers.compute_needs import committed_hours, run_training, training_hours
from sim.market.sellers.labs import Lab, ModelState
from sim.market.sellers.outages import draw_outages
from sim.streams import Streams

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.scenario.scenario import Scenario
    from sim.scenario.schema.root import Parameters

    Array = NDArray[np.float64]


class Market(mesa.Model):
    """One replication of a scenario.

    Parameters
    ----------
    scenario : Scenario
        What exists and which rules hold.
    seed : int
        Seed of the replication; every draw comes from a stream named after it.
    threads : int
        Threads among which enterprises are shared out; results do not depend on it.

    Attributes
    ----------
    month : int
        Month that the next `step` simulates, 0 for the first.
    parameters : Parameters
        Parameters in force, dated events included.
    enterprises, consumers : Enterprises, Consumers
        Buyers.
    contracts : ContractBook
        Contracts in force.
    records : Records
        Everything measured so far.
    timings : dict
        Seconds spent in each stage.

    Raises
    ------
    ScenarioError
        If the scenario brings code of rules that nobody has said to trust.
    """

    def __init__(self, scenario: Scenario, seed: int = 1, threads: int = 1) -> None:
        scenario.refuse_untrusted_rules()
        super().__init__(rng=seed)
        self.threads = threads
        self.plan = scenario
        self.streams = Streams(seed)
        self.parameters: Parameters = scenario.parameters_at(0)
        self.month = 0
        self.timings: dict[str, float] = {}
        self.catalogue = Catalogue.of(self.parameters)
        self.classes = Classes(len(self.catalogue.clouds))
        self._create_agents()
        self.contracts = ContractBook(self.catalogue)
        self.finances = Finances(self.parameters, self.catalogue)
        self.alliances = Alliances(self)
        self.takeovers = Takeovers(self)
        self.entrants = Entrants(self)
        self.enterprises = Enterprises(self.parameters, self.catalogue, self.streams)
        self.consumers = Consumers(self.parameters, self.catalogue)
        self.panel = Panel(self.parameters.enterprises.panel, self.enterprises, self.streams, "panel")
        sample = self.parameters.bargaining.panel
        self.bargaining_panel = Panel(sample, self.enterprises, self.streams, "bargaining panel")
        self.adopted: list[float] = []
        self.dependence = Dependence.none(len(self.catalogue.owners), len(self.catalogue.models))
        self.prices: Array = opening_prices(self.parameters, self.catalogue)
        self.price_memory = PriceMemory(self._trial_luck, len(self.catalogue.options))
        self._yardstick_start: float | None = None
        self._model_volume: Array = np.zeros(len(self.catalogue.models))
        self.task_volume: dict[str, float] = {}
        self.owners_profit = 0.0
        self.out_of_order: set[str] = set()
        self.payables = Payables()
        self._outlook: Outlook | None = None
        self.appraisal = Appraisal()
        self.records = Records()
        self.events: list[MarketEvent] = []
        self.datacollector = mesa.DataCollector(
            model_reporters={name: partial(_latest, name) for name in measure_names("market")}
        )

    def _create_agents(self) -> None:
        models = self.parameters.models
        labs = [name for name in self.catalogue.owners if any(section.lab == name for section in models.values())]
        self.labs = {name: Lab(self, name, self.parameters) for name in labs}
        self.clouds = {name: Cloud(self, name, self.parameters) for name in self.catalogue.clouds}
        self.distributors = {name: Distributor(self, name, self.parameters) for name in self.catalogue.apps}
        states = [state for lab in self.labs.values() for state in lab.models.values()]
        self.models: dict[str, ModelState] = {state.name: state for state in sorted(states, key=lambda s: s.name)}
        self.lab_account = self.catalogue.lab_accounts(self.parameters)
        self.regulator = Regulator(self)

    @property
    def absent(self) -> frozenset[str]:
        """Models and apps that are not in the market: not there yet, or gone with their owner."""
        parameters, gone = self.parameters, self.takeovers.closed_down
        shut = {name for name, section in parameters.models.items() if section.lab in gone and not section.open}
        shut |= {name for name, section in parameters.apps.items() if section.owner in gone}
        return frozenset(shut | self.entrants.absent())

    def outlook(self) -> Outlook:
        """What the market would come to if something were different, as firms see it this month."""
        if self._outlook is None:
            self._outlook = Outlook(self, self.bargaining_panel)
        return self._outlook

    def transfer_ownership(self, catalogue: Catalogue) -> None:
        """Let everybody know who owns what now."""
        self.catalogue = catalogue
        self.contracts.catalogue = self.finances.catalogue = catalogue
        self.enterprises.catalogue = self.enterprises.surfaces.catalogue = self.consumers.catalogue = catalogue
        self.lab_account = self.catalogue.lab_accounts(self.parameters)
        self._outlook = None

    def step(self) -> None:
        """Simulate one month: ten stages, simultaneous within each (section 2 of the model)."""
        stages = (
            self.shocks,
            self.technology,
            self.contracts_and_deals,
            self.clouds_post,
            self.set_prices,
            self.enterprises_choose,
            self.serve_demand,
            self.make_payments,
            self.finance,
            self.record,
        )
        for stage in stages:
            started = time.perf_counter()
            stage()
            spent = time.perf_counter() - started
            self.timings[stage.__name__] = self.timings.get(stage.__name__, 0.0) + spent
        self.month += 1

    def shocks(self) -> None:
        """Stage 1: dated events take effect, models fail for a month, and adoption moves on (E36, E37)."""
        self.parameters = self.finances.parameters = self.plan.parameters_at(self.month)
        self._outlook = None
        outages = draw_outages(self)
        self.out_of_order = {outage.subject for outage in outages}
        self.events += outages
        adoption = self.parameters.adoption
        if self.month == 0:
            self.adopted.append(adoption.start_share + adoption.launch_shock)
        else:
            self.adopted.append(next_adoption(self.adopted[-1], adoption.innovation, adoption.imitation))
        self.volumes = market_volumes(self.parameters, self.adopted)

    def technology(self) -> None:
        """Stage 2: training raises capability, experience and algorithms make serving cheaper (E24 to E26)."""
        if self.month > 0:
            absent, frontier = self.absent, best_capability(self)
            for lab in self.labs.values():
                learned = lab.learn(self.parameters, frontier, self.month, self.streams, absent)
                self.events += learned + lab.try_architecture(self.parameters, self.month, self.streams, absent)
        for lab in self.labs.values():
            lab.cheapen(self.parameters, self.month)
        self.capability = np.array([state.capability for state in self.models.values()])
        self.serving_cost = np.array([state.serving_cost for state in self.models.values()])

    def contracts_and_deals(self) -> None:
        """Stage 3: deals are ruled on and made, contracts negotiated; they decide where models may be sold.

        Whoever enters negotiates from the next month on, when everybody has seen its models.
        """
        self.contracts.adopt(self.parameters, self.month)
        self.events += self.takeovers.proceed(self.outlook)
        self.events += self.alliances.negotiate(self.outlook)
        self.events += self.entrants.consider(self.outlook)
        self.contracts.away = frozenset(self.takeovers.closed_down | set(self.entrants.waiting))
        self.contract_changes = self.contracts.note_spells(self.month)
        self.access = access_under(self, self._this_month())

    def clouds_post(self) -> None:
        """Stage 4: ordered capacity arrives, clouds post prices and order more."""
        clouds = list(self.clouds.values())
        if self.month > 0:
            for cloud in clouds:
                cloud.post_price(self.parameters)
                cloud.install(self.parameters)
        compute = self.parameters.compute
        supply = compute.gpu_supply * compute.gpu_supply_growth ** (self.month / 12.0)
        wanted = np.array([cloud.wants(self.parameters) for cloud in clouds])
        self.orders = dict(zip(self.clouds, share_supply(wanted, supply).tolist(), strict=True))
        if self.month > 0:
            for cloud in clouds:
                cloud.order(self.orders[cloud.name])
        self.compute_price = np.array([cloud.compute_price for cloud in clouds])

    def set_prices(self) -> None:
        """Stage 5: wholesale prices and routing are fixed, then labs and apps post prices."""
        yardstick = self._yardstick()
        waits = np.array([cloud.waiting_time(self.parameters) for cloud in self.clouds.values()])
        self.experience = feel(
            self.capability - yardstick,
            waits,
            self.dependence,
            self.models,
            {name: kind.speciality for name, kind in self.entrants.kinds.items()},
            self.month,
            self.parameters,
            self.catalogue,
        )
        now = self._this_month()
        view = wholesale_view(self, now, self.access, self.experience, self.prices)
        for distributor in self.distributors.values():
            distributor.negotiate(self.month, self.parameters, self.contracts, view)
        self.offers = lay_out(self, now, self.access, self.experience, self.prices)
        self.bonus = self.enterprises.surfaces.bonus(self.parameters)
        self.panel_class = self.enterprises.access_class[self.panel.members]
        demand = demand_for(self, self.panel, self.offers, self.experience, self.bonus, now)
        self.enterprise_utility, self.consumer_utility = demand.enterprise_utility, demand.consumer_utility
        self.buyers = demand.buyers
        self._post_prices()

    def as_it_is(self) -> Counterfactual:
        """The contracts and owners in force, for whoever asks what would be under others."""
        return Counterfactual(
            terms=self.contracts.terms,
            granted=frozenset(self.contracts.granted),
            catalogue=self.catalogue,
            withdrawn=self.absent,
        )

    def _this_month(self) -> Counterfactual:
        """What can be had this month; models that are out of order will be back when contracts matter."""
        now = self.as_it_is()
        return replace(now, withdrawn=now.withdrawn | self.out_of_order)

    def _post_prices(self) -> None:
        """Post prices by the rule in force; nobody decides those of open models."""
        self.prices = self.prices.copy()
        models = slice(1, 1 + len(self.catalogue.models))
        is_open = [self.parameters.models[name].open for name in self.models]
        costs = self.serving_cost, self.compute_price
        at_cost = open_model_prices(self.access.listing, *costs, self.parameters)
        self.prices[models] = np.where(is_open, at_cost, self.prices[models])
        incentives = pricing_incentives(self.offers, self.contracts.silent_stakes(), self.parameters, self.catalogue)
        self.prices, self.price_residual = pricing_rule(self.parameters.rules)(
            self.prices, self.buyers, incentives, self.parameters, self.catalogue, self.price_memory
        )

    def _trial_luck(self, option: str) -> np.random.Generator:
        return self.streams.generator("price trial", option, self.month)

    def _yardstick(self) -> float:
        """How far doing without AI has improved since the start (E24)."""
        if self._yardstick_start is None:
            return 0.0
        anchor = self.parameters.technology.quality_anchor
        return reference_capability(self.capability, self._model_volume, self._yardstick_start, anchor)

    def enterprises_choose(self) -> None:
        """Stage 6: homes are reviewed, contracts due are renewed workload by workload, consumers re-choose."""
        market = (self.enterprise_utility, self.bonus, self.prices)
        review_homes(self.enterprises, self.parameters, self.month, self.streams, *market, self.volumes)
        self.class_sizes = self.enterprises.class_sizes()
        self.home_share = np.bincount(self.classes.home, self.class_sizes, len(self.clouds))
        self.enterprises.renew(
            self.parameters, self.month, self.streams.key("renewal", month=self.month), *market, self.threads
        )
        self.consumers.renew(self.parameters, self.consumer_utility, self.prices, self.month)
        self.usage, self.distinct = self.enterprises.usage(self.threads)

    def serve_demand(self) -> None:
        """Stage 7: demand and training meet the GPUs that there are."""
        for lab in self.labs.values():
            is_gone = lab.name in self.takeovers.closed_down
            affordable = 0.0 if is_gone else self.finances.affordable_training(lab.name, lab.trained)
            lab.decide_training(self.parameters, self.month, affordable, self.absent)
        self.service: Service = serve(
            asked_volumes(self),
            self.offers,
            self.lab_account,
            self.serving_cost,
            training_hours(self.labs, self.compute_price, self.parameters, self.catalogue),
            np.array([cloud.capacity for cloud in self.clouds.values()]),
            committed_hours(self.contracts, self.clouds, self.month, self.catalogue),
            self.catalogue,
        )
        for number, cloud in enumerate(self.clouds.values()):
            cloud.meet_demand(float(self.service.need[number]), float(self.service.used[number]), self.parameters)
        served = np.bincount(self.offers.component_model, self.service.volume, len(self.models))
        for name, volume in zip(self.models, served, strict=True):
            self.models[name].output += float(volume)
        self._model_volume = served
        if self._yardstick_start is None and served.sum() > 0.0:
            self._yardstick_start = float(np.average(self.capability, weights=served))

    def make_payments(self) -> None:
        """Stage 8: everybody pays, through the ledger."""
        self.ledger = Ledger(self.catalogue.accounts, self.catalogue.account)
        sales = pay_sales(self.ledger, self.offers, self.service.volume, self.prices)
        self.ledger_imbalance = self.ledger.assert_balanced(sales)
        return_capped_revenue_share(
            self.ledger,
            self.contracts,
            self.offers,
            self.service.volume,
            self.prices,
            self.parameters,
            self.catalogue,
        )
        trained = run_training(
            self.labs, self.service.served_share, self.compute_price, self.parameters, self.catalogue
        )
        pay_training(self.ledger, trained, self.parameters)
        pay_contract_terms(self.ledger, self.contracts, self.month)
        consumer_volume = consumer_volume_served(self.offers, self.service.volume)
        pay_base_business(self.ledger, self.home_share, consumer_volume, self.parameters, self.catalogue)
        pay_orders(self.ledger, self.orders, self.parameters)
        pay_overheads(self.ledger, self.contracts, self.month, active_owners(self), self.parameters)
        self.payables.settle(self.ledger)

    def finance(self) -> None:
        """Stage 9: who depends on whom becomes known; investors value firms, and those short of cash raise some."""
        self.dependence = measure_dependence(
            self.offers,
            self.service.volume,
            self.prices,
            self.service.lab_hours,
            self.parameters,
            self.catalogue,
        )
        revenue = dict(zip(self.catalogue.models, self.dependence.model_revenue, strict=True))
        for lab in self.labs.values():
            lab.receipts = float(sum(revenue[name] for name in lab.models))
        self.finances.observe(self.ledger, partial(main_dependence, self), partial(is_tied, self))
        self.finances.value(self.month, self.streams)
        self.events += self.finances.fund(self.month, self.ledger)
        self.finances.close_month(self.ledger)

    def record(self) -> None:
        """Stage 10: measure the month; now and then, also what would be if something were different."""
        self._outlook = None
        record_month(self)
        self.datacollector.collect(self)


def _latest(measure: str, market: Market) -> float:
    """Value of a market-wide measure in the last month."""
    return market.records.latest(measure)
