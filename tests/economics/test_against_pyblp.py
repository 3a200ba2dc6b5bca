"""Prices, and how they and demand answer, equal those of pyblp on the markets of V04 to V06 and on random ones.

pyblp is an independent solver of the same conditions.

The finite types are agents of a mixed logit without unobserved tastes: their price sensitivity is a demographic that
multiplies the price, and each kind of home is one that multiplies a dummy for the products it can only reach with
friction. Every case is a market of one simulation, so that pyblp is started once.
"""

import numpy as np
import pytest

from sim.economics.competition.concentration import herfindahl
from sim.economics.competition.elasticities import demand_at, diversion, elasticities, lerner, long_run_diversion
from sim.economics.competition.merger import pass_through
from sim.economics.pricing import PricingIncentives
from tests.economics.cases import CASES
from tests.economics.price_cases import mixed_logit
from tests.economics.small_markets import SmallMarket, equilibrium, incentives

INPUTS = CASES["V04"]["inputs"]
NAMES = INPUTS["models"]
PRODUCTS = len(NAMES)
COST = np.array(INPUTS["cost"])
EXCLUSIVE = np.array(INPUTS["A_exclusive"])
OPEN = np.ones_like(EXCLUSIVE)
STAKE, RATE = 0.27, 0.20
RANDOM = 3  # markets; 50 agree as well
GPT, CLAUDE, MAI, MERCURY = (NAMES.index(name) for name in ("GPT", "Claude", "MAI", "Mercury"))


def owned_by(*mergers: tuple[int, int]) -> list[int]:
    """Owner of each product after mergers."""
    owner = list(range(PRODUCTS))
    for first, second in mergers:
        owner[second] = first
    return owner


def with_revenue_share() -> PricingIncentives:
    """GPT's owner passes on a part of GPT's revenue."""
    earned = incentives(COST, owned_by())
    earned.per_price[GPT, 0, 1 + GPT] = 1.0 - RATE
    earned.own_per_price[GPT] = 1.0 - RATE
    return earned


def cost_after_revenue_share() -> np.ndarray:
    """Costs on which pyblp sees the same incentives: c / (1 - r)."""
    return np.where(np.arange(PRODUCTS) == GPT, COST / (1.0 - RATE), COST)


def holdings(owner: list[int], stakes: dict[tuple[int, int], float] | None = None) -> np.ndarray:
    """Ownership matrix: 1 within an owner, the stake from holder to held."""
    matrix = (np.array(owner)[:, None] == np.array(owner)).astype(float)
    for pair, stake in (stakes or {}).items():
        matrix[pair] = stake
    return matrix


STAKES = {(MAI, GPT): STAKE}
# Access, ownership and costs for pyblp; what owners earn for the product.
MARKETS = {
    "exclusive": (EXCLUSIVE, holdings(owned_by()), COST, incentives(COST, owned_by())),
    "open": (OPEN, holdings(owned_by()), COST, incentives(COST, owned_by())),
    "MAI and Mercury merge": (
        OPEN,
        holdings(owned_by((MAI, MERCURY))),
        COST,
        incentives(COST, owned_by((MAI, MERCURY))),
    ),
    "GPT and Claude merge": (
        OPEN,
        holdings(owned_by((GPT, CLAUDE))),
        COST,
        incentives(COST, owned_by((GPT, CLAUDE))),
    ),
    "MAI's owner holds a stake in GPT's": (
        OPEN,
        holdings(owned_by(), STAKES),
        COST,
        incentives(COST, owned_by(), stakes=STAKES),
    ),
    "GPT's owner shares revenue": (OPEN, holdings(owned_by()), cost_after_revenue_share(), with_revenue_share()),
    "exclusive, stake and merger": (
        EXCLUSIVE,
        holdings(owned_by((GPT, CLAUDE)), {(MAI, GPT): STAKE, (MAI, CLAUDE): STAKE}),
        COST,
        incentives(COST, owned_by((GPT, CLAUDE)), stakes=STAKES),
    ),
}
WORTH = {name: np.array(INPUTS["delta"]) for name in MARKETS}


