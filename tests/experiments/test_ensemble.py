"""One scenario over its seeds: stored at once, continued after a stop, equal whatever the number of workers."""

import errno
import json
import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

import sim.results.store
from sim.experiments.comparison import compare
from sim.experiments.ensemble import run
from sim.experiments.execution import Interrupted
from sim.experiments.stored import open_folder
from sim.results.files import ResultsError, short_hash
from sim.results.locks import locked
from sim.results.tables import TABLES
from tests.experiments.toy_market import CLOUDS, SCENARIOS, ToyMarket, dearer, exclusive

FRAMES = ("outcomes", "monthly", "contracts", "events", "ledger")


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder but the manifest, which tells the time."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def manifest_of(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text())


def shard(folder: Path, seed: int) -> Path:
    """Return where a run that goes on keeps a replication."""
    return folder / "replications" / f"point-0-seed-{seed}-{short_hash('exclusive')}"


def no_simulation(*_: object) -> None:
    raise AssertionError("a stored replication was run again")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """An uninterrupted run."""
    return run(exclusive(), out=tmp_path_factory.mktemp("results"), jobs=1, simulate=ToyMarket())


class TestARun:
    def test_fills_its_folder(self, whole):
        assert whole.folder.name.startswith("exclusive-")
        files = {"manifest.json", "scenario.yaml", *(f"{name}.parquet" for name in TABLES)}
        assert {path.name for path in whole.folder.iterdir()} == files
        manifest = manifest_of(whole.folder)
        assert manifest["status"] == "complete"
        assert manifest["seeds"] == [1, 2, 3, 4]
        assert manifest["finished"] == 4
        assert manifest["stage_seconds"] == {"prices": 0.5, "service": 0.625}
        assert manifest["wall_seconds"] > 0
        assert {"python", "numpy", "mesa"} <= set(manifest["versions"])

    def test_has_one_row_of_outcomes_per_seed(self, whole):
        assert list(whole.outcomes.index) == [1, 2, 3, 4]
        names = {f"{measure}.{cloud}" for measure in ("utilisation", "compute_price") for cloud in CLOUDS}
        assert set(whole.outcomes) == {"volume", *names}
        assert whole.monthly["seed"].drop_duplicates().tolist() == [1, 2, 3, 4]
        assert whole.ledger["amount"].tolist() == [1.0, 2.0, 3.0, 4.0]
        assert whole.timings == {"prices": 0.5, "service": 0.625}

    def test_has_a_table_of_means_with_intervals(self, whole):
        table = whole.table().set_index("outcome")
        values = whole.outcomes["volume"]
        assert table.loc["volume", "mean"] == pytest.approx(values.mean())
        assert table.loc["volume", "sd"] == pytest.approx(values.std())
        assert table.loc["volume", "t_low"] < values.mean() < table.loc["volume", "t_high"]
        assert table.loc["volume", ["unit", "n"]].tolist() == ["Qt", 4]

    def test_in_memory_has_the_same_frames(self, whole):
        in_memory = run(exclusive(), jobs=1, simulate=ToyMarket())
        assert in_memory.folder is None
        for name in FRAMES:
            pd.testing.assert_frame_equal(getattr(in_memory, name), getattr(whole, name), check_exact=True)
        assert in_memory.timings == whole.timings

    def test_opened_again_has_the_same_frames_and_scenario(self, whole):
        opened = open_folder(whole.folder)
        for name in FRAMES:
            pd.testing.assert_frame_equal(getattr(opened, name), getattr(whole, name), check_exact=True)
        assert opened.scenario == whole.scenario
        assert (opened.scenario.name, opened.scenario.title) == (whole.scenario.name, whole.scenario.title)

    def test_has_the_same_bytes_with_two_workers_and_seeds_in_any_order(self, whole, tmp_path):
        two = run(exclusive(), seeds="4,1..3", out=tmp_path, jobs=2, simulate=ToyMarket())
        assert two.folder.name == whole.folder.name
        assert contents(two.folder) == contents(whole.folder)

    def test_is_loaded_when_it_is_stored(self, whole, tmp_path):
        shutil.copytree(whole.folder, tmp_path / whole.folder.name)
        before = manifest_of(tmp_path / whole.folder.name)
        told = []
        loaded = run(
            exclusive(),
            out=tmp_path,
            jobs=1,
            simulate=no_simulation,
            progress=lambda *counts: told.append(counts),
        )
        assert told == [(4, 4, "")]
        pd.testing.assert_frame_equal(loaded.outcomes, whole.outcomes)
        assert manifest_of(loaded.folder) == before

    def test_of_other_seeds_values_or_code_has_another_folder(self, whole, tmp_path, monkeypatch):
        folders = [run(exclusive(), seeds="1..2", out=tmp_path, jobs=1, simulate=ToyMarket()).folder]
        folders.append(run(dearer(name="exclusive"), out=tmp_path, jobs=1, simulate=ToyMarket()).folder)
        monkeypatch.setattr(sim.results.store, "model_version", lambda: "0.1.0+changed")
        folders.append(run(exclusive(), out=tmp_path, jobs=1, simulate=ToyMarket()).folder)
        assert len({whole.folder.name, *(folder.name for folder in folders)}) == 4

    def test_tells_its_progress(self):
        told = []
        run(exclusive(), seeds=[5, 6], jobs=1, simulate=ToyMarket(), progress=lambda *counts: told.append(counts))
        assert told == [(0, 2, ""), (1, 2, "exclusive"), (2, 2, "exclusive")]

    def test_refuses_no_seeds_and_no_jobs(self):
        with pytest.raises(ValueError, match="given twice"):
            run(exclusive(), seeds=[1, 1])
        with pytest.raises(ValueError, match="jobs must be 1 or more"):
            run(exclusive(), jobs=0, simulate=ToyMarket())


