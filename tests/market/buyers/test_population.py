"""Who the enterprises are: segments, sizes, clouds and when they adopt (E41, E42, E48)."""

import numpy as np
import pytest

from sim.market.buyers import population
from sim.market.catalogue import Catalogue
from sim.market.sales.access import Classes
from sim.streams import Streams
from tests.market.small_runs import small

COUNT = 20_000
PARAMETERS = small("open", f"enterprises.count={COUNT}").parameters
CATALOGUE = Catalogue.of(PARAMETERS)
NAMES = population.segment_names(PARAMETERS)
SECTIONS = [PARAMETERS.enterprises.segments[name] for name in NAMES]
SEGMENT = population.draw_segments(PARAMETERS, Streams(1))
SIZE = population.draw_sizes(PARAMETERS, SEGMENT, Streams(1))
POINT = population.draw_adoption(PARAMETERS, SEGMENT, SIZE, Streams(1))


@pytest.mark.parametrize("count", [1, 2, 7, 1003])
def test_segments_hold_their_share_of_firms_to_a_whole_firm(count):
    parameters = small("open", f"enterprises.count={count}").parameters
    drawn = population.draw_segments(parameters, Streams(3))
    share = np.array([section.firm_share for section in SECTIONS])
    assert np.abs(np.bincount(drawn, minlength=len(NAMES)) - share * count).max() <= 1.0


def test_sizes_of_a_segment_sum_to_what_it_spends():
    spent = np.bincount(SEGMENT, SIZE.astype(float), len(NAMES))
    np.testing.assert_allclose(spent, [section.spend_share for section in SECTIONS], rtol=1e-5)


def test_sizes_within_a_segment_spread_as_told():
    for number in range(len(NAMES)):
        spread = np.log(SIZE[number == SEGMENT]).std()
        assert spread == pytest.approx(PARAMETERS.enterprises.size_spread, abs=0.03)


def test_sizes_sum_to_one_where_a_segment_has_nobody():
    few = small("open", "enterprises.count=1").parameters
    segment = population.draw_segments(few, Streams(1))
    assert population.draw_sizes(few, segment, Streams(1)).tolist() == [1.0]


def test_the_task_mix_keeps_the_budgets_of_the_tasks_whole():
    mix = population.task_mix(PARAMETERS, CATALOGUE)
    spend = np.array([section.spend_share for section in SECTIONS])
    np.testing.assert_allclose(spend @ mix, 1.0, rtol=1e-12)
    coding = CATALOGUE.enterprise_tasks.index("coding")
    assert mix[NAMES.index("startups"), coding] == pytest.approx(2.0 * mix[NAMES.index("large"), coding])


@pytest.mark.parametrize("number", range(len(NAMES)))
def test_points_of_adoption_are_uniform_in_every_segment(number):
    point = np.sort(POINT[number == SEGMENT])
    assert (point >= 0.0).all()
    assert (point < 1.0).all()
    np.testing.assert_allclose(point, (np.arange(point.size) + 0.5) / point.size, atol=4.0 / point.size)


@pytest.mark.parametrize("curve", [0.02, 0.1, 0.5])
def test_those_who_have_adopted_spend_as_much_of_the_whole_as_they_are(curve):
    """Points are spread evenly over sizes: what early adopters spend is off by the largest firm at most."""
    for number in range(len(NAMES)):
        mine = number == SEGMENT
        adopters = mine & (curve > POINT)
        largest = float(SIZE[mine].max() / SIZE[mine].sum())
        assert SIZE[adopters].sum() / SIZE[mine].sum() == pytest.approx(curve, abs=largest)


def test_whoever_has_adopted_stays():
    assert not ((POINT < 0.2) & ~(POINT < 0.3)).any()


def test_homes_lean_as_the_segment_says():
    classes = Classes(len(CATALOGUE.clouds))
    home = classes.home[population.draw_access_classes(PARAMETERS, CATALOGUE, SEGMENT, Streams(1))]
    for number, section in enumerate(SECTIONS):
        weight = np.array(
            [PARAMETERS.clouds[name].home_share * section.homes.get(name, 1.0) for name in CATALOGUE.clouds]
        )
        found = np.bincount(home[number == SEGMENT], minlength=weight.size) / (number == SEGMENT).sum()
        np.testing.assert_allclose(found, weight / weight.sum(), atol=0.02)


def test_second_clouds_are_as_common_as_the_segment_says():
    classes = Classes(len(CATALOGUE.clouds))
    drawn = population.draw_access_classes(PARAMETERS, CATALOGUE, SEGMENT, Streams(1))
    several = classes.home[drawn] != classes.second[drawn]
    for number, section in enumerate(SECTIONS):
        own = section.multi_cloud_share
        expected = PARAMETERS.enterprises.multi_cloud_share if own is None else own
        assert several[number == SEGMENT].mean() == pytest.approx(expected, abs=0.02)


def test_price_sensitivities_average_the_factor_of_the_segment():
    factor = population.sensitivity_factors(PARAMETERS, CATALOGUE, SEGMENT, Streams(1))
    for number, section in enumerate(SECTIONS):
        np.testing.assert_allclose(factor[number == SEGMENT].mean(axis=0), section.price_sensitivity, rtol=0.02)
