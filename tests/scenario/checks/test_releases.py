# ruff: noqa: E501  (one case per line)
import pytest

from tests.scenario.conftest import place_of

FIRST = "{when: 2022-06, capability: 3, serving_cost: 1}"
LATER = "{when: 2024-01, capability: 4, serving_cost: 0.5, specialisation: {coding: 1}}"


def released(releases: str, rest: str = "capability: null, serving_cost: null") -> str:
    return f"models: {{alpha: {{{rest}, releases: [{releases}]}}}}"


WRONG = [
    (released(f"{LATER}, {FIRST}"), "models.alpha.releases[1].when", "2022-06 comes after 2024-01 in the list", "in the order of their months"),
    (released(f"{FIRST}, {FIRST}"), "models.alpha.releases[1].when", "two releases of alpha in 2022-06", "keep one a month"),
    (released(FIRST, "serving_cost: null"), "models.alpha.capability", "alpha has releases, which say its capability: found 3 beside them", "write null"),
    (released(FIRST, "capability: null"), "models.alpha.serving_cost", "alpha has releases, which say its serving_cost: found 1 beside them", "write null"),
    ("models: {alpha: {capability: null}}", "models.alpha.capability", "a model without releases needs capability at the start", "a list of releases"),
    ("models: {alpha: {capability: null, serving_cost: null}}", "models.alpha.capability", "needs capability and serving_cost at the start", ""),
]  # fmt: skip


@pytest.mark.parametrize(("body", "key", "message", "hint"), WRONG, ids=[case[0] for case in WRONG])
def test_what_a_model_starts_with_is_said_once_and_in_order(folder, body, key, message, hint):
    problem = folder.problem(body)
    assert problem.key == key
    assert message in problem.message
    assert hint in problem.hint


def test_a_wrong_release_is_reported_at_its_line(folder):
    body = f"models:\n  alpha:\n    capability: null\n    serving_cost: null\n    releases:\n      - {LATER}\n      - {FIRST}\n"
    assert place_of(folder.problem(body)) == "child.yaml:11:16"


def test_all_problems_of_releases_come_at_once(folder):
    body = released("{when: soon, capability: 3}, {when: 2024-01, capability: 99, serving_cost: 1}")
    assert [problem.key for problem in folder.problems(body)] == [
        "models.alpha.releases[0].serving_cost",
        "models.alpha.releases[0].when",
        "models.alpha.releases[1].capability",
    ]


def test_an_entrant_has_no_releases(folder):
    body = released(FIRST, "capability: null, serving_cost: null, entrant: true, lab: studio")
    message = "alpha enters with the capability that entrants have then, so it has no releases"
    assert message in [problem.message for problem in folder.problems(body)]


@pytest.mark.parametrize(
    ("alpha", "beta"),
    [
        (f"capability: null, serving_cost: null, releases: [{LATER}]", "launch_capability: 2.5"),
        ("launch_capability: 3.1", "launch_capability: 2.5"),
        (f"capability: null, serving_cost: null, releases: [{FIRST}], launch_capability: 4", "launch_capability: 2.5"),
    ],
)
def test_something_is_on_sale_in_the_first_month(folder, alpha, beta):
    problem = folder.problem(f"models: {{alpha: {{{alpha}}}, beta: {{{beta}}}}}")
    assert (problem.key, problem.message) == ("models", "no model is on sale in the first month (2023-01)")


def test_nothing_of_a_model_changes_before_its_first_release(folder):
    event = "events: [{when: 2023-05, set: {models.alpha.capability: 5}}]"
    problem = folder.problem(f"{released(LATER)}\n{event}")
    assert problem.key == "models.alpha.capability"
    assert problem.message.startswith("from 2023-05 on: alpha is not on sale before its first release in 2024-01")


@pytest.mark.parametrize(
    "body",
    [
        released(FIRST),
        released(f"{FIRST}, {LATER}"),
        released(LATER),
        released("{when: 2040-01, capability: 9, serving_cost: 1}"),
        f"{released(LATER)}\nevents: [{{when: 2024-02, set: {{models.alpha.capability: 5}}}}]",
        "models: {alpha: {launch_capability: 9}}",
        "apps: {writer: {launched: 2024-03, adoption: {innovation: 0.1, imitation: 1, start_share: 0}}}",
        "apps: {writer: {launched: 2020-01}}",
    ],
)
def test_releases_and_launches_may_lie_before_in_and_after_the_run(folder, body):
    assert folder.load(body)


def test_releases_are_read_as_they_are_written(folder):
    alpha = folder.load(released(f"{FIRST}, {LATER}")).parameters.models["alpha"]
    assert [(r.when, r.capability, r.serving_cost, r.specialisation) for r in alpha.releases] == [
        ("2022-06", 3.0, 1.0, None),
        ("2024-01", 4.0, 0.5, {"coding": 1.0}),
    ]
