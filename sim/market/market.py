"""The market: a Mesa model whose month is ten named stages, in order."""

import time
from dataclasses import replace
from functools import partial
from os import PathLike

import mesa
import numpy as np

from sim.economics.adoption import next_adoption
from sim.economics.capacity import share_supply
from sim.economics.technology import reference_capability
from sim.market.buyers.base_cloud import base_cloud_spend
from sim.market.buyers.enterprises import Enterprises
from sim.market.buyers.home_moves import EnterpriseMarket, review_homes
from sim.market.buyers.second_cloud import review_second_clouds
from sim.market.catalogue import OUTSIDE_GOOD
from sim.market.counterfactuals import Counterfactual
from sim.market.deals.entrants import Entrants
from sim.market.deals.regulator import Regulator
from sim.market.deals.takeovers import proceed
from sim.market.measures import measure_names
from sim.market.money.ledger import Ledger
from sim.market.money.payments import (
    consumer_purchases,
    pay_base_business,
    pay_contract_terms,
    pay_orders,
    pay_overheads,
    pay_sales,
    pay_training,
    return_capped_revenue_share,
)
from sim.market.money.training_budgets import training_budget
from sim.market.negotiation.alliances import Alliances
from sim.market.outlook.assortment import (
    access_under,
    demand_for,
    incentives_for,
    lay_out,
    placement_under,
    wholesale_view,
)
from sim.market.outlook.indicators import (
    active_owners,
    best_capability,
    dependence_on_supplier,
    is_tied,
    main_dependence,
)
from sim.market.outlook.outlook import Outlook
from sim.market.recording.record_month import record_month
from sim.market.recording.records import Records
from sim.market.rules import pricing_rule
from sim.market.rules.demand_laws import demand_law
from sim.market.sales.control import control_amounts, environment_share
from sim.market.sales.dependence import measure_dependence
from sim.market.sales.memo import Memo
from sim.market.sales.rationing import asked_volumes, serve
from sim.market.sales.reference_prices import open_model_prices, unasked_app_prices
from sim.market.sellers.apps import Distributor
from sim.market.sellers.clouds import Cloud
from sim.market.sellers.compute_needs import committed_hours, run_training, training_hours, training_prices
from sim.market.sellers.labs import Lab
from sim.market.sellers.outages import draw_outages
from sim.market.sellers.quality import ServiceQuality, service_quality
from sim.market.state import State
from sim.scenario.scenario import Scenario, scenario_from
from sim.scenario.seeds import one_seed
from sim.streams import Streams


