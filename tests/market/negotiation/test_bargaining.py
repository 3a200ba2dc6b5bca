"""What pairs agree on: the best for both, a payment that divides the gain, and who may decline (E21, E57 to E61)."""

from dataclasses import replace

import numpy as np
import pytest

from sim.economics.bargaining import transfer
from sim.market.agreements import NOTHING, Agreement, Item, Payoffs, item_of
from sim.market.negotiation.bargaining import Negotiations
from sim.market.negotiation.menus import pairs_that_can_contract
from sim.market.outlook.foresight import Foresight
from tests.economics.closed_forms import exclusivity_premium
from tests.market.negotiation.founding import (
    FOUNDED,
    FOUNDING,
    NEGOTIATED,
    TOWNS,
    about_to_negotiate,
    founded_in,
    joint_gain,
    talks_in,
)
from tests.market.small_economies import economy, events_of, lived, outlook_on, town


@pytest.mark.parametrize("overrides", TOWNS)
def test_the_payment_divides_the_gain_by_the_weights(overrides):
    """Partner to lab as (1 - beta) to beta, the lab's part at what a dollar up front is worth to it."""
    weight = economy(*overrides).parameters.bargaining.lab_weight
    found, finances = founded_in(overrides), town(*overrides, FOUNDED, months=FOUNDING).finances
    assert len(found) == len({agreement.pair for agreement in found}) >= 8
    for agreement in found:
        if agreement.after == NOTHING:
            assert agreement.payment == 0.0
            continue
        if agreement.payment in (finances.at_hand(agreement.pair[0]), -finances.at_hand(agreement.pair[1])):
            continue  # as much as there is
        partner = agreement.partner_gain - agreement.payment
        lab = agreement.lab_gain / agreement.shadow_value + agreement.payment
        assert partner == pytest.approx((1.0 - weight) * joint_gain(agreement), abs=1e-10)
        assert lab == pytest.approx(weight * joint_gain(agreement), abs=1e-10)


@pytest.mark.parametrize("overrides", TOWNS)
def test_nobody_loses_by_a_contract_that_it_could_decline(overrides):
    """At the founding doing without is free, whatever negotiating costs."""
    for agreement in founded_in(overrides):
        threatened = economy(*overrides).parameters.rules.bargaining == "replacement_threat"
        if agreement.after != NOTHING and NOTHING in agreement.menu and not threatened:
            assert joint_gain(agreement) >= -1e-8, agreement.pair


@pytest.mark.study
@pytest.mark.parametrize("overrides", TOWNS)
def test_nobody_loses_by_other_terms_while_its_contract_runs(overrides):
    """Declining leaves the contract as it is; what others sign in the same month counts."""
    for agreement in town(*overrides, months=NEGOTIATED + 1).agreements.values():
        if not agreement.runs:
            continue
        if agreement.after == agreement.before:
            assert agreement.payment == 0.0
        else:
            assert agreement.partner_gain - agreement.payment >= -1e-8
            assert agreement.lab_gain / agreement.shadow_value + agreement.payment >= -1e-8


@pytest.mark.study
@pytest.mark.parametrize("overrides", TOWNS)
def test_a_pair_takes_what_is_best_for_both_unless_it_hardly_matters_or_cannot_be_paid(overrides):
    state = town(*overrides, FOUNDED, "bargaining.rounds=8", months=FOUNDING + 1)
    bargaining = state.parameters.bargaining
    smaller_part = min(bargaining.lab_weight, 1.0 - bargaining.lab_weight)
    for agreement in state.agreements.values():
        joint = {item: agreement.joint(item) for item in agreement.menu}
        top = max(joint.values())
        missed = smaller_part * (top - joint[agreement.after])
        others_alone = any(
            other.pair[1] == agreement.pair[1] and other.pair != agreement.pair and _has_alone(other)
            for other in state.agreements.values()
        )
        is_poor = state.finances.is_constrained(agreement.pair[0]) or state.finances.is_constrained(agreement.pair[1])
        assert (
            missed <= bargaining.negotiation_cost + 1e-8 or (others_alone and not _has_alone(agreement)) or is_poor
        ), agreement.pair


def _has_alone(agreement):
    """Whether a pair has something that the lab can give to one partner only."""
    after = agreement.after
    return bool(after.keeps_alone) or after.revenue_share > agreement.before.revenue_share


@pytest.mark.parametrize("overrides", TOWNS)
def test_a_clause_pays_exactly_where_its_margin_is_positive(overrides):
    """lambda G >= L is the same as more for both together, and the premium is what E60 says."""
    weight, checked = economy(*overrides).parameters.bargaining.lab_weight, 0
    for agreement in founded_in(overrides):
        worth = agreement.shadow_value
        clauses = {"access": ("exclusive", "open"), "compute": ("tied", "free"), "licence": ("exclusive", "open")}
        for clause, (tight, loose) in clauses.items():
            bundles = [agreement.after._replace(**{clause: value}) for value in (tight, loose)]
            compared = agreement.compared(*bundles)
            if compared is None:
                continue
            gain, loss = compared
            difference = agreement.joint(bundles[0]) - agreement.joint(bundles[1])
            assert difference * worth == pytest.approx(worth * gain - loss, abs=1e-9)
            payments = [
                transfer(
                    agreement.menu[item].partner - agreement.disagreement.partner,
                    agreement.menu[item].lab - agreement.disagreement.lab,
                    lab_weight=weight,
                    shadow_value=worth,
                )
                for item in bundles
            ]
            premium = exclusivity_premium(gain, loss, lab_weight=weight, shadow_value=worth)
            assert payments[0] - payments[1] == pytest.approx(premium, abs=1e-9)
            checked += 1
    assert checked


