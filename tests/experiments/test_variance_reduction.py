"""Common random numbers cut the variance of the difference between exclusive and open distribution."""

import pytest

import sim
from tests.market.unappraised import unappraised

SMALL = {"enterprises.count": 500, "enterprises.panel": 250, "horizon.months": 14}
BUY = {f"enterprises.segments.{name}.adoption.start_share": 0.5 for name in ("startups", "mid_market", "large")}
AT_LEAST = {
    "lab_share.openai": 2.0,
    "mean_price": 4.0,
    "consumer_surplus": 4.0,
    "profit.microsoft": 4.0,
    "price.gpt": 4.0,
}


@pytest.mark.study
def test_the_difference_varies_less_than_with_independent_seeds():
    exclusive = sim.load("scenarios/exclusive.yaml").with_(**SMALL, **BUY)
    opened = sim.load("scenarios/open.yaml").with_(**SMALL, **BUY)
    with unappraised():
        table = sim.compare(exclusive, opened, seeds=range(1, 11), jobs=1).table().set_index("outcome")
    for outcome, factor in AT_LEAST.items():
        assert table.at[outcome, "variance_reduction"] >= factor, outcome
