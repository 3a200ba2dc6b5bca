# ruff: noqa: E501  (one case per line)
import pytest

from tests.scenario.conftest import place_of
from tests.scenario.small_scenario import SMALL

SUMS = [
    ("clouds: {blue: {home_share: 0.7}}", "5:29", "clouds.blue.home_share", "home shares of all clouds sum to 1.1; expected 1"),
    ("tasks: {coding: {volume_share: 0.5}}", "5:32", "tasks.coding.volume_share", "volume shares of enterprise tasks sum to 0.5; expected 1"),
    ("tasks: {chat: {volume_share: 0.5}}", "5:30", "tasks.chat.volume_share", "volume shares of consumer tasks sum to 0.5; expected 1"),
    ("enterprises: {segments: {small: {firm_share: 0.8}}}", "5:46", "enterprises.segments.small.firm_share", "shares of all enterprises sum to 1.1; expected 1"),
    ("enterprises: {segments: {large: {spend_share: 0.6}}}", "5:47", "enterprises.segments.large.spend_share", "shares of all spend sum to 0.9; expected 1"),
    ("enterprises: {suites: {docs: 0.1}, segments: {large: {suites: {office: 0.9, docs: 0.2}}}}", "5:55", "enterprises.segments.large.suites", "shares of the suites sum to 1.1; expected at most 1"),
    ("enterprises: {suites: {docs: 0.5}}", "5:30", "enterprises.suites.docs", "shares of the suites sum to 1.1; expected at most 1"),
    ("apps: {writer: {surfaces: {mail: {weight: 0.4}}}}", "5:43", "apps.writer.surfaces.mail.weight", "weights of the surfaces sum to 1.1; expected at most 1"),
    ("enterprises: {base_capital_intensity: 0.8}", "5:39", "enterprises.base_capital_intensity", "base_cloud_margin and base_capital_intensity sum to 1.15; expected at most 1"),
    ("adoption: {launch_shock: 0.995}", "5:26", "adoption.launch_shock", "start_share and launch_shock sum to 1; expected below 1"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "place", "key", "message"), SUMS, ids=[case[2] for case in SUMS])
def test_a_wrong_sum_is_reported_at_the_share_that_changed_last(folder, body, place, key, message):
    problem = folder.problem(body)
    assert (place_of(problem), problem.key) == (f"child.yaml:{place}", key)
    assert problem.message == message


def test_a_wrong_sum_within_one_file_is_reported_at_the_map(folder):
    folder.write("small.yaml", SMALL.replace("home_share: 0.6", "home_share: 0.5"))
    problem = folder.problem()
    assert (place_of(problem), problem.key) == ("small.yaml:16:1", "clouds")


def test_a_wrong_sum_of_segments_within_one_file_is_reported_at_the_segments(folder):
    folder.write("small.yaml", SMALL.replace("firm_share: 0.7", "firm_share: 0.6"))
    problem = folder.problem()
    assert (place_of(problem), problem.key) == ("small.yaml:112:3", "enterprises.segments")


def test_a_wrong_sum_from_the_command_line_is_reported_there(folder):
    problem = folder.problem("", "clouds.green.home_share=0.5")
    assert (place_of(problem), problem.key) == ("--set", "clouds.green.home_share")


@pytest.mark.parametrize(
    ("share", "hint"), [("60", "write 0.6 for 60 %"), ("-0.1", ""), ("1.5", "write 0.015 for 1.5 %")]
)
def test_each_suite_has_a_share(folder, share, hint):
    problem = folder.problem(f"enterprises: {{suites: {{office: {share}}}}}")
    assert (problem.key, problem.hint) == ("enterprises.suites.office", hint)
    assert "expected a share between 0 and 1" in problem.message


def test_a_segment_gives_each_suite_a_share(folder):
    problem = folder.problem("enterprises: {segments: {small: {suites: {office: 40}}}}")
    assert (problem.key, problem.hint) == ("enterprises.segments.small.suites.office", "write 0.4 for 40 %")


def test_rounding_of_shares_does_no_harm(folder):
    assert folder.load("clouds: {blue: {home_share: 0.6000001}}\nenterprises: {suites: {docs: 0.3, x: 0.1}}")


def test_suites_and_surfaces_may_leave_room(folder):
    assert folder.load("enterprises: {suites: {office: 0.1}}\napps: {writer: {surfaces: {mail: null}}}")
