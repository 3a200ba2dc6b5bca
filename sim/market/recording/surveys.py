"""Stage 10, fourth part: what surveys of the market would find, in the words in which they ask."""

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array, Integers
from sim.economics.survey import NOBODY, effective_labs, survey
from sim.market.buyers.base_cloud import base_cloud_spend
from sim.market.catalogue import ENTERPRISES, OUTSIDE_GOOD
from sim.market.measures import EVERYBODY
from sim.market.recording.records import MARKET, YEAR, Records
from sim.market.rules.demand_laws import demand_law
from sim.market.sales.control import environment_share
from sim.market.state import State

IN_USE = 0.05
"""Part of an app's requests above which a model behind it counts as in use."""


@dataclass(frozen=True)
class Answers:
    """What all enterprises together answer this month.

    Attributes
    ----------
    spend : array, shape (segments, tasks, options)
        As `sim.economics.survey.survey`, in shares of the market of each task.
    workloads, customers, both, counts : int array
        As there.
    main_lab : int8 array, shape (enterprises,)
        As there; labs are numbered as owners.
    weight : array, shape (segments, tasks)
        What an enterprise of a segment spends on each task, as there.
    behind : array, shape (options, models)
        Part of each option's requests that each model answers; zeros for doing without.
    """

    spend: Array
    workloads: Integers
    customers: Integers
    both: Integers
    counts: Integers
    main_lab: NDArray[np.int8]
    weight: Array
    behind: Array


def record_surveys(state: State, records: Records) -> None:
    """Ask all enterprises, and note what this month's survey finds."""
    answers = _ask(state)
    _record_purchases(state, records, answers)
    _record_workloads(state, records, answers)
    _record_labs(state, records, answers)
    _record_model_counts(state, records, answers)
    _record_tokens(state, records)
    _record_clouds(state, records)
    switched = _switched(records.main_labs, answers.main_lab)
    records.note("market", MARKET, vendor_switch_share=switched)
    records.main_labs.append(answers.main_lab)


def _switched(of_a_year: deque[NDArray[np.int8]], now: NDArray[np.int8]) -> float:
    """Part of those that bought a year ago whose main lab is another one; not a number in the first year."""
    if len(of_a_year) < YEAR:
        return np.nan
    before = of_a_year[0]
    bought = before != NOBODY
    switched = bought & (now != before) & (now != NOBODY)
    return float(switched.sum() / bought.sum()) if bought.any() else np.nan


def _ask(state: State) -> Answers:
    """Ask all enterprises what they buy, from whom, and which models they use."""
    enterprises, catalogue, parameters = state.enterprises, state.catalogue, state.parameters
    size = np.array([state.market_size[task] for task in catalogue.enterprise_tasks])
    owners, models, options = len(catalogue.owners), len(catalogue.models), len(catalogue.options)
    segments, tasks = enterprises.task_mix.shape
    weight, behind = enterprises.task_mix * size, _models_behind(state)
    lab = np.zeros(options, dtype=np.int64)
    lab[1 + np.arange(models)] = state.lab_account
    for option, supply in state.offers.apps.items():
        lab[option] = state.lab_account[supply.models[int(np.argmax(supply.routing))]]
    spend = np.zeros((segments, tasks, options))
    workloads = np.zeros((segments, options), dtype=np.int64)
    customers = np.zeros((segments, owners), dtype=np.int64)
    both = np.zeros((owners, owners), dtype=np.int64)
    counts = np.zeros((segments, 1 + models), dtype=np.int64)
    main = survey(
        enterprises.incumbent,
        enterprises.size,
        enterprises.segment,
        weight,
        catalogue.vendors(parameters),
        lab,
        owners,
        behind >= IN_USE,
        spend,
        workloads,
        customers,
        both,
        counts,
    )
    return Answers(spend, workloads, customers, both, counts, main, weight, behind)


def _with_all(by_segment: Array) -> Array:
    """Return an array of segments with the sum of all below the last one."""
    return np.concatenate((by_segment, by_segment.sum(axis=0, keepdims=True)))


def _record_purchases(state: State, records: Records, answers: Answers) -> None:
    """What each segment spends on models of each lab, and who buys from whom.

    What independent app makers pay for models counts in the whole market, and in no segment.
    """
    catalogue, offers, models = state.catalogue, state.offers, len(state.catalogue.models)
    tokens = demand_law(state.parameters.rules).tokens(answers.spend, state.prices)
    tokens[..., OUTSIDE_GOOD] = 0.0
    by_enterprises = np.array([component.buyer == ENTERPRISES for component in offers.components], dtype=bool)
    option = offers.component_option
    asked = np.bincount(option, state.service.asked * by_enterprises, len(catalogue.options))
    served = np.bincount(option, state.service.volume * by_enterprises, len(catalogue.options))
    part = np.divide(served, asked, out=np.zeros(asked.shape), where=asked > 0.0)
    volume = tokens.sum(axis=1) * part
    direct = slice(1, 1 + models)
    of_lab = np.zeros((models, len(catalogue.owners)))
    of_lab[np.arange(models), state.lab_account] = 1.0
    bought, paid = _bought_by_app_makers(state)
    volumes = _with_all(volume[:, direct] @ of_lab)
    spend = _with_all((volume * state.prices)[:, direct] @ of_lab)
    volumes[-1] += bought
    spend[-1] += paid
    customers = _with_all(answers.customers.astype(np.float64)) / _with_all(_firms(state))[:, None]
    for row, segment in enumerate((*state.enterprises.segments, EVERYBODY)):
        for number, owner in enumerate(catalogue.owners):
            if owner in state.labs:
                records.note(
                    "lab_in_segment",
                    f"{owner}@{segment}",
                    direct_spend=spend[row, number],
                    direct_volume=volumes[row, number],
                    customer_share=customers[row, number],
                )
    labs = [(number, owner) for number, owner in enumerate(catalogue.owners) if owner in state.labs]
    for place, (first, name) in enumerate(labs):
        for second, other in labs[place + 1 :]:
            share = float(answers.both[first, second]) / len(state.enterprises)
            records.note("lab_pair", f"{name}+{other}", both_share=share)


