"""The line of customers on which exact answers about a better input rest."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.economics.hotelling import Line


@given(st.floats(0.5, 2.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_no_cloud_gains_by_another_price(transport, first, second, royalty):
    quality = np.array([first, second])
    settled = Line(transport).settle([first, second], royalty)
    own, other = np.array([0.0, -royalty]), np.array([royalty, 0.0])
    for cloud in (0, 1):
        rival = 1 - cloud
        price = settled.prices[cloud] + np.linspace(-0.5, 0.5, 11)
        share = 0.5 + (quality[cloud] - quality[rival] - price + settled.prices[rival]) / (2.0 * transport)
        earned = (price + own[cloud]) * share + other[cloud] * (1.0 - share)
        assert (earned <= settled.profits[cloud] + 1e-9).all()
