import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.seeds import MOST_SEEDS, parse_seeds, seeds_text

distinct_seeds = st.lists(st.integers(0, 10**6), min_size=1, max_size=40, unique=True)


@pytest.mark.parametrize(
    ("text", "seeds"),
    [
        ("1..4", (1, 2, 3, 4)),
        ("1,2,5..8", (1, 2, 5, 6, 7, 8)),
        (" 3 , 1 .. 2 ", (3, 1, 2)),
        ("7", (7,)),
        ("5..5", (5,)),
        ([4, 2], (4, 2)),
        (range(1, 4), (1, 2, 3)),
        (np.arange(3), (0, 1, 2)),
    ],
)
def test_seeds_are_read_from_text_and_lists(text, seeds):
    assert parse_seeds(text) == seeds


@pytest.mark.parametrize(
    ("seeds", "message"),
    [
        ("", "is no seed and no range of seeds: write 1..32 or 1,2,5..8"),
        ([], "no seeds"),
        ("1,,2", "is no seed"),
        ("1-4", '"1-4" is no seed'),
        ("1...4", "is no seed"),
        ("a..b", "is no seed"),
        ("3..1", r"3..1 runs backwards: write 1..3"),
        ("1,2,1", "seed 1 is given twice"),
        ("1..4,3..6", "seed 3 is given twice"),
        ([2, 2], "seed 2 is given twice"),
        ("-1", "seed -1 is negative"),
        ("-2..1", "seed -2 is negative"),
        ([-3], "negative"),
        ([True], "whole numbers"),
        ([1.5], "whole numbers"),
        (["1"], "whole numbers"),
        ([2**63], "too large"),
        (3, r"write 1\.\.3 for 3 replications, \[3\] for seed 3"),
        (2.5, "expected seeds as 1..32 or a list of whole numbers, found 2.5"),
        ("9" * 70, "is no seed"),
        (f"1..{MOST_SEEDS + 1}", f"more than {MOST_SEEDS} seeds"),
        (f"1..{10**40}", f"more than {MOST_SEEDS} seeds"),
    ],
)
def test_what_are_no_seeds_is_refused(seeds, message):
    with pytest.raises(ValueError, match=message):
        parse_seeds(seeds)


@given(distinct_seeds)
def test_text_of_seeds_reads_back(seeds):
    assert parse_seeds(seeds_text(seeds)) == tuple(seeds)


@given(distinct_seeds)
def test_a_list_and_its_text_give_the_same_seeds(seeds):
    assert parse_seeds(",".join(map(str, seeds))) == parse_seeds(seeds)


@given(st.integers(0, 10**6), st.integers(0, 50))
def test_both_ends_of_a_range_count(first, extra):
    assert parse_seeds(f"{first}..{first + extra}") == tuple(range(first, first + extra + 1))


@given(st.text())
def test_any_text_gives_seeds_or_a_value_error(text):
    with contextlib.suppress(ValueError):
        assert parse_seeds(text)
