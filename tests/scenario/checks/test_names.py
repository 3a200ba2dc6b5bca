# ruff: noqa: E501  (one case per line)
from itertools import combinations

import pytest

from sim.market.measures import MEASURES
from sim.scenario.checks.names import SHARING_MEASURES
from tests.scenario.conftest import place_of

CLOUD = "{label: X, owner: rival, home_share: 0, capacity: 1, compute_price: 1, resource_cost: 1, marketplace_fee: 0}"
TASK = (
    "{label: X, buyer: enterprise, budget: 1, budget_growth: 0, log_price_sensitivity: 1, outside_trend: 0, "
    "volume_share: 0, price_sensitivity: 1, outside_utility: 1, latency_aversion: 0, compliance_penalty: 0, "
    "adoption_delay: 0}"
)

WRONG_REFERENCES = [
    ("clouds: {blue: {owner: bigsfot}}", "5:24", "clouds.blue.owner", '"bigsfot" is not in owners', "did you mean bigsoft? in owners: bigsoft, lab"),
    ("models: {alpha: {primary_host: blau}}", "5:32", "models.alpha.primary_host", '"blau" is not in clouds', "did you mean blue? in clouds: blue, green"),
    ("apps: {writer: {task: codng}}", "5:23", "apps.writer.task", "is not in tasks", "did you mean coding?"),
    ("apps: {writer: {host: aws}}", "5:23", "apps.writer.host", "is not in clouds", "in clouds: blue, green"),
    ("apps: {writer: {suite: ofice}}", "5:24", "apps.writer.suite", "is not in enterprises.suites", "did you mean office?"),
    ("apps: {writer: {licences: [alpha, gamma]}}", "5:35", "apps.writer.licences", '"gamma" is not in models', "in models: alpha, beta"),
    ("apps: {writer: {licences: [beta, beta]}}", "5:34", "apps.writer.licences", "beta is listed twice", "keep one"),
    ("enterprises: {segments: {small: {task_mix: {codng: 1}}}}", "5:45", "enterprises.segments.small.task_mix.codng", '"codng" is not in tasks', "did you mean coding?"),
    ("enterprises: {segments: {small: {suites: {ofice: 0.1}}}}", "5:43", "enterprises.segments.small.suites.ofice", '"ofice" is not in enterprises.suites', "did you mean office?"),
    ("enterprises: {segments: {small: {homes: {geen: 1}}}}", "5:42", "enterprises.segments.small.homes.geen", '"geen" is not in clouds', "did you mean green?"),
    ("enterprises: {segments: {small: {brand_taste: {bigsfot: 1}}}}", "5:48", "enterprises.segments.small.brand_taste.bigsfot", '"bigsfot" is not in owners', "did you mean bigsoft?"),
    ("models: {alpha: {capability: null, serving_cost: null, releases: [{when: 2023-01, capability: 3, serving_cost: 1, specialisation: {codng: 1}}]}}", "5:132", "models.alpha.releases[0].specialisation.codng", '"codng" is not in tasks', "did you mean coding?"),
    ("models: {alpha: {specialisation: {codng: 1}}}", "5:35", "models.alpha.specialisation.codng", '"codng" is not in tasks', "did you mean coding?"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "place", "key", "message", "hint"), WRONG_REFERENCES, ids=[case[0] for case in WRONG_REFERENCES])  # fmt: skip
def test_a_name_that_nothing_has_gets_the_nearest_one(folder, body, place, key, message, hint):
    problem = folder.problem(body)
    assert place_of(problem) == f"child.yaml:{place}"
    assert problem.key == key
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize("name", ["Blue-Cloud", "blue cloud", "_blue", "blué"])
def test_names_have_only_letters_digits_and_underscores(folder, name):
    problem = folder.problem(f"clouds: {{{name}: {CLOUD}}}")
    assert (place_of(problem), problem.key) == ("child.yaml:5:10", f"clouds.{name}")
    assert "only small letters, digits and _" in problem.message


def test_a_better_form_of_a_name_is_offered(folder):
    assert folder.problem(f"clouds: {{Blue-Cloud: {CLOUD}}}").hint == "write blue_cloud"


def test_names_of_suites_and_surfaces_are_checked_too(folder):
    body = "enterprises: {suites: {Google Docs: 0.1}}\napps: {writer: {surfaces: {e-mail: {weight: 0, use: 1}}}}\n"
    assert [problem.key for problem in folder.problems(body)] == [
        "enterprises.suites.Google Docs",
        "apps.writer.surfaces.e-mail",
    ]


@pytest.mark.parametrize(
    ("body", "key", "other"),
    [
        (f"clouds: {{rival: {CLOUD}}}", "clouds.rival", "owners"),
        (f"clouds: {{coding: {CLOUD}}}", "tasks.coding", "clouds"),
        (f"clouds: {{writer: {CLOUD}}}", "apps.writer", "clouds"),
        (f"tasks: {{alpha: {TASK}}}", "tasks.alpha", "models"),
        (f"tasks: {{writer: {TASK}}}", "tasks.writer", "apps"),
        ("owners: {alpha: {label: A}}", "models.alpha", "owners"),
        ("owners: {writer: {label: W}}", "apps.writer", "owners"),
        ("owners: {coding: {label: C}}", "tasks.coding", "owners"),
    ],
)
def test_what_shares_measures_must_not_share_a_name(folder, body, key, other):
    problem = folder.problem(body)
    assert problem.key == key
    assert problem.message.startswith(f"{other} has an entry")


def test_whatever_shares_a_measure_must_not_share_a_name():
    sections = {
        "owners": ("owner",),
        "clouds": ("cloud", "home"),
        "models": ("model",),
        "apps": ("app",),
        "tasks": ("task",),
    }
    measured = {name: {m.name for m in MEASURES if m.kind in kinds} for name, kinds in sections.items()}
    sharing = {frozenset(pair) for pair in combinations(measured, 2) if measured[pair[0]] & measured[pair[1]]}
    assert {frozenset(pair) for pair in SHARING_MEASURES} == sharing


@pytest.mark.parametrize(
    ("body", "key", "message"),
    [
        ("clouds: {blue: null, green: null}", "clouds", "at least one cloud"),
        ("models: {alpha: null, beta: null}", "models", "at least one model"),
        ("tasks: {chat: null, coding: null}", "tasks", "at least one task"),
        ("tasks: {coding: {buyer: consumer}}", "tasks", "at least one task with buyer: enterprise"),
        ("tasks: {chat: null}", "consumers.volume_share", "no task has buyer: consumer"),
    ],
)
def test_a_market_needs_clouds_models_and_tasks(folder, body, key, message):
    assert any(problem.key == key and message in problem.message for problem in folder.problems(body))


def test_a_market_without_consumers_is_fine(folder):
    assert folder.load("tasks: {chat: null}\nconsumers: {volume_share: 0}")
