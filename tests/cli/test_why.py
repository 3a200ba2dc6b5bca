"""Asking a stored run why something happened."""

import json

import pytest
from typer.testing import CliRunner

from sim.cli import main
from sim.cli.main import app
from sim.experiments.comparison import compare
from sim.experiments.ensemble import run
from sim.experiments.stored import open_folder
from sim.report.why.reasons import explanation, reason
from sim.results.reading.events import read_events
from tests.figures.example import made_up, scenarios, without_a_story, world


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return the folder of a run in which much happens."""
    scenario = scenarios(1, world(clouds=2, models=4, apps=2, months=48))[0]
    return run(scenario, seeds=[2, 5], jobs=1, out=tmp_path_factory.mktemp("run"), simulate=made_up).folder


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Return the folder of a comparison."""
    both = scenarios(2, world(clouds=2, models=4, apps=2, months=48))
    return compare(*both, seeds=[2], jobs=1, out=tmp_path_factory.mktemp("pair"), simulate=made_up).folder


@pytest.fixture(scope="module")
def events(folder):
    return read_events(open_folder(folder).events)


def asked(*arguments):
    """Return exit code and everything that was said, on one line."""
    result = CliRunner().invoke(app, ["why", *map(str, arguments)])
    return result.exit_code, " ".join(result.output.replace("│", " ").split())


def listed(*arguments):
    code, text = asked(*arguments, "--json")
    assert code == 0
    return json.loads(text)


@pytest.mark.study
def test_without_an_event_the_first_seed_is_listed_with_reasons(folder, events):
    expected = [event for event in events if event.seed == 2]
    rows = listed(folder)
    assert [(row["seed"], row["number"], row["reason"]) for row in rows] == [
        (2, event.number, reason(event)) for event in expected
    ]
    code, text = asked(folder)
    assert code == 0
    assert "What happened in seed 2" in text
    assert "Microsoft – OpenAI" in text


def test_the_list_is_filtered_by_kind_subject_and_seed(folder, events):
    rows = listed(folder, "--seed", 5, "--kind", "contract", "--subject", "microsoft-openai")
    assert [row["number"] for row in rows] == [
        e.number for e in events if (e.seed, e.kind, e.subject) == (5, "contract", "microsoft-openai")
    ]


def test_an_event_is_asked_for_by_number_by_seed_and_number_or_by_subject(folder, events):
    parameters = open_folder(folder).scenario.parameters
    loosened = next(e for e in events if e.seed == 5 and e.decision == "loosened")
    wanted = explanation(loosened, events, parameters).as_text()
    for arguments in (
        (f"5.{loosened.number}",),
        (loosened.number, "--seed", 5),
        ("microsoft-openai", "--seed", 5),
    ):
        code, text = asked(folder, *arguments)
        assert code == 0
        assert text == " ".join(wanted.split())
    [record] = listed(folder, f"5.{loosened.number}")
    assert record["decision"] == "loosened"
    assert "is less than" in record["checks"][0]


def test_of_a_contract_that_was_only_renewed_the_last_time_is_told(folder, events):
    decisions = {}
    for event in events:
        if (event.seed, event.kind) == (2, "contract"):
            decisions.setdefault(event.subject, set()).add(event.decision)
    steady = next(subject for subject, found in decisions.items() if found == {"renewed"})
    [record] = listed(folder, steady)
    assert record["number"] == max(e.number for e in events if (e.seed, e.subject) == (2, steady))


@pytest.mark.study
def test_a_comparison_needs_the_name_of_a_scenario(pair):
    code, text = asked(pair)
    assert code == 2
    assert "compares exclusive, open: say which one" in text
    assert listed(pair, "--scenario", "open")
    code, text = asked(pair, "--scenario", "opn")
    assert code == 2
    assert "'opn' is none of exclusive, open" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["999"], "seed 2 has no event 999"),
        (["7.1"], "there is no seed 7: 2,5 were run"),
        (["5.1", "--seed", "2"], "the event is of seed 5, not of seed 2"),
        (["microsoft-opnai"], "did you mean microsoft-openai?"),
        (["--kind", "contracts"], "did you mean contract?"),
        (["--subject", "nobody"], "there is no 'nobody'"),
        (["--kind", "outage", "--subject", "microsoft-openai"], "microsoft-openai has no event of the kind outage"),
        (["--scenario", "open"], "'open' is none of exclusive"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(folder, arguments, said):
    code, text = asked(folder, *arguments)
    assert code == 2
    assert said in text


def test_a_run_in_which_nothing_happened_says_so(tmp_path):
    scenario = scenarios(1, world(clouds=1, models=2, apps=1, months=2))[0]
    quiet = run(scenario, seeds=[1], jobs=1, out=tmp_path, simulate=without_a_story).folder
    code, text = asked(quiet)
    assert code == 2
    assert "nothing happened in this run" in text


@pytest.mark.parametrize("place", ["nowhere", "."])
def test_what_is_no_folder_of_results_is_refused_without_a_traceback(tmp_path, monkeypatch, capsys, place):
    monkeypatch.setattr("sys.argv", ["alliance", "why", str(tmp_path / place)])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    assert "Traceback" not in capsys.readouterr().err
