"""Comparisons and runs under draws of the parameters."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from sim.experiments.bundle import reproduce
from sim.experiments.comparison import compare
from sim.experiments.ensemble import run
from sim.experiments.stored import open_folder
from sim.experiments.tidy import tidy
from sim.figures import draw
from sim.results.files import ResultsError
from tests.experiments.toy_market import ToyMarket, dearer, exclusive
from tests.figures.reading import texts_of

FRICTION = "enterprises.portability_friction"
DRAWS = 12


@dataclass(frozen=True)
class Tilted(ToyMarket):
    """Frictionless enterprises buy more in the dear market, others less."""

    def __call__(self, scenario, seed):
        found = super().__call__(scenario, seed)
        effect = 0.0 if scenario.name == "exclusive" else 1.0 - scenario.parameters.enterprises.portability_friction
        found.monthly.loc[found.monthly["kind"] == "market", "volume"] = seed + effect
        return found


@pytest.fixture(scope="module")
def posterior(tmp_path_factory):
    path = tmp_path_factory.mktemp("draws") / "posterior.parquet"
    pd.DataFrame({"draw": range(DRAWS), FRICTION: np.linspace(0, 2, DRAWS)}).to_parquet(path, index=False)
    return path


@pytest.fixture(scope="module")
def compared(tmp_path_factory, posterior):
    out = tmp_path_factory.mktemp("compared")
    return compare(exclusive(), dearer(), out=out, draws=posterior, simulate=Tilted(), jobs=1)


@pytest.mark.study
def test_each_draw_has_the_same_seed_in_every_scenario_so_that_luck_falls_out(compared):
    drawn = compared.drawn_tables["drawn"]
    months = compared.base.scenario.parameters.horizon.months
    assert len(drawn) == DRAWS
    per_month = drawn["volume"].to_numpy() / (months if abs(drawn["volume"]).max() > 1.5 else 1)
    assert per_month == pytest.approx(1 - np.linspace(0, 2, DRAWS))


def test_a_sign_on_which_draws_disagree_is_open_and_says_on_what_it_depends(compared):
    row = compared.doubts.set_index("outcome").loc["volume"]
    assert row["other"] == "dearer"
    assert row["sign"] == "open"
    assert row["depends_on"] == FRICTION
    assert row["threshold"] == pytest.approx(1)
    assert row["assumptions"] == pytest.approx(1)


def test_the_folder_opens_again_with_what_draws_come_to(compared):
    again = open_folder(compared.folder)
    assert again.doubts.equals(compared.doubts)
    assert set(tidy(again)) >= {"doubts", "drawn", "draws"}


def test_a_comparison_without_draws_is_another_folder_and_has_no_doubts(compared):
    plain = compare(exclusive(), dearer(), out=compared.folder.parent, simulate=Tilted(), jobs=1)
    assert plain.doubts.empty
    assert plain.folder != compared.folder
    assert plain.table().equals(compared.table())


@pytest.mark.study
def test_the_same_bytes_come_out_when_it_is_run_anew(compared, tmp_path):
    same = reproduce(compared.folder, tmp_path, simulate=Tilted(), jobs=1)
    assert sum("doubts.parquet" in name for name in same) == 1
    assert all(same.values())


def test_what_is_stored_is_not_run_again(compared, posterior):
    def not_again(scenario, seed):
        raise AssertionError("this is stored")

    again = compare(exclusive(), dearer(), out=compared.folder.parent, draws=posterior, simulate=not_again, jobs=1)
    assert again.doubts.equals(compared.doubts)


def test_the_forest_says_how_both_doubts_are_drawn(compared):
    assert "90 % of 12 draws of the parameters" in " ".join(texts_of(draw("forest", compared))).replace("\n", " ")


def test_a_run_says_what_its_outcomes_come_to_over_draws(tmp_path, posterior):
    ensemble = run(dearer(), out=tmp_path, draws=posterior, simulate=Tilted(), jobs=1)
    row = ensemble.doubts.set_index("outcome").loc["volume"]
    assert row["draws"] == DRAWS
    assert 0 < row["luck"] <= 1
    [folder] = tmp_path.glob("*-draws-*")
    with pytest.raises(ResultsError, match="holds tables of draws alone"):
        open_folder(folder)


def test_draws_that_fail_are_told_and_the_others_count(posterior):
    class Fails(Tilted):
        def __call__(self, scenario, seed):
            if scenario.parameters.enterprises.portability_friction > 1.5:
                raise ValueError("prices did not settle")
            return super().__call__(scenario, seed)

    found = compare(exclusive(), dearer(), draws=posterior, simulate=Fails(), jobs=1)
    assert len(found.failures) == 6
    assert found.doubts["draws"].max() == DRAWS - 3
