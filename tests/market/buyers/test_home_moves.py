"""Enterprises move their home cloud (E5)."""

from itertools import pairwise

import numpy as np
import pytest

from sim.market.market import Market
from tests.market.small_runs import by_entity, run, small

# Nobody takes a second cloud, so that what changes are homes.
RESTLESS = (
    "enterprises.home_review_period=1",
    "enterprises.home_switching_cost=1",
    "enterprises.second_cloud_cost=1000",
    "enterprises.second_cloud_dispersion=0.1",
)


def before_and_after(*overrides):
    """Access classes before and after each month of a market in which everybody reviews every month."""
    market = Market(small("exclusive", *RESTLESS, "horizon.months=4", *overrides), 1)
    classes = [market.enterprises.access_class.copy()]
    for _ in range(4):
        market.step()
        classes.append(market.enterprises.access_class.copy())
    return market, classes


def test_nobody_moves_in_the_first_month_and_many_do_later():
    _, classes = before_and_after()
    assert (classes[0] == classes[1]).all()
    assert (classes[1] != classes[2]).mean() > 0.2


def test_a_move_changes_the_class_as_documented():
    market, classes = before_and_after()
    clouds, kinds = len(market.state.clouds), set()
    for before, after in pairwise(classes):
        moved = before != after
        (home, second), (new_home, new_second) = np.divmod(before, clouds), np.divmod(after, clouds)
        assert (home[moved] != new_home[moved]).all()
        single = moved & (home == second)
        swapped = moved & (home != second) & (new_home == second)
        third = moved & (home != second) & (new_home != second)
        assert (new_second[single] == new_home[single]).all()
        assert (new_second[swapped] == home[swapped]).all()
        assert (new_second[third] == second[third]).all()
        kinds |= {name for name, found in zip("abc", (single, swapped, third), strict=True) if found.any()}
    assert kinds == {"a", "b", "c"}
    assert market.enterprises.class_sizes().sum() == pytest.approx(1.0, abs=1e-5)


@pytest.mark.study
def test_home_shares_follow_the_moves_and_sum_to_one():
    shares = by_entity(run("exclusive", *RESTLESS), "cloud", "home_share")
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, atol=1e-5)
    assert (shares.iloc[-1] - shares.iloc[0]).abs().max() > 0.005


def test_a_prohibitive_cost_keeps_everybody_at_home():
    _, classes = before_and_after("enterprises.home_switching_cost=1000")
    assert all((classes[0] == later).all() for later in classes)


def test_a_moving_cost_that_rises_lets_fewer_move():
    moves = []
    for cost in (0, 3, 8):
        _, classes = before_and_after(f"enterprises.home_switching_cost={cost}")
        moves.append(sum(int((before != after).sum()) for before, after in pairwise(classes)))
    assert moves[0] > moves[1] > moves[2]


@pytest.mark.study
def test_friction_draws_enterprises_to_the_cloud_that_has_the_model():
    """With a long horizon, small base spend and high friction, exclusivity brings its partner customers."""
    steep = (
        *RESTLESS,
        "enterprises.count=1000",
        "enterprises.portability_friction=4",
        "enterprises.base_cloud_spend=0.5",
        "enterprises.neutrality_discount=0",
    )
    azure = [by_entity(run(name, *steep), "cloud", "home_share")["azure"].iloc[-1] for name in ("exclusive", "open")]
    assert azure[0] > azure[1] + 0.02


@pytest.mark.study
def test_an_environment_draws_its_users_to_its_owners_cloud():
    pull = "apps.github_copilot.environment_pull="
    few, many = (
        by_entity(run("open", *RESTLESS, "enterprises.count=1000", pull + value), "cloud", "home_share")["azure"]
        for value in ("0", "6")
    )
    assert many.iloc[-1] > few.iloc[-1] + 0.02


def test_without_base_spend_nobody_reviews():
    _, classes = before_and_after("enterprises.base_cloud_spend=0")
    assert all((classes[0] == later).all() for later in classes)
