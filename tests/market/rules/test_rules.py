"""The rule in force for each choice, the model's own and a scenario's."""

import inspect
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from sim.economics.routing import cost_quality_routing, single_source_routing
from sim.economics.wholesale import Negotiation, bargained_price, chain_price
from sim.market.agreements import Item, Payoffs, Talks, Threat
from sim.market.rules import (
    RuleError,
    bargaining_rule,
    deals_rule,
    expected_prices_rule,
    finance_rule,
    fresh_rules,
    pricing_rule,
    routing_rule,
    wholesale_rule,
)
from sim.market.rules.memory import PriceMemory
from sim.scenario.choices import CHOICES, rule_names
from sim.streams import Streams

ALL = [(choice, name) for choice in CHOICES for name in rule_names(choice)]
FOUND = {
    "pricing": pricing_rule,
    "routing": routing_rule,
    "wholesale": wholesale_rule,
    "bargaining": bargaining_rule,
    "finance": finance_rule,
    "deals": deals_rule,
}
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


def test_what_a_rule_keeps_count_of_ends_with_the_replication():
    counting = "calls = []\ndef wholesale_price(negotiation):\n    calls.append(1)\n    return float(len(calls))\n"
    for _ in range(2):
        with fresh_rules():
            assert [own(counting)(DEAL) for _ in range(2)] == [1.0, 2.0]


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


NOTHING, THREATENED = Payoffs(1.0, 2.0, 0.0, 0.0, 0.0, 0.0), Payoffs(0.5, 2.5, 0.0, 0.0, 0.0, 0.0)


def talks(*threats):
    return Talks(("cloud", "lab"), Item("open"), 1.0, lambda: NOTHING, lambda: list(threats))


def test_bargaining_rules_differ_in_what_a_pair_falls_back_on():
    best, other = Threat("rival", 4.0, THREATENED), Threat("third", 3.0, NOTHING)
    fallen_back = {name: bargaining_rule(rules(bargaining=name)) for name in rule_names("bargaining")}
    assert fallen_back["fixed"](talks(best)) is None
    assert fallen_back["nash_in_nash"](talks(best)) == NOTHING
    assert fallen_back["replacement_threat"](talks(other, best)) == THREATENED
    assert fallen_back["replacement_threat"](talks()) == NOTHING


def test_nothing_is_worked_out_where_contracts_are_fixed():
    untouched = replace(talks(), without_contract=None, threats=None)
    assert bargaining_rule(rules(bargaining="fixed"))(untouched) is None


def test_only_who_is_funded_runs_out_of_cash_and_only_where_finance_is_constrained():
    found = {
        (name, is_funded): finance_rule(rules(finance=name))(is_funded, 1.0, 9.0)
        for name in rule_names("finance")
        for is_funded in (False, True)
    }
    assert [key for key, can in found.items() if can] == [("constrained", True)]


def test_who_depends_more_than_is_tolerated_looks_for_a_target():
    assert [deals_rule(rules(deals="bids"))(dependence, 0.5) for dependence in (0.4, 0.5, 0.6)] == [False, False, True]
    assert not deals_rule(rules(deals="none"))(1.0, 0.0)


@pytest.mark.parametrize("given", ["1", "None", "'yes'", "[True]"])
def test_whether_something_is_so_is_true_or_false(given):
    with pytest.raises(RuleError, match=r"looks_for_target in own\.py"):
        own(f"def looks_for_target(dependence, dependence_target):\n    return {given}\n", "deals")(1.0, 0.0)


@pytest.mark.parametrize("given", ["1.0", "[1.0, 2.0]", "[float('nan')] * 6"])
def test_a_disagreement_is_payoffs_or_nothing(given):
    with pytest.raises(RuleError, match=r"disagreement in own\.py"):
        own(f"def disagreement(talks):\n    return {given}\n", "bargaining")(talks())
    assert own("def disagreement(talks):\n    return talks.without_contract()\n", "bargaining")(talks()) == NOTHING


@pytest.mark.parametrize("name", rule_names("pricing"))
def test_every_pricing_rule_of_the_model_says_what_it_expects(name):
    expected = expected_prices_rule(rules(pricing=name))
    assert tuple(inspect.signature(expected).parameters) == CHOICES["pricing"].arguments


def test_a_pricing_rule_of_the_scenarios_own_may_say_what_it_expects():
    arguments = ", ".join(CHOICES["pricing"].arguments)
    posting = f"def post_prices({arguments}):\n    return prices, 0.0\n"
    expecting = f"def expected_prices({arguments}):\n    return 2.0 * prices, 0.0\n"

    def found(text):
        return expected_prices_rule(rules({"own.py": text}, pricing="own.py"))

    assert found(posting) is None
    prices, residual = found(posting + expecting)(np.ones(3), None, None, None, None, None)
    assert (prices.tolist(), residual) == ([2.0, 2.0, 2.0], 0.0)
    with pytest.raises(RuleError, match=r"expected_prices in own\.py"):
        found(posting + expecting.replace("2.0 * prices", "prices[:1]"))(np.ones(3), None, None, None, None, None)


def test_what_is_only_supposed_leaves_no_note_and_draws_no_real_luck():
    streams = Streams(1)
    memory = PriceMemory(
        lambda option: streams.generator("price trial", option),
        lambda option: streams.supposed("price trial", option),
        2,
    )
    memory.note("believed", np.array([0]), np.array([1.0]))
    supposed = [memory.supposed() for _ in range(2)]
    draws = [copy.luck("app").random() for copy in supposed]
    supposed[0].note("believed", np.array([0]), np.array([5.0]))
    assert draws[0] == draws[1] != memory.luck("app").random()
    assert memory.recall("believed", np.zeros(2)).tolist() == [1.0, 0.0]
    assert supposed[1].recall("believed", np.zeros(2)).tolist() == [1.0, 0.0]
