"""A map that does not change, so that one scenario cannot leak into another."""

from typing import Any, NoReturn, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class FrozenMap(dict[Key, Value]):
    """A dict that refuses every change; it can be pickled and compared like a dict."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a scenario does not change; make another one with scenario.with_(...)")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type["FrozenMap[Key, Value]"], tuple[dict[Key, Value]]]:
        return type(self), (dict(self),)
