"""Sweeps: every point, every seed, the same bytes whoever does them, and nothing lost."""

import json
import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import sim
from sim.experiments.bundle import bundle, reproduce, unpack
from sim.experiments.design import load_experiment
from sim.experiments.draws import Draws
from sim.experiments.execution import Interrupted
from sim.experiments.stored import open_folder
from sim.experiments.sweep import sweep
from sim.figures import draw
from sim.report.experiment_sentences import sentences
from sim.report.experiment_tables import tables_of
from sim.results.files import ResultsError
from sim.scenario import ScenarioError
from tests.experiments.commands import SMALL, called, manifest_of, only_folder, start, stored, wait_until
from tests.experiments.experiment_files import (
    FRICTION,
    GRID,
    HOME,
    LINE,
    SOBOL,
    SWITCHING,
    TILTED,
    FormulaMarket,
    experiment,
    tilted,
    written,
)
from tests.figures.reading import texts_of

MARKET = FormulaMarket(TILTED)
SHORT = LINE.replace("levels: 7", "levels: 3").replace("seeds: 1..4", "seeds: 1..2")
UNDER_DRAWS = dict.fromkeys(TILTED, lambda friction, home, seed, is_open: seed + (friction - home) * is_open)


def homes(folder):
    """Five draws of a parameter whose mean is 1.5, as a file; the scenario has 1.5 or so itself."""
    path = folder / "posterior.parquet"
    pd.DataFrame({HOME: [0.5, 1.0, 1.5, 2.0, 2.5]}).to_parquet(path)
    return path


class Interrupting:
    """A market that is interrupted at its thirtieth replication."""

    def __init__(self):
        self.count = 0

    def __call__(self, scenario, seed):
        self.count += 1
        if self.count == 30:
            raise KeyboardInterrupt
        return MARKET(scenario, seed)


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    return experiment(tmp_path_factory.mktemp("grid"), GRID)


@pytest.fixture(scope="module")
def swept(grid, tmp_path_factory):
    return sweep(grid, out=tmp_path_factory.mktemp("results"), jobs=1, simulate=MARKET)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drawn")
    market = FormulaMarket(UNDER_DRAWS, (FRICTION, HOME))
    return sweep(experiment(folder, SHORT), out=folder / "results", draws=homes(folder), jobs=1, simulate=market)


