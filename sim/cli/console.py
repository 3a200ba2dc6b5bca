"""What people see in the terminal: progress on stderr, tables and places on stdout."""

from __future__ import annotations

import json
import math
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.outcomes import Outcome

WIDTH_OF_FILES = 160
_STANDARD_OUTPUT, _STANDARD_ERROR = 1, 2

Progress = Callable[[int, int, str], None]


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Progress]:
    """Show replications done on stderr; the bar vanishes when it is done, and is absent when nobody looks."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task("starting", total=None)

        def advance(done: int, total: int, label: str) -> None:
            bar.update(task, completed=done, total=total, description=label)

        yield advance


@contextmanager
def kept_for_json(as_json: bool) -> Iterator[None]:
    """Keep standard output for JSON alone: what rules and worker processes print meanwhile goes to standard error."""
    if not as_json:
        yield
        return
    sys.stdout.flush()
    kept = os.dup(_STANDARD_OUTPUT)
    os.dup2(_STANDARD_ERROR, _STANDARD_OUTPUT)
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        os.dup2(kept, _STANDARD_OUTPUT)
        os.close(kept)


def number(value: float) -> str:
    """Write a figure with four significant digits, without exponents where they can be avoided."""
    if not math.isfinite(value):
        return "-" if math.isnan(value) else str(value)
    if value == 0.0 or 1e-4 <= abs(value) < 1e6:
        digits = max(0, 3 - math.floor(math.log10(abs(value)))) if value else 0
        return f"{value:.{min(digits, 6)}f}"
    return f"{value:.3g}"


def interval(low: float, high: float) -> str:
    """Write an interval."""
    return f"[{number(low)}, {number(high)}]"


def printable(text: str) -> str:
    """Return text without characters that would control the terminal or turn the direction of writing."""
    controls = ("Cc", "Cf")
    return "".join(c if c in "\n\t" or unicodedata.category(c) not in controls else " " for c in text)


def echo(text: object, *, err: bool = False, nl: bool = True) -> None:
    """Print a text, which may hold words of somebody's file, on standard output or standard error."""
    typer.echo(printable(str(text)), err=err, nl=nl)


def print_table(
    title: str, header: Iterable[str], rows: Iterable[Iterable[str]], *, text: int = 2, whole_names: bool = False
) -> None:
    """Print a table on stdout; the first `text` columns are text, the others figures.

    With `whole_names` the first column is never broken, so that a name can be copied.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    def cell(words: str) -> Text:  # as it is: brackets are no markup
        return Text(printable(words))

    table = Table(title=cell(title), title_justify="left", box=None, pad_edge=False)
    for column, name in enumerate(header):
        whole = whole_names and column == 0
        table.add_column(cell(name), justify="left" if column < text else "right", overflow="fold", no_wrap=whole)
    for row in rows:
        table.add_row(*map(cell, row))
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH_OF_FILES)
    console.print(table)


def print_json(content: Any) -> None:
    """Print JSON on stdout; figures that are not finite become null."""
    echo(json.dumps(finite(content), indent=2, allow_nan=False))


def finite(content: Any) -> Any:
    """Return plain data in which figures that are not finite are None and paths are text."""
    if isinstance(content, dict):
        return {key: finite(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [finite(value) for value in content]
    if isinstance(content, float) and not math.isfinite(content):
        return None
    return str(content) if isinstance(content, Path) else content


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a frame as plain dictionaries."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict(orient="records")]


def headlines(definitions: Mapping[str, Outcome]) -> list[str]:
    """Outcomes that the terminal shows, in their order."""
    return [name for name, outcome in definitions.items() if outcome.measure.headline]
