"""What is worked out now and then by solving the market anew: who is indispensable, which effort pays (E38, E39)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from sim.economics.pricing import NoEquilibriumError
from sim.market.contracts import Pair
from sim.market.counterfactuals import Counterfactual, without_licence
from sim.market.measures import EFFORTS, LAYERS
from sim.market.outlook.outlook import Outlook
from sim.market.outlook.training_returns import STEP, nats_per_dollar, profit_per_nat
from sim.market.state import State

# Two searches for prices that end closer than this found the same equilibrium, USD per Mtok.
SAME_PRICES = 1e-5
# Starts of further searches lie within these factors of the prices found first.
START_FACTORS = (0.5, 2.0)


@dataclass(frozen=True)
class Appraisal:
    """Counterfactual measures, valid until the next appraisal.

    Attributes
    ----------
    pivotality : mapping of str to float
        Surplus lost if the largest owner of a layer withdrew, bn USD per month.
    exposure : mapping of (str, str) to float
        Profit that the first owner would lose if the second cut it off, bn USD per month.
    return_per_dollar : mapping of str to float
        Mean return of a dollar of each effort, USD.
    price_equilibria : int
        Different equilibria found from several starts.
    """

    pivotality: Mapping[str, float] = field(default_factory=dict)
    exposure: Mapping[Pair, float] = field(default_factory=dict)
    return_per_dollar: Mapping[str, float] = field(default_factory=dict)
    price_equilibria: int = 1


def appraise(state: State, outlook: Outlook) -> Appraisal:
    """Solve the market under what-ifs."""
    return Appraisal(
        pivotality=_pivotality(state, outlook),
        exposure=_exposure(state, outlook),
        return_per_dollar=_returns(state, outlook),
        price_equilibria=_count_equilibria(state, outlook),
    )


def _pivotality(state: State, outlook: Outlook) -> dict[str, float]:
    now = replace(state.as_it_is(), with_surplus=True)
    base = outlook.under(now).total_surplus
    lost = {}
    for layer in LAYERS:
        held = state.control[layer]
        if not held.sum() > 0.0:
            continue
        supposed = _withdrawn(layer, int(held.argmax()), now, state)
        try:
            lost[layer] = base - outlook.under(supposed).total_surplus
        except NoEquilibriumError:
            continue
    return lost


def _withdrawn(layer: str, owner: int, now: Counterfactual, state: State) -> Counterfactual:
    """Suppose that an owner takes what it holds in a layer out of the market."""
    parameters, account = state.parameters, state.catalogue.account
    models = {name for name, section in parameters.models.items() if account[section.lab] == owner}
    clouds = {name for name, section in parameters.clouds.items() if account[section.owner] == owner}
    apps = {name for name, section in parameters.apps.items() if account[section.owner] == owner}
    environments = {name for name in apps if parameters.apps[name].environment}
    if layer == "model":
        return replace(now, withdrawn=now.withdrawn | models)
    if layer in ("cloud", "inference"):
        return replace(now, withdrawn=now.withdrawn | clouds)
    if layer == "coding":
        return replace(now, withdrawn=now.withdrawn | (environments or models))
    return replace(now, withdrawn=now.withdrawn | apps, unlisted=now.unlisted | clouds)


def _exposure(state: State, outlook: Outlook) -> dict[Pair, float]:
    """Loss of owners of apps without a supplier, and of labs without a partner (E38)."""
    now = state.as_it_is()
    profit, account = outlook.under(now).profit, state.catalogue.account
    lost: dict[Pair, float] = {}
    for partner, lab in state.contracts.active(state.month):
        terms = state.contracts.terms[partner, lab]
        cuts = []
        if terms.licensed:
            cuts.append((partner, lab, without_licence(now, partner, lab)))
        if terms.access != "none":
            cuts.append((lab, partner, now.with_terms((partner, lab), access="none")))
        for loser, other, supposed in cuts:
            try:
                after = outlook.under(supposed).profit
            except NoEquilibriumError:
                continue
            lost[loser, other] = float(profit[account[loser]] - after[account[loser]])
    return lost


def _returns(state: State, outlook: Outlook) -> dict[str, float]:
    """Mean profit per dollar of training, capacity and distribution, other prices as they are (E39).

    By the envelope theorem a small effort is worth to its owner what it brings at unchanged prices.
    """
    now = replace(state.as_it_is(), prices_stay=True)
    base = outlook.under(now).profit
    returns = {
        "training": _training_returns(state, outlook),
        "capacity": _capacity_returns(state, outlook, now, base),
        "distribution": _distribution_returns(state, outlook, now, base),
    }
    return {effort: float(np.mean(returns[effort])) for effort in EFFORTS if returns[effort]}


def _training_returns(state: State, outlook: Outlook) -> list[float]:
    """A dollar more of training buys hours, and raises capability (E51)."""
    return [
        state.parameters.appraisal.horizon * profit_per_nat(outlook, name) * nats_per_dollar(state, name)
        for name in state.models
        if name not in state.absent and not state.parameters.models[name].open
    ]


def _capacity_returns(state: State, outlook: Outlook, now: Counterfactual, base: np.ndarray) -> list[float]:
    """A dollar more of GPUs serves demand that would be turned away, as long as the GPUs live."""
    compute = state.parameters.compute
    returns = []
    for cloud in state.clouds.values():
        owner = state.catalogue.account[cloud.owner]
        more = replace(now, capacity={cloud.name: 1.0 + STEP})
        cost = STEP * cloud.capacity * compute.gpu_price / compute.hours_per_gpu
        gained = float(outlook.under(more).profit[owner] - base[owner])
        returns.append(compute.depreciation_months * gained / cost if cost > 0.0 else 0.0)
    return returns


def _distribution_returns(state: State, outlook: Outlook, now: Counterfactual, base: np.ndarray) -> list[float]:
    """A dollar more on the places where an app is used raises its bonus."""
    appraisal = state.parameters.appraisal
    returns = []
    for name, distributor in state.distributors.items():
        if name in state.absent:
            continue
        owner = state.catalogue.account[distributor.owner]
        gained = float(outlook.under(replace(now, lift={name: STEP})).profit[owner] - base[owner])
        returns.append(appraisal.horizon * gained / (STEP * appraisal.distribution_cost))
    return returns


def _count_equilibria(state: State, outlook: Outlook) -> int:
    """Search for prices from several starts; count where the searches end."""
    _, _, buyers, incentives = outlook.sales_under(state.as_it_is())
    if incentives.priced.size == 0:
        return 1
    draws = state.streams.generator("price search", month=state.month)
    found = [outlook.under(state.as_it_is()).prices[incentives.priced]]
    for _ in range(state.parameters.appraisal.starts - 1):
        start = state.prices.copy()
        start[incentives.priced] *= draws.uniform(*START_FACTORS, incentives.priced.size)
        try:
            prices = outlook.settled_prices(start, buyers, incentives)[0][incentives.priced]
        except NoEquilibriumError:
            continue
        is_search = not np.array_equal(prices, start[incentives.priced])
        if is_search and all(np.abs(prices - other).max() > SAME_PRICES for other in found):
            found.append(prices)
    return len(found)
