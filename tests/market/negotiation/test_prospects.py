"""What bundles are worth over the term: by brute force, with one date, and where nothing matters (E58, E59)."""

import itertools

import numpy as np
import pytest

from sim.economics.alliances import annuity_factor
from sim.market.agreements import NOTHING, Item, item_of
from sim.market.market import Market
from sim.market.negotiation.prospects import Prospects
from sim.market.outlook.foresight import Foresight
from sim.scenario import load
from tests.market.negotiation.founding import FOUNDED, TOWNS, random_town, talks_in
from tests.market.small_economies import outlook_on, town

PAIR = ("bigsoft", "lab")
TERM = 36


def prospects_in(*overrides, months=1):
    return Prospects(Foresight(outlook_on(town(*overrides, months=months))))


def test_one_date_is_todays_flow_times_the_annuity():
    """V45 in a market: foresight 0 repeats the flow of today."""
    found = prospects_in("bargaining.foresight=0")
    item = item_of(found.terms[PAIR])
    outcome = found.foresight.today.under(found.state.as_it_is())
    flows = found._flows(PAIR, item, outcome, {}, 0)
    annuity = annuity_factor(TERM, found.state.parameters.bargaining.discount_rate)
    payoffs = found.payoffs({}, PAIR, TERM)
    assert payoffs.partner == pytest.approx(annuity * flows.partner)
    assert payoffs.lab == pytest.approx(annuity * flows.lab)


def test_a_growing_market_makes_clauses_worth_more_to_those_who_look_ahead():
    today, ahead = (prospects_in(f"bargaining.foresight={dates}") for dates in (0, 3))
    assert ahead.payoffs({}, PAIR, TERM).lab > today.payoffs({}, PAIR, TERM).lab


def by_brute_force(talks, pair):
    """The best bundle and its payment: every bundle solved at every date, flows joined by lines, and summed up."""
    found, parameters = talks.prospects, talks.state.parameters
    dates = np.array([0, parameters.bargaining.term])
    months = np.linspace(0.0, parameters.bargaining.term, 20_001)
    discount = (1.0 + parameters.bargaining.discount_rate) ** (-months / 12.0)
    values = {}
    rate = item_of(found.terms[pair]).revenue_share
    clauses = ("none", "open", "exclusive"), ("none", "open", "exclusive"), ("free", "first_refusal", "tied")
    for item in itertools.starmap(Item, itertools.product(*clauses, (0.0, rate))):
        if item == Item("none", revenue_share=rate) != NOTHING:
            continue
        flows = [
            found._flows(pair, item, found._outcome({pair: item}, found.foresight.at(date)), {}, date)
            for date in dates.tolist()
        ]
        values[item] = [
            float(np.trapezoid(np.interp(months, dates, [flow[side] for flow in flows]) * discount, months))
            for side in (0, 1)
        ]
    worth, weight = found.worth_of_capital(pair[1]), parameters.bargaining.lab_weight
    gains = {item: np.array(value) - values[NOTHING] for item, value in values.items()}
    best = max(gains, key=lambda item: gains[item][0] + gains[item][1] / worth)
    return best, weight * gains[best][0] - (1.0 - weight) * gains[best][1] / worth, gains


MORE_TOWNS = (pytest.param(random_town(seed), marks=pytest.mark.study) for seed in range(len(TOWNS), 100))


@pytest.mark.parametrize("overrides", [*TOWNS, *MORE_TOWNS])
def test_brute_force_over_all_bundles_finds_the_same_bundle_and_payment(overrides):
    free = ("bargaining.negotiation_cost=0", "rules.bargaining=nash_in_nash", "bargaining.preferred_lag=0")
    rich = ("owners.lab.initial_cash=1000", FOUNDED)
    talks = talks_in(*overrides, *free, *rich)
    agreement = talks._agree(PAIR)
    best, payment, gains = by_brute_force(talks, PAIR)
    worth = agreement.shadow_value
    joint = {item: gain[0] + gain[1] / worth for item, gain in gains.items()}
    same = agreement.after._replace(access="open") if agreement.after.access == "preferred" else agreement.after
    assert joint[same] == pytest.approx(joint[best], abs=1e-5)
    if same == best:
        assert agreement.payment == pytest.approx(payment, abs=1e-5)


