"""The panel stands for the population."""

from itertools import pairwise

import numpy as np
import pytest

from sim.market.buyers.enterprises import Enterprises
from sim.market.buyers.panel import Panel
from sim.market.catalogue import Catalogue
from sim.streams import Streams
from tests.market.small_runs import ALIKE, played, run, series, small

COUNT, WANTED = 8_000, 400


def drawn(seed=1, count=COUNT, wanted=WANTED, overrides=()):
    parameters = small("open", f"enterprises.count={count}", *overrides).parameters
    streams = Streams(seed)
    enterprises = Enterprises(parameters, Catalogue.of(parameters), streams)
    return enterprises, Panel(wanted, enterprises, streams, "panel")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_weights_sum_to_one_and_members_are_different(seed):
    _, panel = drawn(seed)
    assert panel.weight.sum() == pytest.approx(1.0)
    assert (panel.weight > 0.0).all()
    assert np.unique(panel.members).size == panel.members.size == WANTED


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_home_weighs_what_it_weighs_in_the_population(seed):
    enterprises, panel = drawn(seed)
    home = enterprises.classes.home[enterprises.access_class]
    population = np.bincount(home, enterprises.size, enterprises.classes.clouds)
    sampled = np.bincount(home[panel.members], panel.weight, enterprises.classes.clouds)
    np.testing.assert_allclose(sampled, population, atol=3.0 / WANTED)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_class_and_surface_weighs_about_what_it_weighs_in_the_population(seed):
    enterprises, panel = drawn(seed, overrides=ALIKE)
    population = enterprises.class_sizes()
    sampled = np.bincount(enterprises.access_class[panel.members], panel.weight, population.size)
    np.testing.assert_allclose(sampled, population, atol=3.0 / WANTED)
    suite = enterprises.surfaces.kinds[enterprises.surface_code][:, 0]
    for kind in np.unique(suite):
        everywhere = enterprises.size[suite == kind].sum()
        assert panel.weight[suite[panel.members] == kind].sum() == pytest.approx(everywhere, abs=0.02)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_segment_weighs_what_it_spends(seed):
    enterprises, panel = drawn(seed)
    population = np.bincount(enterprises.segment, enterprises.size)
    sampled = np.bincount(enterprises.segment[panel.members], panel.weight)
    np.testing.assert_allclose(sampled, population, atol=3.0 / WANTED)


def test_strata_hold_equally_many():
    enterprises, panel = drawn(count=1_003, wanted=100)
    size, traits = enterprises.size.astype(float), (enterprises.surface_code, enterprises.access_class)
    order = np.lexsort((size, *traits, enterprises.segment))
    stratum = np.empty(1_003, dtype=int)
    edges = np.linspace(0, 1_003, 101).astype(int)
    for number, (low, high) in enumerate(pairwise(edges)):
        stratum[order[low:high]] = number
    np.testing.assert_array_equal(np.sort(stratum[panel.members]), np.arange(100))
    assert set(np.diff(edges)) == {10, 11}


@pytest.mark.parametrize("wanted", [50, 51, 500])
def test_a_small_population_is_its_own_panel(wanted):
    enterprises, panel = drawn(count=50, wanted=wanted)
    np.testing.assert_array_equal(panel.members, np.arange(50))
    np.testing.assert_allclose(panel.weight, enterprises.size, rtol=1e-5)


def test_buyers_of_the_panel_make_up_the_whole_market():
    """Of all who buy; where buyers have budgets, those are the adopters of each segment."""
    volumes = played("open", "rules.demand=volumes")
    assert volumes.buyers.size.sum() == pytest.approx(sum(volumes.market_size.values()))
    state = played("open")
    enterprises, panel = state.enterprises, state.panel
    segment = enterprises.segment[panel.members]
    adopted = panel.weight * enterprises.curve[segment] @ enterprises.task_mix[segment]
    tasks = state.catalogue.enterprise_tasks
    spent = adopted @ [state.market_size[task] for task in tasks]
    spent += sum(state.market_size[task] for task in state.catalogue.consumer_tasks)
    assert state.buyers.size.sum() == pytest.approx(spent)
    rows = len(state.catalogue.enterprise_tasks) * state.panel.members.size
    assert (state.buyers.group[:rows] > 0).all()
    assert (state.buyers.group[rows:] == 0).all()


def test_prices_on_a_panel_are_close_to_prices_on_everybody():
    sampled = run("open", "enterprises.count=1000", "enterprises.panel=400", "horizon.months=1")
    everybody = run("open", "enterprises.count=1000", "enterprises.panel=1000", "horizon.months=1")
    for model in ("gpt", "claude", "gemini"):
        first, second = (series(each, "model", model, "price").loc[0] for each in (sampled, everybody))
        assert first == pytest.approx(second, rel=0.02)
