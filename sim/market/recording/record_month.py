"""Stage 10: every registered measure of the month."""

from collections.abc import Callable

import numpy as np

from sim.arrays import Array
from sim.economics.competition.concentration import herfindahl
from sim.market.buyers.surplus import measure_surplus
from sim.market.outlook.outlook import Outlook
from sim.market.recording.appraisal import Appraisal, appraise
from sim.market.recording.cohorts import cohorts_of
from sim.market.recording.economy_records import record_economy
from sim.market.recording.profits import owners_profits
from sim.market.recording.records import MARKET, Records
from sim.market.recording.spending import record_spending
from sim.market.recording.surveys import record_surveys
from sim.market.sales.access import NOT_SOLD
from sim.market.state import State


def record_month(state: State, records: Records, outlook: Callable[[], Outlook]) -> None:
    """Measure the month that has just been played.

    Parameters
    ----------
    outlook : callable
        Returns what the market would come to; asked when it is time for an appraisal.
    """
    owners_profit = _record_owners(state, records)
    _record_clouds(state, records)
    _record_models(state, records)
    _record_apps(state, records)
    _record_service(state, records)
    record_spending(state, records)
    record_surveys(state, records)
    _record_surplus(state, records, owners_profit)
    _record_control(state, records)
    period = state.parameters.appraisal.period
    if period and state.month % period == 0:
        records.appraisal = appraise(state, outlook())
    _record_dependence(state, records)
    record_economy(state, records)
    if records.appraisal is not None:
        _record_appraisal(records.appraisal, records)
    records.close_month(state.month)
    records.payments.extend((state.month, *entry) for entry in state.ledger.entries())


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0.0 else 0.0


def _record_owners(state: State, records: Records) -> float:
    """Measure owners; returns the profit of all together, bn USD."""
    invested = state.ledger.flow("capital_expenditure").sum(axis=1)
    received, profits = state.ledger.received(), owners_profits(state)
    capex = invested + state.ledger.flow("base_capital_expenditure").sum(axis=1)
    trained, volume = state.ledger.flow("training_compute").sum(axis=1), state.service.volume
    by_lab = np.bincount(state.lab_account[state.offers.component_model], volume, len(state.catalogue.owners))
    for number, owner in enumerate(state.catalogue.owners):
        measures = {
            "revenue": received[number],
            "profit": profits.total[number],
            "ai_profit": profits.ai[number],
            "base_cloud_profit": profits.base_cloud[number],
            "search_profit": profits.search[number],
            "capital_cost": profits.capital_cost[number],
            "investment": invested[number],
            "capex": capex[number],
        }
        if owner in state.labs:
            measures["model_revenue"] = state.labs[owner].receipts
            measures["training_spend"] = trained[number]
            measures["lab_share"] = _share(by_lab[number], volume.sum())
        records.note("owner", owner, **measures)
    return float(profits.total.sum())


def _record_clouds(state: State, records: Records) -> None:
    offers, service, parameters = state.offers, state.service, state.parameters
    fees = _marketplace_fees(state)
    for number, cloud in enumerate(state.clouds.values()):
        hours = service.used[number]
        revenue = hours * cloud.compute_price + fees[number] + _open_hosting_premium(state, number)
        cost = hours * parameters.clouds[cloud.name].resource_cost
        records.note(
            "cloud",
            cloud.name,
            revenue=revenue,
            margin=_share(revenue - cost, revenue),
            utilisation=cloud.utilisation,
            compute_price=cloud.compute_price,
            capacity=cloud.capacity,
            unserved_share=_share(service.need[number] - hours, service.need[number]),
            home_share=state.home_share[number],
        )
    hosted = np.zeros((len(state.models), len(state.clouds)))
    np.add.at(hosted, (offers.component_model, offers.component_cloud), service.volume)
    for m, model in enumerate(state.models):
        for c, cloud_name in enumerate(state.clouds):
            records.note("model_on_cloud", f"{model}@{cloud_name}", hosted_volume=hosted[m, c])


def _marketplace_fees(state: State) -> Array:
    """Marketplace fees by cloud, bn USD."""
    fees = np.zeros(len(state.clouds))
    for payment in state.offers.payments:
        if payment.flow == "marketplace_fee":
            component = state.offers.components[payment.component]
            price = state.prices[component.option]
            fees[component.cloud] += state.service.volume[payment.component] * payment.per_price * price
    return fees


def _open_hosting_premium(state: State, cloud: int) -> float:
    """What a cloud earns on open models above the posted price of its compute, bn USD."""
    premium, cost = 0.0, state.serving_cost * state.compute_price[cloud]
    for c, component in enumerate(state.offers.components):
        if component.cloud == cloud and state.parameters.models[state.catalogue.models[component.model]].open:
            price = state.prices[1 + component.model]
            premium += state.service.volume[c] * (price - cost[component.model])
    return float(premium)


def _record_models(state: State, records: Records) -> None:
    offers, volume = state.offers, state.service.volume
    by_model = np.bincount(offers.component_model, volume, len(state.models))
    reach = (state.access.at_home * state.class_sizes).sum(axis=1)
    sold = state.access.remote != NOT_SOLD
    for number, model in enumerate(state.models.values()):
        records.note(
            "model",
            model.name,
            price=state.prices[state.catalogue.option[model.name]] if sold[number] else np.nan,
            volume=by_model[number],
            share=_share(by_model[number], volume.sum()),
            reach=reach[number],
            capability=model.capability,
            serving_cost=model.serving_cost,
        )
    _record_shares_at_home(state, records)


