"""What pairs agree on: the best for both, a fee that divides the gain, and what the figures say (E16, E20 to E22)."""

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sim.economics.bargaining import transfer
from sim.market.agreements import NOTHING, Agreement, Item, item_of
from sim.market.market import Market
from sim.market.negotiation.bargaining import Negotiations, pairs_that_can_contract
from tests.economics.closed_forms import exclusivity_premium
from tests.market.small_economies import FIXED, LEANING, economy, events_of, lived, outlook_on, town

FEW = settings(max_examples=6, deadline=None, derandomize=True, phases=[Phase.generate])
NEGOTIATED = 4  # month of the first negotiation


@st.composite
def towns(draw: st.DrawFn) -> tuple[str, ...]:
    """A random market in which all pairs have just negotiated."""
    number = st.floats
    values = {
        "rules.bargaining": draw(st.sampled_from(["nash_in_nash", "replacement_threat"])),
        "bargaining.lab_weight": draw(number(0.1, 0.9)),
        "bargaining.least_gain": draw(number(0.0, 0.01)),
        "enterprises.portability_friction": draw(number(0.0, 3.0)),
        "enterprises.home_switching_cost": draw(number(1.0, 12.0)),
        "enterprises.base_cloud_spend": draw(st.sampled_from([0.0, 5.0, 20.0, 40.0])),
        "models.alpha.capability": draw(number(3.0, 5.0)),
        "models.beta.capability": draw(number(2.0, 4.0)),
        "clouds.blue.capacity": draw(number(0.15, 0.6)),
        "finance.shadow_slope": draw(number(0.0, 6.0)),
        "owners.lab.initial_cash": draw(number(0.5, 10.0)),
        "contracts.bigsoft-lab.revenue_share": draw(number(0.0, 0.3)),
        "contracts.bigsoft-lab.stake": draw(number(0.0, 0.3)),
        "contracts.bigsoft-lab.access": draw(st.sampled_from(["open", "exclusive", "preferred"])),
        "contracts.bigsoft-lab.preferred_lag": draw(st.integers(1, 20)),
    }
    return tuple(f"{path}={value}" for path, value in values.items())


def agreements_in(overrides: tuple[str, ...]) -> list[Agreement]:
    return list(town(*overrides, months=NEGOTIATED + 1).agreements.values())


def surplus(agreement: Agreement) -> float:
    """Joint gain over the disagreement, bn USD per month."""
    return agreement.partner_gain + agreement.lab_gain / agreement.shadow_value


@FEW
@given(towns())
def test_the_fee_divides_the_gain_by_the_weights(overrides):
    """Partner to lab as (1 - beta) to beta, the lab's part at what a dollar is worth to it."""
    weight = economy(*overrides).parameters.bargaining.lab_weight
    found = agreements_in(overrides)
    assert len(found) == len({agreement.pair for agreement in found}) >= 8
    for agreement in found:
        if agreement.after == NOTHING:
            assert agreement.fee == 0.0
            continue
        partner, lab = (
            agreement.partner_gain - agreement.fee,
            agreement.lab_gain / agreement.shadow_value + agreement.fee,
        )
        assert partner == pytest.approx((1.0 - weight) * surplus(agreement), abs=1e-12)
        assert lab == pytest.approx(weight * surplus(agreement), abs=1e-12)


@FEW
@given(towns())
def test_nobody_is_worse_off_than_without_the_contract(overrides):
    """Inertia aside: terms stay where a change would bring a side less than the least gain."""
    bargaining = economy(*overrides).parameters.bargaining
    state = town(*overrides, months=NEGOTIATED + 1)
    inertia = bargaining.least_gain / min(bargaining.lab_weight, 1.0 - bargaining.lab_weight)
    for agreement in state.agreements.values():
        threatened = state.parameters.rules.bargaining == "replacement_threat"
        if agreement.after != NOTHING and NOTHING in agreement.menu and not threatened:
            assert surplus(agreement) >= -inertia - 1e-9, agreement.pair


@FEW
@given(towns())
def test_a_pair_takes_what_is_best_for_both_unless_it_hardly_matters(overrides):
    bargaining = economy(*overrides).parameters.bargaining
    smaller_part = min(bargaining.lab_weight, 1.0 - bargaining.lab_weight)
    for agreement in agreements_in(overrides):
        joint = {item: agreement.joint(item) for item in agreement.menu}
        top = max(joint.values())
        if agreement.after == agreement.before:
            exclusive_elsewhere = any(
                other.pair[1] == agreement.pair[1]
                and other.after.access == "exclusive"
                and other.pair != agreement.pair
                for other in agreements_in(overrides)
            )
            assert smaller_part * (top - joint[agreement.after]) <= bargaining.least_gain + 1e-9 or exclusive_elsewhere
        else:
            assert joint[agreement.after] == pytest.approx(top, abs=1e-8)


