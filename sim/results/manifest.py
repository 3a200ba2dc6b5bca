"""The manifest of a folder: what was run, with which versions, how far it came."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from sim.results.circumstances import machine, now, versions
from sim.results.files import ResultsError, as_results_error, write_json

MANIFEST = "manifest.json"
FORMAT = 1
Status = Literal["running", "complete", "incomplete"]


@dataclass(frozen=True)
class ScenarioNote:
    """Which scenario was run."""

    name: str
    title: str
    digest: str


@dataclass(frozen=True)
class FailureNote:
    """A replication that failed; its traceback lies in `file`."""

    seed: int
    error: str
    message: str
    file: str


@dataclass(frozen=True)
class RunManifest:
    """What a run folder says about itself.

    Attributes
    ----------
    id : str
        Short hash of scenario, seeds and model version.
    scenario : ScenarioNote
        Name, title and digest of the scenario.
    model_version : str
        Version of the model that made the results.
    seeds, finished : tuple of int
        Seeds asked for, and those whose replications are stored.
    status : {"running", "complete", "incomplete"}
        ``incomplete`` after failures or an interruption; ``running`` also after the process was killed.
    failures : tuple of FailureNote
        Replications that failed.
    stage_seconds : dict of str to float
        Seconds per stage, mean over seeds.
    wall_seconds : float
        Time spent so far, over all sessions that ended in order.
    started, ended : str
        Universal time of the first start and of the latest end.
    versions, platform : dict of str to str
        Libraries and machine.
    """

    id: str
    scenario: ScenarioNote
    model_version: str
    seeds: tuple[int, ...]
    status: Status = "running"
    finished: tuple[int, ...] = ()
    failures: tuple[FailureNote, ...] = ()
    stage_seconds: dict[str, float] = field(default_factory=dict)
    wall_seconds: float = 0.0
    started: str = field(default_factory=now)
    ended: str = ""
    versions: dict[str, str] = field(default_factory=versions)
    platform: dict[str, str] = field(default_factory=machine)

    def write(self, folder: Path) -> None:
        """Write the manifest into a run folder."""
        write_json(folder / MANIFEST, {"kind": "run", "format": FORMAT, **asdict(self)})

    @classmethod
    def read(cls, folder: Path) -> "RunManifest":
        """Read the manifest of a run folder.

        Raises
        ------
        ResultsError
            If it is missing, damaged, or that of something else.
        """
        data = read_manifest(folder, "run")
        try:
            return cls(
                **data
                | {
                    "scenario": ScenarioNote(**data["scenario"]),
                    "seeds": _whole_numbers(data["seeds"]),
                    "finished": _whole_numbers(data["finished"]),
                    "failures": tuple(FailureNote(**failure) for failure in data["failures"]),
                }
            )
        except (TypeError, KeyError) as error:
            raise _damaged(folder) from error


def read_manifest(folder: Path, kind: str | None = None) -> dict[str, Any]:
    """Return the entries of a manifest; where a kind is asked for, without ``kind`` and ``format``.

    Raises
    ------
    ResultsError
        If there is none, or it is damaged, of another format or of another kind.
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
    if data["format"] != FORMAT:
        raise ResultsError(f"{path} has format {data['format']}; this version reads format {FORMAT}")
    if kind is None:
        return data
    if data["kind"] != kind:
        raise ResultsError(f"{folder} holds a {data['kind']}, not a {kind}")
    return {key: entry for key, entry in data.items() if key not in ("kind", "format")}


def _whole_numbers(items: Sequence[Any]) -> tuple[int, ...]:
    """Return a list of whole numbers as a tuple."""
    if not all(isinstance(item, int) for item in items):
        raise TypeError("whole numbers expected")
    return tuple(items)


def _damaged(folder: Path) -> ResultsError:
    return ResultsError(f"{folder / MANIFEST} is damaged or belongs to something else: move {folder} away to run anew")
