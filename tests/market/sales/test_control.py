"""Who controls each layer of the market (E38)."""

import numpy as np
import pytest

from sim.economics.competition.concentration import herfindahl
from sim.market.measures import LAYERS
from tests.market.small_runs import by_entity, run, series, small


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("name", ["exclusive", "open"])
def test_shares_of_a_layer_sum_to_one_and_give_its_concentration(name, layer):
    replication = run(name)
    control = by_entity(replication, "control", "control_share")
    shares = control[[f"{layer}@{owner}" for owner in small(name).parameters.owners]]
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, rtol=1e-9)
    hhi, top = (series(replication, "layer", layer, measure) for measure in ("hhi", "top_share"))
    np.testing.assert_allclose(hhi, [herfindahl(row) for row in shares.to_numpy()], rtol=1e-9)
    np.testing.assert_allclose(top, shares.max(axis=1), rtol=1e-12)


def test_the_model_layer_is_the_share_of_labs():
    replication = run("open")
    control = by_entity(replication, "control", "control_share")
    for lab, share in by_entity(replication, "owner", "lab_share").dropna(axis=1).items():
        np.testing.assert_allclose(control[f"model@{lab}"], share, rtol=1e-9)


def test_exclusivity_gives_its_partner_more_of_the_channel():
    exclusive, free = (by_entity(run(name), "control", "control_share") for name in ("exclusive", "open"))
    for layer in ("distribution", "customer", "cloud"):
        assert (exclusive[f"{layer}@microsoft"] > free[f"{layer}@microsoft"]).all()


def test_owners_without_models_clouds_or_apps_control_nothing():
    control = by_entity(run("open"), "control", "control_share")
    assert (control["cloud@openai"] == 0.0).all()
    assert (control["model@amazon"] == 0.0).all()


def test_who_gives_its_models_away_bills_nobody():
    """Hosts collect the price of open models, from consumers too (E9)."""
    replication = run("open")
    control = by_entity(replication, "control", "control_share")
    assert "meta" not in set(replication.ledger["payee"])
    assert (control["customer@meta"] == 0.0).all()
