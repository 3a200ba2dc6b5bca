# ruff: noqa: E501  (one case per line)
import pytest

from sim.scenario import DatedEvent
from tests.scenario.conftest import place_of
from tests.scenario.small_scenario import SMALL

# event, place, key, part of the message, part of the hint
WRONG = [
    ("{when: 2022-12, set: {rules.pricing: nash}}", "6:12", "events[0].when", "2022-12 is before the run starts: it lasts from 2023-01 to 2024-12", ""),
    ("{when: 2025-01, set: {rules.pricing: nash}}", "6:12", "events[0].when", "2025-01 is after the run ends: it lasts from 2023-01 to 2024-12", ""),
    ("{when: 2024-1, set: {rules.pricing: nash}}", "6:12", "events[0].when", "expected a month as YYYY-MM", "write 2024-01"),
    ("{when: 2024-01}", "6:5", "events[0].set", "missing", ""),
    ("{set: {rules.pricing: nash}}", "6:5", "events[0].when", "missing: expected a month as YYYY-MM", ""),
    ("{when: 2024-01, sets: {rules.pricing: nash}}", "6:21", "events[0].sets", 'no key "sets" in events[0]', "did you mean set?"),
    ("{when: 2024-01, set: {}}", "6:21", "events[0].set", "sets nothing", ""),
    ("{when: 2024-01, set: [a]}", "6:26", "events[0].set", "found a list", ""),
    ("{when: 2024-01, set: {rules.pricing: nash}, note: 3}", "6:55", "events[0].note", "expected text, found 3", ""),
    ("3", "6:5", "events[0]", "expected a map with when and set, found 3", ""),
    ("{when: 2024-01, set: {rules.pricin: nash}}", "6:27", "rules.pricin", 'no key "pricin" in rules', "did you mean pricing?"),
    ("{when: 2024-01, set: {rules.pricing: nahs}}", "6:42", "rules.pricing", "or a file such as my_rule.py, found the text", "did you mean nash?"),
    ("{when: 2024-01, set: {models.alhpa.training_budget: 3}}", "6:27", "models.alhpa.training_budget", 'no "alhpa" in models, and events cannot add one', "did you mean alpha?"),
    ("{when: 2024-01, set: {models.gamma: {training_budget: 3}}}", "6:42", "models.gamma.training_budget", "events cannot add one", "in models: alpha, beta"),
    ("{when: 2024-01, set: {apps.writer.surfaces.new: {weight: 0}}}", "6:54", "apps.writer.surfaces.new.weight", "events cannot add one", "editor, mail"),
    ("{when: 2024-01, set: {models.beta: null}}", "6:27", "models.beta", "events cannot remove entries of models", ""),
    ("{when: 2024-01, set: {contracts.rival-lab: null}}", "6:27", "contracts.rival-lab", "events cannot remove entries of contracts", "access: none ends it"),
    ("{when: 2024-01, set: {horizon.months: 30}}", "6:27", "horizon.months", "cannot change during the run", "outside events"),
    ("{when: 2024-01, set: {clouds.blue: {home_share: 0.6}}}", "6:41", "clouds.blue.home_share", "cannot change during the run: it says where enterprises are at home at the start, and later they move by home reviews", "outside events"),
    ("{when: 2024-01, set: {enterprises.segments.small.spend_share: 0.4}}", "6:27", "enterprises.segments.small.spend_share", "cannot change during the run: it says who the enterprises of the segment are", ""),
    ("{when: 2024-01, set: {enterprises.segments: {small: {homes: {blue: 2}}}}}", "6:66", "enterprises.segments.small.homes.blue", "cannot change during the run: it says who the enterprises of the segment are", ""),
    ("{when: 2024-01, set: {enterprises.segments.small.adoption.imitation: 2}}", "6:27", "enterprises.segments.small.adoption.imitation", "cannot change during the run: each enterprise has its month of adoption from the start", ""),
    ("{when: 2024-01, set: {models.alpha.releases: []}}", "6:27", "models.alpha.releases", "cannot change during the run: each release carries its own month; to change what is on sale, set capability or serving_cost", ""),
    ("{when: 2024-01, set: {models.alpha.capability: null}}", "6:52", "models.alpha.capability", "from 2024-01 on: missing: a model without releases needs capability", ""),
    ("{when: 2024-01, set: {contracts.rival-lab.compute: tied, contracts.bigsoft-lab.compute: tied}}", "6:93", "contracts.bigsoft-lab.compute", "from 2024-01 on: where lab buys compute is already settled in rival-lab (tied)", ""),
    ("{when: 2024-01, set: {enterprises.suites.office: 0.5}}", "6:27", "enterprises.suites.office", "cannot change during the run", ""),
    ("{when: 2024-01, set: {enterprises: {portability_friction: 99}}}", "6:63", "enterprises.portability_friction", "from 0 to 20, found 99", ""),
    ("{when: 2024-01, set: {tasks.coding.volume_share: 0.5}}", "6:54", "tasks.coding.volume_share", "from 2024-01 on: volume shares of enterprise tasks sum to 0.5", ""),
    ("{when: 2024-01, set: {contracts.bigsoft-lab.access: none}}", "6:27", "models.alpha.primary_host", "from 2024-01 on: blue is the primary host of alpha, but bigsoft-lab gives no access", "green"),
    ("{when: 2024-01, set: {contracts.bigsfot-lab.access: open}}", "6:27", "contracts.bigsfot-lab.access", 'no "bigsfot-lab" in contracts', "did you mean bigsoft-lab?"),
    ("{when: 2024-01, set: {contracts.bigsfot-lab: {access: open}}}", "6:27", "contracts.bigsfot-lab", 'from 2024-01 on: the partner "bigsfot" is no owner', "did you mean bigsoft-lab?"),
    ("{when: 2024-01, set: {contracts.rival-lab.access: exclusive}}", "6:55", "contracts.rival-lab.access", "from 2024-01 on: lab already gives exclusive access in bigsoft-lab", ""),
]  # fmt: skip


