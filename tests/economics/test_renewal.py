"""What enterprises do when a contract is renewed (E3) or work is new (E43), with vendors (E47) and segments (E48)."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammaln, softmax
from scipy.stats import chisquare

from sim.economics.allocation import allocate
from sim.economics.renewal import NO_INCUMBENT
from sim.economics.renewal_chain import renew_mass
from sim.economics.renewal_kernel import exponential, random_words, waiting_time
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


class TestVendors:
    inputs = CASES["V46"]["inputs"]

    def test_moves_are_logits_with_two_switching_costs(self):
        options = len(self.inputs["v"])
        population = Population(MANY)
        population.incumbent[:, 0, 0] = np.arange(MANY) % options
        before = population.choice
        population.renew(
            np.array(self.inputs["v"]),
            switching_cost=self.inputs["switching_cost"],
            vendor=np.array(self.inputs["vendor"]),
            upgrade_cost=self.inputs["upgrade_cost"],
        )
        for incumbent, row in enumerate(CASES["V46"]["answers"]["P"]):
            moved = np.bincount(population.choice[before == incumbent], minlength=options) / (MANY // options)
            for share, expected in zip(moved, row, strict=True):
                assert share == pytest.approx(expected, abs=_error(expected, MANY // options))

    def test_with_equal_costs_vendors_do_not_matter(self):
        together, apart = Population(5_000, 3), Population(5_000, 3)
        for _ in range(3):
            together.renew(np.array([0.0, 1.0, 0.8]), 1.5, 0.5, vendor=np.array([0, 1, 1]), upgrade_cost=1.5)
            apart.renew(np.array([0.0, 1.0, 0.8]), 1.5, 0.5)
        np.testing.assert_array_equal(together.incumbent, apart.incumbent)

    def test_a_prohibitive_switching_cost_still_lets_buyers_upgrade(self):
        population = Population(MANY)
        population.incumbent[:, 0, 0] = 1 + np.arange(MANY) % 3
        before = population.choice
        vendor = np.array([0, 1, 1, 2])
        population.renew(np.array([0.0, 0.0, 1.0, 5.0]), 30.0, vendor=vendor, upgrade_cost=0.0)
        np.testing.assert_array_equal(vendor[population.choice], vendor[before])
        upgraded = (population.choice[before != 3] == 2).mean()
        assert upgraded == pytest.approx(softmax([0.0, 1.0])[1], abs=_error(0.3, MANY // 2))


class TestNewWork:
    utility = np.array([0.0, 1.0, -1.0, 0.5])

    def test_work_is_new_as_often_as_stated_and_outside_renewal(self):
        population = Population(MANY, 6)
        population.renew(self.utility)
        chose = population.renew(self.utility, due=np.zeros(MANY, dtype=bool), new_work=0.1)
        assert chose / (6 * MANY) == pytest.approx(0.1, abs=_error(0.1, 6 * MANY))

    def test_new_work_pays_no_switching_cost(self):
        population = Population(MANY)
        population.incumbent[:] = 2
        population.renew(self.utility, switching_cost=30.0, due=np.zeros(MANY, dtype=bool), new_work=1.0)
        for share, expected in zip(population.shares(4), softmax(self.utility), strict=True):
            assert share == pytest.approx(expected, abs=_error(expected, MANY))

    def test_other_work_is_left_alone(self):
        arriving, quiet = Population(5_000, 3), Population(5_000, 3)
        for population in (arriving, quiet):
            population.renew(self.utility)
        before, nobody = arriving.incumbent.copy(), np.zeros(5_000, dtype=bool)
        chose = arriving.renew(self.utility, 30.0, due=nobody, new_work=0.2)
        assert quiet.renew(self.utility, 30.0, due=nobody) == 0
        np.testing.assert_array_equal(quiet.incumbent, before)
        moved = (arriving.incumbent != before).sum()
        assert 0 < moved < chose

    def test_whether_work_is_new_does_not_move_other_draws(self):
        """Streams of their own: who renews anyway draws the same tastes, whatever arrives."""
        arriving, quiet = Population(5_000, 3), Population(5_000, 3)
        for new_work, population in ((0.3, arriving), (0.0, quiet)):
            population.renew(self.utility)
            population.renew(self.utility + 0.5, switching_cost=0.0, new_work=new_work)
        np.testing.assert_array_equal(arriving.incumbent, quiet.incumbent)

    def test_more_new_work_takes_in_all_of_less(self):
        less, more = Population(5_000, 3), Population(5_000, 3)
        nobody = np.zeros(5_000, dtype=bool)
        for new_work, population in ((0.1, less), (0.3, more)):
            population.incumbent[:] = 3
            population.renew(np.array([-np.inf, 1.0, 0.0, -30.0]), due=nobody, new_work=new_work)
        assert (more.incumbent[less.incumbent != 3] != 3).all()
        assert (more.incumbent != 3).sum() > (less.incumbent != 3).sum()

    def test_shares_follow_the_chain_of_renewals_and_arrivals(self):
        population, expected = Population(MANY), np.array([0.1, 0.2, 0.6, 0.1])
        population.incumbent[:, 0, 0] = np.repeat(np.arange(4), (MANY * expected).astype(int))
        vendor = np.array([0, 1, 2, 2])
        rest = {"vendor": vendor, "upgrade_cost": 0.2, "new_work": 0.15}
        for month in range(8):
            population.renew(self.utility, 2.0, due=np.arange(MANY) % 4 == month % 4, **rest)
            expected = renew_mass(expected, self.utility, 2.0, 0.25, **rest)
        # Those due in a month are not drawn at random, which the mean field leaves out.
        np.testing.assert_allclose(population.shares(4), expected, atol=0.02)


class TestSegments:
    segment = np.arange(MANY) % 3
    utility = np.array([[0.0, 1.0, 2.0], [1.0, 0.0, -np.inf], [0.0, -1.0, 0.5]])
    prices, sensitivity = np.array([0.0, -0.7, 1.3]), np.array([0.5, 1.2, 3.0])
    bonus = np.array([[0.0, 0.4, 0.0], [0.0, 0.0, 0.0], [0.0, 1.0, -0.5]])

    def renewed(self, **others):
        population = Population(MANY, segment=self.segment)
        tables = {"prices": self.prices, "sensitivity": self.sensitivity, "bonus": self.bonus} | others
        population.renew(self.utility, **tables)
        return population

    def test_each_segment_chooses_by_its_own_tables_and_prices_may_be_logs(self):
        population = self.renewed()
        for number in range(3):
            net = self.utility[number] + self.bonus[number] - self.sensitivity[number] * self.prices
            mine = population.choice[self.segment == number]
            for option, expected in enumerate(softmax(net)):
                assert (mine == option).mean() == pytest.approx(expected, abs=_error(expected, MANY // 3) + 1e-12)

    def test_new_work_comes_segment_by_segment(self):
        population = self.renewed()
        before = population.choice
        nobody = np.zeros(MANY, dtype=bool)
        chose = population.renew(self.utility, 30.0, due=nobody, new_work=np.array([0.0, 0.0, 0.5]))
        old = self.segment < 2
        np.testing.assert_array_equal(population.choice[old], before[old])
        assert chose / (~old).sum() == pytest.approx(0.5, abs=_error(0.5, (~old).sum()))

    def test_a_segment_chooses_as_a_population_of_its_own_would(self):
        mixed, alone = self.renewed(), Population(MANY)
        alone.renew(self.utility[2], prices=self.prices, sensitivity=3.0, bonus=self.bonus[2])
        mine = self.segment == 2
        np.testing.assert_array_equal(mixed.choice[mine], alone.choice[mine])


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

    def test_grouping_does_not_matter_with_new_work_either(self):
        together, apart = Population(1_000, 5), Population(1_000, 5)
        due = np.arange(1_000) % 12 == 3
        rest = {"due": due, "new_work": 0.1, "vendor": np.array([0, 1, 1, 2, 2]), "upgrade_cost": 0.2}
        for population, parts in ((together, 1), (apart, 7)):
            population.renew(self.utility)
            for part in np.array_split(np.random.default_rng(parts).permutation(1_000), parts):
                population.renew(self.utility, 3.0, 0.5, visited=part, **rest)
                population.month = 1
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
