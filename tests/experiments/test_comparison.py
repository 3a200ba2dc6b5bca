"""Scenarios over the same seeds, paired."""

import json
import re
import shutil
import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.experiments.comparable import ComparisonError
from sim.experiments.comparison import compare
from sim.experiments.ensemble import run
from sim.experiments.execution import Interrupted
from sim.experiments.stored import open_folder
from sim.results.files import ResultsError
from sim.statistics.intervals import holm, seeds_to_halve
from sim.statistics.paired import paired_table
from tests.experiments.toy_market import ToyMarket, dearer, exclusive

COLUMNS = [
    "outcome",
    "unit",
    "family",
    "base_mean",
    "other_mean",
    "difference",
    "t_low",
    "t_high",
    "sign_agreement",
    "p_value",
    "p_holm",
    "finding",
    "variance_reduction",
    "seeds_to_halve",
    "n",
]


def frame(outcomes: int = 3, seeds: int = 9, seed: int = 0) -> pd.DataFrame:
    values = np.random.default_rng(seed).normal(size=(seeds, outcomes))
    return pd.DataFrame(values, index=range(1, seeds + 1), columns=[f"outcome_{n}" for n in range(outcomes)])


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    out = tmp_path_factory.mktemp("results")
    return compare(exclusive(), dearer(), seeds="1..8", out=out, jobs=1, simulate=ToyMarket())


class TestTheTable:
    def test_has_a_row_per_outcome(self, pair):
        table = pair.table()
        assert list(table.columns) == COLUMNS
        assert list(table["outcome"]) == list(pair.base.outcomes)
        row = table.set_index("outcome").loc["utilisation.azure"]
        base, other = (ensemble.outcomes["utilisation.azure"] for ensemble in pair.ensembles)
        interval = stats.ttest_rel(other, base).confidence_interval(0.95)
        assert row["difference"] == pytest.approx((other - base).mean())
        assert (row["t_low"], row["t_high"]) == pytest.approx((interval.low, interval.high))
        assert row["p_value"] == pytest.approx(stats.ttest_rel(other, base).pvalue)
        assert row["variance_reduction"] == pytest.approx((base.var() + other.var()) / (other - base).var())
        assert row["seeds_to_halve"] == seeds_to_halve(8)
        assert row[["unit", "n"]].tolist() == ["share", 8]

    def test_is_the_same_every_time(self, pair):
        again = compare(exclusive(), dearer(), seeds="1..8", jobs=1, simulate=ToyMarket())
        pd.testing.assert_frame_equal(again.table(), pair.table(), check_exact=True)

    def test_adjusts_within_each_family_and_tests_no_diagnostic(self):
        base, other = frame(5), frame(5, seed=1)
        families = ["primary", "exploratory", "primary", "exploratory", "diagnostic"]
        table = paired_table(base, other, dict(zip(base.columns, families, strict=True)))
        assert table["family"].tolist() == families
        p_values = table["p_value"].to_numpy()
        for rows in ([0, 2], [1, 3]):
            assert table["p_holm"].to_numpy()[rows].tolist() == holm(p_values[rows]).tolist()
        assert np.isnan(p_values[4])
        assert np.isnan(table["p_holm"][4])

    def test_takes_a_shift_of_all_seeds_for_certain(self, pair):
        row = pair.table().set_index("outcome").loc["compute_price.azure"]
        assert row[["difference", "t_low", "t_high"]].tolist() == pytest.approx([1.0] * 3)
        assert row[["sign_agreement", "finding", "seeds_to_halve"]].tolist() == [1, "clear", 8]
        assert row[["p_value", "p_holm"]].isna().all()
        assert row["variance_reduction"] == np.inf

    def test_takes_rounding_for_no_difference(self):
        base = frame()
        table = paired_table(base, base * (1 + 1e-15))
        assert (table[["difference", "t_low", "t_high", "sign_agreement"]] == 0).all(axis=None)
        assert table[["p_value", "p_holm"]].isna().all(axis=None)

    def test_leaves_out_pairs_without_a_value_outcome_by_outcome(self):
        base, other = frame(), frame(seed=1)
        whole = paired_table(base, other)
        other.loc[[2, 5], "outcome_1"] = np.nan
        base.loc[7, "outcome_1"] = np.inf
        base["outcome_2"] = np.nan
        table = paired_table(base, other)
        assert table["n"].tolist() == [9, 6, 0]
        pd.testing.assert_series_equal(table.loc[0].drop("p_holm"), whole.loc[0].drop("p_holm"))
        rest = [1, 3, 4, 6, 8, 9]
        alone = paired_table(base.loc[rest, ["outcome_1"]], other.loc[rest, ["outcome_1"]])
        pd.testing.assert_series_equal(table.loc[1].drop("p_holm"), alone.loc[0].drop("p_holm"), check_names=False)
        assert table.loc[2].drop(["outcome", "family", "n"]).isna().all()
        assert table["p_holm"].tolist() == pytest.approx([*holm(table["p_value"].to_numpy())], nan_ok=True)

    def test_of_one_seed_has_no_intervals(self):
        single = compare(exclusive(), dearer(), seeds=[3], jobs=1, simulate=ToyMarket()).table()
        uncertain = ["t_low", "t_high", "p_value", "p_holm", "variance_reduction"]
        assert single[[*uncertain, "seeds_to_halve"]].isna().all(axis=None)
        assert single["difference"].notna().all()

    def test_of_no_outcome_is_empty(self):
        assert paired_table(frame(0), frame(0)).empty

    def test_finds_what_is_there_as_often_as_it_says(self):
        rng, found = np.random.default_rng(8), []
        for _ in range(15):
            base, other = (pd.DataFrame(rng.normal(size=(20, 25))) for _ in range(2))
            table = paired_table(base, other)
            found.append(((table["t_low"] <= 0) & (table["t_high"] >= 0)).mean())
        assert np.mean(found) == pytest.approx(0.95, abs=0.03)


