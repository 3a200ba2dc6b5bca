"""What was asked for meets the GPUs that there are (E12, E13)."""

import numpy as np
import pytest

from tests.market.small_runs import SCARCE, SHIPPED, by_entity, played, run, series, small

COMMITTED = ("contracts.microsoft-openai.commitment=14", "contracts.microsoft-openai.commitment_months=14")

AMPLE = tuple(f"clouds.{name}.capacity=5" for name in small("open").parameters.clouds)

# Every scenario as it is; and short of GPUs, one for each way in which contracts, routing and access differ.
CASES: list = [pytest.param(*shipped.values, (), marks=shipped.marks, id=shipped.id) for shipped in SHIPPED]
CASES += [(name, SCARCE) for name in ("exclusive", "open", "preferred")]
CASES += [pytest.param(name, SCARCE, marks=pytest.mark.study) for name in ("router_off", "endogenous")]


@pytest.mark.study
@pytest.mark.parametrize(("name", "overrides"), CASES)
def test_capacity_is_never_exceeded(name, overrides):
    assert (by_entity(run(name, *overrides), "cloud", "utilisation") <= 1.0 + 1e-12).all().all()


@pytest.mark.parametrize(("name", "overrides"), CASES)
def test_served_and_lost_volume_make_up_what_was_asked(name, overrides):
    state = played(name, *overrides)
    service = state.service
    asked = service.demand[:, 1:].sum()
    assert service.volume.sum() + service.unserved == pytest.approx(asked, rel=1e-12)
    assert (service.volume >= 0.0).all()
    assert service.demand.sum() == pytest.approx(state.tokens.sum() + state.consumer_tokens.sum(), rel=1e-12)


@pytest.mark.parametrize("overrides", [(), SCARCE])
def test_hours_used_serve_tokens_and_training(overrides):
    state = played("open", *overrides)
    service, offers = state.service, state.offers
    hours = service.volume * state.serving_cost[offers.component_model]
    serving = np.bincount(offers.component_cloud, hours, len(state.clouds))
    trained = (state.training_hours * service.served_share).sum(axis=0)
    np.testing.assert_allclose(service.used, serving + trained, rtol=1e-9)
    np.testing.assert_allclose(service.lab_hours.sum(axis=0), service.used, rtol=1e-12)


def test_with_few_gpus_demand_is_lost_and_with_enough_it_is_not():
    assert (series(run("open", *SCARCE), "market", "market", "rationed_share") > 0.05).any()
    assert (series(run("open", *AMPLE), "market", "market", "rationed_share") == 0.0).all()
    assert (by_entity(run("open", *SCARCE), "cloud", "unserved_share") <= 1.0).all().all()


def test_a_full_cloud_is_used_up():
    scarce = run("open", *SCARCE)
    full = by_entity(scarce, "cloud", "unserved_share") > 0.0
    used = by_entity(scarce, "cloud", "utilisation")
    np.testing.assert_allclose(used.to_numpy()[full.to_numpy()], 1.0, rtol=1e-9)


def test_who_has_committed_is_served_before_the_others():
    state = played("exclusive", *SCARCE, *COMMITTED, "horizon.months=2")
    share = state.service.served_share[:, state.catalogue.cloud["azure"]]
    openai = state.catalogue.account["openai"]
    others = np.delete(share, openai)
    cut = others[others < 1.0]
    assert cut.size > 0
    assert share[openai] > cut.max()
    assert np.ptp(cut) < 1e-12


def test_without_commitments_all_labs_on_a_cloud_are_cut_alike():
    state = played("exclusive", *SCARCE, "horizon.months=2")
    assert state.service.unserved > 0.0
    for number in range(len(state.clouds)):
        asking = state.service.lab_hours[:, number] > 0.0
        assert np.ptp(state.service.served_share[asking, number]) < 1e-9


def test_shares_of_models_and_volumes_add_up():
    state = played("open")
    replication = run("open")
    models = by_entity(replication, "model", "volume")
    total = series(replication, "market", "market", "volume")
    np.testing.assert_allclose(models.sum(axis=1), total, rtol=1e-12)
    np.testing.assert_allclose(by_entity(replication, "task", "volume").sum(axis=1), total, rtol=1e-9)
    np.testing.assert_allclose(by_entity(replication, "model_on_cloud", "hosted_volume").sum(axis=1), total, rtol=1e-9)
    np.testing.assert_allclose(by_entity(replication, "model", "share").sum(axis=1), 1.0, rtol=1e-12)
    assert state.service.volume.sum() == pytest.approx(total.iloc[-1])