def _record_shares_at_home(state: State, records: Records) -> None:
    """Shares of models in the enterprise volume of each home cloud."""
    model_mix = np.zeros((state.offers.mix.shape[0], len(state.models)))
    flow = state.service.demand[:, :, None] * state.offers.mix
    np.add.at(model_mix.T, state.offers.component_model, flow.sum(axis=1).T)
    homes = state.classes.home
    for c, cloud in enumerate(state.clouds):
        at_home = model_mix[1:][homes == c].sum(axis=0)
        for m, model in enumerate(state.models):
            share = _share(float(at_home[m]), float(at_home.sum()))
            records.note("model_at_home", f"{model}@{cloud}", share_at_home=share)


def _record_apps(state: State, records: Records) -> None:
    offers, volume = state.offers, state.service.volume
    for name in state.catalogue.apps:
        option = state.catalogue.option[name]
        supply = offers.apps.get(option)
        mine = offers.component_option == option
        unit_cost = float(np.dot(supply.routing, supply.wholesale)) if supply is not None else np.nan
        price = float(state.prices[option]) if supply is not None else np.nan
        records.note(
            "app",
            name,
            price=price,
            volume=volume[mine].sum(),
            unit_cost=unit_cost,
            margin=(price - unit_cost) / price if price > 0.0 else np.nan,
        )
        for m, model in enumerate(state.models):
            routed = volume[mine & (offers.component_model == m)].sum()
            records.note("model_in_app", f"{model}@{name}", routed_volume=routed)


def _record_service(state: State, records: Records) -> None:
    """Measure what was served at which prices."""
    volume = state.service.volume
    unserved = state.service.unserved
    spent = float((volume * state.prices[state.offers.component_option]).sum())
    records.note(
        "market",
        MARKET,
        volume=float(volume.sum()),
        mean_price=spent / volume.sum() if volume.sum() > 0.0 else np.nan,
        rationed_share=_share(unserved, unserved + float(volume.sum())),
        price_residual=state.price_residual,
        ledger_imbalance=state.ledger_imbalance,
    )


def _record_surplus(state: State, records: Records, owners_profit: float) -> None:
    parameters, catalogue, panel = state.parameters, state.catalogue, state.panel
    integration_cost = parameters.enterprises.integration_cost
    surplus = measure_surplus(state.buyers, state.prices, state.service.served, integration_cost)
    members, consumer_types = panel.members.size, state.consumers.weight.size
    enterprise_rows = members * len(catalogue.enterprise_tasks)
    by_task_and_member = surplus.amount[:enterprise_rows].reshape(-1, members)
    consumers = surplus.amount[enterprise_rows:].reshape(len(catalogue.consumer_tasks), consumer_types).sum(axis=1)
    by_member = by_task_and_member.sum(axis=0)
    records.cohorts = records.cohorts or cohorts_of(state)
    for cohort in records.cohorts:
        for entity, amount in cohort.totals(by_member).items():
            records.note(cohort.kind, entity, consumer_surplus=amount)
    home = state.classes.home[state.panel_class]
    by_home = np.bincount(home, by_member, len(state.clouds))
    for number, cloud in enumerate(state.clouds):
        records.note("home", cloud, consumer_surplus=by_home[number])
    gains = [*by_task_and_member.sum(axis=1), *consumers]
    for task, gain in zip(catalogue.enterprise_tasks + catalogue.consumer_tasks, gains, strict=True):
        records.note("task", task, consumer_surplus=gain)
    worth = surplus.worth_integrating[:enterprise_rows].reshape(-1, members)
    total = float(sum(gains))
    records.note(
        "market",
        MARKET,
        consumer_surplus=total,
        total_surplus=total + owners_profit,
        models_worth_integrating=float((worth @ panel.weight).mean()) if worth.size else np.nan,
    )


def _record_control(state: State, records: Records) -> None:
    for layer, held in state.control.items():
        total = float(held.sum())
        top = _share(float(held.max()), total)
        records.note("layer", layer, hhi=herfindahl(held), top_share=top)
        for owner, amount in zip(state.catalogue.owners, held, strict=True):
            records.note("control", f"{layer}@{owner}", control_share=_share(float(amount), total))


def _record_dependence(state: State, records: Records) -> None:
    owners = state.catalogue.owners
    dependence, on_lab = state.dependence, state.dependence.app_owner_on_lab
    partners = {section.owner for section in state.parameters.clouds.values()}
    distributors = {section.owner for section in state.parameters.apps.values()}
    for first, name in enumerate(owners):
        for second, other in enumerate(owners):
            as_lab = name in state.labs and other in partners | distributors
            as_app_owner = name in distributors and other in state.labs
            if first != second and (as_lab or as_app_owner):
                value = max(dependence.larger[first, second], on_lab[first, second])
                measures = {"dependence": float(value)}
                if records.appraisal is not None:
                    measures["exposure"] = records.appraisal.exposure.get((name, other), 0.0)
                if as_lab:
                    measures["dependence_revenue"] = float(dependence.by_revenue[first, second])
                    measures["dependence_compute"] = float(dependence.by_compute[first, second])
                records.note("pair", f"{name}-on-{other}", **measures)


def _record_appraisal(appraisal: Appraisal, records: Records) -> None:
    """Note what the last appraisal found."""
    for effort, value in appraisal.return_per_dollar.items():
        records.note("effort", effort, return_per_dollar=value)
    for layer, lost in appraisal.pivotality.items():
        records.note("layer", layer, pivotality=lost)
    records.note("market", MARKET, price_equilibria=float(appraisal.price_equilibria))
