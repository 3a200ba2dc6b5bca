"""What the folder of a comparison holds: its tables, and where the runs that it compares lie."""

import os
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from sim.results.files import ResultsError, file_name
from sim.results.manifest import MANIFEST, read_manifest
from sim.results.store import Contents
from sim.results.tables import table_of

KIND = "comparison"


def comparison_contents(
    out: Path, runs: list[Path], tables: Mapping[str, pd.DataFrame], dropped: Mapping[str, int], drawn: list[Path]
) -> Contents:
    """Return what the folder of a comparison of stored runs holds.

    Parameters
    ----------
    out : Path
        Where the folder goes.
    runs : list of Path
        Folders of the runs, the base first.
    tables : dict of str to DataFrame
        ``comparison`` and ``differences``, with draws also what they come to.
    dropped : dict of str to int
        Seeds without a pair, by scenario.
    drawn : list of Path
        Folders of the same scenarios under draws, if there are any.
    """
    manifests = [read_manifest(run, "run") for run in runs]
    names = [file_name(manifest.about["scenario"]["name"]) for manifest in manifests]
    base, others = names[0][:40], "-".join(names[1:])
    if len(others) > 80:  # a name of a folder has at most 255 bytes
        others = f"{len(names) - 1}-scenarios"
    notes = [
        manifest.about["scenario"]
        | {"status": manifest.status, "folder": Path(os.path.relpath(run, out / KIND)).as_posix()}
        for manifest, run in zip(manifests, runs, strict=True)
    ]
    made = {name: table_of(frame) for name, frame in tables.items()}
    return Contents(
        kind=KIND,
        name=f"{base}-vs-{others}",
        determined_by=[run.name for run in (*runs, *drawn)],
        combine=lambda _: ((name, table.schema, [table]) for name, table in made.items()),
        about={"base": notes[0], "others": notes[1:], "seeds_without_pair": dict(dropped)},
        is_whole=all(one.status == "complete" for one in (*manifests, *(read_manifest(place) for place in drawn))),
    )


def compared_runs(folder: Path) -> list[Path]:
    """Return the folders of the runs that a comparison is made of, the base first.

    Raises
    ------
    ResultsError
        If the manifest is damaged or a run is gone.
    """
    about = read_manifest(folder, KIND).about
    try:
        notes = [about["base"], *about["others"]]
        runs = [Path(os.path.normpath(folder / note["folder"])) for note in notes]
    except (KeyError, TypeError) as error:
        raise ResultsError(f"{folder / MANIFEST} is damaged: compare the scenarios again") from error
    for run in runs:
        if not run.is_dir():
            raise ResultsError(f"{folder} compares {run}, which is gone: compare the scenarios again")
    return runs
