"""One replication leaves tables behind."""

import numpy as np
import pandas as pd
import pytest

from sim.market.measures import MEASURES
from sim.market.recording.records import YEAR
from sim.market.replication import MEASURE_COLUMNS, _round_off, simulate
from tests.market.small_runs import MONTHS, SHIPPED, run, small

KINDS = {measure.kind for measure in MEASURES}


def test_what_only_rounding_puts_beyond_what_is_possible_is_put_back_and_nothing_else():
    reach = MEASURE_COLUMNS.index("reach")
    values = np.full((3, len(MEASURE_COLUMNS)), np.nan)
    values[:, reach] = [1.0 + 1e-8, -1e-9, 1.001]
    _round_off(values, np.array(["model"] * 3))
    assert values[:, reach].tolist() == [1.0, 0.0, 1.001]


def test_the_wide_table_has_a_row_per_entity_and_month_and_a_column_per_measure():
    monthly = run("open").monthly
    assert list(monthly.columns) == ["month", "kind", "entity", *MEASURE_COLUMNS]
    assert not monthly.duplicated(["month", "kind", "entity"]).any()
    assert set(monthly["kind"]) == KINDS - {"option"}
    counts = monthly.groupby(["kind", "entity"])["month"].apply(list)
    assert all(months == list(range(MONTHS)) for months in counts)


OF_LABS = ("model_revenue", "lab_share", "training_spend", "api_spend", "workload_share", "coding_share")
# Only labs sell and compute through partners: owners of clouds, and of apps.
OF_LABS_ON_PARTNERS = ("dependence_revenue", "dependence_compute")
OF_FUNDED_OWNERS = ("valuation", "shadow_value", "runway")
# What a pair weighed is known once it has negotiated, and only where exclusive and open access could be weighed.
AFTER_A_NEGOTIATION = ("exclusivity_gain", "exclusivity_loss", "exclusivity_margin")
OF_WHAT_IS_SOLD = ("price", "unit_cost", "margin")


@pytest.mark.parametrize("name", SHIPPED)
def test_every_measure_has_a_value_where_it_belongs_and_only_there(name):
    monthly, parameters = run(name).monthly, small(name).parameters
    labs = {model.lab for model in parameters.models.values()}
    sections = (*parameters.clouds.values(), *parameters.apps.values())
    pairs = {f"{lab}-on-{section.owner}" for lab in labs for section in sections}
    funded = {owner for owner, section in parameters.owners.items() if section.initial_cash is not None}
    closings = run(name).events.query("kind == 'acquisition'")
    for measure in MEASURE_COLUMNS:
        kinds = {registered.kind for registered in MEASURES if registered.name == measure}
        belongs = monthly["kind"].isin(kinds)
        if measure in OF_LABS:
            belongs &= monthly["entity"].isin(labs) | (monthly["kind"] != "owner")
        if measure in OF_LABS_ON_PARTNERS:
            belongs &= monthly["entity"].isin(pairs)
        if measure in OF_FUNDED_OWNERS:
            belongs &= monthly["entity"].isin(funded)
            for closing in closings.itertuples():
                belongs &= ~((monthly["entity"] == closing.before) & (monthly["month"] >= closing.month))
        values = monthly[measure]
        needed = belongs.copy()
        if measure in AFTER_A_NEGOTIATION:
            needed &= values.notna()
        if measure == "vendor_switch_share":  # asks what was so a year before
            needed &= monthly["month"] >= YEAR
        if measure in OF_WHAT_IS_SOLD:
            needed &= ~(monthly["kind"].isin(["model", "app"]) & (monthly["volume"] == 0.0))
        assert np.isfinite(values[needed]).all(), measure
        assert values[~belongs].isna().all(), measure


def test_negotiations_are_measured_only_where_contracts_are_bargained():
    for name in ("open", "endogenous"):
        values = run(name).monthly[list(AFTER_A_NEGOTIATION)].notna()
        assert values.any().all() == (small(name).parameters.rules.bargaining != "fixed")
        assert (values.sum(axis=1).isin([0, len(AFTER_A_NEGOTIATION)])).all()


@pytest.mark.parametrize("name", SHIPPED)
def test_shares_lie_between_zero_and_one(name):
    monthly = run(name).monthly
    for registered in MEASURES:
        if registered.unit == "share" and registered.name != "margin":
            values = monthly.loc[monthly["kind"] == registered.kind, registered.name].dropna()
            assert values.between(-1e-12, 1.0 + 1e-6).all(), registered


def test_the_ledger_names_payer_payee_flow_and_amount():
    ledger = run("open").ledger
    assert list(ledger.columns) == ["month", "payer", "payee", "flow", "amount"]
    assert not ledger.duplicated(["month", "payer", "payee", "flow"]).any()
    assert ledger["month"].is_monotonic_increasing


def test_contracts_list_every_pair():
    contracts = run("open").contracts
    pairs = {f"{row.partner}-{row.lab}" for row in contracts.itertuples()}
    assert pairs == set(small("open").parameters.contracts)
    assert (contracts["start"] == 0).all()
    assert (contracts["end"] == MONTHS).all()


def test_events_tell_what_changed_from_what_to_what_and_why():
    events = run("preferred").events
    changed = events[events["kind"] == "scenario"]
    assert list(changed["subject"]) == [f"contracts.microsoft-openai.{term}" for term in ("access", "compute")]
    row = changed.iloc[0]
    assert row.to_dict() == {
        "month": 24,
        "when": "2025-01",
        "kind": "scenario",
        "number": 1 + int((events["month"] < 24).sum()),
        "subject": "contracts.microsoft-openai.access",
        "decision": "changed",
        "cause": "the scenario says so",
        "figures": "{}",
        "before": "exclusive",
        "after": "preferred",
        "note": "other clouds may sell GPT, twelve months after Azure",
    }
    assert "scenario" not in set(run("open").events["kind"])
    assert events["number"].tolist() == list(range(1, len(events) + 1))
    assert list(run("open").events.columns) == list(run("preferred").events.columns)


def test_an_event_of_the_first_month_knows_what_was_before():
    scenario = small("open", "horizon.months=2").with_(
        events=[{"when": "2023-01", "set": {"clouds.aws.marketplace_fee": 0.2}}]
    )
    row = simulate(scenario, 1).events.iloc[0]
    assert (row["before"], row["after"]) == ("0.03", "0.2")


def test_progress_is_told_every_month():
    told = []
    simulate(small("open", "horizon.months=3"), 1, lambda done, months: told.append((done, months)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_types_do_not_depend_on_what_happened():
    for name in ("monthly", "ledger", "contracts", "events"):
        first, second = (getattr(run(scenario), name).dtypes for scenario in ("open", "preferred"))
        if name != "events":
            pd.testing.assert_series_equal(first, second)
