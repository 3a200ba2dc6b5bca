"""The folder of a comparison: its tables, and where the runs that it compares lie."""

import os
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from sim.results.circumstances import now, versions
from sim.results.files import LEFTOVER, ResultsError, make_folder, sweep, write_json
from sim.results.locks import LOCK_FILE, locked
from sim.results.manifest import FORMAT, MANIFEST, RunManifest, read_manifest
from sim.results.run_folder import file_name, short_hash
from sim.results.tables import write_parquet

KIND = "comparison"


@dataclass(frozen=True)
class RunNote:
    """One of the runs that are compared; `folder` is relative to that of the comparison."""

    scenario: str
    title: str
    digest: str
    status: str
    folder: str


def comparison_folder(out: Path, runs: list[Path]) -> Path:
    """Return the folder of a comparison of stored runs, the base first."""
    names = [file_name(RunManifest.read(run).scenario.name) for run in runs]
    base, others = names[0][:40], "-".join(names[1:])
    if len(others) > 80:  # a name of a folder has at most 255 bytes
        others = f"{len(names) - 1}-scenarios"
    return out / f"{base}-vs-{others}-{short_hash(*(run.name for run in runs))}"


def write_comparison(folder: Path, runs: list[Path], tables: dict[str, pd.DataFrame], dropped: dict[str, int]) -> None:
    """Write a comparison; what an earlier comparison of the same runs has written is replaced.

    Parameters
    ----------
    folder : Path
        The folder, as from `comparison_folder`.
    runs : list of Path
        Folders of the runs, the base first.
    tables : dict of str to DataFrame
        ``comparison`` and ``differences``.
    dropped : dict of str to int
        Seeds without a pair, by scenario.

    Raises
    ------
    ResultsError
        If the folder belongs to something else or cannot be written.
    """
    notes = [_note(folder, run) for run in runs]
    entries = {
        "kind": KIND,
        "format": FORMAT,
        "status": "complete" if all(note.status == "complete" for note in notes) else "incomplete",
        "base": asdict(notes[0]),
        "others": [asdict(note) for note in notes[1:]],
        "seeds_without_pair": dropped,
        "written": now(),
        "versions": versions(),
    }
    _check_ours(folder)
    make_folder(folder)
    with locked(folder):
        sweep(folder)
        for name, frame in tables.items():
            table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata()
            write_parquet(folder / f"{name}.parquet", table.schema, [table])
        write_json(folder / MANIFEST, entries)


def compared_runs(folder: Path) -> list[Path]:
    """Return the folders of the runs that a comparison is made of, the base first.

    Raises
    ------
    ResultsError
        If the manifest is damaged or a run is gone.
    """
    manifest = read_manifest(folder, KIND)
    try:
        notes = [RunNote(**note) for note in (manifest["base"], *manifest["others"])]
        runs = [Path(os.path.normpath(folder / note.folder)) for note in notes]
    except (KeyError, TypeError) as error:
        raise ResultsError(f"{folder / MANIFEST} is damaged: compare the scenarios again") from error
    for run in runs:
        if not run.is_dir():
            raise ResultsError(f"{folder} compares {run}, which is gone: compare the scenarios again")
    return runs


def _note(folder: Path, run: Path) -> RunNote:
    manifest = RunManifest.read(run)
    scenario = manifest.scenario
    place = Path(os.path.relpath(run, folder)).as_posix()
    return RunNote(scenario.name, scenario.title, scenario.digest, manifest.status, place)


def _check_ours(folder: Path) -> None:
    """Refuse to write into a folder that is something else."""
    if (folder / MANIFEST).exists():
        read_manifest(folder, KIND)
    elif folder.is_dir() and any(
        path.name != LOCK_FILE and not path.name.endswith((LEFTOVER, ".parquet")) for path in folder.iterdir()
    ):
        raise ResultsError(f"{folder} is there, but holds no comparison: move it away to compare anew")
