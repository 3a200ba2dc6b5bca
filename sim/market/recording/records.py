"""Stage 10: every registered measure of the month, in memory until the run ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.economics.concentration import herfindahl
from sim.market.buyers.surplus import measure_surplus
from sim.market.catalogue import ENTERPRISES
from sim.market.measures import Kind
from sim.market.money.ledger import FUNDING, INVESTED
from sim.market.recording.appraisal import appraise
from sim.market.recording.control import control_amounts, environment_tasks
from sim.market.recording.economy_records import record_economy
from sim.market.sales.access import NOT_SOLD
from sim.market.sales.offers import CONSUMER_GROUP

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.market.market import Market

    Array = NDArray[np.float64]

MARKET = "market"


class Records:
    """Measures and payments of all months so far.

    Attributes
    ----------
    rows : list
        Month, kind, entity and measures.
    payments : list
        Month, payer, payee, flow, amount.
    """

    def __init__(self) -> None:
        self.rows: list[tuple[int, str, str, dict[str, float]]] = []
        self.payments: list[tuple[int, str, str, str, float]] = []
        self._market: dict[str, float] = {}
        self._entities: dict[tuple[str, str], dict[str, float]] = {}

    def note(self, kind: Kind, entity: str, **measures: float) -> None:
        """Note measures of an entity this month; they may come in several parts."""
        if kind == "market":
            self._market.update(measures)
        else:
            self._entities.setdefault((kind, entity), {}).update(measures)

    def close_month(self, month: int) -> None:
        """File the month."""
        self.rows.extend((month, kind, entity, measures) for (kind, entity), measures in self._entities.items())
        self.rows.append((month, "market", MARKET, dict(self._market)))
        self._entities = {}

    def latest(self, measure: str) -> float:
        """Last value of a measure of the whole market; not a number where there is none yet."""
        return self._market.get(measure, np.nan)


def record_month(market: Market) -> None:
    """Measure the month that has just been played."""
    _record_owners(market)
    _record_clouds(market)
    _record_models(market)
    _record_apps(market)
    _record_buyers(market)
    _record_surplus(market)
    _record_control(market)
    if market.month % market.parameters.appraisal.period == 0:
        market.appraisal = appraise(market, market.outlook())
    _record_dependence(market)
    record_economy(market)
    _record_appraisal(market)
    records = market.records
    records.close_month(market.month)
    records.payments.extend((market.month, *entry) for entry in market.ledger.entries())


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0.0 else 0.0


def _record_owners(market: Market) -> None:
    invested = market.ledger.flow("capital_expenditure").sum(axis=1)
    received = market.ledger.received()
    without = (*INVESTED, *FUNDING)
    profit = market.ledger.received(without=without) - market.ledger.paid(without=without)
    volume = market.service.volume
    by_lab = np.bincount(market.lab_account[market.offers.component_model], volume, len(market.catalogue.owners))
    for number, owner in enumerate(market.catalogue.owners):
        measures = {"revenue": received[number], "profit": profit[number], "investment": invested[number]}
        if owner in market.labs:
            measures["model_revenue"] = market.labs[owner].receipts
            measures["lab_share"] = _share(by_lab[number], volume.sum())
        market.records.note("owner", owner, **measures)
    market.owners_profit = float(profit[: len(market.catalogue.owners)].sum())


def _record_clouds(market: Market) -> None:
    offers, service, parameters = market.offers, market.service, market.parameters
    fees = _marketplace_fees(market)
    for number, cloud in enumerate(market.clouds.values()):
        hours = service.used[number]
        revenue = hours * cloud.compute_price + fees[number] + _open_hosting_premium(market, number)
        cost = hours * parameters.clouds[cloud.name].resource_cost
        market.records.note(
            "cloud",
            cloud.name,
            revenue=revenue,
            margin=_share(revenue - cost, revenue),
            utilisation=cloud.utilisation,
            compute_price=cloud.compute_price,
            capacity=cloud.capacity,
            unserved_share=_share(service.need[number] - hours, service.need[number]),
            home_share=market.home_share[number],
        )
    hosted = np.zeros((len(market.models), len(market.clouds)))
    np.add.at(hosted, (offers.component_model, offers.component_cloud), service.volume)
    for m, model in enumerate(market.models):
        for c, cloud_name in enumerate(market.clouds):
            market.records.note("model_on_cloud", f"{model}@{cloud_name}", hosted_volume=hosted[m, c])


def _marketplace_fees(market: Market) -> Array:
    """Marketplace fees by cloud, bn USD."""
    fees = np.zeros(len(market.clouds))
    for payment in market.offers.payments:
        if payment.flow == "marketplace_fee":
            component = market.offers.components[payment.component]
            price = market.prices[component.option]
            fees[component.cloud] += market.service.volume[payment.component] * payment.per_price * price
    return fees


def _open_hosting_premium(market: Market, cloud: int) -> float:
    """What a cloud earns on open models above the posted price of its compute, bn USD."""
    premium = 0.0
    for c, component in enumerate(market.offers.components):
        if component.cloud == cloud and market.parameters.models[market.catalogue.models[component.model]].open:
            price = market.prices[1 + component.model]
            compute = market.serving_cost[component.model] * market.compute_price[cloud]
            premium += market.service.volume[c] * (price - compute)
    return float(premium)


def _record_models(market: Market) -> None:
    offers, volume = market.offers, market.service.volume
    by_model = np.bincount(offers.component_model, volume, len(market.models))
    reach = (market.access.at_home * market.class_sizes).sum(axis=1)
    sold = market.access.remote != NOT_SOLD
    for number, state in enumerate(market.models.values()):
        market.records.note(
            "model",
            state.name,
            price=market.prices[market.catalogue.option[state.name]] if sold[number] else np.nan,
            volume=by_model[number],
            share=_share(by_model[number], volume.sum()),
            reach=reach[number],
            capability=state.capability,
            serving_cost=state.serving_cost,
        )
    _record_shares_at_home(market)


def _record_shares_at_home(market: Market) -> None:
    """Shares of models in the enterprise volume of each home cloud."""
    model_mix = np.zeros((market.offers.mix.shape[0], len(market.models)))
    flow = market.service.demand[:, :, None] * market.offers.mix
    np.add.at(model_mix.T, market.offers.component_model, flow.sum(axis=1).T)
    homes = market.classes.home
    for c, cloud in enumerate(market.clouds):
        at_home = model_mix[1:][homes == c].sum(axis=0)
        for m, model in enumerate(market.models):
            share = _share(float(at_home[m]), float(at_home.sum()))
            market.records.note("model_at_home", f"{model}@{cloud}", share_at_home=share)


def _record_apps(market: Market) -> None:
    offers, volume = market.offers, market.service.volume
    for name in market.catalogue.apps:
        option = market.catalogue.option[name]
        supply = offers.apps.get(option)
        mine = offers.component_option == option
        unit_cost = float(np.dot(supply.routing, supply.wholesale)) if supply is not None else np.nan
        price = float(market.prices[option]) if supply is not None else np.nan
        market.records.note(
            "app",
            name,
            price=price,
            volume=volume[mine].sum(),
            unit_cost=unit_cost,
            margin=(price - unit_cost) / price if price > 0.0 else np.nan,
        )
        for m, model in enumerate(market.models):
            routed = volume[mine & (offers.component_model == m)].sum()
            market.records.note("model_in_app", f"{model}@{name}", routed_volume=routed)


def _record_buyers(market: Market) -> None:
    volume = market.service.volume
    unserved = market.service.unserved
    spent = float((volume * market.prices[market.offers.component_option]).sum())
    market.records.note(
        "market",
        MARKET,
        volume=float(volume.sum()),
        adoption=sum(market.volumes.values()),
        mean_price=spent / volume.sum() if volume.sum() > 0.0 else np.nan,
        models_per_enterprise=float(np.average(np.arange(market.distinct.size), weights=market.distinct)),
        multi_homing_share=float(market.distinct[2:].sum() / market.distinct.sum()),
        rationed_share=_share(unserved, unserved + float(volume.sum())),
        price_residual=market.price_residual,
        ledger_imbalance=market.ledger_imbalance,
    )
    served = market.service.served
    for number, task in enumerate(market.catalogue.enterprise_tasks):
        used = market.volumes[task] * market.usage[number][:, 1:] * served[1:, 1:]
        market.task_volume[task] = float(used.sum())
    for number, task in enumerate(market.catalogue.consumer_tasks):
        shares = market.consumers.weight @ market.consumers.shares[number]
        market.task_volume[task] = float((market.volumes[task] * shares * served[CONSUMER_GROUP])[1:].sum())


def _record_surplus(market: Market) -> None:
    parameters, catalogue, panel = market.parameters, market.catalogue, market.panel
    integration_cost = parameters.enterprises.integration_cost
    surplus = measure_surplus(market.buyers, market.prices, market.service.served, integration_cost)
    members, consumer_types = panel.members.size, market.consumers.weight.size
    enterprise_rows = members * len(catalogue.enterprise_tasks)
    by_task_and_member = surplus.amount[:enterprise_rows].reshape(-1, members)
    consumers = surplus.amount[enterprise_rows:].reshape(len(catalogue.consumer_tasks), consumer_types).sum(axis=1)
    home = market.classes.home[market.panel_class]
    by_home = np.bincount(home, by_task_and_member.sum(axis=0), len(market.clouds))
    for number, cloud in enumerate(market.clouds):
        market.records.note("home", cloud, consumer_surplus=by_home[number])
    gains = [*by_task_and_member.sum(axis=1), *consumers]
    for task, gain in zip(catalogue.enterprise_tasks + catalogue.consumer_tasks, gains, strict=True):
        market.records.note("task", task, consumer_surplus=gain, volume=market.task_volume[task])
    worth = surplus.worth_integrating[:enterprise_rows].reshape(-1, members)
    total = float(sum(gains))
    market.records.note(
        "market",
        MARKET,
        consumer_surplus=total,
        total_surplus=total + market.owners_profit,
        models_worth_integrating=float((worth @ panel.weight).mean()) if worth.size else np.nan,
    )


def _record_control(market: Market) -> None:
    amounts = market.control = control_amounts(
        market.offers,
        market.service.volume,
        market.prices,
        market.serving_cost,
        market.compute_price,
        _environment_share(market),
        market.parameters,
        market.catalogue,
    )
    for layer, held in amounts.items():
        total = float(held.sum())
        top = _share(float(held.max()), total)
        market.records.note("layer", layer, hhi=herfindahl(held), top_share=top)
        for owner, amount in zip(market.catalogue.owners, held, strict=True):
            market.records.note("control", f"{layer}@{owner}", control_share=_share(float(amount), total))


def _environment_share(market: Market) -> Array:
    """Part of each component's volume that is work in tasks with an environment."""
    tasks = environment_tasks(market.parameters)
    inside = np.zeros_like(market.service.demand)
    for number, task in enumerate(market.catalogue.enterprise_tasks):
        if task in tasks:
            inside[1:] += market.volumes[task] * market.usage[number]
    by_component = np.einsum("gk,gkc->c", inside, market.offers.mix)
    asked = market.service.asked
    bought = np.array([component.buyer == ENTERPRISES for component in market.offers.components], dtype=bool)
    return np.divide(by_component, asked, out=np.zeros_like(asked), where=bought & (asked > 0.0))


def _record_dependence(market: Market) -> None:
    owners = market.catalogue.owners
    on_partner, on_lab = market.dependence.lab_on_partner, market.dependence.app_owner_on_lab
    partners = {section.owner for section in market.parameters.clouds.values()}
    distributors = {section.owner for section in market.parameters.apps.values()}
    for first, name in enumerate(owners):
        for second, other in enumerate(owners):
            as_lab = name in market.labs and other in partners | distributors
            as_app_owner = name in distributors and other in market.labs
            if first != second and (as_lab or as_app_owner):
                value = max(on_partner[first, second], on_lab[first, second])
                lost = market.appraisal.exposure.get((name, other), 0.0)
                measures = {"dependence": float(value), "exposure": lost}
                market.records.note("pair", f"{name}-on-{other}", **measures)


def _record_appraisal(market: Market) -> None:
    """Note what the last appraisal found."""
    appraisal = market.appraisal
    for effort, value in appraisal.return_per_dollar.items():
        market.records.note("effort", effort, return_per_dollar=value)
    for layer, lost in appraisal.pivotality.items():
        market.records.note("layer", layer, pivotality=lost)
    market.records.note("market", MARKET, price_equilibria=float(appraisal.price_equilibria))
