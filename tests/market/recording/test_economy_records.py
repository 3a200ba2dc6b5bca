"""Measures of money, contracts, options and complexity (E38 to E40)."""

import numpy as np
import pytest

from sim.market.recording.economy_records import IN_USE
from tests.market.small_economies import FIXED, WORLDS, economy, lived, town
from tests.market.small_runs import by_entity, series


@pytest.mark.study
@pytest.mark.parametrize("world", ["bargained", "distress", "entry"])
def test_money_measures_are_what_the_ledger_says(world):
    replication = lived(*WORLDS[world])
    flows = {"equity_raised": ("equity", "payee"), "overhead": ("overhead", "payer")}
    for measure, (flow, side) in flows.items():
        measured = by_entity(replication, "owner", measure)
        paid = replication.ledger[replication.ledger["flow"] == flow]
        told = paid.pivot_table(index="month", columns=side, values="amount", aggfunc="sum", fill_value=0.0)
        told = told.reindex(index=measured.index, columns=measured.columns, fill_value=0.0).fillna(0.0)
        np.testing.assert_allclose(measured, told, rtol=1e-12)
    total = series(replication, "market", "market", "overhead")
    np.testing.assert_allclose(total, by_entity(replication, "owner", "overhead").sum(axis=1))


def test_active_contracts_let_something_be_sold_or_licensed_between_two():
    state = town(FIXED, months=1)
    assert set(state.contracts.active(0)) == {
        ("bigsoft", "lab"),
        ("rival", "startup"),
        ("studio", "lab"),
        ("studio", "startup"),
    }
    assert series(lived(FIXED), "market", "market", "active_contracts")[0] == 4.0


def test_changes_of_contracts_are_new_spells():
    replication = lived()
    spells = replication.contracts.groupby("start").size()
    changes = series(replication, "market", "market", "contract_changes")
    assert changes[changes > 0.0].astype(int).to_dict() == spells.to_dict()


def test_labs_in_use_serve_more_than_a_sliver():
    state = town(FIXED)
    volumes = by_entity(lived(FIXED), "owner", "lab_share").iloc[-1].dropna()
    assert series(lived(FIXED), "market", "market", "labs_in_use").iloc[-1] == (volumes > IN_USE).sum()
    assert state.month == 10


def test_exclusive_months_are_those_in_which_nobody_else_may_sell():
    exclusive = by_entity(lived(), "contract", "exclusive")
    spells = lived().contracts
    for name in exclusive.columns:
        mine = spells[spells["partner"] + "-" + spells["lab"] == name]
        for spell in mine.itertuples():
            held = exclusive[name].loc[spell.start : spell.end - 1]
            assert (held == float(spell.effective_access == "exclusive")).all()


def test_spells_of_bargained_contracts_have_no_gap_and_say_why():
    for (partner, lab), spells in lived().contracts.groupby(["partner", "lab"]):
        assert spells["start"].tolist()[1:] == spells["end"].tolist()[:-1]
        assert spells["end"].tolist()[-1] == economy().parameters.horizon.months
        written = f"{partner}-{lab}" in economy().parameters.contracts
        assert spells["cause"].tolist()[0] == ("start" if written else "renegotiation")
        assert (spells["licensed"] == (spells["licence"] != "none")).all()


def test_what_is_promised_by_an_option_is_measured_by_its_name():
    rows = lived(*WORLDS["bought by option"]).monthly
    assert set(rows.loc[rows["kind"] == "option", "entity"]) == {"call"}
    probability = rows.loc[rows["kind"] == "option", "exercise_probability"]
    assert probability.between(0.0, 1.0).all()