class TestAnInterruptedRun:
    def interrupted(self, out: Path, jobs: int = 1, after: int = 2) -> Path:
        def stop(done: int, *_: object) -> None:
            if done == after:
                raise KeyboardInterrupt

        with pytest.raises(Interrupted, match=f"interrupted after {after} of 4 replications; they are kept in"):
            run(exclusive(), out=out, jobs=jobs, simulate=ToyMarket(), progress=stop)
        [folder] = out.iterdir()
        return folder

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_is_continued_to_the_same_bytes(self, whole, tmp_path, jobs):
        folder = self.interrupted(tmp_path, jobs)
        assert manifest_of(folder)["status"] == "incomplete"
        done = [seed for seed in (1, 2, 3, 4) if shard(folder, seed).is_dir()]
        assert len(done) == manifest_of(folder)["finished"] == 2
        market = ToyMarket({("exclusive", seed): "error" for seed in done})
        continued = run(exclusive(), out=tmp_path, jobs=1, simulate=market)
        assert continued.failures == ()
        assert contents(continued.folder) == contents(whole.folder)

    def test_cannot_be_opened_yet(self, tmp_path):
        with pytest.raises(ResultsError, match="not finished, or was interrupted: the command that made it continues"):
            open_folder(self.interrupted(tmp_path))

    def test_in_a_replication_keeps_what_was_done(self, tmp_path):
        with pytest.raises(Interrupted, match="after 2 of 4"):
            run(exclusive(), out=tmp_path, jobs=1, simulate=ToyMarket({("exclusive", 3): "interrupt"}))
        [folder] = tmp_path.iterdir()
        assert manifest_of(folder)["finished"] == 2

    def test_that_was_killed_is_continued_too(self, whole, tmp_path):
        folder = self.interrupted(tmp_path)
        manifest = manifest_of(folder) | {"status": "running", "finished": 0}
        (folder / "manifest.json").write_text(json.dumps(manifest))
        (folder / ".lock").write_text('{"pid": 1, "host": "gone"}')
        (folder / ".monthly.parquet.7-ab.partial").write_bytes(b"half")
        (folder / "monthly.parquet").write_bytes(b"of an earlier attempt")
        (folder / "replications" / ".point-0-seed-3.7-ab.partial").mkdir()
        (shard(folder, 1) / "ledger.parquet").write_bytes(b"damaged")
        shutil.copytree(shard(folder, 2), shard(folder, 99))
        run(exclusive(), out=tmp_path, jobs=1, simulate=ToyMarket())
        assert contents(folder) == contents(whole.folder)

    def test_killed_before_its_manifest_was_written_starts_anew(self, whole, tmp_path):
        folder = tmp_path / whole.folder.name
        folder.mkdir()
        (folder / ".lock").touch()
        (folder / ".manifest.json.7-ab.partial").write_text("{")
        run(exclusive(), out=tmp_path, jobs=1, simulate=ToyMarket())
        assert contents(folder) == contents(whole.folder)

    def test_killed_right_after_it_was_complete_is_tidied(self, whole, tmp_path):
        folder = tmp_path / whole.folder.name
        shutil.copytree(whole.folder, folder)
        (folder / "replications" / "point-0-seed-1").mkdir(parents=True)
        run(exclusive(), out=tmp_path, jobs=1, simulate=no_simulation)
        assert contents(folder) == contents(whole.folder)


