"""Named random streams: a draw depends on seed, mechanism, entity and month, and on nothing else."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.streams import StreamReuseError, Streams, stream_key

NAMES = list(product((1, 2), ("renewal", "luck"), ("", "gpt", "claude"), (0, 1, 12)))

seeds = st.integers(0, 2**63)
words = st.text("abcdefghijklmnopqrstuvwxyz _-", max_size=12)
months = st.integers(0, 600)


def draws(seed, *name, count=2_000):
    return Streams(seed).generator(*name).random(count)


def test_a_stream_repeats_itself():
    np.testing.assert_array_equal(draws(7, "luck", "gpt", 3), draws(7, "luck", "gpt", 3))


def test_every_name_has_a_stream_of_its_own():
    assert len({stream_key(*name) for name in NAMES}) == len(NAMES)
    first = [draws(*name, count=4).tobytes() for name in NAMES]
    assert len(set(first)) == len(NAMES)


@given(seeds, words, words, months)
def test_parts_of_a_name_are_not_run_together(seed, mechanism, entity, month):
    key = stream_key(seed, mechanism, entity, month)
    assert key != stream_key(seed, mechanism + entity + "x", "", month)
    assert key != stream_key(seed, mechanism, entity, month + 1)
    assert key != stream_key(seed + 1, mechanism, entity, month)


def test_streams_are_uncorrelated():
    table = np.array([draws(*name) for name in NAMES])
    correlation = np.corrcoef(table) - np.eye(len(NAMES))
    assert np.abs(correlation).max() < 5.0 / np.sqrt(table.shape[1])
    np.testing.assert_allclose(table.mean(axis=1), 0.5, atol=0.04)


@given(seeds)
def test_adjacent_seeds_do_not_coincide(seed):
    first, second = draws(seed, "luck", count=50), draws(seed + 1, "luck", count=50)
    assert not np.isin(first, second).any()


def test_keys_look_like_random_words():
    keys = np.array([stream_key(seed, "luck") for seed in range(2_000)], dtype=np.uint64)
    bits = (keys[:, :, None] >> np.arange(64, dtype=np.uint64)) & np.uint64(1)
    np.testing.assert_allclose(bits.mean(axis=0), 0.5, atol=0.06)
    assert np.unique(keys).size == keys.size


def test_a_stream_is_claimed_once():
    streams = Streams(1)
    streams.generator("luck", "gpt", 3)
    streams.generator("luck", "gpt", 4)
    streams.key("luck", "claude", 3)
    for claim in (streams.generator, streams.key):
        with pytest.raises(StreamReuseError, match="already used"):
            claim("luck", "gpt", 3)
        with pytest.raises(StreamReuseError):
            claim("luck", "claude", 3)


def test_other_streams_do_not_matter():
    streams = Streams(5)
    for month in range(10):
        streams.generator("something else", month=month).random(100)
    np.testing.assert_array_equal(streams.generator("luck", "gpt").random(50), draws(5, "luck", "gpt", count=50))


def test_another_run_may_claim_the_same_stream():
    assert Streams(1).key("luck") == Streams(1).key("luck")


def test_keys_are_those_of_the_first_release():
    """Changing them would change every stored result."""
    assert [f"{word:016x}" for word in stream_key(1, "luck", "gpt", 3)] == ["72be029e24d5e826", "c2dd031e76aeae67"]
