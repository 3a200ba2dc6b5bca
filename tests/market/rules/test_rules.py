"""The rule in force for each choice, the model's own and a scenario's."""

import inspect
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from sim.economics.routing import cost_quality_routing, single_source_routing
from sim.economics.wholesale import Negotiation, bargained_price, chain_price
from sim.market.rules import RuleError, pricing_rule, routing_rule, wholesale_rule
from sim.scenario.choices import CHOICES, rule_names

ALL = [(choice, name) for choice in CHOICES for name in rule_names(choice)]
FOUND = {"pricing": pricing_rule, "routing": routing_rule, "wholesale": wholesale_rule}
DEAL = Negotiation(unit_cost=2.0, revenue_share=0.2, markup=1.0, price_sensitivity=0.5, utility=4.0)


def rules(code=None, **named):
    """A section ``rules`` in which these are in force."""
    usual = {"pricing": "nash", "routing": "cost_quality", "wholesale": "markup"}
    return SimpleNamespace(**usual | named, code=code or {})


@pytest.mark.parametrize(("choice", "name"), ALL)
def test_every_file_of_a_choice_defines_its_function(choice, name):
    rule = FOUND[choice](rules(**{choice: name}))
    assert tuple(inspect.signature(rule).parameters) == CHOICES[choice].arguments
    assert inspect.getmodule(rule).__doc__


def test_names_are_those_of_the_files():
    assert rule_names("routing") == ("cost_quality", "single_source")
    assert {"nash", "fixed"} <= set(rule_names("pricing"))


def test_wholesale_rules_read_cost_after_the_revenue_share():
    def agreed(name, deal=DEAL):
        return wholesale_rule(rules(wholesale=name))(deal)

    assert agreed("markup") == pytest.approx(5.0)
    assert agreed("take_it_or_leave_it") == chain_price(0.5, 2.5, 4.0)[0]
    assert agreed("nash") == bargained_price(0.5, 2.5, 4.0, 0.5)
    assert agreed("nash", replace(DEAL, lab_weight=0.8)) == bargained_price(0.5, 2.5, 4.0, 0.8)


def test_routing_rules_are_the_laws():
    assert routing_rule(rules()) is cost_quality_routing
    assert routing_rule(rules(routing="single_source")) is single_source_routing


def own(text, choice="wholesale"):
    return FOUND[choice](rules({"own.py": text}, **{choice: "own.py"}))


def test_a_rule_of_the_scenarios_own_is_run_from_its_text():
    assert own("def wholesale_price(negotiation):\n    return 3.0 * negotiation.unit_cost\n")(DEAL) == 6.0


def test_the_same_name_with_other_text_is_another_rule():
    assert [own(f"def wholesale_price(negotiation):\n    return {price}\n")(DEAL) for price in (1.0, 2.0)] == [1.0, 2.0]


def test_a_traceback_shows_the_line_of_the_rule():
    with pytest.raises(ZeroDivisionError) as error:
        own("def wholesale_price(negotiation):\n    return 1 / 0  # here\n")(DEAL)
    assert "here" in str(error.traceback[-1].statement)


@pytest.mark.parametrize("given", ["None", "float('nan')", "[1.0, 2.0]"])
def test_a_wholesale_price_is_one_finite_number(given):
    with pytest.raises(RuleError, match=r"wholesale_price in own\.py gave back"):
        own(f"def wholesale_price(negotiation):\n    return {given}\n")(DEAL)


@pytest.mark.parametrize("given", ["quality", "quality[:1]", "[1.5, -0.5]", "[float('nan'), 1.0]"])
def test_shares_of_requests_sum_to_one(given):
    text = "def route(quality, wholesale_price, price_weight, dispersion, concentration_cost):\n    return "
    with pytest.raises(RuleError, match=r"route in own\.py"):
        own(text + given, "routing")(np.array([1.0, 2.0]), np.ones(2), 1.0, 1.0, 0.0)


@pytest.mark.parametrize("given", ["prices", "(prices[:1], 0.0)", "(prices * float('nan'), 0.0)", "None"])
def test_prices_are_a_finite_number_for_each_option_and_come_with_a_residual(given):
    text = "def post_prices(prices, buyers, incentives, parameters, catalogue, memory):\n    return "
    with pytest.raises(RuleError, match=r"post_prices in own\.py"):
        own(text + given, "pricing")(np.ones(3), None, None, None, None, None)
