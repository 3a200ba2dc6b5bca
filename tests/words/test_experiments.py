"""What parameters, outcomes and their units are called."""

import pytest

from sim.experiments.design.axes import Axis
from sim.experiments.design.outcome_names import possible_outcomes
from sim.results.outcomes import Outcome
from sim.words.experiments import assumption_name, axis_name, axis_title, outcome_name, setting_text, unit_text
from sim.words.names import words
from tests.figures.example import scenarios

PARAMETERS = scenarios(1)[0].parameters


def axis(path):
    return Axis(path, "number", 0.0, 1.0)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("enterprises.portability_friction", "Portability friction"),
        ("clouds.azure.compute_price", "Azure: compute price"),
        ("contracts.microsoft-openai.revenue_share", "Microsoft – OpenAI: revenue share"),
        ("adoption.ceiling", "Adoption: ceiling"),
    ],
)
def test_a_parameter_is_called_by_what_it_belongs_to(path, name):
    assert axis_name(axis(path), PARAMETERS) == name


def test_a_title_has_the_unit_and_a_common_factor_says_so():
    assert axis_title(axis("clouds.azure.compute_price"), PARAMETERS) == "Azure: compute price (USD per GPU-hour)"
    assert assumption_name(axis("clouds.*.compute_price"), PARAMETERS) == "Compute price of all clouds (factor)"


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (0.12345, "0.123"), (12000, "12,000"), ("open", "open"), (0, "0")]
)
def test_values_have_the_digits_that_tell_something(value, text):
    assert setting_text(value) == text


@pytest.mark.parametrize(
    ("outcome", "name", "unit"),
    [
        ("volume", "Volume", "Qt over 72 months"),
        ("profit.openai", "Profit of OpenAI", "bn USD over 72 months"),
        ("ai_profit.openai", "AI profit of OpenAI", "bn USD over 72 months"),
        ("price.gpt", "Price of GPT", "USD per Mtok, mean of the last year"),
        ("consumer_surplus.azure", "Consumer surplus at home on Azure", "bn USD over 72 months"),
        ("hhi.model", "HHI, model", "points, mean of the last year"),
    ],
)
def test_an_outcome_says_whose_it_is_and_how_months_became_one_number(outcome, name, unit):
    found = Outcome(*possible_outcomes(PARAMETERS)[outcome])
    assert outcome_name(found, PARAMETERS) == name
    assert unit_text(found, PARAMETERS) == unit


def test_names_in_code_become_words():
    assert words("consumer_surplus") == "Consumer surplus"
    assert words("hhi") == "HHI"
