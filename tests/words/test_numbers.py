"""Numbers as people read them."""

import pytest

from sim.words.numbers import decimals_for, interval, numeral, percent


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234.5, "1,234"),
        (56.78, "56.8"),
        (5.0722, "5.07"),
        (0.0119, "0.0119"),
        (-0.37, "−0.370"),
        (0.0, "0"),
        (3.7e-17, "0"),
        (1.2e-9, "1.2e−09"),
        (float("nan"), "–"),
    ],
)
def test_numbers_have_the_digits_that_tell_something(value, text):
    assert numeral(value) == text


def test_signs_intervals_and_shares_read_well():
    assert numeral(2, 1, sign=True) == "+2.0"
    assert numeral(-0.001, 1) == "0.0"
    assert interval(-1, 2.5, 1, sign=True) == "[−1.0, +2.5]"
    assert interval(float("nan"), 1) == ""
    assert percent(0.336) == "34 %"
    assert percent(float("nan")) == "–"
    assert decimals_for(0.05, 12, float("inf")) == 1
