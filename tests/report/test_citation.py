"""How a result is cited."""

from dataclasses import replace

import pytest

import sim
from sim.experiments.ensemble import run
from sim.report.citation import citation
from sim.results.version import commit, model_version
from tests.experiments.toy_market import ToyMarket, exclusive

pytestmark = pytest.mark.study


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    return run(exclusive(), out=tmp_path_factory.mktemp("results"), jobs=1, simulate=ToyMarket())


def test_tool_version_scenario_seeds_and_date_are_named(stored):
    text = citation(stored).as_text()
    for named in ("Alliance contributors", sim.__version__, model_version(), exclusive().digest(), "seeds 1..4"):
        assert named in text
    assert citation(stored).date == citation(sim.open(stored.folder)).date != ""


def test_results_in_memory_have_no_date():
    cited = citation(run(exclusive(), "1..2", jobs=1, simulate=ToyMarket()))
    assert cited.date == ""
    assert "computed" not in cited.as_text()


def test_bibtex_escapes_what_latex_reads(stored):
    entry = replace(citation(stored), scenarios=(("my_own", "abc"),)).as_bibtex()
    assert r"my\_own [abc]" in entry
    assert entry.count("{") == entry.count("}")


def test_the_commit_is_that_of_the_working_tree_where_there_is_one():
    assert commit() == citation(run(exclusive(), "1", jobs=1, simulate=ToyMarket())).commit


def test_the_report_says_how_to_cite_it(stored):
    from sim.report.page import page

    assert exclusive().digest() in page(stored).partition("How to cite")[2][:600]