@FEW
@given(towns())
def test_exclusivity_pays_exactly_where_its_margin_is_positive(overrides):
    """lambda G >= L is the same as more for both together, and the premium is what E22 says."""
    weight, checked = economy(*overrides).parameters.bargaining.lab_weight, 0
    for agreement in agreements_in(overrides):
        compared = agreement.exclusive_against_open()
        if compared is None:
            continue
        gain, loss = compared
        tight, loose = (Item(access, agreement.after.licensed) for access in ("exclusive", "open"))
        difference = agreement.joint(tight) - agreement.joint(loose)
        assert difference * agreement.shadow_value == pytest.approx(agreement.shadow_value * gain - loss, abs=1e-12)
        fees = [
            transfer(
                agreement.menu[item].partner - agreement.disagreement.partner,
                agreement.menu[item].lab - agreement.disagreement.lab,
                lab_weight=weight,
                shadow_value=agreement.shadow_value,
            )
            for item in (tight, loose)
        ]
        premium = exclusivity_premium(gain, loss, lab_weight=weight, shadow_value=agreement.shadow_value)
        assert fees[0] - fees[1] == pytest.approx(premium, abs=1e-12)
        checked += 1
    assert checked


@FEW
@given(towns())
def test_preferred_access_lies_between_exclusive_and_open(overrides):
    for agreement in agreements_in(overrides):
        for licensed in (False, True):
            items = [Item(access, licensed) for access in ("open", "preferred", "exclusive")]
            if all(item in agreement.menu for item in items):
                low, middle, high = (agreement.menu[item].partner for item in items)
                assert min(low, high) - 1e-12 <= middle <= max(low, high) + 1e-12


@FEW
@given(towns())
def test_a_lab_is_exclusive_to_one_partner_at_most(overrides):
    state = town(*overrides, months=NEGOTIATED + 1)
    for lab in state.labs:
        tied = [
            pair
            for pair in state.contracts.terms
            if pair[1] == lab and state.contracts.terms[pair].access == "exclusive"
        ]
        assert len(tied) <= 1


def test_the_contract_in_force_is_what_was_agreed():
    state = town(months=NEGOTIATED + 1)
    for pair, agreement in state.agreements.items():
        if agreement.after == agreement.before == NOTHING:
            assert item_of(state.contracts.terms.get(pair)) == NOTHING
        else:
            assert item_of(state.contracts.terms[pair]) == agreement.after
            assert state.contracts.terms[pair].exclusivity_fee == pytest.approx(agreement.fee, abs=1e-9)


def test_fees_hold_in_the_market_that_all_contracts_make_together():
    """The gains that a fee divides are those in the last round, when everybody else has signed."""
    market = Market(economy(LEANING), 1)
    for _ in range(NEGOTIATED):
        market.step()
    state = market.state
    market.shocks()
    market.technology()
    state.contracts.adopt(state.parameters, state.month)
    due = dict.fromkeys(pairs_that_can_contract(state), "renegotiation")
    settled = Negotiations(state, outlook_on(state)).settle(due)
    market.contracts_and_deals()
    again = Negotiations(state, outlook_on(state))
    checked = 0
    for pair, agreement in settled.items():
        is_owed_something = bool(agreement.losses) and agreement.before.access != agreement.after.access
        if agreement.after != NOTHING and not is_owed_something:
            repeated = again._agree(pair)
            assert repeated.after == agreement.after
            assert repeated.fee == pytest.approx(agreement.fee, abs=1e-7), pair
            checked += 1
    assert checked >= 5


class TestOpenWeights:
    overrides = ("models.beta.open=true", "contracts.studio-startup.wholesale_markup=null")

    def test_need_nobodys_consent_and_cost_no_fee(self):
        state = town(*self.overrides, months=NEGOTIATED + 1)
        for pair, agreement in state.agreements.items():
            if pair[1] == "startup":
                assert agreement.fee == 0.0
                assert {item.access for item in agreement.menu} == {agreement.before.access}

    def test_a_lab_of_open_models_only_can_be_in_every_world(self):
        replication = lived(*self.overrides, "rules.bargaining=replacement_threat")
        assert events_of(replication, "contract")


