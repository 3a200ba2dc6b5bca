"""When labs enter, and as what (E35)."""

import math

import pytest

from tests.market.small_economies import ENTRY, FIXED, economy, events_of, lived, town
from tests.market.small_runs import by_entity, series

WORLD = (FIXED, *ENTRY)
# A second lab that waits.
SECOND = (
    "owners.follower={label: Follower, initial_cash: 0, technology_value: 1}",
    "models.late={label: Late, lab: follower, architecture: autoregressive, open: false, primary_host: blue, "
    "capability: 2.0, serving_cost: 1.0, tokens_per_second: 100, initial_output: 0.02, training_budget: 0.03, "
    "entrant: true}",
    "contracts.bigsoft-follower={access: open}",
)


def test_the_rate_follows_from_expected_profit_and_the_draw_decides():
    entry = events_of(lived(*WORLD), "entry")[0]
    section, figures = economy(*WORLD).parameters.entry, entry.figures
    expected = section.rate * max(0.0, section.horizon * figures["expected_profit"] / section.cost)
    assert figures["rate"] == pytest.approx(expected)
    assert figures["draw"] < 1.0 - math.exp(-figures["rate"])
    assert figures["entry_cost"] == section.cost


def test_nobody_enters_without_a_rate_or_a_profit():
    assert not events_of(lived(FIXED), "entry")
    assert not events_of(lived(*WORLD, "owners.newcomer.overhead=5"), "entry")


def test_an_entrant_starts_behind_the_best_model_and_sells_at_once():
    replication = lived(*WORLD)
    entry = events_of(replication, "entry")[0]
    capability = by_entity(replication, "model", "capability").loc[entry.month]
    best = capability.drop("nova").max()
    assert capability["nova"] == pytest.approx(best - economy(*WORLD).parameters.entry.gap)
    volume = series(replication, "model", "nova", "volume")
    assert (volume.loc[: entry.month - 1] == 0.0).all()
    assert (volume.loc[entry.month + 1 :] > 0.0).any()


def test_investors_pay_for_entry():
    replication = lived(*WORLD)
    month, cost = events_of(replication, "entry")[0].month, economy(*WORLD).parameters.entry.cost
    mine = replication.ledger[replication.ledger["month"] == month].set_index(["payer", "payee", "flow"])["amount"]
    assert mine["investors", "newcomer", "equity"] == pytest.approx(2.0 * cost)
    assert mine["newcomer", "suppliers", "entry_cost"] == pytest.approx(cost)


def test_labs_enter_one_after_the_other_each_on_its_own_prospects():
    entries = events_of(lived(*WORLD, *SECOND, "entry.rate=10"), "entry")
    assert [event.subject for event in entries] == ["follower", "newcomer"]
    assert entries[1].month > entries[0].month
    assert entries[1].figures["expected_profit"] != entries[0].figures["expected_profit"]


def test_an_entrant_has_an_architecture_and_a_speciality():
    for share, architecture in ((0, "autoregressive"), (1, "diffusion")):
        state = town(*WORLD, f"entry.diffusion_share={share}")
        assert state.entrant_kinds["nova"].architecture == state.models["nova"].architecture == architecture
        kind = state.entrant_kinds["nova"]
        assert kind.speciality in state.catalogue.enterprise_tasks
    row = state.service_quality.task_names.index(kind.speciality)
    others = [n for n, name in enumerate(state.service_quality.task_names) if name != kind.speciality]
    quality = state.service_quality.quality[:, state.catalogue.models.index("nova")]
    speciality = state.parameters.entry.speciality
    assert quality[row] - quality[others] == pytest.approx([speciality] * len(others))


def test_who_waits_neither_learns_nor_spends():
    replication = lived(FIXED)
    capability = series(replication, "model", "nova", "capability")
    assert capability.nunique() == 1
    assert "newcomer" not in set(replication.ledger["payer"]) | set(replication.ledger["payee"])


def test_entry_is_weighed_when_every_model_is_out_of_order():
    assert events_of(lived(*WORLD, "shocks.outage_rate=1", "entry.rate=10"), "outage")