class TestAFailingReplication:
    def test_is_a_record_and_the_rest_goes_on(self, whole, tmp_path):
        market = ToyMarket({("exclusive", 2): "error", ("exclusive", 3): "leave"})
        partial = run(exclusive(), out=tmp_path, jobs=1, simulate=market)
        assert partial.seeds == (1, 4)
        assert list(partial.outcomes.index) == [1, 4]
        first, second = partial.failures
        assert (first.scenario, first.seed, first.error) == ("exclusive", 2, "ValueError")
        assert first.message == "prices did not settle"
        assert (second.seed, second.error) == (3, "SystemExit")
        manifest = manifest_of(partial.folder)
        assert manifest["status"] == "incomplete"
        assert [failure["seed"] for failure in manifest["failures"]] == [2, 3]
        assert "_go_wrong" in (partial.folder / "failures" / "exclusive-point-0-seed-2.txt").read_text()
        assert open_folder(partial.folder).failures == partial.failures

        again = run(exclusive(), out=tmp_path, jobs=1, simulate=ToyMarket({("exclusive", 1): "error"}))
        assert again.failures == ()
        assert contents(again.folder) == contents(whole.folder)

    def test_that_kills_its_worker_is_a_record_after_a_second_try(self, whole, tmp_path):
        out = tmp_path / "results"
        partial = run(exclusive(), out=out, jobs=2, simulate=ToyMarket({("exclusive", 2): "die"}))
        assert partial.seeds == (1, 3, 4)
        [failure] = partial.failures
        assert (failure.seed, failure.error) == (2, "BrokenProcessPool")
        assert "killed, or out of memory?" in failure.message

        market = ToyMarket({("exclusive", 2): f"die once {tmp_path / 'marker'}"})
        again = run(exclusive(), out=out, jobs=2, simulate=market)
        assert (tmp_path / "marker").exists()
        assert contents(again.folder) == contents(whole.folder)

    def test_of_every_seed_leaves_empty_frames(self, tmp_path):
        for out in (None, tmp_path):
            market = ToyMarket(dict.fromkeys([("exclusive", 1), ("exclusive", 2)], "error"))
            nothing = run(exclusive(), seeds=[1, 2], out=out, jobs=1, simulate=market)
            assert nothing.seeds == ()
            assert nothing.outcomes.empty
            assert nothing.monthly.empty
            assert nothing.table().empty
            assert [failure.seed for failure in nothing.failures] == [1, 2]

    def test_of_another_seed_than_asked_for_is_refused(self):
        def confused(scenario, seed):
            return ToyMarket()(scenario, seed + 1)

        [failure] = run(exclusive(), seeds=[1], jobs=1, simulate=confused).failures
        assert failure.message == "asked for seed 1, got the replication of seed 2"


