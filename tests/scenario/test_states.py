import pytest

from sim.scenario import value_at

BODY = """\
events:
  - {when: 2023-07, set: {contracts.bigsoft-lab.access: preferred, contracts.bigsoft-lab.preferred_lag: 3}}
  - {when: 2024-01, set: {contracts.bigsoft-lab.access: open}}
"""


def test_parameters_follow_the_events(folder):
    scenario = folder.load(BODY)
    access = [scenario.parameters_at(month).contracts["bigsoft-lab"].access for month in range(24)]
    assert access == ["exclusive"] * 6 + ["preferred"] * 6 + ["open"] * 12
    assert scenario.parameters.contracts["bigsoft-lab"].access == "exclusive"


def test_an_event_of_the_first_month_leaves_the_start_as_it_is(folder):
    scenario = folder.load("events: [{when: 2023-01, set: {enterprises.switching_cost: 2}}]")
    assert scenario.parameters.enterprises.switching_cost == 1
    assert scenario.parameters_at(0).enterprises.switching_cost == 2


def test_parameters_of_the_same_month_are_the_same_object(folder):
    scenario = folder.load(BODY)
    assert scenario.parameters_at(7) is scenario.parameters_at(6)
    assert scenario.parameters_at(0) is scenario.parameters
    assert scenario.parameters_at(-1) is scenario.parameters


def test_a_head_start_begins_with_the_event_and_ends(folder):
    early = BODY + "  - {when: 2023-08, set: {models.alpha.usage_penalty: 1}}\n"
    assert folder.load(early)
    body = early.replace("preferred_lag: 3}", "preferred_lag: 3, contracts.rival-lab.access: none}")
    assert folder.load(body)


def test_values_are_found_by_path(folder):
    parameters = folder.load().parameters
    assert value_at(parameters, "clouds.blue.home_share") == 0.6
    assert value_at(parameters, "models.alpha.specialisation.coding") == 0.5
    assert value_at(parameters, "apps.writer.surfaces.mail.use") == 0.2


@pytest.mark.parametrize(
    "path", ["clouds.red.home_share", "clouds.blue.colour", "clouds.blue.home_share.x", "", "nothing"]
)
def test_a_path_without_value_is_a_key_error(folder, path):
    with pytest.raises(KeyError):
        value_at(folder.load().parameters, path)
