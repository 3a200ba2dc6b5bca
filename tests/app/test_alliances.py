"""The network by month."""

import numpy as np
import pytest

from sim.app.charts.network import LOOKS
from sim.results.reading.series import by_seed


@pytest.mark.study
def test_lines_of_the_network_hold_the_volumes_of_the_month_and_its_contract(pair, found):
    (line,) = [one for one in found.networks[0].lines if (one.model, one.partner) == ("gpt", "azure")]
    volumes = by_seed(pair.base, "model_on_cloud", "hosted_volume", "gpt@azure").mean(axis=1)
    np.testing.assert_allclose(line.volume, volumes)
    assert set(line.state) == {"exclusive"}
    (line,) = [one for one in found.networks[1].lines if (one.model, one.partner) == ("gpt", "aws")]
    assert set(line.state) == {"open"}
    assert not [one for one in found.networks[0].lines if (one.model, one.partner) == ("gpt", "aws")]
    assert {state for network in found.networks for one in network.lines for state in one.state} <= set(LOOKS)


def test_networks_of_both_scenarios_have_everything_at_the_same_place(found):
    places = [{(n.kind, n.name): (n.x, n.y) for n in network.nodes} for network in found.networks]
    assert places[0] == places[1]
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places[0].values())
