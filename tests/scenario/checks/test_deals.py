# ruff: noqa: E501  (one case per line)
import pytest

from tests.scenario.conftest import place_of

OPTION = "options:\n  call: {holder: bigsoft, target: lab, granted: 2023-03, expires: 2023-09, strike: 60, fee: 10, volatility: 0.8, rate: 0.04, synergy: 0.25, holdup: 0.15, break_fee: 3}\n"
FUNDED = "owners: {lab: {initial_cash: 5}}\n"
LATER = "{label: Later, lab: studio, architecture: autoregressive, open: false, primary_host: green, capability: 2, serving_cost: 1, tokens_per_second: 90, initial_output: 0.05, training_budget: 0.1, entrant: true}"
ENTRANT = f"models: {{later: {LATER}}}\ncontracts: {{rival-studio: {{access: open}}}}\n"


def changed(**values: object) -> str:
    """The option with other values."""
    text = OPTION
    for key, value in values.items():
        before = text.index(f"{key}: ") + len(f"{key}: ")
        end = min(text.index(mark, before) for mark in (",", "}") if mark in text[before:])
        text = text[:before] + str(value) + text[end:]
    return text


@pytest.mark.parametrize(
    ("body", "key", "message", "hint"),
    [
        (FUNDED + changed(holder="lab"), "options.call.target", "lab holds the option on itself", "name the owner"),
        (OPTION, "options.call.target", "lab has no initial_cash", "set owners.lab.initial_cash"),
        (FUNDED + changed(expires="2023-03"), "options.call.expires", "the option ends in 2023-03, but is granted in 2023-03", "a later month"),
        (FUNDED + changed(expires="2023-02"), "options.call.expires", "the option ends in 2023-02, but is granted in 2023-03", "a later month"),
        (FUNDED + changed(granted="2022-01", expires="2022-12"), "options.call.expires", "the run starts in 2023-01", "a month after 2023-01"),
        (FUNDED + changed(granted="2022-01", expires="2023-01"), "options.call.expires", "nobody would decide it", "a month after 2023-01"),
        (FUNDED + changed(synergy=0, holdup=1), "options.call.holdup", "holdup 1 leaves the holder nothing to gain", "below 1 + synergy (1)"),
        (ENTRANT.replace("lab: studio", "lab: lab") + "apps: {}", "models.later.entrant", "lab is in the market already: it owns alpha", "a lab of its own"),
        (ENTRANT + "apps: {writer: {owner: studio, licences: [beta]}}", "models.later.entrant", "it owns writer", "a lab of its own"),
        ("models: {alpha: {entrant: true}, beta: {entrant: true}}", "models", "every model is an entrant", "entrant: false"),
    ],
)  # fmt: skip
def test_deals_that_cannot_be_are_reported(folder, body, key, message, hint):
    problem = next(problem for problem in folder.problems(body) if problem.key == key)
    assert message in problem.message
    assert hint in problem.hint


def test_the_place_is_that_of_the_value(folder):
    problem = folder.problem(FUNDED + changed(expires="2023-02"))
    assert place_of(problem) == "child.yaml:7:67"


@pytest.mark.parametrize(
    "body",
    [
        FUNDED + OPTION,
        FUNDED + changed(expires="2035-01"),
        FUNDED + changed(granted="2020-01"),
        FUNDED + changed(granted="2034-01", expires="2035-01"),
        FUNDED + changed(synergy=0.5, holdup=1),
        FUNDED + changed(strike=0, fee=0),
        ENTRANT,
    ],
)
def test_deals_that_can_be_pass(folder, body):
    assert folder.load(body)


def test_names_that_are_wrong_are_reported_once(folder):
    problem = folder.problem(FUNDED + changed(target="labb"))
    assert problem.key == "options.call.target"
    assert "is not in owners" in problem.message