def add_random_market(seed: int) -> None:
    """Draw who sells what where, at which cost, and who owns and holds a stake in whom."""
    draws, name = np.random.default_rng(seed), f"random {seed}"
    owner = [int(number) for number in draws.integers(0, 5, PRODUCTS)]
    owner[:5] = range(5)
    first, second = (int(number) for number in draws.choice(5, 2, replace=False))
    stakes = {(first, second): float(draws.uniform(0.1, 0.4))}
    access = (draws.random(EXCLUSIVE.shape) < 0.6).astype(int)
    cost = draws.uniform(0.5, 3.0, PRODUCTS)
    held = {
        (one, other): stakes[first, second]
        for one in range(PRODUCTS)
        for other in range(PRODUCTS)
        if (owner[one], owner[other]) == (first, second)
    }
    MARKETS[name] = access, holdings(owner, held), cost, incentives(cost, owner, stakes=stakes)
    WORTH[name] = draws.uniform(1.0, 5.0, PRODUCTS)


for number in range(RANDOM):
    add_random_market(number)


def product_data() -> dict[str, np.ndarray]:
    """Products of all markets, as pyblp wants them."""
    homes = np.array(INPUTS["homes"])
    columns: dict[str, list[np.ndarray]] = {}
    for name, (access, ownership, cost, _) in MARKETS.items():
        beyond_reach = (homes @ access.T) == 0
        rows = {
            "market_ids": np.repeat(name, PRODUCTS),
            "firm_ids": np.arange(PRODUCTS),
            "worth": WORTH[name],
            "cost": cost,
            "ownership": ownership,
            **{f"beyond_reach_{home}": beyond_reach[home].astype(float) for home in range(len(homes))},
        }
        for column, values in rows.items():
            columns.setdefault(column, []).append(values)
    return {column: np.concatenate(values) for column, values in columns.items()}


def agent_data() -> dict[str, np.ndarray]:
    """Types of buyers of all markets, as pyblp wants them."""
    homes, alphas = range(len(INPUTS["homes"])), range(len(INPUTS["alphas"]))
    types = [(home, alpha) for home in homes for alpha in alphas]
    data = {
        "market_ids": np.repeat(list(MARKETS), len(types)),
        "weights": [INPUTS["home_weights"][home] * INPUTS["alpha_weights"][alpha] for home, alpha in types],
        "price_sensitivity": [INPUTS["alphas"][alpha] for _, alpha in types],
        **{f"home_{home}": [float(home == own) for own, _ in types] for home in homes},
        "nodes": np.zeros((len(types), 1 + len(homes))),
    }
    return {
        name: values if name == "market_ids" else np.concatenate([np.asarray(values)] * len(MARKETS))
        for name, values in data.items()
    }


@pytest.fixture(scope="module")
def solved():
    """All markets in equilibrium by pyblp."""
    import pyblp  # takes seconds, so only where it is needed

    pyblp.options.verbose = False
    homes = range(len(INPUTS["homes"]))
    random_part = 1 + len(homes)
    simulation = pyblp.Simulation(
        product_formulations=(
            pyblp.Formulation("0 + worth"),
            pyblp.Formulation(" + ".join(["0", "prices", *(f"beyond_reach_{home}" for home in homes)])),
            pyblp.Formulation("0 + cost"),
        ),
        product_data=product_data(),
        agent_formulation=pyblp.Formulation(
            " + ".join(["0", "price_sensitivity", *(f"home_{home}" for home in homes)])
        ),
        agent_data=agent_data(),
        beta=[1.0],
        gamma=[1.0],
        sigma=np.zeros((random_part, random_part)),
        pi=np.diag([-1.0, *[-INPUTS["friction"]] * len(homes)]),
        xi=np.zeros(PRODUCTS * len(MARKETS)),
        omega=np.zeros(PRODUCTS * len(MARKETS)),
    )
    exact = pyblp.Iteration("simple", {"atol": 1e-14, "max_evaluations": 10_000})
    return simulation.replace_endogenous(iteration=exact)