class TestAFolderThatCannotBeUsed:
    def refused(self, out: Path, message: str) -> None:
        before = contents(out)
        with pytest.raises(ResultsError, match=message):
            run(exclusive(), out=out, jobs=1, simulate=ToyMarket())
        assert contents(out) == before

    def test_belongs_to_something_else(self, whole, tmp_path):
        folder = tmp_path / whole.folder.name
        folder.mkdir()
        (folder / "thesis.txt").write_text("all of it")
        self.refused(tmp_path, "holds no run")
        for text in ("{", "[]", '{"kind": "run", "format": 2, "seeds": 5}', '{"kind": "run", "format": 2}'):
            (folder / "manifest.json").write_text(text)
            self.refused(tmp_path, r"manifest\.json is damaged or belongs to something else")
        (folder / "manifest.json").write_text('{"kind": "run", "format": 1}')
        self.refused(tmp_path, "has format 1; this version reads format 2")
        (folder / "manifest.json").write_text('{"kind": "comparison", "format": 2}')
        self.refused(tmp_path, "holds a comparison, not a run")

    def test_holds_another_run(self, whole, tmp_path):
        other = run(dearer(), out=tmp_path, jobs=1, simulate=ToyMarket())
        other.folder.rename(tmp_path / whole.folder.name)
        self.refused(tmp_path, "holds another run")

    def test_is_being_written_by_another_process(self, whole, tmp_path):
        folder = tmp_path / whole.folder.name
        folder.mkdir()
        with locked(folder):
            self.refused(tmp_path, rf"process {os.getpid()} on .* is writing .*{folder.name}: wait")

    def test_is_no_folder(self, whole, tmp_path):
        (tmp_path / whole.folder.name).write_text("a file")
        self.refused(tmp_path, "File exists")
        self.refused(tmp_path / whole.folder.name / "below", "cannot|Not a directory")

    def test_is_on_a_full_disk_and_can_be_continued_when_there_is_room(self, whole, tmp_path, monkeypatch):
        replace, calls = Path.replace, []

        def until_full(self, target):
            calls.append(target)
            if len(calls) > 12:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return replace(self, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", until_full)
            with pytest.raises(ResultsError, match="No space left on device"):
                run(exclusive(), out=tmp_path, jobs=1, simulate=ToyMarket())
        [folder] = tmp_path.iterdir()
        assert not list(folder.rglob("*.partial"))
        assert not (folder / ".lock").exists()
        assert shard(folder, 1).is_dir()
        run(exclusive(), out=tmp_path, jobs=1, simulate=ToyMarket())
        assert contents(folder) == contents(whole.folder)


class TestOpening:
    def test_what_is_not_there_or_no_run_says_so(self, tmp_path):
        with pytest.raises(ResultsError, match="there is no folder"):
            open_folder(tmp_path / "missing")
        with pytest.raises(ResultsError, match=r"holds no results: there is no manifest\.json"):
            open_folder(tmp_path)

    def test_a_run_whose_scenario_was_damaged_says_so(self, whole, tmp_path):
        folder = tmp_path / "copy"
        shutil.copytree(whole.folder, folder)
        (folder / "scenario.yaml").write_text("schema: 1\nname: x\n")
        for _ in range(2):
            with pytest.raises(
                ResultsError, match=r"is damaged \(scenario\.yaml\): the command that made it repairs it"
            ):
                open_folder(folder)
            (folder / "scenario.yaml").unlink(missing_ok=True)


def test_a_run_takes_the_path_of_a_scenario_and_refuses_a_bare_number_of_seeds():
    assert run(SCENARIOS / "exclusive.yaml", seeds=[1], jobs=1, simulate=ToyMarket()).seeds == (1,)
    with pytest.raises(ValueError, match=r"write 1\.\.3 for 3 replications"):
        run(exclusive(), seeds=3)  # type: ignore[arg-type]


def test_intervals_keep_to_what_is_possible():
    """A share does not pass 1, nor does the difference of two."""
    two = {"seeds": [1, 2], "jobs": 1, "simulate": ToyMarket()}
    shares = run(exclusive(), **two).table().query("unit == 'share'")
    assert ((shares["t_low"] >= 0) & (shares["t_high"] <= 1)).all()
    differences = compare(exclusive(), dearer(), **two).table().query("unit == 'share'")
    assert ((differences["t_low"] >= -1) & (differences["t_high"] <= 1)).all()
    assert (shares["t_low"] == 0).any()
