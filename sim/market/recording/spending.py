"""Stage 10, third part: what buyers spend on AI, who of them buys, and how much they still do without."""

import numpy as np

from sim.arrays import Array
from sim.market.catalogue import ENTERPRISES, OUTSIDE_GOOD
from sim.market.recording.records import MARKET, Records
from sim.market.sales.offers import CONSUMER_GROUP
from sim.market.state import State


def record_spending(state: State, records: Records) -> None:
    """Measure spend by product, owner and task, and what enterprises that buy AI do without it."""
    _record_spend_by_product(state, records)
    _record_tasks(state, records)
    _record_doing_without(state, records)


def _record_spend_by_product(state: State, records: Records) -> None:
    """Spend on each product; by API is what enterprises spend on models without an app around them."""
    catalogue, offers = state.catalogue, state.offers
    options, models = len(catalogue.options), len(catalogue.models)
    paid = state.service.volume * state.prices[offers.component_option]
    by_enterprises = np.array([component.buyer == ENTERPRISES for component in offers.components], dtype=bool)
    spend = np.bincount(offers.component_option, paid, options)[1:]
    api = np.bincount(offers.component_option, paid * by_enterprises, options)[1 : 1 + models]
    vendor = np.array([*state.lab_account, *_app_accounts(state)], dtype=np.int64)
    for number, model in enumerate(catalogue.models):
        records.note("model", model, spend=spend[number], api_spend=api[number])
    for number, app in enumerate(catalogue.apps):
        records.note("app", app, spend=spend[models + number])
    of_owner = np.bincount(vendor, spend, len(catalogue.owners))
    api_of_owner = np.bincount(state.lab_account, api, len(catalogue.owners))
    for number, owner in enumerate(catalogue.owners):
        measures = {"spend": of_owner[number]} | ({"api_spend": api_of_owner[number]} if owner in state.labs else {})
        records.note("owner", owner, **measures)
    records.note("market", MARKET, spend=float(spend.sum()), api_spend=float(api.sum()))


def _app_accounts(state: State) -> list[int]:
    return [state.catalogue.account[state.parameters.apps[name].owner] for name in state.catalogue.apps]


def _record_tasks(state: State, records: Records) -> None:
    """Tokens served for each task, and what they cost."""
    served = state.service.served
    blocks = [(state.catalogue.enterprise_tasks, state.tokens, served[1:])]
    blocks += [(state.catalogue.consumer_tasks, state.consumer_tokens[:, None], served[CONSUMER_GROUP][None])]
    for tasks, tokens, part in blocks:
        bought = (tokens * part).sum(axis=1)
        bought[:, OUTSIDE_GOOD] = 0.0
        for task, amount in zip(tasks, bought, strict=True):
            records.note("task", task, volume=float(amount.sum()), spend=float(amount @ state.prices))


def _record_doing_without(state: State, records: Records) -> None:
    """Who buys AI, and which part of their work those that do still do without it."""
    catalogue, enterprises = state.catalogue, state.enterprises
    size = np.array([state.market_size[task] for task in catalogue.enterprise_tasks])
    by_task = size[:, None] * state.usage.sum(axis=1)
    of_consumers = state.consumers.usage()
    for task, amounts in zip(
        catalogue.enterprise_tasks + catalogue.consumer_tasks, (*by_task, *of_consumers), strict=True
    ):
        records.note("task", task, outside_share=_outside_share(amounts))
    adopters = int(state.distinct.sum())
    records.note(
        "market",
        MARKET,
        adoption=state.adopted[-1],
        adopters_share=float(enterprises.buys.mean()),
        outside_share=_outside_share(by_task.sum(axis=0)),
        models_per_enterprise=float(np.arange(state.distinct.size) @ state.distinct) / max(adopters, 1),
        multi_homing_share=float(state.distinct[2:].sum()) / max(adopters, 1),
    )


def _outside_share(amounts: Array) -> float:
    """Part that does without AI; all of it where nobody buys."""
    total = float(amounts.sum())
    return float(amounts[OUTSIDE_GOOD]) / total if total > 0.0 else 1.0
