"""The moving picture of alliances."""

import pytest

from sim.figures.contracts.alliances_gif import moving_picture
from sim.results.reading.ties import alliances_of

pytestmark = pytest.mark.study


def test_the_moving_picture_has_the_same_bytes_each_time(told):
    network = alliances_of(told)
    first = moving_picture(network, 0.3)
    assert first.startswith(b"GIF89a")
    assert first == moving_picture(network, 0.3)
