"""Each kind of check on numbers made up for it."""

import math

import pytest

from sim.experiments.claims.checks import CHECKS
from sim.experiments.claims.observables import EventCount

ANY = EventCount("2023-01", "bid")
OTHER = EventCount("2023-01", "entry")


def effect(kind, numbers, of=(ANY,), **keys):
    check = CHECKS[kind].model_validate({"says": "", "check": kind, "of": "", **keys})
    return check.sign * check.effect(lambda setting, one: numbers[setting, one], of)


def one(**numbers):
    return {(setting, ANY): number for setting, number in numbers.items()}


def test_a_difference_is_the_first_less_the_second():
    keys = {"in": "a", "against": "b"}
    assert effect("difference", one(a=5.0, b=3.0), predicted="higher", **keys) == 2.0
    assert effect("difference", one(a=5.0, b=3.0), predicted="lower", **keys) == -2.0


def test_rounding_makes_no_difference():
    numbers = one(a=1e6 + 1e-5, b=1e6)
    assert effect("difference", numbers, predicted="higher", **{"in": "a", "against": "b"}) == 0.0


def test_a_level_is_measured_from_its_number():
    assert effect("level", one(a=0.3), predicted="above", than=0.5, **{"in": "a"}) == pytest.approx(-0.2)
    assert effect("level", one(a=0.3), predicted="below", than=0.5, **{"in": "a"}) == pytest.approx(0.2)


def test_an_ordering_holds_by_its_smallest_gap():
    numbers = {("a", ANY): 5.0, ("a", OTHER): 4.0}
    assert effect("ordering", numbers, of=(ANY, OTHER), **{"in": "a"}) == 1.0
    assert effect("ordering", numbers, of=(OTHER, ANY), **{"in": "a"}) == -1.0


def test_every_step_must_go_the_predicted_way():
    numbers = one(a=1.0, b=2.0, c=5.0)
    assert effect("steps", numbers, along=["a", "b", "c"], predicted="rising") == 1.0
    assert effect("steps", numbers, along=["a", "c", "b"], predicted="rising") == -3.0
    assert effect("steps", numbers, along=["c", "b", "a"], predicted="falling") == 1.0


def test_an_interaction_compares_two_differences():
    numbers = one(a=5.0, b=1.0, c=4.0, d=1.0)
    keys = {"effect_in": ["a", "b"], "less_effect_in": ["c", "d"]}
    assert effect("interaction", numbers, predicted="higher", **keys) == 1.0
    turned = {"effect_in": ["a", "b"], "less_effect_in": ["d", "c"]}
    assert effect("interaction", numbers, predicted="higher", **turned) == 7.0
    assert effect("interaction", numbers, predicted="higher", sizes=True, **turned) == 1.0


def test_an_optimum_inside_beats_both_ends():
    assert effect("interior", one(a=1.0, b=4.0, c=3.0), along=["a", "b", "c"]) == 1.0
    assert effect("interior", one(a=5.0, b=4.0, c=3.0), along=["a", "b", "c"]) == -1.0


def test_a_variance_is_shared_out_between_rows_and_columns():
    table = [["a", "b"], ["c", "d"]]
    only_rows = one(a=0.0, b=0.0, c=1.0, d=1.0)
    assert effect("variance_share", only_rows, table=table, predicted="above", than=0.1) == pytest.approx(0.9)
    equal = one(a=0.0, b=1.0, c=1.0, d=2.0)
    assert effect("variance_share", equal, table=table, predicted="above", than=0.0) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("difference", {"in": "a", "against": "b", "predicted": "higher"}),
        ("level", {"in": "a", "predicted": "above"}),
        ("steps", {"along": ["b", "a"], "predicted": "rising"}),
        ("interaction", {"effect_in": ["a", "b"], "less_effect_in": ["b", "b"], "predicted": "higher"}),
        ("interior", {"along": ["b", "a", "b"]}),
        ("variance_share", {"table": [["a", "b"], ["b", "b"]], "predicted": "above", "than": 0.1}),
    ],
)
def test_a_missing_number_gives_no_effect(kind, keys):
    assert math.isnan(effect(kind, one(a=math.nan, b=1.0), **keys))
