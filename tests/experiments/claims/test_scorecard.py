"""Scorecards: runs shared, kept, resumed and counted, with the same verdicts however they came about."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from sim.experiments.claims import load_claims, scorecard
from sim.experiments.execution import Interrupted
from sim.experiments.stored import open_folder
from tests.experiments.claims.small_claims import TEXT, small_claims, two_walks, written
from tests.experiments.toy_market import PRICE, ToyMarket

TOY = ToyMarket()


class Counting:
    """The toy, which counts how often it is asked, and may stop being fun."""

    def __init__(self, stop_after: int | None = None, fails: tuple[str, set[int]] | None = None) -> None:
        self.calls: list[tuple[float, int]] = []
        self.stop_after = stop_after
        self.fails = fails

    def __call__(self, scenario, seed):
        if self.stop_after is not None and len(self.calls) >= self.stop_after:
            raise KeyboardInterrupt
        price = scenario.parameters.clouds["azure"].compute_price
        self.calls.append((price, seed))
        if self.fails and self.fails[0] == ("dear" if price == 5.0 else "exclusive") and seed in self.fails[1]:
            raise ValueError("prices did not settle")
        return TOY(scenario, seed)


def tried(out=None, simulate=TOY, **options):
    return scorecard(small_claims(), options.pop("form", "quick"), out=out, jobs=1, simulate=simulate, **options)


@pytest.fixture(scope="module")
def kept():
    """The quick form, tried in memory."""
    return tried()


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """The same with a folder, which tests may add to and take nothing from."""
    out = tmp_path_factory.mktemp("scorecards")
    return out, tried(out)


def answers(result):
    return {claim.id: result.answer(claim) for claim in result.claims.claims}


@pytest.mark.study
def test_all_verdicts_are_there():
    result = tried(form="full", simulate=two_walks)
    assert answers(result) == {
        "C01": "supported",
        "C02": "not supported",
        "C03": "depends",
        "C04": "cannot be expressed",
    }
    split = result.split_of(result.claims.claims[2])
    assert split is not None
    assert split["parameter"] == "clouds.azure.compute_price"
    assert split["clear"]
    assert split["expected"]


def test_what_lies_behind_is_measured_and_decides_nothing(kept):
    cheaper = kept.claims.claims[1]
    level, more = kept.behind(cheaper)
    assert level.low < level.mean < level.high
    assert level.worlds == 6
    [dearer] = kept.verdicts["C01"].conditions  # the same difference, with a prediction
    assert (more.mean, more.low, more.high) == (dearer.mean, dearer.low, dearer.high)
    written_down = kept.content()["claims"][1]
    assert [one["says"] for one in written_down["behind"]] == ["What Azure asks", "What Azure asks more"]
    assert len(written_down["conditions"]) == len(kept.verdicts["C02"].conditions) == 1


def test_each_world_has_luck_of_its_own(kept):
    form = small_claims().forms["quick"]
    effects = kept.effects
    assert form.seeds_of(0) == (1, 2)
    assert form.seeds_of(5) == (11, 12)
    for world, rows in effects.groupby("world"):
        assert set(rows["seed"]) == set(form.seeds_of(world))


def test_claims_share_their_runs():
    counting = Counting()
    tried(simulate=counting)
    assert len(counting.calls) == 6 * 2 * 2  # worlds, seeds, settings
    assert len(set(counting.calls)) == len(counting.calls)


def test_a_stored_scorecard_is_not_run_again(stored):
    out, first = stored
    again = tried(out, simulate=Counting(stop_after=0))
    pd.testing.assert_frame_equal(first.effects, again.effects)
    assert answers(first) == answers(again)


def test_a_stored_scorecard_is_opened_again(tmp_path):
    result = tried(tmp_path, simulate=Counting(fails=("dear", {2})))
    opened = open_folder(result.folder)
    assert answers(opened) == answers(result)
    assert [failure.message for failure in opened.failures] == [failure.message for failure in result.failures]
    assert opened.worlds.equals(result.worlds)


def test_some_claims_use_the_runs_of_all(stored):
    some = tried(stored[0], simulate=Counting(stop_after=0), ids=["C02", "C03"])
    assert set(answers(some)) == {"C02", "C03"}


def test_memory_folder_and_cache_agree(kept, stored):
    here, (out, there) = kept, stored
    from_cache = tried(out, ids=["C01", "C02", "C03"])
    assert answers(here) == answers(there)
    pd.testing.assert_frame_equal(here.effects, there.effects)
    pd.testing.assert_frame_equal(from_cache.effects, here.effects)


def test_an_interruption_loses_nothing(kept, tmp_path):
    with pytest.raises(Interrupted, match=r"9 of 24 replications; they are kept in"):
        tried(tmp_path, simulate=Counting(stop_after=9))
    counting = Counting()
    result = tried(tmp_path, simulate=counting)
    assert len(counting.calls) == 24 - 9
    pd.testing.assert_frame_equal(result.effects, kept.effects)


def test_a_failed_run_is_a_record_and_lowers_the_count(tmp_path):
    result = tried(tmp_path, simulate=Counting(fails=("dear", {2})))
    assert len(result.failures) == 1
    assert {(failure.scenario, failure.seed) for failure in result.failures} == {("dear", 2)}
    assert result.answer(result.claims.claims[0]) == "supported"
    assert result.effects["effect"].isna().sum() == 4  # both conditions that need it, and both numbers behind
    manifest = json.loads((result.folder / "manifest.json").read_text())
    assert manifest["status"] == "incomplete"
    assert (
        (result.folder / "failures" / "dear-point-0-seed-2.txt").read_text().strip().endswith("prices did not settle")
    )
    mended = tried(tmp_path)
    assert not mended.failures
    assert json.loads((result.folder / "manifest.json").read_text())["status"] == "complete"
    assert not (result.folder / "failures").exists()


def test_failures_everywhere_decide_nothing():
    one_seed = replace(small_claims().forms["quick"], seeds=(1,))
    result = tried(simulate=Counting(fails=("dear", set(range(1, 7)))), form=one_seed)
    assert answers(result)["C01"] == "undecided"
    assert answers(result)["C03"] != "undecided"


def test_a_damaged_run_is_done_again(tmp_path):
    tried(tmp_path)
    runs = sorted((tmp_path / "claims-runs").glob("*/*/series.parquet"))
    runs[0].write_bytes(b"nothing")
    counting = Counting()
    tried(tmp_path, simulate=counting, ids=["C01", "C02"])
    assert len(counting.calls) == 1


def test_runs_that_lack_an_outcome_are_done_again(tmp_path):
    tried(tmp_path)
    text = TEXT.replace("of: compute_price.azure during first year", "of: utilisation.azure during first year")
    counting = Counting()
    scorecard(load_claims(written(text, tmp_path)), out=tmp_path, jobs=1, simulate=counting)
    assert counting.calls


def test_two_processes_agree_with_this_one(tmp_path):
    here, local = tried(tmp_path / "here"), scorecard(small_claims(), jobs=2, out=tmp_path / "local", simulate=TOY)
    pd.testing.assert_frame_equal(here.effects, local.effects)
    files = {path.name: path.read_bytes() for path in here.folder.glob("*.parquet")}
    assert files == {path.name: path.read_bytes() for path in local.folder.glob("*.parquet")}


def test_everything_is_said_in_plain_data(kept):
    content = kept.content()
    assert json.loads(json.dumps(content, default=str))["counts"]["cannot be expressed"] == 1
    first = content["claims"][0]
    assert first["share_of_worlds"] == 1.0
    assert first["worlds"] == first["worlds_asked"] == 6
    [condition] = first["conditions"]
    assert condition["unit"] == "USD per GPU-hour"
    assert condition["low"] < condition["mean"] < condition["high"]
    assert content["claims"][3]["cannot_be_expressed"]


def test_worlds_have_the_values_that_are_drawn_and_a_folder_remembers_them(tmp_path):
    form = replace(small_claims().forms["quick"], name="own", drawn=({PRICE: 2.0}, {PRICE: 3.0}))
    result = tried(tmp_path, form=form)
    assert list(result.worlds[PRICE]) == [2.0, 3.0] * 3
    assert set(result.worlds) == {axis.path for axis in result.claims.axes}
    assert open_folder(result.folder).worlds.equals(result.worlds)
