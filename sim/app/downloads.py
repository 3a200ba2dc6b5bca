"""Results as one file to take away."""

import asyncio
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

_TAKEN = ("*.parquet", "*.json", "*.yaml")
# Small enough for a spreadsheet.
_ALSO_AS_CSV = ("outcomes", "comparison", "differences", "contracts", "events")


def archive_name(folder: Path) -> str:
    """Return the name of the archive of a folder."""
    return f"{folder.name}.zip"


async def archive(runs: Sequence[Path], folder: Path) -> bytes:
    """Return the tables of a result as a zip file, packed in a thread.

    Parameters
    ----------
    runs : sequence of Path
        Folders of the runs.
    folder : Path
        Folder of the comparison, or of the one run.
    """
    return await asyncio.to_thread(_archive, list(dict.fromkeys([folder, *runs])))


def _archive(folders: Sequence[Path]) -> bytes:
    import pandas as pd

    from sim.experiments.tidy import without_formulas

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archived:
        for folder in folders:
            for file in sorted(file for pattern in _TAKEN for file in folder.glob(pattern)):
                archived.write(file, f"{folder.name}/{file.name}")
                if file.suffix == ".parquet" and file.stem in _ALSO_AS_CSV:
                    table = without_formulas(pd.read_parquet(file))
                    archived.writestr(f"{folder.name}/{file.stem}.csv", table.to_csv(index=False))
    return buffer.getvalue()
