"""What firms think the market would come to (E20, E33, E38)."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sim.economics.pricing import long_run_demand
from tests.market.small_economies import FIXED, OPTION, lived, outlook_on, town
from tests.market.small_runs import by_entity

FEW = settings(max_examples=5, deadline=None, derandomize=True, phases=[Phase.generate])
EVERYBODY = ("bargaining.panel=100", "enterprises.panel=100", "compute.gpu_supply=1")
# What moves on from the month in which prices were posted to the next: doing without AI, and where apps send requests.
STILL = (
    *(f"tasks.{task}.outside_trend=0" for task in ("chat", "coding", "documents")),
    *(f"apps.{app}.licences=[{model}]" for app, model in (("coder", "mo"), ("writer", "alpha"), ("workshop", "beta"))),
)


@st.composite
def towns(draw: st.DrawFn) -> tuple[str, ...]:
    """A random market with contracts as written."""
    number = st.floats
    values = {
        "enterprises.portability_friction": draw(number(0.0, 3.0)),
        "enterprises.price_sensitivity_spread": draw(number(0.0, 0.5)),
        "rules.demand": draw(st.sampled_from(["budgets", "volumes"])),
        "tasks.coding.price_sensitivity": draw(number(0.2, 0.8)),
        "tasks.coding.log_price_sensitivity": draw(number(0.8, 3.0)),
        "models.alpha.capability": draw(number(2.5, 5.0)),
        "models.beta.serving_cost": draw(number(0.3, 2.0)),
        "models.mo.open": str(draw(st.booleans())).lower(),
        "apps.workshop.bonus": draw(number(0.0, 1.5)),
        "clouds.green.marketplace_fee": draw(number(0.0, 0.2)),
        "clouds.blue.compute_price": draw(number(1.4, 4.0)),
        "contracts.bigsoft-lab.access": draw(st.sampled_from(["open", "exclusive"])),
        "contracts.bigsoft-lab.stake": draw(number(0.0, 0.3)),
    }
    return (FIXED, *(f"{path}={value}" for path, value in values.items()))


def solved(overrides: tuple[str, ...]):
    """Buyers, incentives and prices of the market as firms see it."""
    outlook = outlook_on(town(*overrides, months=2))
    now = outlook.state.as_it_is()
    _, _, buyers, incentives = outlook.sales_under(now)
    return outlook, buyers, incentives, outlook.under(now).prices


@FEW
@given(towns(), st.randoms(use_true_random=False))
def test_no_owner_gains_by_another_price(overrides, luck):
    """Each price is best given all others: nothing that its owner earns anywhere rises when it moves."""
    outlook, buyers, incentives, prices = solved(overrides)
    assert incentives.priced.size >= 5
    for row, option in enumerate(incentives.priced):

        def profit(at, row=row):
            earned = incentives.per_price[row] * at + incentives.per_unit[row]
            return float((earned * long_run_demand(at, buyers)).sum())

        best = profit(prices)
        for factor in (0.5, 0.9, 1.1, 1.5, luck.uniform(2.0, 9.0)):
            moved = prices * np.where(np.arange(prices.size) == option, factor, 1.0)
            assert profit(moved) <= best + 1e-10, outlook.state.catalogue.options[option]


@FEW
@given(towns())
def test_who_sells_one_thing_only_does_not_sell_it_below_cost(overrides):
    """Neither its compute nor what marketplaces and partners take is more than the price."""
    outlook, _, incentives, prices = solved(overrides)
    state = outlook.state
    deciders = [state.parameters.models, state.parameters.apps]
    owner = {name: getattr(entry, "lab", None) or entry.owner for part in deciders for name, entry in part.items()}
    names = [state.catalogue.options[option] for option in incentives.priced]
    for row, name in enumerate(names):
        if [owner[other] for other in names].count(owner[name]) > 1:
            continue
        option = incentives.priced[row]
        mine = incentives.per_price[row][:, option] > 0.0
        cost = -incentives.per_unit[row][mine, option] / incentives.per_price[row][mine, option]
        assert prices[option] >= cost.min() - 1e-9, name


def test_the_outlook_on_everybody_is_the_market_itself_in_the_long_run():
    """Where everybody is asked, prices are those that were posted, as far as the month has not changed them."""
    state = town(FIXED, *EVERYBODY, *STILL, months=1)
    now = state.as_it_is()
    expected = outlook_on(state).under(now)
    priced = outlook_on(state).sales_under(now)[3].priced
    np.testing.assert_allclose(expected.prices[priced], state.prices[priced], rtol=1e-6)


def test_each_supposition_is_solved_once():
    state = town(FIXED, months=2)
    outlook = type(outlook_on(state))(state, state.bargaining_panel)
    now = state.as_it_is()
    first = outlook.under(now)
    assert outlook.under(replace(now)) is first
    assert outlook.solved == 1
    outlook.under(replace(now, lift={"alpha": 0.1}))
    assert outlook.solved == 2
    assert outlook.largest_residual <= 1e-8


def test_what_was_asked_before_does_not_matter():
    state = town("rules.bargaining=nash_in_nash", months=4)
    now = state.as_it_is()
    other = replace(now, withdrawn=now.withdrawn | {"beta"})
    new_licence = replace(now, granted=frozenset({("bigsoft", "startup")}), terms=licensed(now.terms))
    fresh = [type(outlook_on(state))(state, state.bargaining_panel) for _ in range(2)]
    fresh[0].under(other)
    found = [outlook.under(new_licence) for outlook in fresh]
    np.testing.assert_allclose(found[0].profit, found[1].profit, atol=1e-8)
    np.testing.assert_allclose(found[0].prices[1:], found[1].prices[1:], atol=1e-6)


def licensed(terms):
    """The contracts with a licence of the startup's model for the apps of bigsoft."""
    contract = terms["rival", "startup"].model_copy(update={"access": "none", "licence": "open"})
    return dict(sorted({**terms, ("bigsoft", "startup"): contract}.items()))


