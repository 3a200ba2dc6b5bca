"""Seeds: which replications to run."""

import re
from collections.abc import Iterable
from numbers import Integral
from typing import Any

LARGEST_SEED = 2**63 - 1
MOST_SEEDS = 1_000_000
_PART = re.compile(r"\s*(-?\d+)\s*(?:\.\.\s*(-?\d+)\s*)?", re.ASCII)
_EXAMPLES = "write 1..32 or 1,2,5..8"


def parse_seeds(seeds: str | Iterable[int]) -> tuple[int, ...]:
    """Read seeds from text or from a list.

    Parameters
    ----------
    seeds : str or iterable of int
        ``"1..64"``, ``"1,2,5..8"`` (both ends count), or the numbers themselves.

    Returns
    -------
    tuple of int
        The seeds in the order given.

    Raises
    ------
    ValueError
        If they are no seeds or none, or one is negative, given twice, no whole number, or a range runs backwards.

    Examples
    --------
    >>> parse_seeds("1,2,5..8")
    (1, 2, 5, 6, 7, 8)
    """
    if not isinstance(seeds, str) and not hasattr(seeds, "__iter__"):
        hint = f" ({count_hint(seeds)})" if count_hint(seeds) else ""
        raise ValueError(f"expected seeds as 1..32 or a list of whole numbers, found {seeds!r}"[:120] + hint)
    numbers = tuple(_from_text(seeds)) if isinstance(seeds, str) else tuple(_from_items(seeds))
    if not numbers:
        raise ValueError(f"no seeds: {_EXAMPLES}")
    for seed in numbers:
        if seed < 0:
            raise ValueError(f"seed {seed} is negative: seeds count from 0")
        if seed > LARGEST_SEED:
            raise ValueError(f"seed {seed} is too large: at most {LARGEST_SEED}")
    seen: set[int] = set()
    for seed in numbers:
        if seed in seen:
            raise ValueError(f"seed {seed} is given twice; the same seed gives the same replication")
        seen.add(seed)
    return numbers


def one_seed(seed: int) -> int:
    """Return a single seed as a plain whole number.

    Raises
    ------
    ValueError
        If it is negative, too large or no whole number.
    """
    return parse_seeds([seed])[0]


def count_hint(value: Any) -> str:
    """Return what to write instead of a single whole number, which may mean a count or a seed."""
    is_count = type(value) is not bool and isinstance(value, Integral) and int(value) > 0
    return f"write 1..{value} for {value} replications, [{value}] for seed {value}" if is_count else ""


def _from_text(text: str) -> Iterable[int]:
    """Yield the seeds of a text such as ``1,2,5..8``."""
    count = 0
    for part in text.split(","):
        match = _PART.fullmatch(part)
        if match is None or len(part) > 60:
            shown = part.strip()[:20]
            raise ValueError(f'"{shown}" is no seed and no range of seeds: {_EXAMPLES}')
        first = int(match[1])
        last = first if match[2] is None else int(match[2])
        if last < first:
            raise ValueError(f"{first}..{last} runs backwards: write {last}..{first}")
        count += last - first + 1
        if count > MOST_SEEDS:
            raise ValueError(f"more than {MOST_SEEDS} seeds")
        yield from range(first, last + 1)


def _from_items(seeds: Iterable[int]) -> Iterable[int]:
    """Yield the seeds of a list, refusing all that are no whole numbers."""
    for seed in seeds:
        whole = seed.item() if hasattr(seed, "item") else seed  # numpy integers count too
        if isinstance(whole, bool) or not isinstance(whole, int):
            raise ValueError(f"seeds are whole numbers, found {seed!r}"[:80])  # noqa: TRY004
        yield whole


def seeds_text(seeds: Iterable[int]) -> str:
    """Return the shortest text for seeds, ``"1..32"``; `parse_seeds` reads it back.

    Examples
    --------
    >>> seeds_text((1, 2, 5, 6, 7, 8))
    '1..2,5..8'
    """
    runs: list[list[int]] = []
    for seed in seeds:
        if runs and seed == runs[-1][1] + 1:
            runs[-1][1] = seed
        else:
            runs.append([seed, seed])
    return ",".join(str(first) if first == last else f"{first}..{last}" for first, last in runs)