@pytest.mark.parametrize(("event", "place", "key", "message", "hint"), WRONG, ids=[case[0] for case in WRONG])
def test_a_wrong_event_says_what_and_where(folder, event, place, key, message, hint):
    problem = next(problem for problem in folder.problems(f"events:\n  - {event}\n") if problem.key == key)
    assert place_of(problem) == f"child.yaml:{place}"
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize("events", ["3", "{when: 2024-01}", "", "text"])
def test_events_are_a_list(folder, events):
    problem = folder.problem(f"events: {events}")
    assert (problem.key, problem.hint) == ("events", "write [] for none")


def test_events_are_dated_typed_and_in_order(folder):
    body = (
        "events:\n"
        "  - {when: 2024-03, set: {contracts.bigsoft-lab: {access: open, stake: 0}}, note: it ends}\n"
        "  - {when: 2023-01, set: {apps.writer.licences: [beta, alpha]}}\n"
    )
    assert folder.load(body).events == (
        DatedEvent(0, "2023-01", {"apps.writer.licences": ["alpha", "beta"]}),
        DatedEvent(
            14, "2024-03", {"contracts.bigsoft-lab.access": "open", "contracts.bigsoft-lab.stake": 0.0}, "it ends"
        ),
    )


def test_events_may_set_capability_serving_cost_and_capacity(folder):
    changes = {"models.alpha.capability": 4.0, "models.alpha.serving_cost": 0.1, "clouds.blue.capacity": 3.0}
    body = "".join(f"  - {{when: 2024-01, set: {{{path}: {value}}}}}\n" for path, value in changes.items())
    scenario = folder.load(f"events:\n{body}")
    assert scenario.parameters_at(11).models["alpha"].capability == 3.0
    assert {path: value for event in scenario.events for path, value in event.changes.items()} == changes


def test_the_place_of_each_change_is_kept(folder):
    scenario = folder.load("events:\n  - {when: 2024-03, set: {rules.pricing: nash}}\n")
    assert scenario.origins["events.2024-03.rules.pricing"].column == 42
    assert scenario.origins["events.2024-03.when"].column == 12


def test_an_event_may_add_a_contract(folder):
    body = "events: [{when: 2024-01, set: {contracts.rival-other_lab.access: open, contracts.bigsoft-other_lab: {}}}]"
    scenario = folder.load(body)
    assert "rival-other_lab" not in scenario.parameters.contracts
    assert scenario.parameters_at(12).contracts["rival-other_lab"].access == "open"
    assert scenario.events[0].changes["contracts.bigsoft-other_lab"] == {}


def test_an_event_may_add_and_remove_numbers_in_a_map(folder):
    body = "events: [{when: 2024-01, set: {models.alpha.specialisation: {chat: 1, coding: null}}}]"
    scenario = folder.load(body)
    assert scenario.parameters_at(12).models["alpha"].specialisation == {"chat": 1.0}
    assert scenario.events[0].changes["models.alpha.specialisation.coding"] is None


def test_events_of_one_month_cannot_disagree(folder):
    body = (
        "events:\n  - {when: 2024-01, set: {rules.renegotiation_period: 6}}\n"
        "  - {when: 2024-01, set: {rules: {renegotiation_period: 7}}}\n"
    )
    problem = folder.problem(body)
    assert (place_of(problem), problem.key) == ("child.yaml:7:35", "rules.renegotiation_period")
    assert problem.message == "set twice, to different values; first at child.yaml:6:27"


def test_events_of_one_month_may_agree(folder):
    event = "{when: 2024-01, set: {rules.renegotiation_period: 6}}"
    assert folder.load(f"events: [{event}, {event}]").parameters_at(12).rules.renegotiation_period == 6


def test_a_problem_of_the_start_is_not_repeated_for_every_event(folder):
    body = (
        "clouds: {blue: {home_share: 0.7}}\n"
        "events: [{when: 2024-01, set: {rules.renegotiation_period: 6}}, {when: 2024-02, set: {rules.renegotiation_period: 7}}]"
    )
    assert folder.problem(body).message.startswith("home shares")


def test_a_problem_that_lasts_is_reported_at_the_first_event_only(folder):
    body = "events: [{when: 2024-01, set: {contracts.bigsoft-lab.access: none}}, {when: 2024-02, set: {rules.renegotiation_period: 7}}]"
    assert folder.problem(body).message.startswith("from 2024-01 on")


def test_events_are_inherited_and_a_list_replaces_them(folder):
    folder.write("small.yaml", SMALL + "events: [{when: 2024-01, set: {rules.renegotiation_period: 6}}]\n")
    assert len(folder.load().events) == 1
    assert folder.load("events: []").events == ()
    assert folder.load("events: [{when: 2024-02, set: {rules.renegotiation_period: 6}}]").events[0].month == 13


def test_paths_of_events_are_checked_though_the_horizon_is_wrong(folder):
    keys = [
        problem.key
        for problem in folder.problems("horizon: {months: 0}\nevents: [{when: 2024-01, set: {rules.pricin: x}}]")
    ]
    assert keys == ["horizon.months", "rules.pricin"]
