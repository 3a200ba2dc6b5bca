"""Small pieces of Markdown."""

from collections.abc import Iterable, Sequence


def cell(text: str) -> str:
    """Return text that does not break a table; ``<name>`` is shown, not read as a tag."""
    return " ".join(text.split()).replace("|", r"\|").replace("<", "&lt;")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; its cells are taken as they are."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def formulas(lines: Iterable[str]) -> str:
    """Return lines as they stand, in a block of their own."""
    return "\n".join(["```text", *lines, "```"])