class TestASweep:
    @pytest.mark.study
    def test_has_one_row_per_point_seed_and_outcome(self, swept):
        cells = swept.cells
        assert list(cells.columns) == ["point", "seed", "outcome", "scenario", "against", "value"]
        assert len(cells) == 6 * 4 * 3
        assert not cells.duplicated(["point", "seed", "outcome"]).any()
        row = cells[(cells["point"] == 4) & (cells["seed"] == 2) & (cells["outcome"] == "volume")].iloc[0]
        assert row["scenario"] == tilted(3.0, 2, False)
        assert row["against"] == tilted(3.0, 2, True)
        assert row["value"] == pytest.approx(row["against"] - row["scenario"])

    def test_sums_up_each_point_with_its_interval(self, swept):
        table = swept.table("profit.openai")
        assert list(table.columns) == [FRICTION, SWITCHING, "mean", "low", "high", "n"]
        values = [friction - 1.3 + 0.05 * (seed % 3 - 1) for friction in (0,) for seed in (1, 2, 3, 4)]
        assert table.loc[0, "mean"] == pytest.approx(np.mean(values))
        half = 3.182446 * np.std(values, ddof=1) / 2
        assert table.loc[0, "high"] - table.loc[0, "mean"] == pytest.approx(half, rel=1e-5)
        assert table["n"].tolist() == [4] * 6

    def test_adds_outcomes_up(self, swept):
        both = swept.table("profit.openai", "profit.microsoft")["mean"]
        assert both.to_numpy() == pytest.approx(
            (swept.table("profit.openai")["mean"] + swept.table("profit.microsoft")["mean"]).to_numpy()
        )

    def test_leaves_one_folder_without_one_for_each_point(self, swept):
        assert {path.name for path in swept.folder.iterdir()} == {
            "manifest.json",
            "experiment.yaml",
            "scenario.yaml",
            "against.yaml",
            "sweep.parquet",
            "points.parquet",
        }
        manifest = manifest_of(swept.folder)
        assert (manifest["status"], manifest["about"]["points"]) == ("complete", 6)
        assert manifest["replications"] == manifest["finished"] == 48

    def test_can_be_opened_again(self, swept):
        again = open_folder(swept.folder)
        assert again.cells.equals(swept.cells)
        assert again.places.equals(swept.places)
        assert repr(again) == "<Sweep tried: 6 points>"

    def test_without_a_second_scenario_looks_at_levels(self, tmp_path):
        found = sweep(experiment(tmp_path, GRID, against=""), jobs=1, simulate=MARKET)
        assert found.folder is None
        assert found.cells["against"].isna().all()
        assert found.cells["value"].equals(found.cells["scenario"])

    @pytest.mark.study
    def test_finds_where_the_sign_changes(self, tmp_path):
        found = sweep(experiment(tmp_path, LINE, seeds="1..9"), jobs=1, simulate=MARKET)
        [crossing] = found.crossings("profit.openai")
        assert crossing.place == pytest.approx(1.3, abs=0.01)
        assert crossing.low < crossing.place < crossing.high
        [back] = found.crossings("profit.microsoft")
        assert (back.place, back.rises) == (pytest.approx(2.0), False)

    @pytest.mark.study
    def test_takes_rounding_for_no_difference(self, tmp_path):
        market = FormulaMarket({"volume": lambda x, seed, is_open: 0.3 if is_open else 0.1 + 0.2})
        found = sweep(experiment(tmp_path, LINE, outcomes="[volume]"), jobs=1, simulate=market)
        assert (found.cells["value"] == 0).all()

    def test_of_what_nobody_has_is_empty(self, tmp_path):
        found = sweep(experiment(tmp_path, LINE, outcomes="[price.gpt]"), seeds=[1], jobs=1, simulate=MARKET)
        assert found.table("price.gpt")["n"].tolist() == [0] * 7

    @pytest.mark.study
    def test_is_on_the_face_of_the_package(self, tmp_path):
        assert (sim.sweep, sim.load_experiment) == (sweep, load_experiment)
        assert len(sim.sweep(written(tmp_path, LINE), seeds="1..2", jobs=1, simulate=MARKET).cells) == 7 * 2 * 3

    def test_needs_a_design(self, tmp_path):
        with pytest.raises(ScenarioError, match="design: missing"):
            sweep(experiment(tmp_path, SOBOL), simulate=MARKET)
        with pytest.raises(ScenarioError, match="missing: design"):
            sweep(written(tmp_path, SOBOL), simulate=MARKET)


