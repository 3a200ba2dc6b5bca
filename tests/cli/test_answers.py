"""A question in one line, for whom, when and through what: asked of the real command."""

import json
import re
from pathlib import Path

import pytest

import sim
from sim.figures.drawing.owners import owner_colours
from sim.report.sentences import headlines
from sim.scenario import load
from sim.statistics.turning import Turn

pytestmark = pytest.mark.study

VARIANT = "contracts.microsoft-anthropic.access=open"


@pytest.fixture
def asked(alliance, tmp_path):
    def ask(*arguments):
        said = alliance(*arguments, "--seeds", "1..3", "--out", tmp_path, small=True)
        assert said.code == 0, said.err
        return said

    return ask


def test_a_variant_is_a_scenario_and_the_answer_leads_with_the_firm_and_adds_up(asked, tmp_path, alliance):
    said = asked("compare", "exclusive", "--vs", VARIANT, "--for", "amazon", "--json")
    found = json.loads(said.out)
    ((name, answer),) = found["answers"].items()
    assert name == "exclusive-with-microsoft-anthropic-access-open"
    assert answer["for"] == "amazon"
    assert answer["says"][0].startswith("Amazon: profit after capital ")
    profit = next(row for row in found["comparison"] if row["outcome"] == "profit.amazon")
    parts = {row["part"]: row["difference"] for row in answer["bridge"]}
    assert parts["profit"] == pytest.approx(profit["difference"], rel=1e-9, abs=1e-12)
    assert sum(parts.values()) - parts["profit"] == pytest.approx(profit["difference"], rel=1e-9, abs=1e-12)
    assert {"base_cloud received", "capital_cost"} <= set(parts)

    changes = [change.name for change in headlines(sim.open(found["folder"]))[0].changes]
    assert {"Reach of Claude", "Price of Claude", "Token share of Anthropic"} <= set(changes)
    assert not any("GPT" in change for change in changes)

    again = alliance("why", found["folder"], "amazon", "--profit", "--json")
    assert {row["part"]: row["difference"] for row in json.loads(again.out)[name]} == parts
    told = alliance("why", found["folder"], "amazon", "--profit")
    assert "Through what Amazon's profit changes" in told.out
    assert told.out.rstrip().splitlines()[-1].startswith("Profit, after capital")
    wrong = alliance("why", found["folder"], "amazn", "--profit")
    assert (wrong.code, "did you mean amazon?" in wrong.err) == (2, True)


def test_ask_is_the_variant_and_leads_with_the_lab(asked):
    said = asked("ask", "anthropic", "--open")
    assert said.out.startswith("Anthropic: profit after capital ")
    assert "exclusive-with-microsoft-anthropic-access-open less exclusive" in said.out


def test_the_month_in_which_a_sign_turns_is_told_in_the_terminal_and_in_json(asked, monkeypatch):
    monkeypatch.setattr("sim.report.through_what.turn", lambda differences: Turn(1, -1.5, 2.25))
    told = "OpenAI: profit differs by \u22121.50 bn USD to 2023-01, and by +2.25 bn USD from then on."
    assert told in json.loads(asked("compare", "exclusive", "open", "--json").out)["answers"]["open"]["turns"]
    assert told in asked("compare", "exclusive", "open").out


def test_a_firm_has_its_colour_in_the_figure_of_a_real_run_an_added_one_too(asked, alliance):
    added = ("--set", "owners.oracle={label: Oracle}")
    run = Path(json.loads(asked("run", "exclusive", *added, "--json").out)["folder"])
    said = alliance("report", run, "--figure", "control", "--format", "svg")
    assert said.code == 0, said.err
    drawn = (run / "figures" / "control.svg").read_text().lower()
    colours = owner_colours([load("exclusive", [added[1]])])
    assert all(colours[owner].lower() in drawn for owner in ("microsoft", "amazon", "alphabet", "openai"))
    assert len(set(colours.values())) == len(colours)


