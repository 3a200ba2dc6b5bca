"""Work on disjoint parts of the arrays at the same time, with results in a fixed order."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")


def in_threads(work: Callable[[Part], Result], parts: Sequence[Part], threads: int | None = None) -> list[Result]:
    """Do some work on each part, in as many threads as there are parts or as told; results keep the parts' order."""
    wanted = len(parts) if threads is None else min(threads, len(parts))
    if wanted <= 1:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(wanted) as pool:
        return list(pool.map(work, parts))