class TestSeeds:
    def test_are_those_of_the_base_by_default(self):
        comparison = compare(exclusive(), dearer(seeds="5..9"), jobs=1, simulate=ToyMarket())
        assert [ensemble.seeds for ensemble in comparison.ensembles] == [(1, 2, 3, 4)] * 2

    def test_that_failed_in_one_scenario_are_dropped_and_counted(self):
        market = ToyMarket({("exclusive", 2): "error", ("dearer", 4): "error", ("dearer", 5): "error"})
        comparison = compare(exclusive(), dearer(), seeds="1..6", jobs=1, simulate=market)
        assert list(comparison.differences.index) == [1, 3, 6]
        assert comparison.dropped == {"dearer": 3}
        assert comparison.table()["n"].tolist() == [3] * 5

    def test_without_any_pair_are_an_error_that_says_why(self):
        market = ToyMarket({("exclusive", 1): "error", ("dearer", 2): "error"})
        with pytest.raises(ComparisonError, match=r"2 failed, e\.g\. exclusive, seed 1: ValueError: prices did"):
            compare(exclusive(), dearer(), seeds=[1, 2], jobs=1, simulate=market)


class TestScenarios:
    def test_that_resolve_to_the_same_thing_are_refused(self):
        twin = exclusive().with_(name="twin", seeds="7..8")
        message = r"exclusive \(.*exclusive\.yaml\) and twin .* resolve to the same thing"
        with pytest.raises(ComparisonError, match=message):
            compare(exclusive(), twin, jobs=1, simulate=ToyMarket())
        with pytest.raises(ComparisonError, match="at least one other"):
            compare(exclusive(), jobs=1, simulate=ToyMarket())

    def test_that_run_over_different_periods_are_refused(self):
        for change in ({"horizon.months": 12}, {"horizon.start": "2024-01"}):
            with pytest.raises(ComparisonError, match=r"exclusive runs 18 months from 2023-01 and dearer (12|18) from"):
                compare(exclusive(), dearer(**change), jobs=1, simulate=ToyMarket())

    def test_of_the_same_name_get_names_of_their_own(self):
        changes = [exclusive().with_(**{"clouds.azure.compute_price": price}) for price in (3.0, 4.0)]
        comparison = compare(exclusive(), *changes, jobs=1, simulate=ToyMarket())
        names = [ensemble.scenario.name for ensemble in comparison.ensembles]
        assert names == ["exclusive", "exclusive-2", "exclusive-3"]
        assert len({ensemble.scenario.title for ensemble in comparison.ensembles}) == 3

    def test_of_the_same_title_are_told_apart_by_their_names(self):
        others = [dearer(title=exclusive().title), dearer(4.0, name="dearest")]
        comparison = compare(exclusive(), *others, jobs=1, simulate=ToyMarket())
        titles = [ensemble.scenario.title for ensemble in comparison.ensembles]
        title = exclusive().title
        assert titles == [f"{title} (exclusive)", f"{title} (dearer)", "Dear compute"]

    def test_say_how_any_two_of_them_differ(self):
        comparison = compare(exclusive(), dearer(), dearer(4.0, name="dearest"), jobs=1, simulate=ToyMarket())
        differences = comparison.scenario_differences
        assert list(differences) == [("exclusive", "dearer"), ("exclusive", "dearest"), ("dearer", "dearest")]
        [difference] = differences["dearer", "dearest"]
        assert difference[:3] == ("clouds.azure.compute_price", 3.2, 4.0)

    def test_several_are_stacked_by_name(self):
        others = [dearer(), dearer(4.0, name="dearest")]
        comparison = compare(exclusive(), *others, jobs=1, simulate=ToyMarket())
        table = comparison.table()
        assert list(table.columns) == ["other", *COLUMNS]
        assert table["other"].unique().tolist() == ["dearer", "dearest"]
        one = comparison.table("dearest")
        pd.testing.assert_frame_equal(table[table["other"] == "dearest"][COLUMNS].reset_index(drop=True), one)
        pair = compare(exclusive(), others[0], jobs=1, simulate=ToyMarket())
        pd.testing.assert_frame_equal(comparison.differences.loc["dearer"], pair.differences)
        with pytest.raises(ComparisonError, match="'cheaper' is not among the compared scenarios: dearer, dearest"):
            comparison.table("cheaper")


