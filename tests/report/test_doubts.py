"""Both intervals, over luck and over draws, in the report of a run and of a comparison."""

import numpy as np
import pandas as pd
import pytest

from sim.experiments.comparison import compare
from sim.experiments.ensemble import run
from sim.report.doubts import doubt_tables
from sim.report.page import page
from sim.report.stored import shown_key
from tests.experiments.test_doubts import FRICTION, Tilted
from tests.experiments.toy_market import dearer, exclusive


@pytest.fixture(scope="module")
def posterior(tmp_path_factory):
    path = tmp_path_factory.mktemp("draws") / "posterior.parquet"
    pd.DataFrame({FRICTION: np.linspace(0, 2, 4)}).to_parquet(path)
    return path


@pytest.fixture(scope="module")
def drawn(tmp_path_factory, posterior):
    return run(dearer(), out=tmp_path_factory.mktemp("run"), draws=posterior, simulate=Tilted(), jobs=1)


def test_a_run_under_draws_shows_both_intervals_in_its_report(drawn, no_pictures):
    [(title, rows)] = doubt_tables(drawn)
    assert title == "Dear compute"
    assert all("[" in row[1] and "[" in row[2] for row in rows)
    assert rows[0][0].endswith(")"), "the unit stands beside the outcome"
    text = page(drawn)
    assert 'id="doubts"' in text
    assert rows[0][2] in text


def test_a_comparison_has_the_table_of_each_other_scenario(posterior):
    compared = compare(exclusive(), dearer(), draws=posterior, simulate=Tilted(), jobs=1)
    [(title, rows)] = doubt_tables(compared)
    assert title == "Dear compute"
    assert {row[5] for row in rows} <= {"+", "-", "0", "open"}


def test_without_draws_there_is_none_and_the_report_is_drawn_anew_when_there_are(drawn):
    alone = run(dearer(), out=drawn.folder.parent, simulate=Tilted(), jobs=1)
    assert alone.folder == drawn.folder
    assert doubt_tables(alone) == []
    assert shown_key(alone) != shown_key(drawn)
