"""Who prefers which scenario."""

import pytest

from sim.statistics.preferences import region


@pytest.mark.parametrize(
    ("first", "second", "who"),
    [(-1, -1, "both"), (-1, 1, "first"), (1, -1, "second"), (1, 1, "neither"), (0, 0, "neither")],
)
def test_an_owner_prefers_the_scenario_that_it_earns_more_under(first, second, who):
    assert region(first, second) == who
