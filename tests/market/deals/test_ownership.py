"""Who may still buy whom (E32, E34)."""

from sim.market.deals.ownership import is_running, is_under_review, is_void, months_left, promised
from tests.market.small_economies import FIXED, LENIENT, OPTION, WORLDS, economy, town


def test_an_option_runs_from_its_grant_to_its_expiry():
    parameters = economy(FIXED, OPTION).parameters
    option = parameters.options["call"].model_copy(update={"granted": "2023-02"})
    assert [is_running(option, parameters, month) for month in range(6)] == [False, True, True, True, False, False]
    assert months_left(option, parameters, 1) == 2


def test_a_second_purchase_of_the_same_firm_comes_to_nothing():
    state = town(FIXED, OPTION, LENIENT, months=8)
    assert state.catalogue.bought == {"studio": "bigsoft"}
    assert is_void("rival", "studio", state)
    assert is_void("studio", "bigsoft", state)
    assert not is_void("rival", "startup", state)


def test_a_target_is_promised_while_an_option_on_it_runs():
    assert promised(town(FIXED, OPTION, months=3)) == {"studio"}
    assert promised(town(FIXED, months=3)) == set()
    assert promised(town(FIXED, OPTION, LENIENT, months=8)) == set()


def test_both_sides_of_a_purchase_are_under_review_until_the_ruling():
    waiting, closed = (town(FIXED, OPTION, LENIENT, months=months) for months in (4, 8))
    assert [is_under_review(owner, waiting) for owner in ("bigsoft", "studio", "lab")] == [True, True, False]
    assert not is_under_review("studio", closed)


def test_a_purchase_of_a_firm_that_has_closed_down_is_void():
    assert is_void("rival", "startup", town(*WORLDS["exit"]))
