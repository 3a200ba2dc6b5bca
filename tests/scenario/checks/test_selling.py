import pytest

from tests.scenario.conftest import place_of


def test_the_primary_host_must_be_allowed_to_sell_the_model(folder):
    problem = folder.problem("models: {alpha: {primary_host: green}}")
    assert (place_of(problem), problem.key) == ("child.yaml:5:32", "models.alpha.primary_host")
    assert problem.message == "green is the primary host of alpha, but bigsoft-lab is exclusive and keeps others out"
    assert problem.hint == "clouds that may sell it: blue"


def test_a_primary_host_without_access_is_named(folder):
    body = "contracts: {bigsoft-lab: {access: none}}"
    problem = folder.problem(body)
    assert place_of(problem) == "small.yaml:39:19"
    assert problem.message == "blue is the primary host of alpha, but bigsoft-lab gives no access under child.yaml"
    assert problem.hint == "clouds that may sell it: green"


def test_access_that_is_written_wrong_is_not_taken_for_none(folder):
    problem = folder.problem("contracts: {bigsoft-lab: {access: shared}}")
    assert (place_of(problem), problem.key) == ("child.yaml:5:35", "contracts.bigsoft-lab.access")


def test_a_closed_model_that_no_cloud_may_sell_is_named(folder):
    problem = folder.problem("contracts: {bigsoft-lab: {access: none}, rival-lab: null}")
    assert problem.key == "models.alpha.primary_host"
    assert (
        problem.message
        == "no cloud may sell alpha: lab owns no cloud, and no contract of lab gives access under child.yaml"
    )
    assert problem.hint == "set contracts.bigsoft-lab.access: open"


@pytest.mark.parametrize(
    "body",
    [
        "models: {alpha: {primary_host: green}}\ncontracts: {bigsoft-lab: {access: open}}",
        "models: {alpha: {primary_host: green}}\ncontracts: {bigsoft-lab: {access: preferred}}",
        "models: {alpha: {open: true, primary_host: green}}",
        "clouds: {green: {owner: lab}}\ncontracts: {rival-lab: null}\nmodels: {alpha: {primary_host: green}}",
    ],
)
def test_allowed_hosts_pass(folder, body):
    assert folder.load(body)


def test_a_head_start_keeps_other_hosts_out(folder):
    body = "models: {alpha: {primary_host: green}}\ncontracts: {bigsoft-lab: {access: preferred, preferred_lag: 6}}"
    assert "bigsoft-lab is preferred and keeps others out" in folder.problem(body).message


def test_a_head_start_that_is_over_keeps_nobody_out(folder):
    body = (
        "contracts: {bigsoft-lab: {access: preferred, preferred_lag: 6}}\n"
        "events: [{when: 2023-09, set: {rules.pricing: nash}}]"
    )
    assert folder.load(body)


def test_posted_prices_need_a_price_for_closed_models_and_apps(folder):
    problems = folder.problems("rules: {pricing: fixed}")
    assert [problem.key for problem in problems] == ["models.alpha.list_price", "apps.writer.list_price"]
    assert all("rules.pricing is fixed" in problem.message for problem in problems)
    assert folder.load("rules: {pricing: fixed}\nmodels: {alpha: {list_price: 3}}\napps: {writer: {list_price: 4}}")


def test_under_budgets_a_posted_price_is_above_zero(folder):
    body = "rules: {pricing: fixed}\nmodels: {alpha: {list_price: 0}}\napps: {writer: {list_price: 5}}"
    problem = folder.problem(body)
    assert (place_of(problem), problem.key) == ("child.yaml:6:30", "models.alpha.list_price")
    assert problem.message.startswith("expected a price above 0")
    assert folder.load(body.replace("pricing: fixed", "pricing: fixed, demand: volumes"))
