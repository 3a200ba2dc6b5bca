import pytest

from sim.app.levers import CONTRACTS, RULES, contract_names, lever_at, levers_of, text_at
from sim.scenario import load, shipped_scenarios, value_at
from sim.scenario.places import PARAMETERS


@pytest.fixture(scope="module")
def base():
    return load(shipped_scenarios()[0])


@pytest.mark.parametrize("path", shipped_scenarios(), ids=lambda path: path.stem)
def test_every_lever_of_every_shipped_scenario_is_a_parameter_with_a_value(path):
    scenario = load(path)
    for contract in contract_names(scenario.parameters):
        levers = [lever for found in levers_of(scenario.parameters, contract).values() for lever in found]
        assert len({lever.path for lever in levers}) == len(levers) > 15
        for lever in levers:
            value_at(scenario.parameters, lever.path)
            assert text_at(scenario, lever.path)
            assert lever.description


def test_what_a_lever_says_comes_from_the_schema(base):
    lever = lever_at("enterprises.portability_friction", base.parameters)
    field = PARAMETERS.at(("enterprises", "portability_friction"))
    assert (lever.description, lever.unit) == (field.field.description, field.unit)
    assert lever.facts == "utils · from 0 to 20 · source: assumption"


def test_choices_are_those_of_the_schema(base):
    assert lever_at("rules.pricing", base.parameters).options == PARAMETERS.at(("rules", "pricing")).options


def test_whole_sections_offer_whatever_the_schema_declares_but_code(base):
    contract = next(iter(base.parameters.contracts))
    found = levers_of(base.parameters, contract)
    assert [lever.path.split(".")[-1] for lever in found[RULES]] == [
        key for key in PARAMETERS.at(("rules",)).keys if key != "code"
    ]
    assert [lever.path.split(".")[-1] for lever in found[CONTRACTS]] == list(PARAMETERS.at(("contracts", "a-b")).keys)


def test_without_a_contract_there_are_no_levers_for_one(base):
    assert levers_of(base.parameters, "")[CONTRACTS] == []


def test_contracts_that_bind_others_come_first(base):
    names = contract_names(base.parameters)
    accesses = [base.parameters.contracts[key].access for key in names]
    assert accesses[0] == "exclusive"
    assert accesses == sorted(accesses, key=("exclusive", "preferred", "open", "none").index)
    assert names["microsoft-openai"] == "Microsoft and OpenAI"


def test_labels_name_what_a_parameter_belongs_to(base):
    assert lever_at("clouds.aws.marketplace_fee", base.parameters).label == "AWS: marketplace fee"
    assert lever_at("consumers.switching_cost", base.parameters).label == "Consumers: switching cost"
    assert lever_at("enterprises.switching_cost", base.parameters, within="Enterprises").label == "Switching cost"


def test_a_path_that_the_schema_does_not_know_has_a_lever_that_says_nothing(base):
    assert lever_at("nothing.here", base.parameters).facts == ""
    assert text_at(base, "nothing.here") == ""
