"""The dated record: what its numbers say they rest on is what they rest on."""

import csv
import re
from pathlib import Path

import pytest

from sim.scenario import load, shipped_folder
from sim.scenario.months import month_index

ROOT = Path(__file__).parents[2]
HISTORY = load(shipped_folder() / "history.yaml")
MODELS = HISTORY.parameters.models
LINE = re.compile(
    r"- \{when: (?P<when>[\d-]+), capability: (?P<capability>[\d.]+), serving_cost: (?P<cost>[\d.]+)\}"
    r"  # (?P<price>[\d.]+): (?P<what>.*)"
)


def releases():
    """Name of the model and what the line of each release says."""
    name = ""
    for line in (shipped_folder() / "history.yaml").read_text(encoding="utf-8").splitlines():
        entry = re.fullmatch(r"  ([a-z_]+):", line)
        name = entry[1] if entry else name
        release = LINE.fullmatch(line.strip())
        if release:
            yield pytest.param(name, release.groupdict(), id=f"{name}-{release['when']}")


def facts():
    with (ROOT / "seeds" / "facts.csv").open(newline="", encoding="utf-8") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


FACTS = facts()
RELEASES = list(releases())


def prices_per_hour(name):
    """Price for each GPU-hour per Mtok, as the opening comment derives it (E45, E9)."""
    parameters, beta, share = HISTORY.parameters, 1.4, 0.25
    model = MODELS[name]
    compute = 1.0 if model.lab in {cloud.owner for cloud in parameters.clouds.values()} else 2.2
    if model.open:
        return compute * (1.0 + parameters.compute.open_hosting_margin)
    kept = 1.0 - parameters.clouds["azure"].marketplace_fee
    kept -= parameters.contracts["microsoft-openai"].revenue_share if model.lab == "openai" else 0.0
    return compute / kept * (1.0 + 1.0 / (beta * (1.0 - share)))


def test_every_release_of_the_file_is_one_of_these_lines():
    assert len(RELEASES) == sum(len(model.releases) for model in MODELS.values()) > 40


@pytest.mark.parametrize(("name", "release"), RELEASES)
def test_a_serving_cost_follows_from_the_price_beside_it(name, release):
    assert float(release["cost"]) == pytest.approx(float(release["price"]) / prices_per_hour(name), rel=0.01)


@pytest.mark.parametrize(
    ("name", "release"), [one for one in RELEASES if re.search(r"E\d{3}, E\d{3}", one.values[1]["what"])]
)
def test_a_price_is_four_parts_input_and_one_part_output_of_its_facts(name, release):
    for_input, for_output = (FACTS[tag] for tag in re.findall(r"E\d{3}", release["what"])[:2])
    assert "input" in for_input["metric"]
    assert "output" in for_output["metric"]
    price = 0.8 * float(for_input["value"]) + 0.2 * float(for_output["value"])
    cut = 0.2 if "after its cut by 80 %" in release["what"] else 1.0
    assert float(release["price"]) == pytest.approx(cut * price, rel=0.01)


def test_a_model_never_gets_worse():
    for model in MODELS.values():
        capabilities = [release.capability for release in model.releases]
        assert capabilities == sorted(capabilities)


def test_the_best_model_of_the_first_month_is_that_of_the_base_scenario():
    first = [
        release.capability
        for model in MODELS.values()
        for release in model.releases
        if month_index(HISTORY.parameters.horizon.start, release.when) <= 0
    ]
    base = load(shipped_folder() / "base.yaml").parameters.models
    assert max(first) == max(model.capability for model in base.values())


def terms(when, contract="microsoft-openai"):
    return HISTORY.parameters_at(month_index("2023-01", when)).contracts[contract]


@pytest.mark.parametrize(
    ("when", "access", "compute", "stake"),
    [
        ("2023-01", "exclusive", "tied", "F002"),
        ("2024-12", "exclusive", "tied", "F002"),
        ("2025-01", "exclusive", "first_refusal", "F002"),
        ("2025-10", "exclusive", "free", "F001"),
        ("2026-03", "exclusive", "free", "F001"),
        ("2026-04", "open", "free", "F001"),
    ],
)
def test_compute_loosens_before_sales_as_recorded(when, access, compute, stake):
    agreed = terms(when)
    assert (agreed.access, agreed.compute) == (access, compute)
    assert agreed.stake == pytest.approx(float(FACTS[stake]["value"]) / 100.0)


def test_commitments_are_those_on_record():
    recorded = {
        ("2025-03", "other_cloud_firms-openai"): "F022",
        ("2025-10", "microsoft-openai"): "F004",
        ("2025-11", "microsoft-anthropic"): "G001",
        ("2025-11", "amazon-openai"): "F021",
        ("2026-04", "amazon-anthropic"): "G006",
    }
    for (when, contract), tag in recorded.items():
        assert terms(when, contract).commitment == float(FACTS[tag]["value"])
    assert terms("2026-02", "amazon-openai").commitment == sum(float(FACTS[tag]["value"]) for tag in ("F021", "F017"))


def test_nothing_that_the_market_brings_about_is_set():
    paths = {path.split(".")[-1] for event in HISTORY.events for path in event.changes}
    assert paths <= {
        "access",
        "capacity",
        "commitment",
        "commitment_months",
        "compute",
        "licence",
        "licences",
        "revenue_share_cap",
        "stake",
        "wholesale_markup",
    }
