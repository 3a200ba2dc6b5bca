# ruff: noqa: E501  (one case per line)
import pytest

from tests.scenario.conftest import place_of

WRONG = [
    ("{segments: {small: {task_mix: {coding: -1}}}}", "5:53", "enterprises.segments.small.task_mix.coding", "expected a number, from 0 to 1,000, found -1"),
    ("{segments: {small: {homes: {blue: -0.5}}}}", "5:48", "enterprises.segments.small.homes.blue", "expected a number, from 0 to 1,000, found -0.5"),
    ("{segments: {small: {homes: {blue: 0, green: 0}}}}", "5:34", "enterprises.segments.small.homes", "these weights leave the segment no home cloud"),
    ("{segments: {small: {task_mix: {chat: 1}}}}", "5:45", "enterprises.segments.small.task_mix.chat", "chat is a task of consumers"),
    ("{segments: {small: {firm_share: 0}, large: {firm_share: 1}}}", "5:46", "enterprises.segments.small.firm_share", "the segment spends, but has no enterprises"),
    ("{segments: {small: {spend_share: 0}, large: {spend_share: 1}}}", "5:47", "enterprises.segments.small.spend_share", "the segment has enterprises that spend nothing"),
    ("{segments: {small: {task_mix: {coding: 0}}, large: {task_mix: {coding: 0}}}}", "5:15", "enterprises.segments", "no segment spends on coding: its weight in task_mix is 0 wherever there is spend"),
    ("{segments: {small: null, large: null}}", "5:15", "enterprises.segments", "a scenario needs at least one segment"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "place", "key", "message"), WRONG, ids=[case[0] for case in WRONG])
def test_segments_that_leave_nobody_to_buy_are_reported(folder, body, place, key, message):
    problem = next(problem for problem in folder.problems(f"enterprises: {body}") if message in problem.message)
    assert (place_of(problem), problem.key) == (f"child.yaml:{place}", key)


def test_all_problems_of_the_segments_come_at_once(folder):
    body = "enterprises: {segments: {small: {firm_share: 0.6, task_mix: {coding: -1, codng: 1}, homes: {red: 1}}}}"
    assert {problem.key.removeprefix("enterprises.segments.") for problem in folder.problems(body)} == {
        "small.firm_share",
        "small.task_mix.coding",
        "small.task_mix.codng",
        "small.homes.red",
    }


@pytest.mark.parametrize(
    "body",
    [
        "{segments: {small: null, large: {firm_share: 1, spend_share: 1}}}",
        "{segments: {small: {task_mix: {coding: 0}, homes: {blue: 0}}}}",
        "{segments: {small: {suites: null, multi_cloud_share: 0}}}",
        "{segments: {tiny: {label: Tiny, firm_share: 0, spend_share: 0, adoption: {innovation: 1, imitation: 0, start_share: 0}}}}",
    ],
)
def test_segments_that_can_stand_pass(folder, body):
    assert folder.load(f"enterprises: {body}")
