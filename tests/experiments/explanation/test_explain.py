"""Where a difference comes from: shares that are known, that add up, and that are kept."""

import numpy as np
import pytest

import sim
from sim.experiments.bundle import bundle, reproduce, unpack
from sim.experiments.comparable import ComparisonError
from sim.experiments.execution import Interrupted
from sim.experiments.tidy import tidy
from tests.experiments.experiment_files import FRICTION, FormulaMarket
from tests.experiments.explanation.formula import BASE, FEE, MARKET, OTHER, explained, explained_once

pytestmark = pytest.mark.study


def shares(found, outcome="volume"):
    rows = found.table()
    return rows[rows["outcome"] == outcome].set_index("cause")["share"]


def test_shares_of_channels_are_what_they_let_through():
    found = shares(explained_once())
    assert found["friction"] == pytest.approx(10.0 - 0.6, rel=1e-12)  # seeds 1 to 3, a fee of 3 %
    assert found["fee"] == pytest.approx(-0.6, rel=1e-12)
    assert found["neutrality"] == found["through none of them"] == 0.0
    assert found["difference"] == pytest.approx(10.0 - 1.2, rel=1e-12)


def test_shares_add_up_in_every_seed_and_intervals_are_those_of_seeds():
    found = explained_once()
    by_seed, _ = found.shares("volume")
    np.testing.assert_allclose(by_seed.sum(axis=0), found.difference("volume"), rtol=0, atol=1e-13)
    rows = found.table().set_index("cause")
    assert rows.loc["fee", "low"] < rows.loc["fee", "share"] < rows.loc["fee", "high"]
    assert rows.loc["neutrality", "low"] == rows.loc["neutrality", "high"] == 0.0


def test_pairs_that_work_together_are_told_where_it_is_more_than_a_tenth():
    pairs = explained_once().interactions()
    assert [(row.first, row.second) for row in pairs.itertuples()] == [("friction", "fee")]
    assert pairs["together"].iloc[0] == pytest.approx(-1.2, rel=1e-12)
    assert pairs["part"].iloc[0] == pytest.approx(-1.2 / 8.8, rel=1e-12)


def test_what_comes_through_no_channel_is_told_apart():
    market = FormulaMarket({"volume": lambda friction, seed, is_open: is_open * (friction + 2.0)})
    found = shares(explained(simulate=market))
    assert found["through none of them"] == pytest.approx(2.0)
    assert found["friction"] == pytest.approx(1.0)


def test_by_parameters_every_mixture_is_run_and_events_count_as_one():
    other = OTHER.with_(**{FRICTION: 3.0, "events": [{"when": "2023-03", "set": {FEE: 0.1}}]})
    found = sim.explain(BASE, other, "parameters", ["volume"], "1..2", jobs=1, simulate=MARKET)
    assert [cause.name for cause in found.plan.causes] == [
        FRICTION,
        "contracts.microsoft-openai.access",
        "events",
    ]
    assert len(found.plan.sets) == 8
    by_cause = shares(found)
    # Friction alone does nothing; access brings 10 a unit of it, less fees.
    expected = 10.0 - 0.6 * 1.5
    assert by_cause[FRICTION] == pytest.approx(expected)
    assert by_cause["contracts.microsoft-openai.access"] == pytest.approx(expected + expected)
    assert by_cause["difference"] == pytest.approx(3.0 * expected)
    assert "through none of them" not in by_cause


def test_more_than_seven_parameters_are_sampled_with_an_error():
    moved = {FRICTION: 3.0, "enterprises.neutrality_discount": 0.5, "enterprises.switching_cost": 1.0}
    moved |= {"enterprises.upgrade_cost": 0.5, "enterprises.concentration_cost": 0.1, FEE: 0.2}
    moved |= {"enterprises.home_switching_cost": 7.0, "enterprises.integration_cost": 0.3}
    found = sim.explain(BASE, OTHER.with_(**moved), "parameters", ["volume"], "1", orders=8, jobs=1, simulate=MARKET)
    assert len(found.plan.causes) == 8
    assert len(found.plan.sets) < 2**8
    by_cause = shares(found)
    assert by_cause.drop("difference").sum() == pytest.approx(by_cause["difference"], rel=1e-12)
    rows = found.table().set_index("cause")
    assert rows.loc[FEE, "sampling_error"] > 0.0
    assert rows.loc["enterprises.switching_cost", "sampling_error"] == 0.0
    assert found.interactions().empty


def test_what_is_stored_is_opened_and_not_run_again(tmp_path):
    found = explained(out=tmp_path)
    assert found.folder.name.startswith("null-to-null_open-by-channels-")
    opened = sim.open(found.folder)
    assert opened.table().equals(found.table())

    def never(scenario, seed):
        raise AssertionError("run again")

    assert explained(out=tmp_path, simulate=never).table().equals(found.table())


def test_an_interrupted_explanation_goes_on_where_it_was(tmp_path):
    done = []

    def stops(scenario, seed):
        if len(done) == 20:
            raise KeyboardInterrupt
        done.append(seed)
        return MARKET(scenario, seed)

    def goes_on(scenario, seed):
        done.append(seed)
        return MARKET(scenario, seed)

    with pytest.raises(Interrupted, match="the same command goes on"):
        explained(out=tmp_path, simulate=stops)
    found = explained(out=tmp_path, simulate=goes_on)
    assert found.table().equals(explained_once().table())
    assert len(done) < 20 + 3 * 2 * len(found.plan.sets)


def test_a_seed_that_failed_anywhere_is_left_out_of_all_shares():
    market = FormulaMarket(MARKET.formulas, MARKET.paths, frozenset({(0.0, 2)}))
    found = explained(simulate=market)
    assert found.seeds == (1, 3)
    assert {failure.seed for failure in found.failures} == {2}


@pytest.mark.parametrize(
    ("other", "how", "message"),
    [
        (BASE, {}, "resolve to the same thing"),
        (OTHER, {"outcomes": ["volum"]}, "did you mean volume"),
        (OTHER, {"by": "magic"}, "write channels or parameters"),
        (OTHER.with_(**{"horizon.months": 7}), {}, "7"),
    ],
)
def test_what_cannot_be_explained_is_refused(other, how, message):
    with pytest.raises(ComparisonError, match=message):
        sim.explain(BASE, other, **{"outcomes": ["volume"], "jobs": 1, "simulate": MARKET, **how})


def test_an_explanation_is_exported_bundled_and_reproduced_like_other_results(tmp_path):
    found = explained(out=tmp_path / "first")
    assert tidy(found)["shares"].equals(found.table())
    unpacked = unpack(bundle(found.folder), tmp_path / "elsewhere")
    same = reproduce(unpacked, tmp_path / "second", jobs=1, simulate=MARKET)
    assert {"explanation.parquet", "shares.parquet", "interactions.parquet"} <= {file.split("/")[1] for file in same}
    assert all(same.values())
