"""Series by month."""

import numpy as np

from sim.market.measures import MEASURES
from sim.results.reading.series import by_seed, interval_half_width
from sim.words.key_series import key_series


def test_series_are_mean_and_interval_of_the_table_and_differences_are_paired(pair, found):
    base, other = (by_seed(one, "model", "price", "gpt") for one in pair.ensembles)
    series = found.series["model.price.gpt"]
    np.testing.assert_allclose(series.levels[0].mean, base.mean(axis=1))
    difference = (other - base).to_numpy()
    np.testing.assert_allclose(series.differences[0].mean, difference.mean(axis=1))
    np.testing.assert_allclose(
        series.differences[0].high - series.differences[0].mean, interval_half_width(difference), rtol=1e-9
    )


def test_every_measure_that_was_recorded_can_be_seen_and_the_key_series_come_first(pair, found):
    recorded = {
        f"{measure.kind}.{measure.name}"
        for measure in MEASURES
        for rows in [pair.base.monthly[pair.base.monthly["kind"] == measure.kind]]
        if rows[measure.name].notna().any()
    }
    assert {".".join(name.split(".")[:2]) for name in found.series} == recorded
    first = [f"{one.kind}.{one.measure}.{one.entity}" for one in key_series(pair)]
    assert list(found.series)[: len(first)] == first
