"""What has been worked out this month, so that nothing is worked out twice."""

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

T = TypeVar("T")
_UNKNOWN = object()


class Memo:
    """Results by what they were worked out from.

    A key names the result and holds the value of everything that went into it and may differ between counterfactuals of
    one month. What is the same in all of them - costs, posted prices, capacity, what was sold last month - is left out:
    a memo lasts as long as that stays.
    """

    def __init__(self) -> None:
        self._found: dict[Hashable, object] = {}
        self._numbers: dict[Hashable, int] = {}

    def get(self, key: Hashable, work_out: Callable[[], T]) -> T:
        """Return what is known under a key; if nothing is, work it out."""
        found = self._found.get(key, _UNKNOWN)
        if found is _UNKNOWN:
            found = self._found[key] = work_out()
        return cast(T, found)

    def number(self, value: Hashable) -> int:
        """Return a number that stands for a value and is told apart from others faster than that."""
        return self._numbers.setdefault(value, len(self._numbers))
