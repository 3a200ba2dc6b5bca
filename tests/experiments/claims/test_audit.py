"""Whoever decided must not have lost by what it could have declined."""

import pytest

from sim.experiments.claims.audit import AUDIT, LAWS, audit_table, audited, by_law
from sim.results.observed import Event
from sim.results.records import Key

KEY = Key("endogenous", 2, 3)
BARGAIN = {"partner_gain": 3.0, "lab_gain": -1.0, "shadow_value": 2.0, "payment": 1.0, "joint_after": 500.0}


def event(kind, decision, figures):
    return Event(7, kind, "microsoft-meta", decision, "", "", "", figures)


def rows(*events):
    return {row[3]: row[4:] for row in audited(KEY, events)}


def test_every_law_is_counted_in_every_run():
    assert set(rows()) == set(LAWS)
    assert set(rows().values()) == {(0, 0, 0.0, "")}


@pytest.mark.parametrize(
    ("law", "kind", "decision", "figures", "loss"),
    [
        ("E60, E61", "contract", "signed", BARGAIN, 0.0),
        ("E60, E61", "contract", "renewed", BARGAIN | {"payment": 0.0}, -0.5),
        ("E60, E61", "contract", "ended", BARGAIN | {"payment": 4.0}, -1.0),
        ("E60, E61", "contract", "signed", BARGAIN | {"payment": 0.5 - 1e-9}, 0.0),
        ("E33", "bid", "made", {"net_value": 2.0, "partnership": 1.0}, 0.0),
        ("E33", "bid", "made", {"net_value": 2.0, "partnership": 3.0}, -1.0),
        ("E32", "option", "exercised", {"value": 5.0, "threshold": 8.0}, -3.0),
        ("E31", "acquisition", "closed", {"best_offer": 5.0, "price": 4.0, "liquidation_value": 4.5}, -0.5),
        ("E35", "entry", "entered", {"horizon": 60.0, "expected_profit": 0.01, "entry_cost": 3.0}, -2.4),
    ],
)
def test_a_loss_is_found_and_nothing_but_a_loss(law, kind, decision, figures, loss):
    decisions, losing, worst, example = rows(event(kind, decision, figures))[law]
    assert (decisions, losing) == (1, int(loss < 0.0))
    assert worst == pytest.approx(loss)
    assert example == (f"microsoft-meta {decision}, month 7" if losing else "")


def test_decisions_against_something_else_are_left_alone():
    refused = event("bid", "refused", {"net_value": -2.0, "partnership": 1.0})
    under_an_option = event("acquisition", "closed", {"price": 60.0, "valuation": 50.0})
    not_bargained = event("contract", "licensed", {"payment": 0.0, "option_fee": 10.0})
    assert all(found[0] == 0 for found in rows(refused, under_an_option, not_bargained).values())


def test_runs_add_up_and_the_worst_is_named():
    bad = event("contract", "renewed", BARGAIN | {"payment": 0.0})
    worse = event("contract", "ended", BARGAIN | {"payment": 4.0})
    table = audit_table([*audited(KEY, [bad]), *audited(Key("settled", 0, 1), [worse])])
    assert table.schema == AUDIT
    law, _, decisions, losing, worst, where = by_law(table.to_pandas())[0]
    assert (law, decisions, losing, worst) == ("E60, E61", 2, 2, -1.0)
    assert where == "microsoft-meta ended, month 7 (settled, world 0)"
