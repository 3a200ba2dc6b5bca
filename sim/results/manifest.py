"""The manifest of a folder: what was run, with which versions, how far it came, and the digest of every file."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from sim.results.circumstances import machine, now, versions
from sim.results.files import ResultsError, as_results_error, digest_of, write_json
from sim.results.records import Failure

MANIFEST = "manifest.json"
FORMAT = 2
Status = Literal["running", "complete", "incomplete"]


@dataclass(frozen=True)
class Manifest:
    """What a folder says about itself.

    Attributes
    ----------
    kind : str
        ``"run"``, ``"comparison"``, ``"sweep"``, ``"sensitivity"`` or ``"claims"``.
    id : str
        Short hash of all that determines the results.
    model_version : str
        Version of the model that made them.
    about : dict
        What this kind of results says besides.
    seeds : tuple of int
        Seeds asked for.
    replications, finished : int
        Replications asked for, and those that are stored.
    status : {"running", "complete", "incomplete"}
        ``incomplete`` after failures or an interruption; ``running`` also after the process was killed.
    failures : tuple of Failure
        Replications that failed; their tracebacks lie in files.
    files : dict of str to str
        Digest of each file of results, by its path in the folder; none before they have been put together.
    drawn : dict of str to str
        Digest of each figure and page, by its path.
    drawn_from : str
        Key over all that they show.
    stage_seconds : dict of str to float
        Seconds per stage, mean over replications.
    wall_seconds : float
        Time spent so far, over all sessions that ended in order.
    started, ended : str
        Universal time of the first start and of the latest end.
    versions, platform : dict of str to str
        Libraries and machine.
    """

    kind: str
    id: str
    model_version: str
    about: Mapping[str, Any] = field(default_factory=dict)
    seeds: tuple[int, ...] = ()
    replications: int = 0
    status: Status = "running"
    finished: int = 0
    failures: tuple[Failure, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    drawn: dict[str, str] = field(default_factory=dict)
    drawn_from: str = ""
    stage_seconds: dict[str, float] = field(default_factory=dict)
    wall_seconds: float = 0.0
    started: str = field(default_factory=now)
    ended: str = ""
    versions: dict[str, str] = field(default_factory=versions)
    platform: dict[str, str] = field(default_factory=machine)

    def write(self, folder: Path) -> None:
        """Write the manifest into its folder; tracebacks are left to files of their own."""
        entries = {one.name: getattr(self, one.name) for one in fields(self)}
        failures = [{key: text for key, text in asdict(one).items() if key != "traceback"} for one in self.failures]
        write_json(folder / MANIFEST, {"format": FORMAT, **entries, "failures": failures})

    def damaged(self, folder: Path) -> list[str]:
        """Return which files of results a folder has lost, or has with other bytes."""
        return damaged(folder, self.files)


def read_manifest(folder: Path, kind: str | None = None) -> Manifest:
    """Read a manifest.

    Raises
    ------
    ResultsError
        If there is none, or it is damaged, of another format or of another kind than asked for.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise ResultsError(f"{folder} holds no results: there is no {MANIFEST} in it")
    try:
        with as_results_error(f"cannot read {path}"):
            data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise _damaged(folder) from error
    if not isinstance(data, dict) or not isinstance(data.get("format"), int) or "kind" not in data:
        raise _damaged(folder)
    theirs = data.pop("format")
    if theirs != FORMAT:
        raise ResultsError(f"{path} has format {theirs}; this version reads format {FORMAT}")
    if kind is not None and data["kind"] != kind:
        raise ResultsError(f"{folder} holds a {data['kind']}, not a {kind}")
    return _manifest(folder, data)


def _manifest(folder: Path, data: dict[str, Any]) -> Manifest:
    try:
        failures = tuple(Failure(**failure) for failure in data["failures"])
        manifest = Manifest(**data | {"failures": failures, "seeds": tuple(data["seeds"])})
    except (TypeError, KeyError) as error:
        raise _damaged(folder) from error
    if not all(isinstance(seed, int) for seed in manifest.seeds) or not isinstance(manifest.files, dict):
        raise _damaged(folder)
    return manifest


def damaged(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Return which files a folder has lost, or has with other bytes, given their digests."""
    return [name for name, digest in files.items() if _digest(folder / name) != digest]


def _digest(path: Path) -> str:
    try:
        return digest_of(path)
    except ResultsError:
        return ""


def _damaged(folder: Path) -> ResultsError:
    return ResultsError(f"{folder / MANIFEST} is damaged or belongs to something else: move {folder} away to run anew")