class TestStoring:
    @pytest.mark.study
    def test_gives_the_same_bytes_with_two_workers(self, swept, grid, tmp_path):
        again = sweep(grid, out=tmp_path, jobs=2, simulate=FormulaMarket(TILTED))
        assert again.folder.name == swept.folder.name
        assert stored(again.folder) == stored(swept.folder)

    def test_runs_nothing_twice(self, swept, grid):
        def never(scenario, seed):
            raise AssertionError

        assert sweep(grid, out=swept.folder.parent, jobs=1, simulate=never).cells.equals(swept.cells)

    @pytest.mark.study
    def test_names_the_folder_after_the_content(self, swept, grid, tmp_path):
        others = [
            sweep(grid, seeds="1..5", out=tmp_path, jobs=1, simulate=MARKET),
            sweep(experiment(tmp_path, GRID.replace("low: 0", "low: 0.1")), out=tmp_path, jobs=1, simulate=MARKET),
            sweep(experiment(tmp_path, GRID.replace("openai, ", "meta, ")), out=tmp_path, jobs=1, simulate=MARKET),
        ]
        assert len({swept.folder.name, *(other.folder.name for other in others)}) == 4

    @pytest.mark.study
    def test_goes_on_after_an_interruption(self, swept, grid, tmp_path):
        with pytest.raises(Interrupted, match=r"interrupted after 27 of 48 .* are kept in"):
            sweep(grid, out=tmp_path, jobs=1, simulate=Interrupting())
        folder = only_folder(tmp_path)
        assert manifest_of(folder)["status"] == "incomplete"
        with pytest.raises(ResultsError, match="not finished"):
            open_folder(folder)
        done = []

        def counted(scenario, seed):
            done.append(seed)
            return MARKET(scenario, seed)

        sweep(grid, out=tmp_path, jobs=1, simulate=counted)
        assert len(done) == 48 - 27
        assert stored(folder) == stored(swept.folder)

    @pytest.mark.study
    def test_does_a_damaged_batch_again(self, swept, grid, tmp_path):
        with pytest.raises(Interrupted):
            sweep(grid, out=tmp_path, jobs=1, simulate=Interrupting())
        shard = min((only_folder(tmp_path) / "replications").iterdir())
        (shard / "outcomes.parquet").write_bytes(b"half")
        sweep(grid, out=tmp_path, jobs=1, simulate=MARKET)
        assert stored(only_folder(tmp_path)) == stored(swept.folder)

    @pytest.mark.study
    def test_records_what_fails_and_tries_it_again(self, swept, grid, tmp_path):
        failing = FormulaMarket(TILTED, failing=frozenset({(1.5, 2), (3.0, 4)}))
        found = sweep(grid, out=tmp_path, jobs=1, simulate=failing)
        assert {(one.point, one.seed, one.error) for one in found.failures} == {
            (point, seed, "ValueError") for point, seed in ((2, 2), (3, 2), (4, 4), (5, 4))
        }
        assert len(found.failures) == 2 * 4  # in both scenarios
        assert found.table("volume")["n"].tolist() == [4, 4, 3, 3, 3, 3]
        manifest = manifest_of(found.folder)
        assert manifest["status"] == "incomplete"
        assert "prices did not settle" in (found.folder / "failures" / "exclusive-point-2-seed-2.txt").read_text()
        assert [one.message for one in open_folder(found.folder).failures] == ["prices did not settle"] * 8
        mended = sweep(grid, out=tmp_path, jobs=1, simulate=MARKET)
        assert not mended.failures
        assert stored(mended.folder) == stored(swept.folder)

    def test_leaves_a_folder_of_somebody_else_alone(self, swept, grid, tmp_path):
        place = tmp_path / swept.folder.name
        place.mkdir()
        (place / "mine.txt").write_text("mine")
        with pytest.raises(ResultsError, match="holds no sweep"):
            sweep(grid, out=tmp_path, jobs=1, simulate=MARKET)
        assert [path.name for path in place.iterdir()] == ["mine.txt"]


QUICK = (*SMALL[:2], "horizon.months=2")
FAILING_SEED = """
import sim.market.replication as replication
simulate = replication.simulate
def failing(scenario, seed, **options):
    if seed == 2:
        raise ValueError("prices did not settle")
    return simulate(scenario, seed, **options)
replication.simulate = failing
"""


class TestTheCommand:
    @pytest.mark.study
    def test_killed_goes_on_when_called_again_to_the_same_bytes(self, tmp_path):
        file = written(tmp_path, LINE, seeds="[1]")
        whole = sweep(load_experiment(file, QUICK), out=tmp_path / "whole", jobs=1)
        out = tmp_path / "results"
        command = start("--set", QUICK[-1], "--out", out, name="sweep", file=file)
        wait_until(lambda: list(out.glob("*/replications/point-*")))
        command.kill()
        command.communicate()
        assert manifest_of(only_folder(out))["status"] == "running"
        assert called("--set", QUICK[-1], "--out", out, "--jobs", 1, name="sweep", file=file) == (0, "")
        assert stored(only_folder(out)) == stored(whole.folder)

    @pytest.mark.study
    def test_goes_on_where_a_replication_fails_and_exits_with_1(self, tmp_path):
        file = written(tmp_path, LINE)
        options = ("--seeds", "1,2", "--set", QUICK[-1], "--jobs", 1, "--out", tmp_path / "out")
        code, said = called(*options, before=FAILING_SEED, name="sweep", file=file)
        assert code == 1
        lines = said.splitlines()
        assert lines[0] == "failed: exclusive, point 0, seed 2: ValueError: prices did not settle"
        assert lines[-1].startswith("failed: 4 more, see ")
        assert manifest_of(only_folder(tmp_path / "out"))["finished"] == 14

    @pytest.mark.study
    def test_refuses_a_wrong_file_before_anything_runs(self, tmp_path):
        file = written(tmp_path, GRID.replace("profit.openai", "profit.opena").replace("levels: 3", "levels: 0"))
        code, said = called("--out", tmp_path / "out", name="sweep", file=file)
        assert code == 2
        assert said.count("\n") == 2
        assert "did you mean profit.openai?" in said
        assert not (tmp_path / "out").exists()

    @pytest.mark.study
    def test_prints_json(self, tmp_path, capsys, monkeypatch):
        drawing = SimpleNamespace(figures_to=lambda *_: [], write=lambda *_: None)
        monkeypatch.setitem(sys.modules, "sim.report.page", drawing)
        monkeypatch.setattr("sim.experiments.replicating.market", lambda threads: MARKET)
        from sim.cli.exploring import sweep as command

        code = command(written(tmp_path, LINE), "1", None, [*QUICK], tmp_path / "out", 1, as_json=True, quiet=True)
        printed = json.loads(capsys.readouterr().out)
        assert code == 0
        assert set(printed) == {"folder", "report", "figures", "findings", "points"}
        assert len(printed["points"]["profit.openai"]) == 7
        assert printed["points"]["profit.openai"][0][FRICTION] == 0.0


