"""Every app, surface, model, contract and task can be taken out, one at a time."""

from contextlib import nullcontext

import numpy as np
import pytest

from sim.market.replication import simulate
from sim.scenario import load
from tests.market.small_runs import ADOPTED, SCENARIOS, series
from tests.market.unappraised import unappraised

FEW = ("enterprises.count=60", "enterprises.panel=40", "horizon.months=4", *ADOPTED)
BASE = load(SCENARIOS / "base.yaml").parameters

CONTRACTS_OF = {
    "mercury": ("microsoft-inception", "amazon-inception", "alphabet-inception"),
    "grok": ("microsoft-xai",),
    "claude": ("amazon-anthropic", "alphabet-anthropic", "cursor-anthropic"),
    "gpt": ("microsoft-openai", "amazon-openai", "alphabet-openai", "cursor-openai"),
}


@pytest.fixture(autouse=True, params=["unappraised", pytest.param("appraised", marks=pytest.mark.study)])
def appraisal(request):
    """Leave appraisals, which take most of such short runs, to the studies."""
    with unappraised() if request.param == "unappraised" else nullcontext():
        yield


def check(*overrides: str):
    """Run without something and check that what is left adds up."""
    replication = check_sums(*overrides)
    assert (series(replication, "market", "market", "volume") > 0.0).all()
    return replication


def check_sums(*overrides: str):
    """Run and check that what is left adds up, even if nothing is served."""
    replication = simulate(load(SCENARIOS / "open.yaml", (*FEW, *overrides)), 1)
    assert (series(replication, "market", "market", "ledger_imbalance") <= 1e-9).all()
    assert (series(replication, "market", "market", "price_residual") <= 1e-8).all()
    assert np.isfinite(series(replication, "market", "market", "total_surplus")).all()
    return replication


def without_model(name: str) -> list[str]:
    """Overrides that take out a model, its contracts, and the licences of apps for it."""
    overrides = [f"models.{name}=null", *(f"contracts.{pair}=null" for pair in CONTRACTS_OF.get(name, ()))]
    for app, section in BASE.apps.items():
        left = [licence for licence in section.licences if licence != name]
        if left != section.licences:
            overrides.append(f"apps.{app}.licences=[{', '.join(left)}]" if left else f"apps.{app}=null")
    return overrides


@pytest.mark.parametrize("name", sorted(BASE.apps))
def test_an_app(name):
    without_app = [f"apps.{name}=null"]
    if name == "cursor_editor":
        without_app += ["contracts.cursor-openai=null", "contracts.cursor-anthropic=null"]
    replication = check(*without_app)
    assert name not in set(replication.monthly["entity"])


@pytest.mark.parametrize(
    ("app", "surface"), [(app, surface) for app in sorted(BASE.apps) for surface in sorted(BASE.apps[app].surfaces)]
)
def test_a_surface(app, surface):
    others = [name for name in BASE.apps[app].surfaces if name != surface]
    left = [f"apps.{app}.surfaces.{surface}=null"] if others else [f"apps.{app}.surfaces.{surface}.weight=0"]
    check(*left)


@pytest.mark.parametrize("name", sorted(BASE.models))
def test_a_model(name):
    replication = check(*without_model(name))
    assert name not in set(replication.monthly["entity"])


@pytest.mark.parametrize("name", sorted(BASE.contracts))
def test_a_contract(name):
    partner, lab = name.split("-")
    overrides = [f"contracts.{name}=null"]
    for app, section in BASE.apps.items():
        left = [model for model in section.licences if section.owner != partner or BASE.models[model].lab != lab]
        if left != section.licences:
            overrides.append(f"apps.{app}.licences=[{', '.join(left)}]")
    primary = {model: section.primary_host for model, section in BASE.models.items() if section.lab == lab}
    hosts = {cloud for cloud, section in BASE.clouds.items() if section.owner == partner}
    if any(host in hosts for host in primary.values()):
        fallback = {"microsoft": "aws", "amazon": "google_cloud"}[partner]
        if lab == "xai":
            overrides.append("contracts.amazon-xai={access: open}")
        overrides += [f"models.{model}.primary_host={fallback}" for model in primary]
    check(*overrides)


def without_tastes_for(task: str) -> list[str]:
    """Overrides that leave no model made for a task, and no segment with more or less of it."""
    specialised = [name for name, model in BASE.models.items() if task in model.specialisation]
    tilted = [name for name, segment in BASE.enterprises.segments.items() if task in segment.task_mix]
    return [
        *(f"models.{name}.specialisation.{task}=null" for name in specialised),
        *(f"enterprises.segments.{name}.task_mix.{task}=null" for name in tilted),
    ]


