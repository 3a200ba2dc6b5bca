"""What tells the law of given budgets from that of given volumes (E1, E37, E41 to E44)."""

import math

import numpy as np
import pytest

from sim.market.rules.demand_laws import demand_law
from tests.market.small_runs import small

BUDGETS, VOLUMES = small("open"), small("open", "rules.demand=volumes")
LAWS = [demand_law(scenario.parameters.rules) for scenario in (BUDGETS, VOLUMES)]
PARAMETERS = BUDGETS.parameters
PRICES = np.array([0.0, 2.0, 5.0])


def test_the_rule_in_force_decides_the_law():
    assert [law.law for law in LAWS] == ["budgets", "volumes"]


class TestBudgets:
    law = LAWS[0]

    def test_a_market_is_as_large_as_its_budget_and_consumers_count_once_they_adopt(self):
        size = self.law.market_size(PARAMETERS, 0, [0.3])
        for name, task in PARAMETERS.tasks.items():
            assert size[name] == pytest.approx(task.budget * (0.3 if task.buyer == "consumer" else 1.0))

    def test_budgets_grow_at_a_rate_that_fades(self):
        sizes = np.array([self.law.market_size(PARAMETERS, month, [1.0])["coding"] for month in (0, 1, 24, 25, 600)])
        rates = 12.0 * np.log(sizes[[1, 3]] / sizes[[0, 2]])
        task, fading = PARAMETERS.tasks["coding"], PARAMETERS.adoption.budget_fading
        assert rates[0] == pytest.approx(task.budget_growth, rel=0.03)
        assert rates[1] == pytest.approx(task.budget_growth * math.exp(-2.0 * fading), rel=0.03)
        assert sizes[-1] == pytest.approx(task.budget * math.exp(task.budget_growth / fading), rel=1e-6)

    def test_tokens_are_spend_over_price_and_doing_without_stays_as_it_is(self):
        spent = np.array([[7.0, 4.0, 10.0]])
        np.testing.assert_array_equal(self.law.tokens(spent, PRICES), [[7.0, 2.0, 2.0]])

    def test_doing_without_improves_by_a_given_trend_whatever_the_models_do(self):
        task = PARAMETERS.tasks["coding"]
        assert self.law.outside_utility(task, 0) == task.outside_utility
        assert self.law.outside_utility(task, 18) == pytest.approx(task.outside_utility + 1.5 * task.outside_trend)
        assert self.law.yardstick(3.0) == 0.0

    def test_near_a_price_it_is_the_tangent_of_the_log(self):
        task, price = PARAMETERS.tasks["coding"], 3.0
        slope, at_nothing = self.law.near(task, price, 1.0)
        assert at_nothing - slope * price == pytest.approx(-task.log_price_sensitivity * math.log(price))
        assert slope == pytest.approx(task.log_price_sensitivity / price)

    def test_those_buy_whom_the_curve_has_reached(self):
        np.testing.assert_array_equal(self.law.adopts(np.array([0.1, 0.7])), [0.1, 0.7])

    def test_new_work_is_a_part_of_growth_and_none_at_the_start(self):
        task = PARAMETERS.tasks["coding"]
        before, now = (self.law.market_size(PARAMETERS, month, [1.0])["coding"] for month in (4, 5))
        assert self.law.new_work(PARAMETERS, 0, task) == 0.0
        share = PARAMETERS.enterprises.new_work
        assert self.law.new_work(PARAMETERS, 5, task) == pytest.approx(share * (1.0 - before / now))

    def test_search_is_displaced_by_what_consumers_spend_however_cheap_tokens_are(self):
        alphabet = PARAMETERS.owners["alphabet"]
        assert self.law.search_loss(alphabet) == (alphabet.search_displacement, 0.0)

    def test_a_budget_that_shrinks_brings_no_new_work(self):
        shrinking = small("open", "tasks.coding.budget_growth=-0.5").parameters
        assert self.law.new_work(shrinking, 5, shrinking.tasks["coding"]) == 0.0


class TestVolumes:
    law = LAWS[1]

    def test_tasks_share_their_blocks_volume(self):
        volumes = self.law.market_size(PARAMETERS, 29, [0.1] * 30)
        ceiling, consumers = PARAMETERS.adoption.ceiling, PARAMETERS.consumers.volume_share
        assert volumes["consumer"] == pytest.approx(0.1 * ceiling * consumers)
        assert sum(volumes.values()) == pytest.approx(0.1 * ceiling)
        coding = PARAMETERS.tasks["coding"].volume_share
        assert volumes["coding"] == pytest.approx(0.1 * ceiling * (1.0 - consumers) * coding)

    def test_a_task_trails_by_its_delay_and_stands_still_before(self):
        adopted = [0.02 * (month + 1) for month in range(10)]
        volumes = self.law.market_size(PARAMETERS, 9, adopted)
        scale = PARAMETERS.adoption.ceiling * (1.0 - PARAMETERS.consumers.volume_share)
        share = {name: task.volume_share for name, task in PARAMETERS.tasks.items()}
        assert volumes["coding"] == pytest.approx(scale * share["coding"] * adopted[-1])
        assert volumes["documents"] == pytest.approx(scale * share["documents"] * adopted[-1 - 6])
        assert volumes["support"] == pytest.approx(scale * share["support"] * PARAMETERS.adoption.start_share)

    def test_what_is_bought_are_tokens_at_every_price(self):
        bought = np.array([[7.0, 4.0, 10.0]])
        np.testing.assert_array_equal(self.law.tokens(bought, PRICES), bought)

    def test_doing_without_moves_with_the_models_in_use_only(self):
        task = PARAMETERS.tasks["coding"]
        assert self.law.outside_utility(task, 18) == task.outside_utility
        assert self.law.yardstick(0.7) == 0.7

    def test_search_is_displaced_by_every_token(self):
        alphabet = PARAMETERS.owners["alphabet"]
        assert self.law.search_loss(alphabet) == (0.0, alphabet.search_cannibalisation)

    def test_response_to_prices_is_a_straight_line(self):
        task = PARAMETERS.tasks["coding"]
        assert self.law.near(task, 3.0, 1.0) == self.law.near(task, 9.0, 1.0) == (task.price_sensitivity, 0.0)

    def test_everybody_buys_and_growth_inherits_incumbents(self):
        np.testing.assert_array_equal(self.law.adopts(np.array([0.1, 0.7])), [1.0, 1.0])
        assert self.law.new_work(PARAMETERS, 5, PARAMETERS.tasks["coding"]) == 0.0
