import pytest

from sim.scenario.places import PARAMETERS
from sim.scenario.wording import expected, found, nearest, repair, suggestion


@pytest.mark.parametrize(
    ("name", "close"),
    [("opneai", "openai"), ("OpenAI", "openai"), ("google-cloud", "google_cloud"), ("zebra", None), ("", None)],
)
def test_the_nearest_name_is_found_or_none(name, close):
    assert nearest(name, ["openai", "google_cloud", "aws"]) == close


def test_suggestions_list_what_exists():
    assert suggestion("aws", ["awx"], "in clouds") == "did you mean awx? in clouds: awx"
    assert suggestion("aws", [], "in clouds") == "in clouds: none"
    assert suggestion("q", [f"n{i}" for i in range(99)], "names").endswith("n29, ...")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "nothing (null)"),
        (True, "true"),
        ("x", 'the text "x"'),
        ("x" * 50, f'the text "{"x" * 40}..."'),
        ([1], "a list"),
        ({}, "a map"),
        (0.5, "0.5"),
    ],
)
def test_what_was_found_is_said_on_one_line(value, text):
    assert found(value) == text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("enterprises.portability_friction", "a number of utils, from 0 to 20"),
        ("horizon.months", "a whole number of months, from 1 to 600"),
        ("enterprises.count", "a whole number of enterprises, from 1 to 10,000,000"),
        ("tasks.x.price_sensitivity", "a number of utils per USD per Mtok, from 0.001 to 100"),
        ("clouds.x.compute_price", "a number in USD per GPU-hour, from 1e-06 to 1,000"),
        ("compute.price_floor_margin", "a number (share of cost), from 0 to 100"),
        ("compute.hours_per_gpu", "a number of hours, from 1e-06 to 744"),
        ("contracts.x.investment", "a number in bn USD, from -10,000 to 10,000"),
        ("contracts.x.wholesale_markup", "a number (share of cost), from 0 to 100, or null"),
        ("models.x.open", "true or false"),
        ("models.x.lab", "a name from owners"),
        ("apps.x.suite", "a name from enterprises.suites, or null"),
        ("apps.x.licences", "a list of names from models"),
        ("owners.x.label", "text"),
        ("horizon.start", "a month as YYYY-MM"),
        ("contracts", "a map of names"),
        ("enterprises.suites", "a map of names and numbers"),
        ("horizon", "a map with the keys start, months"),
    ],
)
def test_what_is_expected_is_said_with_unit_and_bounds(path, text):
    assert expected(PARAMETERS.at(path.split("."))) == text


@pytest.mark.parametrize(
    ("path", "value", "hint"),
    [
        ("clouds.x.home_share", 100, "write 1 for 100 %"),
        ("clouds.x.home_share", 12.5, "write 0.125 for 12.5 %"),
        ("clouds.x.home_share", 101, ""),
        ("clouds.x.home_share", "12,5 %", "write 0.125"),
        ("enterprises.portability_friction", "0,3", "write 0.3, without quotes, commas or underscores"),
        ("enterprises.portability_friction", "-1,5", "write -1.5, without quotes, commas or underscores"),
        ("enterprises.portability_friction", "1/2", ""),
        ("enterprises.portability_friction", "1.5.2", ""),
        ("enterprises.portability_friction", "3 %", ""),
        ("enterprises.count", "1,5", ""),
        ("enterprises.count", "1" * 30, ""),
        ("enterprises.count", "10k", "write 10000"),
        ("enterprises.count", "10 thousand", ""),
        ("contracts.x.investment", "5 bn USD", "write the number alone: 5"),
        ("contracts.x.investment", "5 million USD", ""),
        ("enterprises.count", "10,000", "write 10000, without quotes, commas or underscores"),
        ("enterprises.switching_cost", "1.0 utils", "write the number alone: 1.0"),
        ("models.x.open", "False", "write false"),
        ("models.x.open", "maybe", ""),
        ("apps.x.licences", "alpha", "write [alpha]"),
        ("apps.x.task", ["coding"], "write the name alone, without brackets"),
        ("owners.x.label", False, 'put text in quotes: "false"'),
    ],
)
def test_typical_mistakes_get_a_repair(path, value, hint):
    assert repair(PARAMETERS.at(path.split(".")), value) == hint