@pytest.mark.parametrize("overrides", TOWNS)
def test_preferred_access_lies_between_exclusive_and_open(overrides):
    for agreement in founded_in(overrides):
        for item in agreement.menu:
            items = [item._replace(access=access) for access in ("open", "preferred", "exclusive")]
            if all(item in agreement.menu for item in items):
                low, middle, high = (agreement.menu[item].partner for item in items)
                assert min(low, high) - 1e-9 <= middle <= max(low, high) + 1e-9


@pytest.mark.parametrize("overrides", TOWNS)
def test_a_lab_gives_exclusive_rights_and_its_compute_to_one_partner_at_most(overrides):
    state = town(*overrides, FOUNDED, months=FOUNDING + 1)
    for lab in state.labs:
        terms = [contract for pair, contract in state.contracts.terms.items() if pair[1] == lab]
        assert sum(contract.access == "exclusive" for contract in terms) <= 1
        assert sum(contract.licence == "exclusive" for contract in terms) <= 1
        assert sum(contract.compute != "free" for contract in terms) <= 1


@pytest.mark.study
def test_the_contract_in_force_is_what_was_agreed():
    state = town(FOUNDED, months=FOUNDING + 1)
    for pair, agreement in state.agreements.items():
        if agreement.after == agreement.before == NOTHING:
            assert item_of(state.contracts.terms.get(pair)) == NOTHING
        else:
            assert item_of(state.contracts.terms[pair]) == agreement.after


def test_payments_hold_in_the_market_that_all_contracts_make_together():
    """The gains that a payment divides are those in the last round, when everybody else has signed."""
    market = about_to_negotiate(FOUNDED, "bargaining.negotiation_cost=0.5", months=FOUNDING)
    state = market.state
    due = dict.fromkeys(pairs_that_can_contract(state), "founding")
    talks = Negotiations(state, Foresight(outlook_on(state)))
    settled = talks.settle(due)
    checked = 0
    for pair, agreement in settled.items():
        if agreement.after != NOTHING:
            repeated = talks._agree(pair)
            assert repeated.after == agreement.after
            assert repeated.payment == pytest.approx(agreement.payment, abs=1e-6), pair
            checked += 1
    assert checked >= 3


def test_of_pairs_that_share_a_side_one_signs_at_a_time_and_the_greatest_gain_comes_first():
    talks = talks_in(FOUNDED)
    weighed = {pair: talks._agree(pair) for pair in pairs_that_can_contract(talks.state)}
    gain = {
        pair: found.joint(found.after) - found.joint(found.before)
        for pair, found in weighed.items()
        if found.after != found.before
    }
    signers = talks._signers(weighed)
    sides = [name for pair in signers for name in pair]
    assert len(sides) == len(set(sides))
    assert max(gain, key=gain.get) in signers
    for pair, worth in gain.items():
        assert pair in signers or any(set(pair) & set(other) and gain[other] >= worth for other in signers)


@pytest.mark.study
def test_nobody_pays_more_than_it_has_and_still_both_gain():
    poor = ("owners.lab.initial_cash=0.5", "finance.largest_round=0", "finance.distress_runway=0")
    finances, checked = town(*poor, FOUNDED, months=FOUNDING).finances, 0
    for agreement in founded_in(poor):
        partner, lab = agreement.pair
        assert -finances.at_hand(lab) <= agreement.payment <= finances.at_hand(partner)
        if agreement.payment == -finances.at_hand(lab):
            assert agreement.partner_gain - agreement.payment >= 0.0
            assert agreement.lab_gain / agreement.shadow_value + agreement.payment >= 0.0
            checked += 1
    assert checked


