"""Which figures and pages of a results folder show what is there now.

Whatever is drawn has a key over all that it shows: the digests and words of the results, and the code that draws. Where
the key is another one, or a file is damaged, it is drawn anew.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sim.results.files import digest_of, short_hash
from sim.results.manifest import Manifest, damaged, read_manifest
from sim.results.version import code_hash

DRAWN = ("figures/*", "competition/*", "report.html", "claims.html", "claims.json", "scores.csv")
_DRAWS = ("report", "figures", "words", "statistics", "experiments", "results")


def key_of(folders: Sequence[Path], *asked: object) -> str:
    """Return the key of what is drawn from the results in some folders, and of what it is asked for."""
    return short_hash([_shown(read_manifest(folder)) for folder in folders], code_hash(*_DRAWS), asked)


def is_current(folder: Path, key: str) -> bool:
    """Whether what was drawn into a folder shows what the key stands for."""
    return read_manifest(folder).drawn_from == key


def lost(folder: Path) -> list[str]:
    """Return which files that were drawn into a folder it has lost, or has with other bytes."""
    return damaged(folder, read_manifest(folder).drawn)


def note_drawn(folder: Path, key: str) -> None:
    """Write into the manifest what has been drawn into a folder, and from what.

    Raises
    ------
    ResultsError
        If the folder cannot be read or written.
    """
    drawn = {path.relative_to(folder).as_posix(): digest_of(path) for path in drawn_in(folder)}
    replace(read_manifest(folder), drawn_from=key, drawn=drawn).write(folder)


def drawn_in(folder: Path) -> list[Path]:
    """Return the files that have been drawn into a folder."""
    return sorted(path for pattern in DRAWN for path in folder.glob(pattern))


def _shown(manifest: Manifest) -> list[object]:
    failures = [[one.scenario, one.point, one.seed, one.error, one.message] for one in manifest.failures]
    return [manifest.id, manifest.model_version, manifest.about, manifest.files, failures, manifest.stage_seconds]