@pytest.mark.parametrize("name", sorted(set(BASE.tasks) - {"consumer"}))
def test_an_enterprise_task(name):
    others = [task for task, section in BASE.tasks.items() if section.buyer == "enterprise" and task != name]
    scale = sum(BASE.tasks[task].volume_share for task in others)
    overrides = [f"tasks.{name}=null"]
    overrides += [f"tasks.{task}.volume_share={BASE.tasks[task].volume_share / scale!r}" for task in others]
    overrides += [f"apps.{app}=null" for app, section in BASE.apps.items() if section.task == name]
    overrides += without_tastes_for(name)
    if name == "coding":
        overrides += ["contracts.cursor-openai=null", "contracts.cursor-anthropic=null"]
    replication = check(*overrides)
    tasks = replication.monthly.loc[replication.monthly["kind"] == "task", "entity"]
    assert set(tasks) == set(BASE.tasks) - {name}


NO_CONSUMER_APPS = ("apps.bing_copilot=null", "apps.search_ai=null")
NO_APPS = (
    *NO_CONSUMER_APPS,
    *(f"apps.{name}=null" for name in ("m365_copilot", "workspace_ai", "github_copilot", "cursor_editor")),
    "contracts.cursor-openai=null",
    "contracts.cursor-anthropic=null",
    "contracts.microsoft-openai.licence=none",
)


def test_all_apps_for_consumers():
    check(*NO_CONSUMER_APPS)


def test_all_apps():
    check(*NO_APPS)


def test_all_consumers():
    replication = check(
        "tasks.consumer=null", "consumers.volume_share=0", *NO_CONSUMER_APPS, *without_tastes_for("consumer")
    )
    assert set(replication.monthly.loc[replication.monthly["kind"] == "task", "entity"]) == {
        "coding",
        "documents",
        "support",
        "regulated",
    }


VOLUMES = "rules.demand=volumes"
ENTERPRISE_TASKS = [name for name, task in BASE.tasks.items() if task.buyer == "enterprise"]


@pytest.mark.parametrize("nothing", [("tasks.consumer.budget=0",), (VOLUMES, "consumers.volume_share=0")])
def test_all_volume_of_consumers(nothing):
    replication = check(*nothing)
    assert (series(replication, "task", "consumer", "volume") == 0.0).all()
    assert (series(replication, "task", "coding", "volume") > 0.0).all()


@pytest.mark.parametrize(
    "nothing", [[f"tasks.{name}.budget=0" for name in ENTERPRISE_TASKS], [VOLUMES, "consumers.volume_share=1"]]
)
def test_all_volume_of_enterprises(nothing):
    replication = check(*nothing)
    for name in ENTERPRISE_TASKS:
        assert (series(replication, "task", name, "volume") == 0.0).all()


def test_all_clouds_but_one():
    overrides = [f"clouds.{name}=null" for name in BASE.clouds if name != "azure"]
    overrides += ["clouds.azure.home_share=1", "clouds.azure.capacity=0.8"]
    overrides += [f"models.{model}.primary_host=azure" for model in BASE.models]
    overrides += [f"apps.{app}.host=azure" for app in BASE.apps]
    overrides += [f"contracts.{pair}=null" for pair in BASE.contracts if pair.startswith(("amazon-", "alphabet-"))]
    overrides += ["contracts.microsoft-anthropic={access: open}", "contracts.microsoft-alphabet={access: open}"]
    overrides += [
        f"enterprises.segments.{name}.homes.{cloud}=null"
        for name, segment in BASE.enterprises.segments.items()
        for cloud in segment.homes
        if cloud != "azure"
    ]
    replication = check(*overrides)
    assert (series(replication, "cloud", "azure", "home_share") > 0.999).all()


def test_all_enterprises_but_one():
    check("enterprises.count=1")


def test_all_workloads_but_one():
    check("enterprises.workloads_per_task=1")


def test_all_closed_models_become_open():
    overrides = [f"models.{name}.open=true" for name in BASE.models]
    overrides += [f"contracts.{pair}.licence=none" for pair in BASE.contracts]
    replication = check(*overrides)
    assert (replication.ledger["flow"] != "marketplace_fee").all()


def test_capacity_that_lasts_a_single_month():
    """Nothing is served once it is worn out."""
    replication = check_sums("compute.depreciation_months=1")
    volume = series(replication, "market", "market", "volume")
    assert volume.iloc[0] > 0.0
    assert (volume.iloc[1:4] == 0.0).all()