class TestSuppositions:
    state = town(FIXED, months=3)

    def under(self, **changes):
        return outlook_on(self.state).under(replace(self.state.as_it_is(), **changes))

    def profit(self, outcome, owner):
        return float(outcome.profit[self.state.catalogue.account[owner]])

    def test_a_better_model_earns_its_lab_more_and_others_less(self):
        base, better = self.under(), self.under(lift={"alpha": 0.5})
        assert self.profit(better, "lab") > self.profit(base, "lab")
        assert self.profit(better, "startup") < self.profit(base, "startup")

    def test_a_model_that_is_gone_earns_nothing(self):
        gone = self.under(withdrawn=frozenset({"beta", "nova"}))
        assert self.profit(gone, "startup") == pytest.approx(0.0, abs=1e-12)

    def test_profits_are_taken_after_rationing(self):
        short = self.under(capacity={"blue": 0.1, "green": 0.1})
        assert short.profit.sum() < self.under().profit.sum()
        assert short.prices[1:] == pytest.approx(self.under().prices[1:], abs=1e-6, nan_ok=True)

    def test_a_withdrawn_cloud_serves_nobody(self):
        gone = self.under(withdrawn=frozenset({"blue", "nova"}), with_surplus=True)
        assert gone.consumer_surplus < self.under(with_surplus=True).consumer_surplus

    def test_surplus_is_worked_out_only_where_it_is_asked_for(self):
        assert np.isnan(self.under().consumer_surplus)
        assert self.under(with_surplus=True).consumer_surplus > 0.0

    def test_homes_that_move_are_lost_by_some_and_won_by_others(self):
        assert self.under().migration.sum() == pytest.approx(0.0, abs=1e-9)

    def test_exclusivity_draws_homes_to_its_partner(self):
        terms = self.state.contracts.terms
        free = {**terms, ("bigsoft", "lab"): terms["bigsoft", "lab"].model_copy(update={"access": "open"})}
        account = self.state.catalogue.account["bigsoft"]
        assert self.under().migration[account] > self.under(terms=free).migration[account]

    def test_a_merged_owner_has_the_profits_of_both_accounts(self):
        merged = self.under(catalogue=self.state.catalogue.after_purchase("bigsoft", "studio"))
        assert self.profit(merged, "bigsoft") > self.profit(self.under(), "bigsoft")
        assert merged.profit[list(self.state.catalogue.owners).index("studio")] == 0.0


def test_a_model_that_is_out_of_order_for_a_month_is_there_in_the_outlook():
    """A contract lasts longer than an outage."""
    broken = town(FIXED, "shocks.outage_rate=1", months=3)
    assert broken.out_of_order == {"alpha", "beta", "gem", "mo"}
    assert broken.absent == {"nova"}
    assert outlook_on(broken).under(broken.as_it_is()).profit.max() > 0.0


@pytest.mark.study
@pytest.mark.parametrize("rule", ["fixed", "nash_in_nash", "replacement_threat"])
def test_months_without_any_model_are_survived(rule):
    replication = lived("shocks.outage_rate=1", f"rules.bargaining={rule}", OPTION)
    volume = by_entity(replication, "model", "volume").sum(axis=1)
    assert volume[0] > 0.0
    assert (volume.loc[1:] == 0.0).all()
