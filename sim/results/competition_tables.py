"""What a competition authority asks of the markets of a result: tables beside its figures, as CSV files."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from sim.results.files import make_folder, remove, write_text

FOLDER = "competition"
ALL = "all"
"""The market of all tasks together."""
DOING_WITHOUT = "doing without"
TABLES = ("markets", "products", "pairs", "pass_through")


def write_competition(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write the tables into the folder of a result, or take away those that are there where there are none.

    Parameters
    ----------
    folder : Path
        The folder of a run or a comparison.
    tables : mapping of str to DataFrame
        Those that `sim.competition` returns, with first columns ``scenario`` and ``month``.

    Raises
    ------
    ResultsError
        If a file cannot be written.
    """
    if tables:
        make_folder(folder / FOLDER)
    for name in TABLES:
        file = _file(folder, name)
        if name in tables:
            write_text(file, tables[name].to_csv(index=False, lineterminator="\n"))
        else:
            remove(file)


def competition_in(folder: Path | None) -> dict[str, pd.DataFrame]:
    """Return the tables that lie in the folder of a result; none where they do not all lie there."""
    if folder is None or not all(_file(folder, name).is_file() for name in TABLES):
        return {}
    # a name such as "null" is no missing number
    return {name: pd.read_csv(_file(folder, name), keep_default_na=False, na_values=[""]) for name in TABLES}


def _file(folder: Path, name: str) -> Path:
    return folder / FOLDER / f"{name}.csv"
