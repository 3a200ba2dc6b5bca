"""The how-to guide says how a rule is added in one file: its own files, its own command."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.experiments.ensemble import run, run_of
from sim.experiments.stored import open_folder
from sim.scenario import load
from tests.documentation.guides import commands_of, write_files
from tests.experiments.commands import COMMAND, NO_FIGURES

pytestmark = pytest.mark.study

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "rule.md"
SMALL = ("--seeds", "1,2", "--jobs", "2", "--set", "enterprises.count=150", "--set", "horizon.months=3")
APP_WITHOUT_MODELS = "cursor_editor"  # earns nothing by the models behind it, so that its cost is what it pays for them


def ran(folder):
    """Run the guide's command in a folder; return where the results are."""
    [command] = commands_of(PAGE)
    done = subprocess.run(
        [sys.executable, "-c", NO_FIGURES + COMMAND, *command, *SMALL, "--json"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / json.loads(done.stdout)["folder"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("guide")
    write_files(PAGE, folder)
    return folder


@pytest.fixture(scope="module")
def results(folder):
    return ran(folder)


def test_the_results_have_the_prices_of_the_rule(results):
    table = pd.read_parquet(results / "monthly.parquet")
    rows = table[(table["kind"] == "app") & (table["entity"] == APP_WITHOUT_MODELS)]
    assert len(rows) == 6
    np.testing.assert_allclose(rows["price"], 1.5 * rows["unit_cost"], rtol=1e-12)


def test_other_text_gives_other_results_in_another_folder(folder, results):
    changes = [text for text in SMALL if "=" in text]
    file = folder / "constant_markup.py"
    text = file.read_text()
    same = load(folder / "marked_up.yaml", changes)
    try:
        file.write_text(text.replace("MARKUP = 0.5", "MARKUP = 1.0"))
        other = load(folder / "marked_up.yaml", changes)
    finally:
        file.write_text(text)
    assert run_of(same, (1, 2), results.parent).store.folder == results
    assert run_of(other, (1, 2), results.parent).store.folder != results
    table = run(other, seeds=[1], jobs=1).monthly
    rows = table[(table["kind"] == "app") & (table["entity"] == APP_WITHOUT_MODELS)]
    np.testing.assert_allclose(rows["price"], 2.0 * rows["unit_cost"], rtol=1e-12)


def test_a_stored_run_can_be_read_where_the_file_is_gone(folder, results, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    stored = open_folder(results).scenario
    assert stored.parameters.rules.pricing == "constant_markup.py"
    assert stored.parameters.rules.code == {"constant_markup.py": (folder / "constant_markup.py").read_text()}
    assert stored.digest() == json.loads((results / "manifest.json").read_text())["about"]["scenario"]["digest"]


def test_what_a_rule_keeps_count_of_ends_with_the_replication(folder):
    counting = folder / "counting.py"
    counting.write_text(
        "COUNT = [0]\n\n\ndef post_prices(prices, buyers, incentives, parameters, catalogue, memory):\n"
        "    COUNT[0] += 1\n    return prices * (1 + COUNT[0] / 100), 0.0\n"
    )
    scenario = load(folder / "marked_up.yaml", [f"rules.pricing={counting}", "horizon.months=2"])
    one_by_one = [run(scenario, seeds=[seed], jobs=1).monthly["price"].to_numpy() for seed in (1, 2)]
    together = run(scenario, seeds=[1, 2], jobs=1).monthly["price"].to_numpy()
    np.testing.assert_array_equal(np.concatenate(one_by_one), together)
