"""Whatever happens to a file of a finished folder is named when it is read, and repaired by the same command."""

import json
import os
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sim.experiments.claims import scorecard
from sim.experiments.comparison import compare
from sim.experiments.ensemble import run
from sim.experiments.stored import open_folder
from sim.experiments.sweep import sweep
from sim.results.files import ResultsError
from tests.experiments.claims.small_claims import small_claims
from tests.experiments.commands import stored
from tests.experiments.experiment_files import LINE, TILTED, FormulaMarket, experiment
from tests.experiments.toy_market import ToyMarket, dearer, exclusive

KINDS = ("run", "comparison", "sweep", "claims")


def made(kind, out, tell=None):
    """Run what makes results of a kind; return them."""
    how = {"out": out, "jobs": 1, "notice": tell}
    if kind == "run":
        return run(exclusive(), simulate=ToyMarket(), **how)
    if kind == "comparison":
        return compare(exclusive(), dearer(), simulate=ToyMarket(), **how)
    if kind == "claims":
        return scorecard(small_claims(), simulate=ToyMarket(), **how)
    return sweep(planned(), simulate=FormulaMarket(TILTED), **how)


@cache
def planned():
    with TemporaryDirectory() as folder:
        return experiment(Path(folder), LINE, seeds="1..2")


@pytest.fixture(scope="module", params=KINDS)
def whole(request, tmp_path_factory):
    """Results of each kind, and their name."""
    out = tmp_path_factory.mktemp("whole") / "results"
    return request.param, made(request.param, out).folder


def truncate(path: Path, other: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flip_a_bit(path: Path, other: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def swap(path: Path, other: Path) -> None:
    path.write_bytes(other.read_bytes())


def delete(path: Path, other: Path) -> None:
    path.unlink()


DAMAGES = (truncate, flip_a_bit, swap, delete)


def files_of(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "manifest.json")


@pytest.mark.study
def test_every_file_that_is_damaged_in_any_way_is_named(whole, tmp_path):
    _, folder = whole
    names = files_of(folder)
    assert set(names) == json.loads((folder / "manifest.json").read_text())["files"].keys()
    copy = tmp_path / folder.name
    shutil.copytree(folder, copy)
    for number, name in enumerate(names):
        for damage in DAMAGES:
            damage(copy / name, copy / names[number - 1])
            with pytest.raises(ResultsError, match=rf"is damaged \({name}\): the command that made it repairs it"):
                open_folder(copy)
            shutil.copy(folder / name, copy / name)


@pytest.mark.study
def test_the_same_command_repairs_every_file_and_says_so(whole, tmp_path):
    kind, folder = whole
    names = files_of(folder)
    out = tmp_path / "results"
    shutil.copytree(folder.parent, out)
    copy = out / folder.name
    for number, name in enumerate(names):
        DAMAGES[number % len(DAMAGES)](copy / name, copy / names[number - 1])
        told = []
        made(kind, out, told.append)
        assert f"{copy}: {name} damaged or gone, made anew" in told
        assert stored(copy) == stored(folder)


def test_a_text_is_repaired_without_running_anything(tmp_path):
    folder = made("run", tmp_path).folder
    (folder / "scenario.yaml").unlink()
    repaired = run(exclusive(), out=tmp_path, jobs=1, simulate=ToyMarket(dict.fromkeys([("exclusive", 1)], "error")))
    assert not repaired.failures
    assert open_folder(folder).scenario == exclusive()


def test_a_damaged_run_of_a_comparison_is_named(tmp_path):
    pair = made("comparison", tmp_path)
    (pair.base.folder / "outcomes.parquet").write_bytes(b"")
    with pytest.raises(ResultsError, match=rf"{pair.base.folder.name} is damaged \(outcomes\.parquet\)"):
        open_folder(pair.folder)


def test_a_new_title_reaches_the_texts_and_runs_nothing(tmp_path):
    made("run", tmp_path)
    renamed = exclusive().with_(title="New words")
    again = run(renamed, out=tmp_path, jobs=1, simulate=ToyMarket({("exclusive", 1): "error"}))
    assert not again.failures
    assert open_folder(again.folder).scenario.title == "New words"
    assert json.loads((again.folder / "manifest.json").read_text())["about"]["scenario"]["title"] == "New words"


def test_results_of_another_model_say_so(tmp_path):
    folder = made("run", tmp_path).folder
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"model_version": "0.0.1+old"}))
    assert open_folder(folder).model_version == "0.0.1+old"


def test_permissions_follow_the_umask(tmp_path):
    before = os.umask(0o027)
    try:
        folder = made("run", tmp_path).folder
    finally:
        os.umask(before)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (folder, *folder.iterdir())}
    assert modes.pop(folder.name) == "0o750"
    assert set(modes.values()) == {"0o640"}