class Market(mesa.Model):
    """One replication of a scenario: the month of ten stages over a `State`.

    Parameters
    ----------
    scenario : Scenario or path
        What exists and which rules hold, or the file that says it.
    seed : int
        Seed of the replication; every draw comes from a stream named after it.
    threads : int
        Threads among which enterprises are shared out; results do not depend on it.

    Attributes
    ----------
    plan : Scenario
        What exists and which rules hold, in every month. (Mesa has an attribute `scenario` of its own.)
    threads : int
        Threads among which enterprises are shared out.
    state : State
        What is the case.
    regulator : Regulator
        Who looks at purchases.
    alliances : Alliances
        When pairs negotiated, and what they saw then.
    entrants : Entrants
        What the next lab that waits outside expects.
    records : Records
        Everything measured so far.
    datacollector : DataCollector
        Measures of the whole market, as Mesa keeps them.
    timings : dict
        Seconds spent in each stage.

    Raises
    ------
    ScenarioError
        If the file is wrong, or brings code of rules that nobody has said to trust.
    ValueError
        If the seed is none.
    """

    def __init__(self, scenario: Scenario | str | PathLike[str], seed: int = 1, threads: int = 1) -> None:
        plan, number = scenario_from(scenario), one_seed(seed)
        plan.refuse_untrusted_rules()
        super().__init__(rng=number)
        self.plan, self.threads = plan, threads
        self.state = self._opening_state(Streams(number))
        self.regulator = Regulator(self, self.state)
        self.alliances, self.entrants = Alliances(self.state), Entrants(self.state)
        self.records = Records()
        self.datacollector = mesa.DataCollector(
            model_reporters={name: partial(_latest, name) for name in measure_names("market")}
        )
        self.timings: dict[str, float] = {}
        self._outlook: Outlook | None = None

    def _opening_state(self, streams: Streams) -> State:
        """Create the agents and let the state hold them."""
        parameters = self.plan.parameters_at(0)
        labs = {name: Lab(self, name, parameters) for name in sorted({m.lab for m in parameters.models.values()})}
        clouds = {name: Cloud(self, name, parameters) for name in sorted(parameters.clouds)}
        distributors = {name: Distributor(self, name, parameters) for name in sorted(parameters.apps)}
        return State(parameters, streams, labs, clouds, distributors)

    @property
    def month(self) -> int:
        """Month that the next `step` simulates, 0 for the first."""
        return self.state.month

    @property
    def enterprises(self) -> Enterprises:
        """Enterprises, each of which can be read as an agent by its number."""
        return self.state.enterprises

    def outlook(self) -> Outlook:
        """What the market would come to if something were different, as firms see it now."""
        if self._outlook is None or self._outlook.catalogue is not self.state.catalogue:
            self._outlook = Outlook(self.state, self.state.bargaining_panel)
        return self._outlook

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
        self.state.month += 1

    def shocks(self) -> None:
        """Stage 1: dated events take effect, models fail for a month, and adoption moves on (E36, E37)."""
        state = self.state
        state.parameters = state.finances.parameters = self.plan.parameters_at(state.month)
        self._outlook = None
        rate = state.parameters.shocks.outage_rate
        outages = draw_outages(state.catalogue.models, state.not_entered, rate, state.month, state.streams)
        state.out_of_order = {outage.subject for outage in outages}
        state.events += outages
        adoption = state.parameters.adoption
        if state.month == 0:
            state.adopted.append(adoption.start_share + adoption.launch_shock)
        else:
            state.adopted.append(next_adoption(state.adopted[-1], adoption.innovation, adoption.imitation))
        state.market_size = demand_law(state.parameters.rules).market_size(state.parameters, state.month, state.adopted)
        state.enterprises.adopt(state.parameters, state.month)
        state.consumers.hear(state.parameters, state.month)

    def technology(self) -> None:
        """Stage 2: training raises capability, experience and algorithms make serving cheaper (E24 to E26)."""
        state = self.state
        now = state.parameters, state.month, state.streams, state.inactive
        before = self.plan.parameters_at(max(state.month - 1, 0))
        if state.month > 0:
            frontier = best_capability(state)
            for lab in state.labs.values():
                state.events += lab.learn(*now, frontier) + lab.try_architecture(*now)
        for lab in state.labs.values():
            state.events += lab.release(state.parameters, before, state.month)
            lab.cheapen(state.parameters, state.month)
        state.capability = np.array([model.capability for model in state.models.values()])

    def contracts_and_deals(self) -> None:
        """Stage 3: deals are ruled on and made, contracts negotiated; they decide where models may be sold.

        Whoever enters negotiates from the next month on, when everybody has seen its models.
        """
        state = self.state
        state.contracts.adopt(state.parameters, state.month)
        state.events += proceed(state, self.regulator, self.outlook)
        state.events += self.alliances.negotiate(self.outlook)
        state.events += self.entrants.consider(self.outlook)
        state.contracts.inactive = frozenset(state.closed_down | set(state.waiting))
        state.contracts.note_spells(state.month)
        state.access = access_under(state, self._this_month(), Memo())

    def clouds_post(self) -> None:
        """Stage 4: ordered capacity arrives, clouds post prices and order more."""
        state, clouds = self.state, list(self.state.clouds.values())
        if state.month > 0:
            for cloud in clouds:
                cloud.post_price(state.parameters)
                cloud.install(state.parameters)
        compute = state.parameters.compute
        supply = compute.gpu_supply * compute.gpu_supply_growth ** (state.month / 12.0)
        wanted = np.array([cloud.wants(state.parameters) for cloud in clouds])
        state.orders = dict(zip(state.clouds, share_supply(wanted, supply).tolist(), strict=True))
        if state.month > 0:
            for cloud in clouds:
                cloud.order(state.orders[cloud.name])

    def set_prices(self) -> None:
        """Stage 5: wholesale prices and routing are fixed, then labs and apps post prices."""
        state, now = self.state, self._this_month()
        state.service_quality = self._service_quality()
        on_offer = state, now, state.access, state.service_quality, state.prices
        view = wholesale_view(*on_offer)
        for distributor in state.distributors.values():
            distributor.negotiate(state.month, state.parameters, state.contracts, view, state.renewed_models)
        state.offers = lay_out(*on_offer, Memo())
        state.bonus = state.enterprises.surfaces.bonus(state.parameters)
        state.panel_class = state.enterprises.access_class[state.panel.members]
        demand = demand_for(state, state.panel, state.offers, state.service_quality, state.bonus, now, Memo())
        state.enterprise_utility, state.consumer_utility = demand.enterprise_utility, demand.consumer_utility
        state.buyers = demand.buyers
        self._post_prices()

    def _this_month(self) -> Counterfactual:
        """What can be had this month; models that are out of order will be back when contracts matter."""
        now = self.state.as_it_is()
        return replace(now, withdrawn=now.withdrawn | self.state.out_of_order)

    def _service_quality(self) -> ServiceQuality:
        """What using each model is like this month, against how far doing without AI has improved (E24)."""
        state, yardstick = self.state, 0.0
        if state.yardstick_start is not None:
            anchor = state.parameters.technology.quality_anchor
            moved = reference_capability(state.capability, state.model_volume, state.yardstick_start, anchor)
            yardstick = demand_law(state.parameters.rules).yardstick(moved)
        return service_quality(
            state.capability - yardstick,
            np.array([cloud.waiting_time(state.parameters) for cloud in state.clouds.values()]),
            state.dependence,
            state.models,
            {name: kind.speciality for name, kind in state.entrant_kinds.items()},
            state.month,
            state.parameters,
            state.catalogue,
        )

    def _post_prices(self) -> None:
        """Post prices by the rule in force; nobody decides those of open models."""
        state, parameters, catalogue = self.state, self.state.parameters, self.state.catalogue
        prices, models = state.prices.copy(), slice(1, 1 + len(catalogue.models))
        is_open = [parameters.models[name].open for name in state.models]
        at_cost = open_model_prices(state.access.listing, state.serving_cost, state.compute_price, parameters)
        prices[models] = np.where(is_open, at_cost, prices[models])
        prices = unasked_app_prices(prices, state.offers, state.buyers.on_offer)
        state.incentives = incentives_for(state, state.offers, self._this_month())
        post_prices = pricing_rule(parameters.rules)
        posted = post_prices(prices, state.buyers, state.incentives, parameters, catalogue, state.price_memory)
        state.prices, state.price_residual = posted

    def enterprises_choose(self) -> None:
        """Stage 6: homes are reviewed, contracts due are renewed workload by workload, consumers re-choose."""
        state, month = self.state, self.state.month
        market = (state.enterprise_utility, state.bonus, state.prices)
        faced = EnterpriseMarket(*market, state.market_size)
        reviewed = state.enterprises, state.parameters, month, state.streams, faced
        review_homes(*reviewed)
        review_second_clouds(*reviewed)
        state.class_sizes = state.enterprises.class_sizes()
        state.enterprises.renew(state.parameters, month, state.streams, *market, self.threads)
        state.consumers.renew(state.parameters, state.consumer_utility, state.prices, month)
        state.usage, state.distinct = state.enterprises.usage(self.threads)
        self._ask_for_tokens()

    def _ask_for_tokens(self) -> None:
        """Turn what buyers choose into tokens (E44)."""
        state, catalogue = self.state, self.state.catalogue
        law = demand_law(state.parameters.rules)
        size = np.array([state.market_size[task] for task in catalogue.enterprise_tasks])
        consumer_size = np.array([state.market_size[task] for task in catalogue.consumer_tasks])
        state.tokens = law.tokens(size[:, None, None] * state.usage, state.prices)
        state.consumer_tokens = law.tokens(consumer_size[:, None] * state.consumers.usage(), state.prices)
        state.tokens[..., OUTSIDE_GOOD] = state.consumer_tokens[..., OUTSIDE_GOOD] = 0.0

    def serve_demand(self) -> None:
        """Stage 7: demand and training meet the GPUs that there are."""
        state, catalogue = self.state, self.state.catalogue
        self._decide_training()
        state.service = serve(
            asked_volumes(state.tokens, state.consumer_tokens),
            state.offers,
            state.lab_account,
            state.serving_cost,
            state.training_hours,
            state.capacity,
            committed_hours(state.contracts, state.clouds, state.month, catalogue),
            catalogue,
        )
        for cloud, need, used in zip(state.clouds.values(), state.service.need, state.service.used, strict=True):
            cloud.meet_demand(float(need), float(used), state.parameters)
        state.own_compute = state.service.own_hours
        state.catalogue_hours = np.maximum(state.service.need - state.service.own_need, 0.0)
        served = state.model_volume
        for model, volume in zip(state.models.values(), served, strict=True):
            model.output += float(volume)
        if state.yardstick_start is None and served.sum() > 0.0:
            state.yardstick_start = float(np.average(state.capability, weights=served))

    def _decide_training(self) -> None:
        """Let labs decide what to spend on training, and on which clouds it buys compute (E51 to E53)."""
        state, parameters, catalogue = self.state, self.state.parameters, self.state.catalogue
        inactive = state.inactive
        for name, lab in state.labs.items():
            budget = 0.0
            if name not in state.closed_down:
                floor = lab.training_floor(parameters, state.month, inactive)
                supplied = dependence_on_supplier(state, name)
                budget = training_budget(
                    name, state.finances, parameters, floor=floor, trained=lab.trained, supplied=supplied
                )
            lab.decide_training(budget, parameters, inactive)
        state.training_prices = training_prices(state.clouds, parameters, catalogue)
        placement = placement_under(state, state.as_it_is(), Memo())
        state.training_hours = training_hours(state.labs, placement, state.training_prices, catalogue)

    def make_payments(self) -> None:
        """Stage 8: everybody pays, through the ledger."""
        state, parameters, catalogue = self.state, self.state.parameters, self.state.catalogue
        offers, volume = state.offers, state.service.volume
        ledger = state.ledger = Ledger(catalogue.accounts, catalogue.account)
        state.ledger_imbalance = ledger.assert_balanced(pay_sales(ledger, offers, volume, state.prices))
        return_capped_revenue_share(ledger, state.contracts, offers, volume, state.prices, parameters, catalogue)
        efficiency = parameters.technology.training_efficiency_growth ** (state.month / 12.0)
        done = state.training_hours, state.training_prices, state.service.served_share, efficiency
        pay_training(ledger, *run_training(state.labs, *done, catalogue), parameters, catalogue)
        pay_contract_terms(ledger, state.contracts, state.month)
        base = base_cloud_spend(parameters.enterprises, state.month)
        bought = consumer_purchases(offers, volume, state.prices)
        pay_base_business(ledger, base, state.home_share, *bought, parameters, catalogue)
        pay_orders(ledger, state.orders, parameters)
        pay_overheads(ledger, state.contracts, state.month, active_owners(state), parameters)
        state.payables.settle(ledger)

    def finance(self) -> None:
        """Stage 9: who depends on whom and who controls what becomes known; investors value firms, some raise money."""
        state, parameters, catalogue = self.state, self.state.parameters, self.state.catalogue
        offers, service, prices = state.offers, state.service, state.prices
        state.dependence = measure_dependence(offers, service.volume, prices, service.lab_hours, parameters, catalogue)
        work = environment_share(state.tokens, service.asked, offers, parameters, catalogue)
        costs = state.serving_cost, state.compute_price
        state.control = control_amounts(offers, service.volume, prices, *costs, work, parameters, catalogue)
        revenue = dict(zip(catalogue.models, state.dependence.model_revenue, strict=True))
        for lab in state.labs.values():
            lab.receipts = float(sum(revenue[name] for name in lab.models))
        state.finances.observe(state.ledger, partial(main_dependence, state), partial(is_tied, state))
        state.finances.value(state.month, state.streams)
        state.events += state.finances.fund(state.month, state.ledger)
        state.finances.close_month(state.ledger)

    def record(self) -> None:
        """Stage 10: measure the month; now and then, also what would be if something were different."""
        self._outlook = None
        record_month(self.state, self.records, self.outlook)
        self.datacollector.collect(self)


def _latest(measure: str, market: Market) -> float:
    """Value of a market-wide measure in the last month."""
    return market.records.latest(measure)