def test_who_keeps_preferred_access_owes_nobody_for_it_again(monkeypatch):
    talks = talks_in("contracts.bigsoft-lab.access=preferred")
    monkeypatch.setattr(
        talks.prospects,
        "losses_of_others",
        lambda pair, item, months: {"rival": 1.0} if item.access == "exclusive" else {},
    )
    kept, nothing = Item("preferred", "open"), Payoffs(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    renewed = Agreement(("bigsoft", "lab"), kept, kept, {}, nothing, 1.0, months=36)
    assert talks._losses(renewed) == {}
    lag = talks.state.parameters.bargaining.preferred_lag
    assert talks._losses(replace(renewed, before=Item("open", "open"))) == {"rival": pytest.approx(lag / 36)}


class TestOpenWeights:
    overrides = ("models.beta.open=true", "contracts.studio-startup.licence=none")

    def test_need_nobodys_consent_and_cost_nothing(self):
        for agreement in founded_in(self.overrides):
            if agreement.pair[1] == "startup":
                assert agreement.payment == 0.0
                assert {item.access for item in agreement.menu} <= {agreement.before.access, "none"}
                assert {item.compute for item in agreement.menu} == {"free"}

    @pytest.mark.study
    def test_are_taken_up_exactly_where_the_partner_gains(self):
        taken = [found for found in founded_in(self.overrides) if found.pair[1] == "startup"]
        assert taken
        for agreement in taken:
            assert agreement.lab_gain == 0.0
            assert agreement.partner_gain >= -1e-9

    def test_a_lab_of_open_models_only_can_be_in_every_world(self):
        replication = lived(*self.overrides, FOUNDED, "rules.bargaining=replacement_threat")
        assert events_of(replication, "contract")


class TestLimits:
    def test_a_market_of_one_month_negotiates_nothing(self):
        assert not events_of(lived("horizon.months=1"), "contract")

    def test_no_apps(self):
        without = [f"apps.{name}=null" for name in ("coder", "writer", "workshop")]
        without += ["contracts.studio-lab=null", "contracts.studio-startup=null"]
        without += ["contracts.bigsoft-lab.licence=none"]
        events = events_of(lived(*without, FOUNDED), "contract")
        assert events
        assert not any("licensed" in event.after for event in events)

    def test_no_consumers(self):
        assert events_of(lived("tasks.chat=null", "consumers.volume_share=0", FOUNDED), "contract")

    def test_pairs_that_would_answer_each_other_for_ever_sign_as_often_as_they_may(self):
        talks = talks_in(FOUNDED, "bargaining.rounds=1", "bargaining.negotiation_cost=0")
        signed = []
        apply = talks._applied
        talks._applied = lambda signers: apply(signed.extend(signers := list(signers)) or signers)
        talks.settle(dict.fromkeys(pairs_that_can_contract(talks.state), "founding"))
        pairs = [agreement.pair for agreement in signed]
        assert len(pairs) == len(set(pairs)) >= 3

    def test_one_round_still_leaves_one_exclusive_partner(self):
        state = town("bargaining.rounds=1", "contracts.bigsoft-lab.access=open", FOUNDED, months=FOUNDING + 1)
        exclusive = [pair for pair, terms in state.contracts.terms.items() if terms.access == "exclusive"]
        assert len({pair[1] for pair in exclusive}) == len(exclusive)

    def test_bargaining_in_a_market_that_ran_out_of_gpus(self):
        replication = lived("clouds.blue.capacity=1e-6", "clouds.green.capacity=1e-6", "compute.gpu_supply=0", FOUNDED)
        assert np.isfinite(replication.monthly.loc[replication.monthly["kind"] == "owner", "profit"]).all()


class TestReplacementThreat:
    rules = tuple(f"rules.bargaining={rule}" for rule in ("nash_in_nash", "replacement_threat"))

    def test_a_lab_that_could_go_elsewhere_gets_more(self):
        """Without the threat it would be left alone; with it, a rival has it, and the partner pays for that."""
        plain, threatened = (self.first_round("contracts.rival-lab=null", rule) for rule in self.rules)
        assert plain.menu.keys() == threatened.menu.keys()
        for item in plain.menu:
            assert plain.menu[item] == pytest.approx(threatened.menu[item], abs=1e-6)
        assert threatened.disagreement.lab > plain.disagreement.lab + 1e-3
        assert threatened.disagreement.partner < plain.disagreement.partner
        assert threatened.payment > plain.payment + 1e-3

    def test_the_lab_has_at_least_what_the_rival_would_leave_it(self):
        agreement = self.first_round("contracts.rival-lab=null", self.rules[1])
        lab = agreement.menu[agreement.after].lab + agreement.shadow_value * agreement.payment
        assert lab >= agreement.disagreement.lab
        assert agreement.menu[agreement.after].partner - agreement.payment >= agreement.disagreement.partner

    def test_the_threat_is_the_market_in_which_the_best_rival_has_the_lab_alone(self):
        talks, pair, rival = talks_in(self.rules[1], FOUNDED), ("bigsoft", "lab"), ("rival", "lab")
        supposed = {pair: NOTHING, rival: Item("exclusive")}
        term = talks.state.parameters.bargaining.term
        assert talks._agree(pair).disagreement == talks.prospects.payoffs(supposed, pair, term)

    def test_a_contract_that_runs_cannot_be_threatened(self):
        plain, threatened = (talks_in(rule, months=NEGOTIATED)._agree(("bigsoft", "lab")) for rule in self.rules)
        assert plain.disagreement == pytest.approx(threatened.disagreement, abs=1e-6)

    def first_round(self, *overrides):
        """What bigsoft and lab would settle on at the founding, given everybody's contracts as written."""
        return talks_in(*overrides, FOUNDED)._agree(("bigsoft", "lab"))