ADDED = (
    "owners.oracle={label: Oracle}; contracts.oracle-openai={access: open}; clouds.other_clouds.home_share=0.23; "
    "clouds.oci={label: OCI, owner: oracle, home_share: 0.1, capacity: 0.1, compute_price: 2.0, resource_cost: 0.4, "
    "marketplace_fee: 0.03}"
)


def test_a_firm_that_only_one_of_the_scenarios_has_is_answered_for(asked, alliance):
    found = json.loads(asked("compare", "open", "--vs", ADDED, "--for", "oracle", "--json").out)
    ((name, answer),) = found["answers"].items()
    assert re.match(r"Oracle is in “.*” alone: profit after capital \S+ ", answer["says"][0])
    other = sim.open(found["folder"]).others[0].outcomes["profit.oracle"].mean()
    assert answer["bridge"][-1]["difference"] == pytest.approx(other)
    told = alliance("why", found["folder"], "oracle", "--profit")
    assert "Through what Oracle's profit changes" in told.out
    assert name in told.out.replace("\n", "")


def test_windows_and_present_value_count_the_months_asked_for(asked):
    def profits(*options):
        found = json.loads(asked("compare", "exclusive", "open", "--json", *options).out)
        return next(row for row in found["comparison"] if row["outcome"] == "profit.microsoft"), found["answers"][
            "open"
        ]

    whole, _ = profits()
    first, _ = profits("--window", "2023-01")
    second, _ = profits("--window", "2023-02..2023-02")
    assert first["base_mean"] + second["base_mean"] == pytest.approx(whole["base_mean"])
    discounted, answer = profits("--discount", "0.1", "--annual", "--for", "microsoft")
    assert discounted["base_mean"] == pytest.approx(first["base_mean"] + second["base_mean"] / 1.1 ** (1 / 12))
    assert answer["bridge"][-1]["difference"] == pytest.approx(discounted["difference"])
    by_outcome = {row["outcome"]: row for row in answer["annual"]}
    assert by_outcome["profit.microsoft"]["2023"] == pytest.approx(discounted["difference"])


def test_the_report_answers_the_question_that_was_asked_until_it_is_built_again(asked, alliance, without_pictures):
    folder = Path(json.loads(asked("compare", "exclusive", "open", "--json").out)["folder"])
    said = alliance("report", folder, "--for", "amazon", "--window", "2023-02", "--discount", "0.1", "--annual")
    assert said.code == 0, said.err
    page = (folder / "report.html").read_text()
    assert page.index("For Amazon") < page.index("For everybody") < page.index("Year by year")
    assert "over 1 month from 2023-02 at 10 % interest" in page
    alliance("report", folder)
    assert not {"For Amazon", "Year by year", "2023-02 at"} & set(
        re.findall("For Amazon|Year by year|2023-02 at", (folder / "report.html").read_text())
    )
    run = next(folder.parent.glob("exclusive-??????????"))
    assert alliance("report", run, "--window", "2023-02").code == 0
    assert "over 1 month from 2023-02" in (run / "report.html").read_text()
    refused = alliance("report", run, "--for", "amazon")
    assert (refused.code, "take the folder of a comparison" in " ".join(refused.err.split())) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("compare", "exclusive"), "name another scenario, or give --vs PATH=VALUE"),
        (("compare", "exclusive", "--vs", "contracts.microsoft-anthropic.acess=open"), "did you mean access?"),
        (("compare", "exclusive", "open", "--for", "amazn"), "did you mean amazon?"),
        (("compare", "exclusive", "open", "--window", "2031"), "holds no month of the run"),
        (("compare", "exclusive", "open", "--window", "soon"), "is no window"),
        (("compare", "exclusive", "open", "--discount", "-1"), "is no rate of interest"),
        (("ask", "antropic", "--open"), "did you mean anthropic?"),
        (("ask", "anthropic"), "give one of --open"),
        (("ask", "openai", "--exclusive", "microsoft"), "that is so already"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_runs(alliance, tmp_path, arguments, message):
    said = alliance(*arguments, "--out", tmp_path / "results")
    assert said.code == 2
    assert message in " ".join(said.err.replace("│", " ").split())
    assert not (tmp_path / "results").exists()
