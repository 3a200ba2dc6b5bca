"""The population of enterprises: arrays that can be read as agents."""

import numpy as np
import pytest

from sim.economics.renewal import NO_INCUMBENT
from sim.market.buyers.enterprises import Enterprises
from sim.market.catalogue import Catalogue
from sim.streams import Streams
from tests.market.small_runs import ALIKE, played, small

MANY = small("open", "enterprises.count=20000", *ALIKE).parameters


def population(parameters=MANY, seed=1):
    return Enterprises(parameters, Catalogue.of(parameters), Streams(seed))


@pytest.fixture(scope="module")
def many():
    return population()


class TestPopulation:
    def test_homes_have_the_shares_of_the_clouds(self, many):
        home = np.bincount(many.classes.home[many.access_class], minlength=many.classes.clouds) / many.count
        expected = [MANY.clouds[name].home_share for name in many.catalogue.clouds]
        np.testing.assert_allclose(home, expected, atol=0.015)

    def test_some_have_a_second_cloud_drawn_by_the_shares_of_the_others(self, many):
        home, second = many.classes.home[many.access_class], many.classes.second[many.access_class]
        multi = home != second
        assert multi.mean() == pytest.approx(MANY.enterprises.multi_cloud_share, abs=0.015)
        shares = np.array([MANY.clouds[name].home_share for name in many.catalogue.clouds])
        for cloud in range(many.classes.clouds):
            others = np.delete(shares, cloud)
            found = np.delete(np.bincount(second[multi & (home == cloud)], minlength=many.classes.clouds), cloud)
            np.testing.assert_allclose(found / found.sum(), others / others.sum(), atol=0.04)

    def test_sizes_sum_to_one_and_spread_as_told(self, many):
        assert many.size.sum(dtype=float) == pytest.approx(1.0, abs=1e-5)
        assert np.log(many.size).std() == pytest.approx(MANY.enterprises.size_spread, abs=0.03)

    def test_price_sensitivities_have_mean_one_and_spread_as_told(self, many):
        np.testing.assert_allclose(many.sensitivity_factor.mean(axis=0), 1.0, atol=0.01)
        np.testing.assert_allclose(
            np.log(many.sensitivity_factor).std(axis=0), MANY.enterprises.price_sensitivity_spread, atol=0.01
        )
        assert np.abs(np.corrcoef(many.sensitivity_factor.T) - np.eye(4)).max() < 0.03

    def test_renewals_are_staggered_over_the_year(self, many):
        counts = np.bincount(many.renewal_month, minlength=12)
        assert counts.size == 12
        np.testing.assert_allclose(counts / many.count, 1.0 / 12.0, atol=0.01)
        assert many.due(0).all()
        assert sum(many.due(month).sum() for month in range(1, 13)) == many.count
        np.testing.assert_array_equal(many.due(5), many.due(17))

    def test_nobody_has_chosen_before_the_first_month(self, many):
        assert (many.incumbent == NO_INCUMBENT).all()

    def test_traits_without_spread_are_equal(self):
        parameters = small(
            "open", "enterprises.size_spread=0", "enterprises.price_sensitivity_spread=0", *ALIKE
        ).parameters
        same = population(parameters)
        assert np.unique(same.size).size == 1
        assert (same.sensitivity_factor == 1.0).all()

    def test_everybody_can_have_one_cloud_or_two(self):
        for share in (0, 1):
            parameters = small("open", f"enterprises.multi_cloud_share={share}", *ALIKE).parameters
            drawn = population(parameters)
            multi = drawn.classes.home[drawn.access_class] != drawn.classes.second[drawn.access_class]
            assert (multi == bool(share)).all()

    def test_with_one_cloud_everybody_is_at_home_there(self):
        others = [f"clouds.{name}.home_share=0" for name in MANY.clouds if name != "azure"]
        drawn = population(small("open", *others, "clouds.azure.home_share=1").parameters)
        azure = drawn.catalogue.cloud["azure"]
        assert (drawn.access_class == azure * drawn.classes.clouds + azure).all()


class TestView:
    def test_an_enterprise_is_what_the_arrays_say(self):
        state = played("open")
        enterprises, catalogue = state.enterprises, state.catalogue
        assert len(enterprises) == enterprises.count == 120
        for number in range(enterprises.count):
            seen = enterprises[number]
            home, second = divmod(int(enterprises.access_class[number]), len(catalogue.clouds))
            assert seen.home == catalogue.clouds[home]
            assert seen.clouds[0] == seen.home
            assert set(seen.clouds) == {catalogue.clouds[home], catalogue.clouds[second]}
            assert seen.size == float(enterprises.size[number])
            assert seen.renewal_month == enterprises.renewal_month[number]
            assert list(seen.workloads) == list(catalogue.enterprise_tasks)
            for task, runs in enumerate(seen.workloads.values()):
                for name, option in zip(runs, enterprises.incumbent[number, task], strict=True):
                    assert name == (catalogue.options[option] if option > 0 else "without AI")

    def test_only_enterprises_that_exist_can_be_read(self):
        enterprises = played("open").enterprises
        for number in (-121, 120):
            with pytest.raises(IndexError, match="there are 120"):
                enterprises[number]

    def test_enterprises_are_numbered_as_lists_are(self):
        enterprises = played("open").enterprises
        assert enterprises[-1] == enterprises[119]
        assert enterprises[1:3] == [enterprises[1], enterprises[np.int64(2)]]


class TestUsage:
    def test_usage_sums_to_what_adopters_spend_on_every_task(self):
        enterprises = played("open").enterprises
        shares, distinct = enterprises.usage()
        for task, found in enumerate(shares):
            spent = enterprises.size * enterprises.task_mix[enterprises.segment, task] * enterprises.buys
            assert found.sum() == pytest.approx(spent.sum(), abs=1e-5)
        assert distinct.sum() == enterprises.buys.sum()

    def test_where_everybody_buys_usage_sums_to_one(self):
        shares, distinct = played("open", "rules.demand=volumes").enterprises.usage()
        np.testing.assert_allclose(shares.sum(axis=(1, 2)), 1.0, atol=1e-5)
        assert distinct.sum() == 120

    def test_usage_by_class_is_what_the_adopters_of_the_class_spend(self):
        enterprises = played("open").enterprises
        shares, _ = enterprises.usage()
        for task, found in enumerate(shares):
            spent = enterprises.size * enterprises.task_mix[enterprises.segment, task] * enterprises.buys
            by_class = np.bincount(enterprises.access_class, spent, enterprises.classes.count)
            np.testing.assert_allclose(found.sum(axis=1), by_class, atol=1e-6)

    @pytest.mark.parametrize("threads", [2, 5])
    def test_threads_change_nothing(self, threads):
        enterprises = played("open").enterprises
        alone, shared = enterprises.usage(), enterprises.usage(threads)
        np.testing.assert_array_equal(alone[0], shared[0])
        np.testing.assert_array_equal(alone[1], shared[1])

    def test_only_options_of_the_task_are_used(self):
        state = played("open")
        for number, task in enumerate(state.catalogue.enterprise_tasks):
            allowed = state.catalogue.options_for(task, state.parameters)
            runs = state.enterprises.incumbent[state.enterprises.buys, number]
            assert set(np.unique(runs)) <= set(allowed)
