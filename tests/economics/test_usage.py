"""What enterprises use."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.economics.renewal import NO_INCUMBENT
from sim.economics.usage import usage

OPTIONS = 9


ONE_TASK = np.ones((1, 1))


@given(arrays(np.int8, (20, 2, 3), elements=st.integers(0, OPTIONS - 1)), st.integers(0, 2**32 - 1))
def test_shares_add_up_sizes_of_adopters_and_options_are_counted_once(incumbent, seed):
    rng = np.random.default_rng(seed)
    size = rng.random(20).astype(np.float32)
    segment, access_class = rng.integers(0, 2, 20).astype(np.int16), rng.integers(0, 4, 20).astype(np.int16)
    weight = rng.random((2, 2))
    adopted = rng.random(20) < 0.7
    incumbent[~adopted] = NO_INCUMBENT
    distinct = np.zeros(OPTIONS, dtype=np.int64)
    shares = usage(incumbent, size, segment, weight, access_class, 4, OPTIONS, distinct)
    worth = (size[:, None] * weight[segment])[adopted]
    np.testing.assert_allclose(shares.sum(axis=(1, 2)), worth.sum(axis=0), rtol=1e-6)
    for group in range(4):
        mine = adopted & (access_class == group)
        for option in range(OPTIONS):
            runs = (incumbent[mine, 1] == option).mean(axis=1)
            expected = (size[mine] * weight[segment[mine], 1] * runs).sum()
            assert shares[1, group, option] == pytest.approx(expected, rel=1e-6, abs=1e-9)
    used = [len(set(runs.ravel().tolist()) - {0}) for runs in incumbent[adopted]]
    np.testing.assert_array_equal(distinct, np.bincount(used, minlength=OPTIONS))


@pytest.mark.parametrize("used", [(63, 62, 1), (64, 2, 3), (99, 35, 3), (126, 62, 1)])
def test_many_options_are_told_apart(used):
    incumbent = np.array([[used]], dtype=np.int8)
    distinct = np.zeros(127, dtype=np.int64)
    usage(incumbent, np.ones(1, np.float32), np.zeros(1, np.int16), ONE_TASK, np.zeros(1, np.int16), 1, 127, distinct)
    assert np.flatnonzero(distinct).tolist() == [3]


def test_doing_without_is_no_option_that_is_used():
    distinct = np.zeros(3, dtype=np.int64)
    size, everybody = np.ones(5, np.float32), np.zeros(5, np.int16)
    usage(np.zeros((5, 1, 2), dtype=np.int8), size, everybody, ONE_TASK, everybody, 1, 3, distinct)
    assert distinct.tolist() == [5, 0, 0]