class TestUnderDraws:
    def test_each_draw_runs_once_at_each_point_in_both_scenarios_with_the_same_seed(self, drawn):
        doubts = drawn.doubts.set_index(["point", "outcome"])
        assert len(doubts) == 3 * 3
        friction = drawn.places[FRICTION].to_numpy()
        assert doubts["mean"].xs("volume", level="outcome").to_numpy() == pytest.approx(friction - 1.5)
        low, high = (doubts[name].xs("volume", level="outcome").to_numpy() for name in ("low", "high"))
        assert high - low == pytest.approx(np.full(3, 0.9 * 2))
        assert (doubts["draws"] == 5).all()

    def test_the_sign_is_open_where_the_draws_disagree_and_luck_alone_says_nothing_of_it(self, drawn):
        doubts = drawn.doubts.set_index(["outcome", "point"]).loc["volume"]
        assert doubts["sign"].tolist() == ["-", "open", "+"]
        assert doubts["assumptions"].to_numpy() == pytest.approx(np.ones(3))
        assert drawn.table("volume")["n"].tolist() == [2] * 3

    def test_what_the_sweep_moves_stays_where_the_sweep_puts_it(self, tmp_path):
        market = FormulaMarket(UNDER_DRAWS, (FRICTION, HOME))
        draws = Draws(({FRICTION: 9.0, HOME: 1.0}, {FRICTION: 8.0, HOME: 2.0}))
        found = sweep(experiment(tmp_path, SHORT), draws=draws, jobs=1, simulate=market)
        assert found.doubts.set_index(["outcome", "point"]).loc["volume", "mean"].max() == pytest.approx(1.5)

    def test_a_folder_that_is_opened_again_says_the_same_and_another_has_no_draws(self, drawn, tmp_path):
        again = open_folder(drawn.folder)
        assert again.doubts.equals(drawn.doubts)
        assert again.cells.equals(drawn.cells)
        alone = sweep(experiment(tmp_path, SHORT), out=tmp_path / "results", jobs=1, simulate=MARKET)
        assert alone.doubts.empty
        assert alone.folder.name != drawn.folder.name

    def test_its_bundle_gives_the_same_bytes_again(self, drawn, tmp_path):
        folder = unpack(bundle(drawn.folder, tmp_path / "one.zip"), tmp_path)
        market = FormulaMarket(UNDER_DRAWS, (FRICTION, HOME))
        same = reproduce(folder, tmp_path / "again", simulate=market, jobs=1)
        assert all(same.values())
        assert any("doubts.parquet" in name for name in same)

    def test_report_table_and_figure_say_both(self, drawn):
        said = sentences(drawn)
        assert any("over 5 draws of the parameters: above zero at 1 of 3 points" in one for one in said)
        assert "over draws, mean [90 %]" in tables_of(drawn)[0].columns
        assert "Thin lines: 90 % of the draws" in " ".join(texts_of(draw("tipping", drawn))).replace("\n", " ")
