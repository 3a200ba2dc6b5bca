"""Two scenarios that run the same seed share every draw that both make."""

import numpy as np
import pytest

from sim.market.market import Market
from sim.market.replication import simulate
from tests.market.small_runs import ALIKE, moved, played, run, series, small
from tests.market.unappraised import unappraised

ATTRIBUTES = ("size", "surface_code", "sensitivity_factor", "renewal_month")


def opened(name: str, *overrides: str, seed: int = 1) -> Market:
    """A market before its first month."""
    return Market(small(name, *overrides), seed)


@pytest.mark.parametrize(
    "overrides",
    [
        ("contracts.microsoft-openai.access=exclusive",),
        ("enterprises.portability_friction=3",),
        ("models.gpt.capability=5",),
        ("apps.bing_copilot=null",),
        ("compute.gpu_supply=0",),
        ("models.llama=null",),
    ],
)
def test_a_policy_changes_no_attribute_of_any_enterprise(overrides):
    first, second = opened("open").enterprises, opened("open", *overrides).enterprises
    for name in (*ATTRIBUTES, "access_class"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


def test_another_cloud_or_suite_share_leaves_all_other_attributes():
    first = opened("open").enterprises
    second = opened("open", "clouds.aws.home_share=0.38", "clouds.azure.home_share=0.18").enterprises
    for name in ATTRIBUTES:
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))
    clouds = len(first.catalogue.clouds)
    moved_home = first.access_class // clouds != second.access_class // clouds
    assert 0.0 < moved_home.mean() < 0.25


def test_another_app_leaves_the_surfaces_of_the_others():
    first = opened("open").enterprises.surfaces
    second = opened("open", "apps.workspace_ai=null", "enterprises.suites.google=0.25").enterprises.surfaces
    shared = [column for column in second.columns if column in first.columns]
    assert shared == second.columns
    for column in shared:
        np.testing.assert_array_equal(
            first.kinds[first.code][:, 1 + first.columns.index(column)],
            second.kinds[second.code][:, 1 + second.columns.index(column)],
        )


def test_more_enterprises_keep_the_draws_of_the_first_ones():
    """Beyond their segments, which are dealt out among all of them in whole numbers."""
    few, many = (opened("open", *ALIKE, f"enterprises.count={count}").enterprises for count in (120, 200))
    np.testing.assert_array_equal(few.access_class, many.access_class[:120])
    np.testing.assert_array_equal(few.sensitivity_factor, many.sensitivity_factor[:120])
    np.testing.assert_array_equal(few.renewal_month, many.renewal_month[:120])


def test_seeds_give_different_populations():
    first, second = opened("open").enterprises, opened("open", seed=2).enterprises
    for name in (*ATTRIBUTES, "access_class"):
        assert (getattr(first, name) != getattr(second, name)).any()


def test_tastes_are_shared_between_scenarios():
    """Hardly anybody whose options are unchanged chooses otherwise; with another seed most do."""
    exclusive, free, other = played("exclusive"), played("open"), played("open", seed=2)
    same = (exclusive.enterprises.incumbent == free.enterprises.incumbent).mean()
    by_chance = (other.enterprises.incumbent == free.enterprises.incumbent).mean()
    assert same > 0.85
    assert by_chance < 0.5


def test_tastes_do_not_depend_on_which_other_models_exist():
    """Without a model, those who did not use it choose as before in the first month."""
    first = Market(small("open", "models.grok.capability=-15"), 1)
    second = Market(small("open", "models.grok=null", "contracts.microsoft-xai=null"), 1)
    first.step()
    second.step()
    names = [np.array(market.state.catalogue.options) for market in (first, second)]
    chosen = [name[market.enterprises.incumbent] for name, market in zip(names, (first, second), strict=True)]
    assert (chosen[0] == chosen[1]).mean() > 0.999


@pytest.mark.study
def test_luck_in_capability_belongs_to_model_and_month():
    def luck(replication, model):
        return series(replication, "model", model, "capability").diff().to_numpy()[1:]

    noisy, calm = ("technology.capability_noise=0.03",), ("technology.capability_noise=0",)
    still = ("technology.training_effect=0", "technology.catch_up=0")
    base = run("open", *noisy, *still)
    changed = run("exclusive", *noisy, *still, "apps.bing_copilot=null")
    np.testing.assert_allclose(luck(base, "gpt"), luck(changed, "gpt"), atol=1e-12)
    assert np.abs(luck(run("open", *calm, *still), "gpt")).max() == 0.0
    assert np.abs(luck(base, "gpt") - luck(base, "claude")).max() > 0.01
    doubled = run("open", "technology.capability_noise=0.06", *still)
    np.testing.assert_allclose(luck(doubled, "gpt"), 2.0 * luck(base, "gpt"), atol=1e-12)


@pytest.fixture(scope="module")
def over_seeds():
    """Short runs of two scenarios with the same seeds."""
    with unappraised():
        return [
            [simulate(small(name, "horizon.months=3"), seed) for seed in range(1, 17)] for name in ("exclusive", "open")
        ]


@pytest.mark.study
@pytest.mark.parametrize(("kind", "entity", "part"), [("model", "gpt", 0.5), ("market", "market", 0.1)])
def test_shared_draws_make_differences_precise(over_seeds, kind, entity, part):
    """The difference between two scenarios varies less over seeds than that of unrelated runs."""
    exclusive, free = (
        np.array([series(replication, kind, entity, "volume").sum() for replication in runs]) for runs in over_seeds
    )
    unrelated = np.mean([(free - np.roll(exclusive, shift)).var() for shift in range(1, len(exclusive))])
    assert (free - exclusive).var() < part * unrelated


@pytest.mark.study
def test_a_run_repeats_itself_and_threads_change_nothing():
    base = run("open")
    again = Market(small("open"), 1, threads=3)
    for _ in range(small("open").parameters.horizon.months):
        again.step()
    rows = {(month, kind, entity): measures for month, kind, entity, measures in again.records.rows}
    for row in base.monthly.itertuples(index=False):
        for name, value in rows[row.month, row.kind, row.entity].items():
            np.testing.assert_array_equal(getattr(row, name), value)


def test_scenarios_that_do_not_differ_give_the_same_run():
    assert moved(run("base"), run("exclusive"), relative=0.0, absolute=0.0) == set()