class TestLimits:
    def test_a_market_of_one_month_negotiates_nothing(self):
        assert not events_of(lived("horizon.months=1"), "contract")

    def test_no_apps(self):
        without = [f"apps.{name}=null" for name in ("coder", "writer", "workshop")]
        without += ["contracts.studio-lab=null", "contracts.studio-startup=null"]
        without += ["contracts.bigsoft-lab.wholesale_markup=null"]
        events = events_of(lived(*without), "contract")
        assert events
        assert not any("licensed" in event.after for event in events)

    def test_no_consumers(self):
        events = events_of(lived("tasks.chat=null", "consumers.volume_share=0"), "contract")
        assert events

    def test_one_round_still_leaves_one_exclusive_partner(self):
        state = town("bargaining.rounds=1", "contracts.bigsoft-lab.access=open", months=NEGOTIATED + 1)
        exclusive = [pair for pair, terms in state.contracts.terms.items() if terms.access == "exclusive"]
        assert len({pair[1] for pair in exclusive}) == len(exclusive)

    def test_bargaining_in_a_market_that_ran_out_of_gpus(self):
        replication = lived("clouds.blue.capacity=1e-6", "clouds.green.capacity=1e-6", "compute.gpu_supply=0")
        assert np.isfinite(replication.monthly.loc[replication.monthly["kind"] == "owner", "profit"]).all()


class TestReplacementThreat:
    rules = tuple(f"rules.bargaining={rule}" for rule in ("nash_in_nash", "replacement_threat"))

    def test_a_lab_that_could_go_elsewhere_gets_more(self):
        """Without the threat it would be left alone; with it, a rival has it, and the partner pays for that."""
        plain, threatened = (self.first_round("contracts.rival-lab=null", rule) for rule in self.rules)
        assert plain.menu.keys() == threatened.menu.keys()
        for item in plain.menu:
            assert plain.menu[item] == pytest.approx(threatened.menu[item], abs=1e-7)
        assert threatened.disagreement.lab > plain.disagreement.lab + 1e-3
        assert threatened.disagreement.partner < plain.disagreement.partner
        assert threatened.fee > plain.fee + 1e-3

    def test_the_lab_has_at_least_what_the_rival_would_leave_it(self):
        agreement = self.first_round("contracts.rival-lab=null", self.rules[1])
        lab = agreement.menu[agreement.after].lab + agreement.shadow_value * agreement.fee
        assert lab >= agreement.disagreement.lab
        assert agreement.menu[agreement.after].partner - agreement.fee >= agreement.disagreement.partner

    def test_a_rival_that_sells_the_model_anyway_threatens_nobody_more(self):
        """With two clouds, no contract with one leaves the lab to the other, alone or not."""
        plain, threatened = (self.first_round("contracts.bigsoft-lab.access=open", rule) for rule in self.rules)
        assert threatened.fee == pytest.approx(plain.fee, abs=1e-7)

    def first_round(self, *overrides):
        """What bigsoft and lab would settle on, given everybody's contracts as written."""
        state = town(*overrides, months=NEGOTIATED)
        return Negotiations(state, outlook_on(state))._agree(("bigsoft", "lab"))

    def test_the_threat_is_the_market_in_which_the_best_rival_has_the_lab_alone(self):
        state = town("rules.bargaining=replacement_threat", months=NEGOTIATED)
        talks = Negotiations(state, outlook_on(state))
        pair, rival = ("bigsoft", "lab"), ("rival", "lab")
        outcome = talks._prospect({pair: NOTHING, rival: Item("exclusive", False)})
        account = state.catalogue.account
        stated = talks._agree(pair).disagreement
        assert stated.partner == pytest.approx(
            float(outcome.profit[account["bigsoft"]] + outcome.migration[account["bigsoft"]])
        )

    def test_without_another_partner_it_is_no_threat(self):
        alone = (
            "clouds.green=null",
            "clouds.blue.home_share=1",
            *(f"models.{name}.primary_host=blue" for name in ("beta", "gem", "nova")),
            "apps.workshop.host=blue",
            *(f"contracts.rival-{lab}=null" for lab in ("lab", "startup", "newcomer")),
            *(f"contracts.bigsoft-{lab}={{access: open}}" for lab in ("startup", "rival", "newcomer")),
        )
        plain, threatened = (self.first_round(*alone, rule) for rule in self.rules)
        assert plain.fee == threatened.fee


def test_pairs_are_everybody_with_the_lab_of_somebody_else():
    state = town(FIXED, months=1)
    pairs = pairs_that_can_contract(state)
    assert pairs == sorted(set(pairs))
    assert {lab for _, lab in pairs} == {"lab", "startup", "rival", "bigsoft"}
    assert {partner for partner, _ in pairs} == {"bigsoft", "rival", "studio"}
    assert all(partner != lab for partner, lab in pairs)