def _firms(state: State) -> Array:
    """Number of enterprises in each segment; one where there is none, of which no share is anything but zero."""
    counted = np.bincount(state.enterprises.segment, minlength=len(state.enterprises.segments))
    return np.maximum(counted, 1).astype(np.float64)


def _bought_by_app_makers(state: State) -> tuple[Array, Array]:
    """Tokens and bn USD of models that owners without a cloud and without a model of their own buy, by lab."""
    catalogue, offers, parameters = state.catalogue, state.offers, state.parameters
    with_assets = {section.owner for section in parameters.clouds.values()} | set(state.labs)
    independent = {catalogue.owners.index(name) for name in catalogue.owners if name not in with_assets}
    volume, paid = np.zeros(len(catalogue.owners)), np.zeros(len(catalogue.owners))
    for payment in offers.payments:
        if payment.flow == "wholesale" and payment.payer in independent:
            served = float(state.service.volume[payment.component])
            lab = state.lab_account[offers.components[payment.component].model]
            volume[lab] += served
            paid[lab] += served * payment.per_unit
    return volume, paid


def _record_workloads(state: State, records: Records, answers: Answers) -> None:
    """Workloads in production by the lab whose model runs them, through whatever app."""
    catalogue = state.catalogue
    running = answers.workloads.sum(axis=0).astype(np.float64)
    by_model = running @ answers.behind
    total = float(by_model.sum())
    shares = by_model / total if total > 0.0 else by_model
    of_lab = np.bincount(state.lab_account, shares, len(catalogue.owners))
    for number, owner in enumerate(catalogue.owners):
        if owner in state.labs:
            records.note("owner", owner, workload_share=of_lab[number])
    is_open = np.array([state.parameters.models[name].open for name in catalogue.models])
    records.note("market", MARKET, open_workload_share=float(shares[is_open].sum()))


def _models_behind(state: State) -> Array:
    """Part of each option's requests that each model answers, shape (options, models); zeros for doing without."""
    models = len(state.catalogue.models)
    behind = np.zeros((len(state.catalogue.options), models))
    behind[1 + np.arange(models), np.arange(models)] = 1.0
    for option, supply in state.offers.apps.items():
        behind[option, list(supply.models)] = supply.routing
    return behind


def _record_labs(state: State, records: Records, answers: Answers) -> None:
    """How many labs serve an enterprise, and how many lead a task of enterprises."""
    enterprises, catalogue = state.enterprises, state.catalogue
    lab_of = np.zeros((len(catalogue.models), len(catalogue.owners)))
    lab_of[np.arange(len(catalogue.models)), state.lab_account] = 1.0
    behind = answers.behind @ lab_of
    labs = effective_labs(enterprises.incumbent, enterprises.segment, answers.weight, behind)
    spend = answers.spend.sum(axis=0) @ behind
    records.note(
        "market",
        MARKET,
        labs_per_enterprise=float(labs[labs > 0.0].mean()) if (labs > 0.0).any() else np.nan,
        leading_labs=float(np.unique(spend[spend.sum(axis=1) > 0.0].argmax(axis=1)).size),
    )


def _record_model_counts(state: State, records: Records, answers: Answers) -> None:
    """Adopters that use so many different models or more, by segment."""
    counts = _with_all(answers.counts.astype(np.float64))
    at_least = counts[:, ::-1].cumsum(axis=1)[:, ::-1] / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    for row, segment in enumerate((*state.enterprises.segments, EVERYBODY)):
        for count in range(1, counts.shape[1]):
            records.note("model_count", f"{count}@{segment}", adopters_share=at_least[row, count])


def _record_tokens(state: State, records: Records) -> None:
    """Tokens of labs' models sold as such, those with the owner's apps, and the share of each lab in coding."""
    catalogue, offers, volume = state.catalogue, state.offers, state.service.volume
    owners, options = len(catalogue.owners), len(catalogue.options)
    sold = np.bincount(offers.component_option, volume, options)
    models = 1 + len(catalogue.models)
    direct = np.bincount(state.lab_account, sold[1:models], owners)
    app_owner = [catalogue.account[state.parameters.apps[name].owner] for name in catalogue.apps]
    of_apps = np.bincount(np.array(app_owner, dtype=np.int64), sold[models:], owners)
    inside = environment_share(state.tokens, state.service.asked, offers, state.parameters, catalogue)
    coding = np.bincount(state.lab_account[offers.component_model], volume * inside, owners)
    written = float(coding.sum())
    for number, owner in enumerate(catalogue.owners):
        measures = {"direct_volume": direct[number], "own_volume": direct[number] + of_apps[number]}
        if owner in state.labs and written > 0.0:
            measures["coding_share"] = coding[number] / written
        records.note("owner", owner, **measures)


def _record_clouds(state: State, records: Records) -> None:
    """What clouds take for everything, and which part of GPU-hours answers requests."""
    base = base_cloud_spend(state.parameters.enterprises, state.month) * state.home_share
    revenue = base + state.service.used * state.compute_price
    for number, cloud in enumerate(state.catalogue.clouds):
        records.note("cloud", cloud, market_revenue=revenue[number])
    used, training = float(state.service.used.sum()), float((state.training_hours * state.service.served_share).sum())
    serving = (used - training) / used if used > 0.0 else np.nan
    records.note("market", MARKET, cloud_revenue=float(revenue.sum()), inference_share_of_compute=serving)
