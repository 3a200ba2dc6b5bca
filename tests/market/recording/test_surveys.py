"""What surveys of a market find agrees with what its books say."""

import numpy as np
import pytest

from sim.market.recording.surveys import EVERYBODY
from tests.market.small_runs import by_entity, run, series, small

SCENARIO = "exclusive"


@pytest.fixture(scope="module")
def replication():
    return run(SCENARIO)


def of_segment(replication, measure, segment):
    table = by_entity(replication, "lab_in_segment", measure)
    return table[[name for name in table.columns if name.endswith(f"@{segment}")]]


def test_every_workload_runs_on_the_models_of_some_lab(replication):
    total = by_entity(replication, "owner", "workload_share").sum(axis=1)
    np.testing.assert_allclose(total, np.where(total > 0, 1.0, 0.0), atol=1e-12)
    assert total.iloc[-1] == pytest.approx(1.0)
    open_share = series(replication, "market", "market", "open_workload_share")
    assert ((open_share >= 0) & (open_share <= 1)).all()


def test_coding_shares_add_up_to_one(replication):
    shares = by_entity(replication, "owner", "coding_share").dropna(how="all").sum(axis=1)
    np.testing.assert_allclose(shares, 1.0, rtol=1e-12)


def test_segments_spend_what_enterprises_spend_on_models_and_app_makers_come_on_top(replication):
    names = small(SCENARIO).parameters.enterprises.segments
    segments = sum(of_segment(replication, "direct_spend", name).sum(axis=1) for name in names)
    np.testing.assert_allclose(segments, series(replication, "market", "market", "api_spend"), rtol=0.02)
    everybody = of_segment(replication, "direct_spend", EVERYBODY).sum(axis=1)
    parameters = small(SCENARIO).parameters
    labs = {model.lab for model in parameters.models.values()}
    hosts = {cloud.owner for cloud in parameters.clouds.values()}
    independent = {app.owner for app in parameters.apps.values()} - labs - hosts
    paid = replication.ledger[replication.ledger["flow"] == "wholesale"]
    by_month = paid[paid["payer"].isin(independent)].groupby("month")["amount"].sum()
    assert by_month.sum() > 0
    np.testing.assert_allclose(everybody - segments, by_month.reindex(everybody.index, fill_value=0.0), atol=1e-9)


def test_customers_are_shares_and_both_is_no_more_than_either(replication):
    everybody = of_segment(replication, "customer_share", EVERYBODY)
    assert ((everybody >= 0) & (everybody <= 1)).all(axis=None)
    both = by_entity(replication, "lab_pair", "both_share")
    for pair in both.columns:
        for lab in pair.split("+"):
            assert (both[pair] <= everybody[f"{lab}@{EVERYBODY}"] + 1e-12).all()


def test_whoever_uses_many_models_uses_few_as_well(replication):
    counts = by_entity(replication, "model_count", "adopters_share")
    models = len(small(SCENARIO).parameters.models)
    for segment in (*small(SCENARIO).parameters.enterprises.segments, EVERYBODY):
        chain = counts[[f"{count}@{segment}" for count in range(1, 1 + models)]].to_numpy()
        assert (np.diff(chain, axis=1) <= 1e-12).all()


def test_main_labs_are_compared_with_those_of_a_year_before(replication):
    switched = series(replication, "market", "market", "vendor_switch_share")
    assert np.isnan(switched.iloc[:12]).all()
    assert ((switched.iloc[12:] >= 0) & (switched.iloc[12:] <= 1)).all()


def test_fewer_switch_where_switching_costs_more(replication):
    dear = run(SCENARIO, "enterprises.switching_cost=20", "enterprises.new_work=0")
    of_base, of_dear = (series(one, "market", "market", "vendor_switch_share").iloc[-1] for one in (replication, dear))
    assert of_dear < of_base


def test_tokens_of_labs_and_apps_are_those_that_are_served(replication):
    direct = by_entity(replication, "owner", "direct_volume").sum(axis=1)
    own = by_entity(replication, "owner", "own_volume").sum(axis=1)
    np.testing.assert_allclose(own, series(replication, "market", "market", "volume"), rtol=1e-9)
    assert (direct <= own + 1e-12).all()


def test_clouds_take_what_base_cloud_and_compute_cost(replication):
    revenue = by_entity(replication, "cloud", "market_revenue")
    np.testing.assert_allclose(revenue.sum(axis=1), series(replication, "market", "market", "cloud_revenue"))
    base = replication.ledger[replication.ledger["flow"] == "base_cloud"].groupby("month")["amount"].sum()
    assert (revenue.sum(axis=1) >= base).all()


def test_compute_that_answers_requests_is_a_part_of_all(replication):
    share = series(replication, "market", "market", "inference_share_of_compute").dropna()
    assert ((share > 0) & (share < 1)).all()


def test_an_enterprise_has_one_lab_or_more_and_no_more_labs_lead_than_there_are_tasks(replication):
    labs = series(replication, "market", "market", "labs_per_enterprise")
    assert (labs[np.isfinite(labs)] >= 1.0).all()
    assert np.isfinite(labs).any()
    leading = series(replication, "market", "market", "leading_labs")
    assert set(leading) <= {0.0, 1.0, 2.0, 3.0, 4.0}
    assert leading.max() >= 1.0


def test_training_spend_is_what_the_ledger_says(replication):
    paid = replication.ledger[replication.ledger["flow"] == "training_compute"]
    noted = by_entity(replication, "owner", "training_spend").dropna(axis=1, how="all")
    months = paid.groupby(["month", "payer"])["amount"].sum().unstack(fill_value=0.0)
    np.testing.assert_allclose(noted[months.columns], months.reindex(noted.index, fill_value=0.0), atol=1e-12)
