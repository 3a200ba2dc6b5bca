"""What enterprises use."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.economics.usage import usage

OPTIONS = 9


@given(arrays(np.int8, (20, 2, 3), elements=st.integers(0, OPTIONS - 1)), st.integers(0, 2**32 - 1))
def test_shares_add_up_sizes_and_options_are_counted_once(incumbent, seed):
    rng = np.random.default_rng(seed)
    size = rng.random(20).astype(np.float32)
    access_class = rng.integers(0, 4, 20).astype(np.int16)
    distinct = np.zeros(OPTIONS, dtype=np.int64)
    shares = usage(incumbent, size, access_class, 4, OPTIONS, distinct)
    np.testing.assert_allclose(shares.sum(axis=(1, 2)), size.sum(), rtol=1e-6)
    for group in range(4):
        mine = access_class == group
        for option in range(OPTIONS):
            expected = (size[mine] * (incumbent[mine, 1] == option).mean(axis=1)).sum()
            assert shares[1, group, option] == pytest.approx(expected, rel=1e-6, abs=1e-9)
    used = [len(set(runs.ravel().tolist()) - {0}) for runs in incumbent]
    np.testing.assert_array_equal(distinct, np.bincount(used, minlength=OPTIONS))


@pytest.mark.parametrize("used", [(63, 62, 1), (64, 2, 3), (99, 35, 3), (126, 62, 1)])
def test_many_options_are_told_apart(used):
    incumbent = np.array([[used]], dtype=np.int8)
    distinct = np.zeros(127, dtype=np.int64)
    usage(incumbent, np.ones(1, np.float32), np.zeros(1, np.int16), 1, 127, distinct)
    assert np.flatnonzero(distinct).tolist() == [3]


def test_doing_without_is_no_option_that_is_used():
    distinct = np.zeros(3, dtype=np.int64)
    usage(np.zeros((5, 1, 2), dtype=np.int8), np.ones(5, np.float32), np.zeros(5, np.int16), 1, 3, distinct)
    assert distinct.tolist() == [5, 0, 0]
