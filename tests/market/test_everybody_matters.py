"""Every firm and product of the article makes a difference: without it, others sell or earn something else."""

from functools import cache

import pytest

from sim.market.replication import Replication, simulate
from sim.scenario import load
from tests.market.small_runs import SCENARIOS, moved
from tests.market.test_what_can_be_removed import BASE, FEW, without_model
from tests.market.unappraised import unappraised


@cache
def lived_without(*overrides: str) -> Replication:
    """A run of the market without some of it."""
    with unappraised():
        return simulate(load(SCENARIOS / "open.yaml", (*FEW, *overrides)), 1)


OWNERS = {"azure": "microsoft", "aws": "amazon", "google_cloud": "alphabet"}
HEIRS = {"azure": "aws", "aws": "google_cloud", "google_cloud": "azure"}
AGREEMENTS = {  # so that what the cloud sold can be sold by its heir
    "azure": (
        "contracts.microsoft-openai.access=none",
        "contracts.microsoft-openai.compute=free",
        "contracts.amazon-xai={access: open}",
        "contracts.amazon-microsoft={access: open}",
    ),
    "aws": (),
    "google_cloud": ("contracts.microsoft-alphabet={access: open}",),
}


def without_cloud(name: str) -> list[str]:
    """Overrides that take a cloud out: its enterprises, models and apps go to another one."""
    owner, heir = OWNERS[name], HEIRS[name]
    share = BASE.clouds[heir].home_share + BASE.clouds[name].home_share
    changes = [f"clouds.{name}=null", f"clouds.{heir}.home_share={share!r}", *AGREEMENTS[name]]
    changes += [f"models.{m}.primary_host={heir}" for m, model in BASE.models.items() if model.primary_host == name]
    changes += [f"apps.{a}.host={heir}" for a, app in BASE.apps.items() if app.host == name]
    tilted = [segment for segment, one in BASE.enterprises.segments.items() if name in one.homes]
    changes += [f"enterprises.segments.{segment}.homes.{name}=null" for segment in tilted]
    kept = {"microsoft-openai"}  # licences go on
    return changes + [f"contracts.{p}=null" for p in BASE.contracts if p.startswith(f"{owner}-") and p not in kept]


def without_surface(app: str, surface: str) -> list[str]:
    """Overrides that leave one surface of an app without weight."""
    others = {name: one for name, one in BASE.apps[app].surfaces.items() if name != surface}
    if not others:
        return [f"apps.{app}.bonus=0"]
    scale = sum(one.weight for one in others.values())
    bonus = BASE.apps[app].bonus * scale
    changes = [f"apps.{app}.surfaces.{surface}=null", f"apps.{app}.bonus={bonus!r}"]
    return changes + [f"apps.{app}.surfaces.{name}.weight={one.weight / scale!r}" for name, one in others.items()]


PRODUCTS = {
    "Office": without_surface("m365_copilot", "office"),
    "Teams": without_surface("m365_copilot", "teams"),
    "Outlook": without_surface("m365_copilot", "outlook"),
    "Windows": without_surface("m365_copilot", "windows"),
    "Windows for consumers": without_surface("bing_copilot", "windows"),
    "LinkedIn": without_surface("m365_copilot", "linkedin"),
    "security tools": without_surface("m365_copilot", "security_tools"),
    "GitHub": without_surface("github_copilot", "github"),
    "Bing": without_surface("bing_copilot", "bing"),
    "Google search": without_surface("search_ai", "search"),
    "Google Workspace": without_surface("workspace_ai", "workspace"),
    "OpenAI and ChatGPT": without_model("gpt"),
    "the launch of ChatGPT": ["adoption.launch_shock=0"],
    "Anthropic": without_model("claude"),
    "Gemini": without_model("gemini"),
    "Meta": without_model("llama"),
    "xAI and SpaceX": without_model("grok"),
    "Microsoft's own models": without_model("mai"),
    "Inception": without_model("mercury"),
    "Cursor": ["apps.cursor_editor=null", "contracts.cursor-openai=null", "contracts.cursor-anthropic=null"],
    "search advertising": ["owners.alphabet.search_displacement=0"],
    "Azure": without_cloud("azure"),
    "AWS": without_cloud("aws"),
    "Google Cloud": without_cloud("google_cloud"),
}


@pytest.mark.study
@pytest.mark.parametrize("product", PRODUCTS)
def test_without_it_others_sell_or_earn_something_else(product):
    differ = moved(lived_without(), lived_without(*PRODUCTS[product]), relative=1e-6)
    assert any(".volume" in name for name in differ), sorted(differ)[:20]
    assert any(name.endswith(".profit") for name in differ), sorted(differ)[:20]