class TestStored:
    def test_in_a_folder_that_refers_to_those_of_the_runs(self, pair):
        assert pair.folder.name.startswith("exclusive-vs-dearer-")
        manifest = json.loads((pair.folder / "manifest.json").read_text())
        assert manifest["status"] == "complete"
        assert manifest["about"]["base"]["folder"] == f"../{pair.base.folder.name}"
        assert [note["name"] for note in manifest["about"]["others"]] == ["dearer"]
        stored = pd.read_parquet(pair.folder / "comparison.parquet")
        assert list(stored.columns) == ["other", *COLUMNS]
        pd.testing.assert_frame_equal(stored[COLUMNS], pair.table())
        differences = pd.read_parquet(pair.folder / "differences.parquet")
        pd.testing.assert_frame_equal(differences.drop(columns="other").set_index("seed"), pair.differences)

    def test_can_be_opened_again_even_where_the_results_were_moved_to(self, pair, tmp_path):
        shutil.copytree(pair.folder.parent, tmp_path / "elsewhere")
        opened = open_folder(tmp_path / "elsewhere" / pair.folder.name)
        assert [ensemble.scenario.name for ensemble in opened.ensembles] == ["exclusive", "dearer"]
        pd.testing.assert_frame_equal(opened.table(), pair.table(), check_exact=True)
        shutil.rmtree(tmp_path / "elsewhere" / pair.base.folder.name)
        with pytest.raises(ResultsError, match="which is gone: compare the scenarios again"):
            open_folder(opened.folder)

    def test_uses_runs_that_are_stored_and_writes_the_same_bytes_with_two_workers(self, pair, tmp_path):
        base = run(exclusive(), seeds="1..8", out=tmp_path, jobs=1, simulate=ToyMarket())
        assert base.folder.name == pair.base.folder.name
        market = ToyMarket(dict.fromkeys([("exclusive", seed) for seed in range(9)], "error"))
        again = compare(exclusive(), dearer(), seeds="1..8", out=tmp_path, jobs=2, simulate=market)
        for ensemble, other in [*zip(again.ensembles, pair.ensembles, strict=True), (again, pair)]:
            for path in other.folder.glob("*.parquet"):
                assert (ensemble.folder / path.name).read_bytes() == path.read_bytes()

    @pytest.mark.study
    def test_an_interruption_keeps_pairs_and_the_same_command_goes_on(self, pair, tmp_path):
        def stop(done: int, total: int, _: str) -> None:
            assert total == 16
            if done == 6:
                raise KeyboardInterrupt

        market = ToyMarket()
        with pytest.raises(Interrupted, match="after 6 of 16"):
            compare(exclusive(), dearer(), seeds="1..8", out=tmp_path, jobs=1, simulate=market, progress=stop)
        manifests = [json.loads(path.read_text()) for path in tmp_path.glob("*/manifest.json")]
        assert [manifest["finished"] for manifest in manifests] == [3, 3]
        compare(exclusive(), dearer(), seeds="1..8", out=tmp_path, jobs=1, simulate=market)
        for path in pair.folder.parent.glob("*/*.parquet"):
            assert (tmp_path / path.relative_to(pair.folder.parent)).read_bytes() == path.read_bytes()

    def test_a_folder_that_is_something_else_is_left_alone(self, pair, tmp_path):
        shutil.copytree(pair.folder.parent, tmp_path / "results")
        folder = tmp_path / "results" / pair.folder.name
        (folder / "manifest.json").unlink()
        (folder / "thesis.txt").write_text("all of it")
        with pytest.raises(ResultsError, match=r"holds no comparison .*: move it away"):
            compare(exclusive(), dearer(), seeds="1..8", out=tmp_path / "results", jobs=1, simulate=ToyMarket())

    def test_a_damaged_manifest_says_so(self, pair, tmp_path):
        (tmp_path / "manifest.json").write_text('{"kind": "comparison", "format": 2, "base": {}}')
        with pytest.raises(ResultsError, match="is damaged or belongs to something else"):
            open_folder(tmp_path)


