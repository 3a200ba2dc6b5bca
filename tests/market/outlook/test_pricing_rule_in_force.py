"""Contracts and deals are judged at the prices that the pricing rule in force would bring."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.market.market import Market
from sim.market.recording.appraisal import appraise
from sim.market.rules import pricing_rule
from sim.scenario import load
from tests.market.small_economies import FILE, FIXED, outlook_on, town

MARKUP = """
import numpy as np

def post_prices(prices, buyers, incentives, parameters, catalogue, memory):
    posted = prices.copy()
    for row, option in enumerate(incentives.priced):
        kept = incentives.own_per_price[row]
        sold = kept > 0.0
        posted[option] = 1.5 * (-incentives.per_unit[row, sold, option] / kept[sold]).mean()
    memory.note("posted", incentives.priced, posted[incentives.priced])
    return posted, 0.25
"""
EXPECTING = """
def expected_prices(prices, buyers, incentives, parameters, catalogue, memory):
    return 2.0 * prices, 0.0
"""
DEARER = "def post_prices(prices, buyers, incentives, parameters, catalogue, memory):\n    return 1.1 * prices, 0.0\n"
LUCKY = """
def post_prices(prices, buyers, incentives, parameters, catalogue, memory):
    posted = prices.copy()
    for option in incentives.priced:
        posted[option] *= 1.0 + memory.luck(catalogue.options[option]).random()
    return posted, 0.0
"""

LISTED = (
    *(f"models.{name}.list_price=4" for name in ("alpha", "beta", "gem", "mo", "nova")),
    *(f"apps.{name}.list_price=6" for name in ("coder", "writer", "workshop")),
)


@pytest.fixture
def under_rule(tmp_path):
    """What is the case after two months under a pricing rule of one's own."""

    def found(text, *overrides):
        file = tmp_path / "own.py"
        file.write_text(text)
        return _played(file, text, overrides)

    return found


@cache
def _played(file: Path, text: str, overrides: tuple[str, ...]):
    market = Market(load(FILE, (FIXED, f"rules.pricing={file}", *overrides)), 1)
    for _ in range(2):
        market.step()
    return market.state


def test_a_rule_of_the_scenarios_own_sets_the_prices_of_every_counterfactual(under_rule):
    state = under_rule(MARKUP)
    outlook, now = outlook_on(state), state.as_it_is()
    cheaper = replace(now, withdrawn=now.withdrawn | {"gem"})
    for supposed in (now, cheaper):
        outcome = outlook.under(supposed)
        _, _, buyers, incentives = outlook.sales_under(supposed)
        rule, memory = pricing_rule(state.parameters.rules), state.price_memory.supposed()
        posted, _ = rule(state.prices, buyers, incentives, state.parameters, state.catalogue, memory)
        np.testing.assert_array_equal(outcome.prices[incentives.priced], posted[incentives.priced])
        assert outcome.residual == 0.25


def test_asking_what_would_be_leaves_no_note(under_rule):
    state = under_rule(MARKUP)
    before = state.price_memory.notes["posted"].copy()
    outlook_on(state).under(replace(state.as_it_is(), lift={"alpha": 1.0}))
    np.testing.assert_array_equal(state.price_memory.notes["posted"], before)


def test_every_counterfactual_starts_at_last_months_prices(under_rule):
    state = under_rule(DEARER)
    outlook, now = outlook_on(state), state.as_it_is()
    for lift in (0.0, 0.1, 0.2):
        outcome = outlook.under(replace(now, lift={"alpha": lift}))
        priced = outlook.sales_under(now)[3].priced
        np.testing.assert_allclose(outcome.prices[priced], 1.1 * state.prices[priced], rtol=1e-12)


def test_a_rule_may_say_what_it_expects(under_rule):
    state = under_rule(MARKUP + EXPECTING)
    outlook, now = outlook_on(state), state.as_it_is()
    priced = outlook.sales_under(now)[3].priced
    np.testing.assert_allclose(outlook.under(now).prices[priced], 2.0 * state.prices[priced], rtol=1e-12)


def test_luck_that_is_only_supposed_is_the_same_in_every_counterfactual(under_rule):
    state = under_rule(LUCKY)
    now = state.as_it_is()
    first, again = (outlook_on(state).under(now).prices for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert (first != state.prices).any()


def test_listed_prices_are_expected_to_stay():
    state = town(FIXED, "rules.pricing=fixed", *LISTED, months=2)
    outcome = outlook_on(state).under(replace(state.as_it_is(), lift={"alpha": 1.0}))
    priced = outlook_on(state).sales_under(state.as_it_is())[3].priced
    np.testing.assert_array_equal(outcome.prices[priced], state.prices[priced])
    assert outcome.residual == 0.0
    assert appraise(state, outlook_on(state)).price_equilibria == 1


def test_trial_and_error_is_expected_to_end_in_equilibrium():
    """The prices that sellers would compute are where their trials lead while the market stands still (E11)."""
    trials, solved = (town(FIXED, f"rules.pricing={rule}", months=1) for rule in ("adaptive", "nash"))
    expected = [outlook_on(state).under(state.as_it_is()) for state in (trials, solved)]
    assert expected[0].residual <= 1e-8
    np.testing.assert_allclose(expected[0].prices, expected[1].prices, rtol=0.05)
    assert not np.allclose(trials.prices, solved.prices, rtol=1e-3)