def test_a_bundle_is_worth_the_same_as_any_other_where_nothing_matters():
    """The null of bargaining: no migration, room for all, no friction, and clauses without cost."""
    overrides = (
        "enterprises.count=150",
        "enterprises.panel=30",
        "bargaining.panel=30",
        "rules.bargaining=nash_in_nash",
        "contracts.microsoft-openai.revenue_share=0",
        "contracts.microsoft-openai.access=open",
        "rules.renegotiation_period=100",
        "bargaining.trigger_lead=20",
        "appraisal.period=100",
    )
    market = Market(load("scenarios/null.yaml", overrides), 1)
    for _ in range(2):
        market.step()
    found = Prospects(Foresight(market.outlook()))
    for pair in (("microsoft", "openai"), ("amazon", "anthropic")):
        items = [
            item_of(found.terms[pair])._replace(access=access, compute=compute)
            for access in ("none", "open", "exclusive")
            for compute in ("free", "first_refusal", "tied")
        ]
        worth = [found.payoffs({pair: item}, pair, TERM) for item in items]
        for side in ("partner", "lab"):
            amounts = [getattr(payoffs, side) for payoffs in worth]
            assert np.ptp(amounts) <= 1e-9 * max(abs(amount) for amount in amounts), pair


class TestWorthOfCapital:
    scarce = ("technology.training_effect=1", "owners.lab.initial_cash=0.5", "finance.largest_round=0")

    def test_a_lab_short_of_cash_values_a_dollar_at_what_it_earns_in_training(self):
        found = prospects_in(*self.scarce)
        assert found.state.finances.is_short_of_cash("lab")
        assert found.return_on_training("lab") > 1.0
        assert found.worth_of_capital("lab") == found.return_on_training("lab")

    def test_whoever_can_raise_money_values_a_dollar_at_a_dollar(self):
        assert prospects_in(*self.scarce, "rules.finance=ample").worth_of_capital("lab") == 1.0
        assert prospects_in(*self.scarce, "owners.lab.initial_cash=1000").worth_of_capital("lab") == 1.0

    def test_training_that_no_rule_turns_into_capability_earns_nothing(self):
        assert prospects_in("technology.training_effect=0").return_on_training("lab") == 0.0


class TestCompute:
    full = (
        "clouds.blue.capacity=0.05",
        "compute.gpu_supply=0",
        "bargaining.foresight=0",
        "technology.training_effect=1",
        FOUNDED,
    )

    def test_a_tie_to_a_full_cloud_costs_the_lab_its_rationed_hours(self):
        found = prospects_in(*self.full)
        free, tied = (found.payoffs({PAIR: Item("open", "open", compute)}, PAIR, TERM) for compute in ("free", "tied"))
        assert tied.training < free.training
        assert tied.lab < free.lab


def test_a_contract_counts_for_as_long_as_it_runs():
    found = prospects_in(months=4)
    assert found.months_left(PAIR) == TERM - 4
    assert found.months_left(("studio", "rival")) == 0
    assert prospects_in(FOUNDED, months=1).months_left(PAIR) == 0


def test_without_a_market_ahead_the_term_does_not_matter_to_what_is_best():
    """With one date a longer term multiplies every payoff."""
    found = prospects_in("bargaining.foresight=0")
    short, long = (found.payoffs({}, PAIR, months) for months in (12, 24))
    rate = found.state.parameters.bargaining.discount_rate
    ratio = annuity_factor(24, rate) / annuity_factor(12, rate)
    assert amounts_of(long) == pytest.approx([ratio * value for value in amounts_of(short)])


def amounts_of(payoffs):
    return [payoffs.partner, payoffs.lab, payoffs.migration]
