"""What is drawn beside stored tables shows what is there now."""

import json

import pytest

from sim.experiments.ensemble import run
from sim.report import page, stored
from sim.report.facts import version
from sim.report.stored import draw_unless_current
from sim.results.version import model_version
from tests.experiments.toy_market import ToyMarket, exclusive


@pytest.fixture
def drawings(monkeypatch):
    """Figures that are quick to draw, and how often they were."""
    drawn = []

    def figures_to(result, folder):
        folder.mkdir(exist_ok=True)
        for name in ("one", "two"):
            (folder / f"{name}.png").write_text(f"{result.seeds} {result.scenario.title}")
        drawn.append(result.seeds)
        return sorted(folder.iterdir())

    monkeypatch.setattr(page, "figures_to", figures_to)
    monkeypatch.setattr(page, "write", lambda result, path: path.write_text(result.scenario.title))
    return drawn


def made(out, market=None, title=None):
    scenario = exclusive() if title is None else exclusive().with_(title=title)
    return run(scenario, out=out, jobs=1, simulate=market or ToyMarket())


def test_is_drawn_once_while_nothing_changes(drawings, tmp_path):
    figures = [draw_unless_current(made(tmp_path)) for _ in range(3)]
    assert [path.name for path in figures[2]] == ["one.png", "two.png"]
    assert len(drawings) == 1


def test_after_a_failed_seed_is_repaired_speaks_of_the_seeds_that_are_there_now(drawings, tmp_path):
    draw_unless_current(made(tmp_path, ToyMarket({("exclusive", 2): "error"})))
    draw_unless_current(made(tmp_path))
    assert drawings == [(1, 3, 4), (1, 2, 3, 4)]


def test_has_the_new_title(drawings, tmp_path):
    draw_unless_current(made(tmp_path))
    result = made(tmp_path, title="New words")
    draw_unless_current(result)
    assert (result.folder / "report.html").read_text() == "New words"


def test_that_is_damaged_or_gone_is_drawn_anew_and_named(drawings, tmp_path):
    result = made(tmp_path)
    draw_unless_current(result)
    (result.folder / "figures" / "one.png").unlink()
    (result.folder / "report.html").write_text("something else")
    told = []
    draw_unless_current(result, told.append)
    assert told == [f"{result.folder}: figures/one.png, report.html damaged or gone, drawn anew"]
    assert (result.folder / "report.html").read_text() == result.scenario.title
    assert len(drawings) == 2


def test_by_other_code_is_drawn_anew(drawings, tmp_path, monkeypatch):
    draw_unless_current(made(tmp_path))
    monkeypatch.setattr(stored, "shown_key", lambda folders, *asked: "another")
    draw_unless_current(made(tmp_path))
    assert len(drawings) == 2


def test_from_results_of_another_model_names_both(tmp_path):
    result = made(tmp_path)
    assert version(result) == model_version()
    manifest = json.loads((result.folder / "manifest.json").read_text())
    (result.folder / "manifest.json").write_text(json.dumps(manifest | {"model_version": "0.0.1+old"}))
    from sim.experiments.stored import open_folder

    assert version(open_folder(result.folder)) == f"0.0.1+old, not the one that drew this page: {model_version()}"
