"""Figures and the report of stored results, beside their tables: drawn anew where they show something else."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sim.results.drawn import is_current, key_of, lost, note_drawn

NOTHING: Mapping[str, Any] = MappingProxyType({})


def draw_unless_current(
    result: Any,
    tell: Callable[[str], None] | None = None,
    extra: Callable[[], None] | None = None,
    asked: Mapping[str, Any] = NOTHING,
) -> list[Path]:
    """Write the figures and the report of stored results, unless those that are there show the same.

    Parameters
    ----------
    result : Comparison, Ensemble, Sweep, Sensitivity or Scorecard
        What is shown; it lies in a folder.
    tell : callable, optional
        Told what is drawn anew because it is damaged or gone.
    extra : callable, optional
        Writes what else is shown, before the figures.
    asked : mapping
        What the report is asked for, as its `report` takes it.

    Returns
    -------
    list of Path
        The figures as PNG.

    Raises
    ------
    ResultsError
        If a file cannot be read or written.
    """
    folder: Path = result.folder
    key = shown_key(result, asked)
    gone = lost(folder)
    if gone and tell is not None:
        tell(f"{folder}: {', '.join(gone)} damaged or gone, drawn anew")
    if gone or not is_current(folder, key):
        draw_anew(result, extra, asked)
    return sorted((folder / "figures").glob("*.png"))


def draw_anew(
    result: Any, extra: Callable[[], None] | None = None, asked: Mapping[str, Any] = NOTHING
) -> tuple[list[Path], Path]:
    """Write all figures and the report of stored results anew; return the figures and the report."""
    from sim.report.page import figures_to  # matplotlib is slow to import

    folder: Path = result.folder
    if extra is not None:
        extra()
    figures, page = figures_to(result, folder / "figures"), result.report(**asked)
    note_drawn(folder, shown_key(result, asked))
    return figures, page


def shown_key(result: Any, asked: Mapping[str, Any] = NOTHING) -> str:
    """Return the key over all that is shown of a result: itself, the runs that it compares, and what is asked."""
    runs = [ensemble.folder for ensemble in getattr(result, "ensembles", ())]
    counted = getattr(next(iter(getattr(result, "ensembles", (result,)))), "counted", None)
    months = [] if counted is None else [counted.first, counted.end, counted.discount]
    return key_of([result.folder, *(run for run in runs if run is not None)], months, sorted(asked.items()))