@pytest.fixture(scope="module")
def oracle(solved) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Prices and shares of every market by pyblp."""
    prices, shares = (by_market(values) for values in (solved.product_data.prices, solved.product_data.shares))
    return {name: (prices[row], shares[row]) for row, name in enumerate(MARKETS)}


@pytest.fixture(scope="module")
def answers(solved) -> dict[str, np.ndarray]:
    """How demand and prices answer in every market by pyblp."""
    found = {
        "elasticities": solved.compute_elasticities(),
        "diversion": solved.compute_diversion_ratios(),
        "long run": solved.compute_long_run_diversion_ratios(),
        "lerner": solved.compute_markups(),
        "pass-through": solved.compute_passthrough(),
    }
    return {name: by_market(values) for name, values in found.items()}


def by_market(values: np.ndarray) -> np.ndarray:
    """What pyblp stacks, market by market."""
    return np.asarray(values).reshape(len(MARKETS), PRODUCTS, -1).squeeze()


def with_doing_without_on_the_diagonal(table: np.ndarray) -> np.ndarray:
    """Diversion as pyblp lays it out."""
    return table[1:, 1:] + np.diag(table[1:, 0])


def product(name: str) -> tuple[np.ndarray, SmallMarket]:
    """Prices by the product's own solver, and the market."""
    access, _, _, earned = MARKETS[name]
    market = mixed_logit(INPUTS | {"delta": WORTH[name]}, access)
    return equilibrium(market, earned, COST + 3.0), market


@pytest.mark.parametrize("name", MARKETS)
def test_prices_and_shares_equal_those_of_pyblp(oracle, name):
    prices, market = product(name)
    expected_prices, expected_shares = oracle[name]
    np.testing.assert_allclose(prices, expected_prices, rtol=0, atol=1e-8)
    np.testing.assert_allclose(market.shares(prices), expected_shares, rtol=0, atol=1e-8)


def test_pyblp_gives_the_answers_on_file(oracle):
    at_open = oracle["open"][0]
    found = {
        "p_excl": oracle["exclusive"][0],
        "p_open": at_open,
        "pct_MAI_Mercury": 100.0 * (oracle["MAI and Mercury merge"][0] / at_open - 1.0),
        "pct_GPT_Claude": 100.0 * (oracle["GPT and Claude merge"][0] / at_open - 1.0),
        "dp_stake": oracle["MAI's owner holds a stake in GPT's"][0] - at_open,
        "dp_revshare": oracle["GPT's owner shares revenue"][0] - at_open,
    }
    on_file = CASES["V04"]["answers"] | CASES["V05"]["answers"] | CASES["V06"]["answers"]
    for name, values in found.items():
        np.testing.assert_allclose(values, on_file[name], rtol=0, atol=1e-8, err_msg=name)


@pytest.mark.parametrize("name", MARKETS)
def test_elasticities_diversion_margins_and_pass_through_equal_those_of_pyblp(answers, name):
    prices, market = product(name)
    earned, held, cost = (MARKETS[name][place] for place in (3, 1, 2))
    posted, row = np.concatenate(([0.0], prices)), list(MARKETS).index(name)
    demand = demand_at(posted, market.buyers)
    weight = held * earned.own_per_price  # of a dollar of cost; pyblp knows costs over the part that is kept
    found = {
        "elasticities": elasticities(demand)[1:, 1:],
        "diversion": with_doing_without_on_the_diagonal(diversion(demand)),
        "long run": with_doing_without_on_the_diagonal(long_run_diversion(posted, market.buyers)),
        "lerner": lerner(prices, cost, np.ones(PRODUCTS)),
        "pass-through": pass_through(posted, market.buyers, earned, weight),
    }
    for quantity, values in found.items():
        np.testing.assert_allclose(values, answers[quantity][row], rtol=0, atol=1e-7, err_msg=quantity)


def test_concentration_equals_that_of_pyblp(solved, oracle):
    raw = dict(zip(sorted(MARKETS), np.asarray(solved.compute_hhi()).ravel(), strict=True))
    for name, (_, shares) in oracle.items():
        assert herfindahl(shares) == pytest.approx(raw[name], abs=1e-7)
