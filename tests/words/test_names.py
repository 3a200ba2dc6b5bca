"""What figures and reports call things."""

from types import SimpleNamespace

from sim.words.names import (
    account_label,
    flow_label,
    in_words,
    label,
    layer_label,
    layer_meaning,
    merged,
    model_label,
    option_label,
    owners_in,
    pair_label,
    plain,
)
from tests.figures.example import scenarios, world


def test_names_of_pairs_are_found_among_owners_with_hyphens():
    parameters = SimpleNamespace(
        owners={"a-b": SimpleNamespace(label="A B"), "c": SimpleNamespace(label="C")}, options={}
    )
    assert owners_in(parameters, "a-b-c") == ("a-b", "c")
    assert owners_in(parameters, "c>a-b", ">") == ("c", "a-b")
    assert owners_in(parameters, "x-y") is None
    assert pair_label(parameters, "a-b-c") == "A B – C"
    assert pair_label(parameters, "x_y") == "x y"
    parameters.options["right"] = SimpleNamespace(holder="c", target="a-b")
    assert option_label(parameters, "right") == "C – A B"
    assert in_words(parameters, "right of c is due") == "C – A B of C is due"


BASE = scenarios(1)[0]


def test_names_come_from_the_scenario():
    parameters = BASE.parameters
    assert label(parameters, "model", "gpt") == "GPT"
    assert label(parameters, "model_at_home", "gpt@google_cloud") == "GPT at Google Cloud"
    assert label(parameters, "pair", "openai-on-microsoft") == "OpenAI on Microsoft"
    assert label(parameters, "control", "inference@amazon") == "Cost of inference at Amazon"
    assert label(parameters, "cloud", "not_there") == "not there"
    assert model_label(parameters, "gpt", with_lab=True) == "GPT (OpenAI)"
    assert account_label(parameters, "xai") == "xAI and SpaceX"
    assert account_label(parameters, "enterprises") == "Enterprises"
    assert flow_label("api_sales") == "API sales"
    assert layer_label("cloud") == "Cloud"
    assert layer_meaning("cloud") == "GPU-hours by owner of the host"


def test_labels_lose_what_cannot_be_printed():
    assert plain(" two\nlines\tand\x07 a bell ") == "two lines and a bell"


def test_names_of_several_scenarios_are_merged_in_order():
    first, second = BASE, scenarios(1, world(models=9))[0]
    names = merged([first, second], "models")
    assert names[:7] == list(first.parameters.models)
    assert set(names) == set(second.parameters.models)
