"""Opening what was stored."""

from pathlib import Path

from sim.experiments.comparison import Comparison
from sim.experiments.ensemble import Ensemble
from sim.results.comparison_folder import KIND, compared_runs
from sim.results.files import ResultsError
from sim.results.manifest import read_manifest
from sim.results.stored_run import SCENARIO_FILE, StoredRun
from sim.scenario import load


def open_folder(path: str | Path) -> Ensemble | Comparison:
    """Open the folder of a run or of a comparison.

    Parameters
    ----------
    path : path
        The folder.

    Returns
    -------
    Ensemble or Comparison
        What is stored there.

    Raises
    ------
    ResultsError
        If it is no such folder, is not finished, or is damaged.
    ScenarioError
        If its scenario is no longer valid.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise ResultsError(f"there is no folder {folder}")
    if read_manifest(folder)["kind"] == KIND:
        return Comparison([_ensemble(run) for run in compared_runs(folder)], folder)
    return _ensemble(folder)


def _ensemble(folder: Path) -> Ensemble:
    run = StoredRun(folder)
    if not (folder / SCENARIO_FILE).is_file():
        raise ResultsError(f"{folder} lacks {SCENARIO_FILE}: remove the folder to run anew")
    return Ensemble(load(folder / SCENARIO_FILE), run)
