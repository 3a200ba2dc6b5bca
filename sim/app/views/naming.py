"""Names of elements for those who do not see them."""

from typing import TypeVar

from nicegui import ui

Named = TypeVar("Named", bound=ui.element)


def named(element: Named, name: str) -> Named:
    """Give an element a name; set as a property, so that no text can become anything but a name."""
    element.props["aria-label"] = name
    return element
