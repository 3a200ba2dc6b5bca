"""Worlds: points of a latin hypercube, and what each leaves alone."""

import numpy as np

from sim.experiments.claims.claim import Setting
from sim.experiments.claims.worlds import changes_in, matching_paths, worlds_of
from sim.experiments.design.axes import Axis
from sim.scenario import load, shipped_folder

BASE = load(shipped_folder() / "base.yaml")
FRICTION = "enterprises.portability_friction"
AXES = (Axis(FRICTION, "number", 0.2, 3.0), Axis("apps.*.bonus", "number", 0.5, 1.5))


def setting(name, **changes):
    scenario = load(shipped_folder() / f"{name}.yaml")
    return Setting(name, scenario, changes, scenario)


def test_every_tenth_of_each_range_has_one_of_ten_worlds():
    worlds = worlds_of(AXES, 10)
    for axis in AXES:
        places = (np.array([world[axis.path] for world in worlds]) - axis.low) / (axis.high - axis.low)
        assert sorted(np.floor(places * 10).astype(int)) == list(range(10))


def test_worlds_are_the_same_every_time_and_others_with_another_number():
    assert worlds_of(AXES, 10) == worlds_of(AXES, 10)
    assert worlds_of(AXES, 10)[0] != worlds_of(AXES, 11)[0]


def test_a_star_stands_for_every_name():
    paths = matching_paths("apps.*.bonus", BASE.parameters)
    assert paths == [f"apps.{app}.bonus" for app in BASE.parameters.apps]
    assert matching_paths("apps.*.bonuses", BASE.parameters) == []
    assert matching_paths(FRICTION, BASE.parameters) == [FRICTION]


def test_a_common_factor_multiplies_what_is_there():
    changes = changes_in(setting("exclusive"), {"apps.*.bonus": 2.0}, BASE)
    assert changes == {f"apps.{name}.bonus": 2 * app.bonus for name, app in BASE.parameters.apps.items()}
    nothing = changes_in(setting("no_distribution"), {"apps.*.bonus": 2.0}, BASE)
    assert set(nothing.values()) == {0.0}


def test_a_world_leaves_alone_what_the_scenario_asks_about():
    assert changes_in(setting("exclusive"), {FRICTION: 2.0}, BASE) == {FRICTION: 2.0}
    assert changes_in(setting("null"), {FRICTION: 2.0}, BASE) == {}


def test_a_variant_has_the_last_word():
    assert changes_in(setting("exclusive", **{FRICTION: 0.0}), {FRICTION: 2.0}, BASE) == {FRICTION: 0.0}


def test_a_variant_scales_what_holds_in_the_world_at_hand():
    scenario = load(shipped_folder() / "exclusive.yaml")
    small = Setting("small", scenario, {}, scenario, {"tasks.*.budget": 0.25})
    coding = BASE.parameters.tasks["coding"].budget
    assert changes_in(small, {}, BASE)["tasks.coding.budget"] == 0.25 * coding
    assert changes_in(small, {"tasks.*.budget": 2.0}, BASE)["tasks.coding.budget"] == 0.5 * coding


def test_what_a_scenario_leaves_open_stays_open_under_a_factor():
    changes = changes_in(setting("exclusive"), {"owners.*.initial_cash": 2.0}, BASE)
    assert changes["owners.openai.initial_cash"] == 2 * BASE.parameters.owners["openai"].initial_cash
    assert "owners.microsoft.initial_cash" not in changes


def test_what_is_drawn_takes_its_turn_in_the_worlds_whatever_the_assumptions_say():
    drawn = ({FRICTION: 7.0, "enterprises.new_work": 0.5}, {FRICTION: 8.0, "enterprises.new_work": 0.6})
    worlds = worlds_of(AXES, 3, drawn)
    assert [world[FRICTION] for world in worlds] == [7.0, 8.0, 7.0]
    assert [world["enterprises.new_work"] for world in worlds] == [0.5, 0.6, 0.5]
    assert [world["apps.*.bonus"] for world in worlds] == [world["apps.*.bonus"] for world in worlds_of(AXES, 3)]