def test_figures_and_reports_are_drawn_from_the_comparison(pair, tmp_path, monkeypatch):
    figures = SimpleNamespace(draw=lambda name, result: (name, result))
    page = SimpleNamespace(write=lambda result, path, *_, **__: path.write_text(repr(result)))
    monkeypatch.setitem(sys.modules, "sim.figures", figures)
    monkeypatch.setitem(sys.modules, "sim.report.page", page)
    assert pair.figure("forest") == ("forest", pair)
    assert pair.base.figure("network") == ("network", pair.base)
    assert pair.report(tmp_path / "own.html").read_text() == "<Comparison exclusive vs dearer>"
    assert pair.report() == pair.folder / "report.html"
    in_memory = compare(exclusive(), dearer(), jobs=1, simulate=ToyMarket())
    with pytest.raises(ResultsError, match="say where the report goes"):
        in_memory.report()


@pytest.mark.parametrize(
    ("ask", "meant"),
    [
        (lambda pair: pair.bridge("microsft"), "microsoft"),
        (lambda pair: pair.report("never.html", owner="microsft"), "microsoft"),
        (lambda pair: pair.annual("volum"), "volume"),
    ],
)
def test_a_name_that_a_comparison_does_not_have_is_refused_with_the_nearest(pair, ask, meant):
    with pytest.raises(ComparisonError, match=f"did you mean {re.escape(meant)}"):
        ask(pair)
