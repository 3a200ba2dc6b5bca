"""Small pieces of Markdown."""

from collections.abc import Iterable, Sequence

from sim.documents.mathematics import latex


def cell(text: str) -> str:
    """Return text that does not break a table; ``<name>`` is shown, not read as a tag."""
    return " ".join(text.split()).replace("|", r"\|").replace("<", "&lt;")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; its cells are taken as they are."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def formulas(lines: Sequence[str]) -> str:
    """Return plain-text formulas as mathematics, in a block of their own."""
    return f"$$\n{latex(lines)}\n$$"
