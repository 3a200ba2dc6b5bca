"""Tables of a market as it stands: shares, margins, concentration, elasticities, diversion, pass-through."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from sim.arrays import Array
from sim.economics.competition.concentration import modified_herfindahl
from sim.economics.competition.elasticities import (
    demand_at,
    diversion,
    elasticities,
    lerner,
    long_run_diversion,
    market_elasticity,
)
from sim.economics.competition.merger import pass_through
from sim.experiments.competition.situation import Situation
from sim.results.competition_tables import DOING_WITHOUT


def tables_of(situation: Situation) -> dict[str, pd.DataFrame]:
    """Return the tables of all markets.

    Returns
    -------
    dict of str to DataFrame
        ``markets``: spend (bn USD a month), tokens (Qt a month), what goes without, the elasticity of the market,
        concentration by spend and by tokens, silent stakes counted or not. ``products``: shares, price and cost (USD
        per Mtok), Lerner's index, own elasticity, where buyers go. ``pairs``: elasticity in another product's price,
        diversion to it at the margin and in the long run. ``pass_through``: rise of a price per USD of a cost.
    """
    markets: list[dict[str, Any]] = []
    products: list[dict[str, Any]] = []
    pairs: list[dict[str, Any]] = []
    cost, kept = situation.unit_cost
    index = lerner(situation.prices, cost, kept)
    for name, buyers in situation.markets.items():
        demand = demand_at(situation.prices, buyers)
        spend = demand.total * situation.prices
        spend[0] = 0.0
        bought = [option for option in situation.sold if demand.total[option] > 0.0]
        if not bought:
            continue
        answers = elasticities(demand), diversion(demand), long_run_diversion(situation.prices, buyers)
        markets.append(_market(situation, name, spend, demand.total, market_elasticity(demand), demand.spread))
        products += [
            {
                "market": name,
                "product": situation.names[option],
                "firm": situation.state.catalogue.owners[situation.sellers[option]],
                "spend_share": float(spend[option] / spend.sum()),
                "token_share": float(demand.total[option] / demand.total[1:].sum()),
                "price": float(situation.prices[option]),
                "unit_cost": float(cost[option]),
                "lerner": float(index[option]),
                "elasticity": float(answers[0][option, option]),
                "to_doing_without": float(answers[1][option, 0]),
                "closest": _closest(situation, answers[1][option], bought, option),
            }
            for option in bought
        ]
        pairs += _pairs(situation, name, bought, *answers)
    return {
        "markets": pd.DataFrame(markets),
        "products": pd.DataFrame(products),
        "pairs": pd.DataFrame(pairs),
        "pass_through": pd.DataFrame(_passed_through(situation)),
    }


def owner_shares(situation: Situation, amounts: Array) -> Array:
    """Add up amounts of options over who sells them, shape (owners,)."""
    return np.bincount(situation.sellers[1:], amounts[1:], len(situation.state.catalogue.owners))


def _market(
    situation: Situation, name: str, spend: Array, tokens: Array, elasticity: float, spread: Array
) -> dict[str, Any]:
    by_spend, by_tokens = owner_shares(situation, spend), owner_shares(situation, tokens)
    alone = np.eye(len(by_spend))
    return {
        "market": name,
        "spend": float(spend.sum()),
        "tokens": float(tokens[1:].sum()),
        "doing_without": float(spread[0] / spread.sum()),
        "elasticity": elasticity,
        "hhi_spend": modified_herfindahl(by_spend, alone),
        "mhhi_spend": modified_herfindahl(by_spend, situation.weight),
        "hhi_tokens": modified_herfindahl(by_tokens, alone),
        "mhhi_tokens": modified_herfindahl(by_tokens, situation.weight),
    }


def _closest(situation: Situation, diverted: Array, bought: list[int], option: int) -> str:
    """Where most of what a product loses goes among the others."""
    others = [other for other in bought if other != option]
    return situation.names[max(others, key=lambda other: float(diverted[other]))] if others else DOING_WITHOUT


def _pairs(
    situation: Situation, name: str, bought: list[int], elasticity: Array, marginal: Array, long_run: Array
) -> Iterator[dict[str, Any]]:
    for option in bought:
        for other in (0, *bought):
            if other == option:
                continue
            yield {
                "market": name,
                "product": situation.names[option],
                "other": situation.names[other] or DOING_WITHOUT,
                "elasticity_in_price_of_other": float(elasticity[option, other]) if other else np.nan,
                "diversion_to_other": float(marginal[option, other]),
                "long_run_diversion_to_other": float(long_run[option, other]),
            }


def _passed_through(situation: Situation) -> Iterator[dict[str, Any]]:
    """Rise of each price per USD of each cost, products sold in all markets at one price."""
    weight = situation.weight[np.ix_(situation.deciders, situation.deciders)]
    found = pass_through(situation.prices, situation.buyers, situation.incentives, weight)
    places = [(option, place) for option, place in situation.row.items() if option in situation.sold]
    for option, place in places:
        for other, of_cost in places:
            yield {
                "product": situation.names[option],
                "cost_of": situation.names[other],
                "pass_through": float(found[place, of_cost]),
            }
