"""Scenario files to start from."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from sim.scenario import load, shipped_scenarios
from sim.scenario.yaml_reading import read_yaml


def scenario_files(own: Iterable[Path]) -> dict[str, Path]:
    """Return the scenarios to start from by name: own files first, then those that come with the package.

    Raises
    ------
    ScenarioError
        If an own file is not valid.
    """
    files: dict[str, Path] = {}
    for path in own:
        files[load(path).name] = path
    return files | {path.stem: path for path in shipped_scenarios() if path.stem not in files}


def titled(files: Mapping[str, Path]) -> dict[Path, str]:
    """Return name and title of each scenario file, for a list to choose from."""
    titles = {}
    for name, path in files.items():
        root, _ = read_yaml(path.read_text(encoding="utf-8"), name)
        title = root.entries.get("title") if root is not None else None
        titles[path] = f"{name}: {title.value}" if title is not None else name
    return titles
