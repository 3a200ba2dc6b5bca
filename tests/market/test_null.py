"""With every channel of access shut, it makes no difference where a model is sold (rule 3 of section 13)."""

import pytest

from sim.market.measures import MEASURES
from tests.market.small_runs import moved, played, run, series, small

OWNERS = ("alphabet", "amazon", "microsoft")  # owners of clouds
CLOUDS = ("aws", "azure", "google_cloud")
LAYERS_OF_HOSTS = ("cloud", "customer", "distribution", "inference")

# Access decides by definition where GPT can be had, from where it is served, and hence who hosts and who bills.
BY_DEFINITION = {
    "model.gpt.reach",
    *(f"model_on_cloud.gpt@{cloud}.hosted_volume" for cloud in CLOUDS),
    *(
        f"cloud.{cloud}.{measure}"
        for cloud in CLOUDS
        for measure in ("revenue", "market_revenue", "utilisation", "margin")
    ),
    *(f"owner.{owner}.revenue" for owner in OWNERS),
    *(f"layer.{layer}.{measure}" for layer in LAYERS_OF_HOSTS for measure in ("hhi", "top_share", "pivotality")),
    *(f"control.{layer}@{owner}.control_share" for layer in LAYERS_OF_HOSTS for owner in OWNERS),
    *(
        f"pair.openai-on-{owner}.{measure}"
        for owner in OWNERS
        for measure in ("dependence", "dependence_revenue", "dependence_compute")
    ),
    "contract.microsoft-openai.exclusive",
    "market.market.active_contracts",
    # How closely prices and payments add up is rounding.
    "market.market.price_residual",
    "market.market.ledger_imbalance",
}

# Opening one channel again, on both sides of the comparison.
CHANNELS = {
    "friction": ("enterprises.portability_friction=1",),
    "neutrality": ("enterprises.neutrality_discount=0.3", "enterprises.tolerated_dependence=0"),
    "compliance": ("tasks.regulated.compliance_penalty=2",),
    "marketplace fee": ("clouds.aws.marketplace_fee=0.03",),
    "hosting margin": ("clouds.aws.compute_price=2.2",),
    "capacity": ("clouds.azure.capacity=0.02", "compute.gpu_supply=0"),
}


def differences(*overrides: str, seed: int = 1) -> set[str]:
    """Measures that differ between exclusive and open access under the null."""
    return moved(run("null", *overrides, seed=seed), run("null_open", *overrides, seed=seed))


@pytest.mark.study
@pytest.mark.parametrize("seed", [1, 2])
def test_only_what_access_decides_by_definition_differs(seed):
    assert differences(seed=seed) <= BY_DEFINITION


def test_access_itself_does_differ():
    assert {"model.gpt.reach", "pair.openai-on-microsoft.dependence"} <= differences()
    exclusive, free = run("null"), run("null_open")
    assert (series(exclusive, "model", "gpt", "reach") < 0.6).all()
    # Whoever has no cloud but those that sell nobody's closed models stays out of reach.
    state = played("null_open")
    elsewhere = state.catalogue.cloud["other_clouds"]
    out_of_reach = (state.classes.home == elsewhere) & (state.classes.second == elsewhere)
    reach = series(free, "model", "gpt", "reach")
    assert reach.iloc[-1] == pytest.approx(1.0 - state.class_sizes[out_of_reach].sum(), rel=1e-6)


def test_what_may_differ_leaves_prices_volumes_surplus_and_profits_out():
    for measure in ("price", "volume", "consumer_surplus", "total_surplus", "profit", "share"):
        assert not [name for name in BY_DEFINITION if name.endswith(f".{measure}")]
        assert any(registered.name == measure for registered in MEASURES)


def test_open_access_given_in_python_is_the_same_scenario():
    freer = small("null").with_(**{"contracts.microsoft-openai.access": "open"})
    assert freer == small("null_open")


@pytest.mark.study
@pytest.mark.parametrize("channel", CHANNELS)
def test_any_open_channel_lets_access_matter(channel):
    found = differences(*CHANNELS[channel])
    touched = {name for name in found if name.endswith((".consumer_surplus", ".profit"))}
    assert touched, sorted(found - BY_DEFINITION)
