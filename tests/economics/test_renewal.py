"""What enterprises do when a contract is renewed (E3)."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammaln, softmax
from scipy.stats import chisquare

from sim.economics.allocation import allocate
from sim.economics.renewal import NO_INCUMBENT, exponential, random_words, waiting_time
from tests.economics.cases import CASES
from tests.economics.renewing import Population

V23 = CASES["V23"]
MANY = 60_000


class TestDraws:
    # Known answers that Random123 publishes for Philox4x32-7: counter, key, words.
    known = (
        ("00000000 00000000 00000000 00000000", "00000000 00000000", "5f6fb709 0d893f64 4f121f81 4f730a48"),
        ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "5207ddc2 45165e59 4d8ee751 8c52f662"),
        ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "4dfccaba 190a87f0 c47362ba b6b5242a"),
    )

    @pytest.mark.parametrize(("counter", "key", "answer"), known)
    def test_words_are_philox(self, counter, key, answer):
        words = random_words(*_words(counter), *_words(key))
        assert " ".join(f"{word:08x}" for word in words) == answer

    def test_waiting_times_are_minus_the_logarithm_of_the_middle_of_a_small_interval(self):
        words = np.random.default_rng(1).integers(0, 2**32, 50_000, dtype=np.uint32)
        words[:4] = 0, 1, 2**32 - 1, 2**31
        uniform = ((words >> 9).astype(float) + 0.5) * 2.0**-23
        times = np.array([waiting_time(word) for word in words])
        np.testing.assert_allclose(times, -np.log(uniform), rtol=3e-6, atol=2e-8)
        assert (times > 0.0).all()

    def test_exponentials_are_right_to_single_precision(self):
        values = np.linspace(-87.0, 87.0, 200_001).astype(np.float32)
        found = np.array([exponential(value) for value in values])
        np.testing.assert_allclose(found, np.exp(values.astype(float)), rtol=3e-7)


class TestOneWorkload:
    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_choices_are_as_frequent_as_the_logit_says(self, seed):
        utility = np.array([0.5, 1.0, -1.0, 2.0, 0.0, -4.0])
        population = Population(MANY, seed=seed)
        population.renew(utility)
        chosen = np.bincount(population.choice, minlength=utility.size)
        assert chisquare(chosen, MANY * softmax(utility)).pvalue > 1e-3

    def test_price_sensitivity_and_bonus_count_as_utility(self):
        prices, bonus = np.array([9.0, 2.0, 6.0]), np.array([0.0, 0.3, 1.1])
        population, plain = Population(MANY), Population(MANY)
        population.renew(np.array([0.5, 2.0, 3.0]), prices=prices, bonus=bonus)
        plain.renew(np.array([0.5, 2.0 - 1.0 + 0.3, 3.0 - 3.0 + 1.1]))
        assert (population.choice != plain.choice).mean() < 1e-4

    def test_an_option_that_is_not_on_offer_changes_nothing(self):
        with_gap, without = Population(5_000), Population(5_000)
        with_gap.renew(np.array([0.0, 1.0, 2.0, -np.inf]))
        without.renew(np.array([0.0, 1.0, 2.0]))
        np.testing.assert_array_equal(with_gap.choice, without.choice)
        assert not (with_gap.choice == 3).any()

    def test_another_option_draws_buyers_only_to_itself(self):
        before, after = Population(5_000), Population(5_000)
        before.renew(np.array([0.0, 1.0, 2.0]))
        after.renew(np.array([0.0, 1.0, 2.0, 1.5]))
        moved = before.choice != after.choice
        assert (after.choice[moved] == 3).all()
        assert 0.2 < moved.mean() < 0.4

    @given(st.integers(1, 3), st.floats(0.1, 3.0))
    def test_a_better_option_loses_nobody(self, option, rise):
        utility = np.array([0.0, 1.0, 2.0, 0.5])
        before, after = Population(500), Population(500)
        before.renew(utility)
        after.renew(utility + rise * (np.arange(4) == option))
        assert (after.choice[before.choice == option] == option).all()
        moved = before.choice != after.choice
        assert (after.choice[moved] == option).all()

    def test_who_is_not_due_stays(self):
        population = Population(2_000)
        population.renew(np.array([0.0, 1.0, 2.0]))
        before = population.choice
        due = np.arange(2_000) % 3 == 0
        assert population.renew(np.array([0.0, 2.0, 1.0]), due=due) == due.sum()
        np.testing.assert_array_equal(population.choice[~due], before[~due])
        assert (population.choice[due] != before[due]).any()

    def test_whoever_runs_on_an_option_that_is_gone_chooses_at_once(self):
        population = Population(2_000)
        population.renew(np.array([0.0, 1.0, 2.0]))
        before = population.choice
        stranded = before == 2
        chosen = population.renew(np.array([0.0, 1.0, -np.inf]), due=np.zeros(2_000, dtype=bool))
        assert chosen == stranded.sum()
        np.testing.assert_array_equal(population.choice[~stranded], before[~stranded])
        assert not (population.choice == 2).any()

    def test_whoever_must_leave_pays_no_switching_cost(self):
        population = Population(MANY)
        population.incumbent[:] = 2
        population.renew(np.array([0.0, 1.0, -np.inf]), switching_cost=5.0)
        assert population.shares(3)[1] == pytest.approx(softmax([0.0, 1.0])[1], abs=0.01)

    def test_with_a_prohibitive_switching_cost_nobody_moves(self):
        population = Population(5_000)
        population.renew(np.zeros(4))
        before = population.choice
        population.renew(np.zeros(4), switching_cost=20.0)
        np.testing.assert_array_equal(population.choice, before)


class TestManyRenewals:
    def test_moves_follow_the_switching_cost_chain(self):
        utility = np.array([-np.inf, V23["inputs"]["advantage"], 0.0])
        population = Population(2 * MANY)
        population.incumbent[:, 0, 0] = np.repeat((1, 2), MANY)
        population.renew(utility, switching_cost=V23["inputs"]["switch"])
        first, second = population.choice[:MANY], population.choice[MANY:]
        assert (first == 2).mean() == pytest.approx(V23["answers"]["P12"], abs=_error(V23["answers"]["P12"], MANY))
        assert (second == 1).mean() == pytest.approx(V23["answers"]["P21"], abs=_error(V23["answers"]["P21"], MANY))

    def test_shares_settle_at_those_of_the_chain(self):
        utility = np.array([-np.inf, V23["inputs"]["advantage"], 0.0])
        population = Population(MANY)
        for _ in range(25):
            population.renew(utility, switching_cost=V23["inputs"]["switch"])
        stationary = V23["answers"]["stationary_1"]
        assert population.shares(3)[1] == pytest.approx(stationary, abs=_error(stationary, MANY))

    def test_three_options_settle_at_those_of_the_chain(self):
        utility = np.concatenate(([-np.inf], V23["inputs"]["v3"]))
        population = Population(MANY)
        for _ in range(30):
            population.renew(utility, switching_cost=V23["inputs"]["switch"])
        for share, expected in zip(population.shares(4)[1:], V23["answers"]["stationary3"], strict=True):
            assert share == pytest.approx(expected, abs=_error(expected, MANY))

    @pytest.mark.parametrize(("workloads", "distance"), [(3, 0.021), (5, 0.012), (10, 0.006), (50, 0.001)])
    def test_shares_approach_what_firms_expect_the_more_workloads_there_are(self, workloads, distance):
        """The distances that the model states under E3, for v = (2, 1.2, 0.5, 0) and gamma = 2.

        All four options carry the dislike of concentration, so doing without AI is not among them. The stated
        distances arise when the crowding of an option is counted as a share of all workloads; counted as a share of the
        other ones, as E3 words it and the law does, they are about a third of that.
        """
        utility, gamma = np.array([-np.inf, 2.0, 1.2, 0.5, 0.0]), 2.0
        enterprises = 240_000 // workloads
        population = Population(enterprises, workloads)
        for _ in range(12):
            population.renew(utility, concentration_cost=gamma)
        expected, _ = allocate(utility[None, :], 1.0, np.array([gamma]))
        exact = _stationary_shares(utility[1:], gamma, workloads)
        assert np.abs(exact - expected[0, 1:]).max() <= distance
        found = population.shares(5)[1:]
        noise = _error(0.5, enterprises * workloads)
        np.testing.assert_allclose(found, exact, rtol=0, atol=noise)
        assert np.abs(found - expected[0, 1:]).max() <= distance + noise

    def test_doing_without_is_never_crowded(self):
        utility, workloads = np.array([1.0, 1.0]), 4
        population = Population(40_000, workloads)
        for _ in range(12):
            population.renew(utility, concentration_cost=3.0)
        exact = _stationary_shares(utility, np.array([0.0, 3.0]), workloads)
        np.testing.assert_allclose(population.shares(2), exact, atol=_error(0.5, 160_000))


class TestVisits:
    utility = np.array([0.0, 1.0, 2.0, 0.5, -np.inf])

    @pytest.mark.parametrize("count", [1, 127, 128, 129, 1_000])
    def test_what_an_enterprise_chooses_does_not_depend_on_how_many_there_are(self, count):
        few, many = Population(count, 3), Population(1_500, 3)
        for population in (few, many):
            for _ in range(2):
                population.renew(self.utility, switching_cost=1.0, concentration_cost=0.5)
        np.testing.assert_array_equal(few.incumbent, many.incumbent[:count])

    def test_order_and_grouping_of_visits_do_not_matter(self):
        together, apart = Population(1_000, 3), Population(1_000, 3)
        together.renew(self.utility, concentration_cost=0.5)
        shuffled = np.random.default_rng(1).permutation(1_000)
        for part in np.array_split(shuffled, 7):
            apart.renew(self.utility, concentration_cost=0.5, visited=part)
            apart.month = 0
        np.testing.assert_array_equal(together.incumbent, apart.incumbent)

    def test_only_those_visited_choose(self):
        population = Population(300)
        visited = np.array([2, 5, 299])
        assert population.renew(self.utility, visited=visited) == 3
        assert (population.choice[visited] != NO_INCUMBENT).all()
        assert (np.delete(population.choice, visited) == NO_INCUMBENT).all()

    def test_another_seed_or_month_draws_anew(self):
        choices = []
        for seed, months in ((1, 1), (2, 1), (1, 2)):
            population = Population(2_000, seed=seed)
            population.month = months
            population.renew(self.utility)
            choices.append(population.choice)
        agreement = (softmax(self.utility[:4]) ** 2).sum()
        for first, second in combinations(choices, 2):
            assert (first == second).mean() == pytest.approx(agreement, abs=0.06)

    def test_workloads_draw_independently(self):
        population = Population(MANY, 6)
        population.renew(self.utility)
        agreement = (softmax(self.utility[:4]) ** 2).sum()
        for first, second in combinations(range(6), 2):
            same = population.incumbent[:, 0, first] == population.incumbent[:, 0, second]
            assert same.mean() == pytest.approx(agreement, abs=_error(agreement, MANY))


def _words(text):
    return (np.uint32(int(word, 16)) for word in text.split())


def _error(share, draws):
    """Distance that a share of independent draws exceeds once in a million times."""
    return 5.0 * np.sqrt(share * (1.0 - share) / draws)


def _stationary_shares(utility, gamma, workloads):
    """Exact shares at rest: re-choosing one workload at a time is a Gibbs sampler with a known potential."""
    options = utility.size
    bars = combinations(range(workloads + options - 1), options - 1)
    held = np.array([np.diff((-1, *cut, workloads + options - 1)) - 1 for cut in bars])
    crowding = (np.broadcast_to(gamma, options) / max(workloads - 1, 1) * held * (held - 1) / 2.0).sum(axis=1)
    log_weight = gammaln(workloads + 1) - gammaln(held + 1).sum(axis=1) + held @ utility - crowding
    return softmax(log_weight) @ held / workloads
