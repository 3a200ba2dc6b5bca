"""Sensitivity analyses: the right indices, the right bars, and a word on whether the sample suffices."""

import numpy as np
import pytest

import sim
from sim.experiments.sensitivity import sensitivity, sensitivity_points
from sim.experiments.stored import open_folder
from sim.statistics.sensitivity_indices import sobol_indices
from tests.experiments.commands import stored
from tests.experiments.experiment_files import (
    FRICTION,
    PATHS,
    SOBOL,
    FormulaMarket,
    experiment,
    ishigami,
)

pytestmark = pytest.mark.study

MORRIS = SOBOL.replace("method: sobol\nsamples: 16", "method: morris\nsamples: 8")


def slopes(x, y, z, seed, is_open):
    return 4 * x - 2 * y + 0 * z + seed


@pytest.fixture(scope="module")
def weighed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("weighed")
    market = FormulaMarket({"volume": ishigami}, PATHS)
    return sensitivity(experiment(folder, SOBOL), out=folder / "results", jobs=1, simulate=market)


def test_indices_of_ishigami_come_out_of_the_whole_path(weighed):
    """They equal those of the function itself on the same sample, which test_indices holds against the exact ones."""
    found = weighed.indices.set_index(["index", "parameter"])
    sample = [tuple(point[path] for path in PATHS) for point in sensitivity_points(weighed.experiment)[7:]]
    values = np.array([ishigami(*place, 1, False) for place in sample])
    for part, column in ((values, "value"), (values[: len(values) // 2], "at_half")):
        for index, (exact, _) in sobol_indices(part, 3, np.random.default_rng(1)).items():
            assert found.loc[index].loc[list(PATHS), column].to_numpy() == pytest.approx(exact)
    assert (found["low"] < found["value"]).all()
    assert list(weighed.main_index("volume")["index"]) == ["total"] * 3


def test_points_are_as_it_is_then_one_at_a_time_then_the_sample(weighed):
    points = sensitivity_points(weighed.experiment)
    assert points[0] == {}
    assert points[1:3] == [{FRICTION: 0.0}, {FRICTION: 6.283185307179586}]
    assert len(points) == 1 + 2 * 3 + 16 * 5
    assert all(set(point) == set(PATHS) for point in points[7:])


def test_one_at_a_time_leaves_all_others_as_in_the_scenario(weighed):
    table = weighed.one_at_a_time.set_index(["parameter", "end"])
    own = weighed.experiment.scenario.parameters.enterprises
    rest = own.switching_cost, own.home_switching_cost
    ends = table["base"] + table["move"]
    assert ends[FRICTION, "low"] == pytest.approx(ishigami(0, *rest, 1, False))
    assert ends[FRICTION, "high"] == pytest.approx(ishigami(2 * np.pi, *rest, 1, False))
    assert (table["base"] == ishigami(own.portability_friction, *rest, 1, False)).all()


def test_luck_that_all_points_share_leaves_no_doubt_about_a_move(tmp_path):
    market = FormulaMarket({"volume": slopes}, PATHS)
    found = sensitivity(experiment(tmp_path, MORRIS, seeds="1..3"), jobs=1, simulate=market)
    table = found.one_at_a_time
    assert (table["move_high"] - table["move_low"]).to_numpy() == pytest.approx(0, abs=1e-12)


def test_a_sample_that_is_too_small_is_named(tmp_path):
    market = FormulaMarket({"volume": ishigami}, PATHS)
    small = sensitivity(experiment(tmp_path, SOBOL.replace("samples: 16", "samples: 4")), jobs=1, simulate=market)
    assert small.unsettled("volume")
    line = sensitivity(experiment(tmp_path, MORRIS), jobs=1, simulate=FormulaMarket({"volume": slopes}, PATHS))
    assert line.unsettled("volume") == []


def test_morris_tells_slopes_over_the_whole_range(tmp_path):
    found = sensitivity(experiment(tmp_path, MORRIS), jobs=1, simulate=FormulaMarket({"volume": slopes}, PATHS))
    table = found.indices.set_index(["index", "parameter"])["value"]
    assert table["mu"][list(PATHS)].to_numpy() == pytest.approx([8 * np.pi, -4 * np.pi, 0], abs=1e-6)
    assert table["sigma"].to_numpy() == pytest.approx([0, 0, 0], abs=1e-6)


def test_a_replication_that_fails_leaves_its_block_out(tmp_path):
    plan = experiment(tmp_path, MORRIS)
    value = sensitivity_points(plan)[9][FRICTION]
    market = FormulaMarket({"volume": slopes}, PATHS, failing=frozenset({(value, 1)}))
    found = sensitivity(plan, jobs=1, simulate=market)
    assert found.failures
    assert found.indices.set_index(["index", "parameter"])["value"]["mu"][FRICTION] == pytest.approx(8 * np.pi)


def test_the_same_bytes_whoever_does_it_and_it_opens_again(weighed, tmp_path):
    market = FormulaMarket({"volume": ishigami}, PATHS)
    again = sim.sensitivity(weighed.experiment, out=tmp_path, jobs=2, simulate=market)
    assert stored(again.folder) == stored(weighed.folder)
    assert {path.name for path in again.folder.glob("*.parquet")} == {
        "sensitivity.parquet",
        "points.parquet",
        "indices.parquet",
        "one_at_a_time.parquet",
    }
    opened = open_folder(again.folder)
    assert opened.indices.equals(weighed.indices)
    assert opened.one_at_a_time.equals(weighed.one_at_a_time)
