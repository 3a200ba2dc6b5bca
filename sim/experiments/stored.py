"""Opening what was stored."""

from pathlib import Path

from sim.experiments.claims.scorecard import Scorecard
from sim.experiments.claims.stored import open_scorecard
from sim.experiments.comparison import Comparison
from sim.experiments.design.experiment import load_experiment
from sim.experiments.design.placing import sweep_points
from sim.experiments.ensemble import Ensemble
from sim.experiments.sensitivity import Sensitivity, sensitivity_points
from sim.experiments.sweep import Sweep
from sim.results.cell_folder import EXPERIMENT_FILE, StoredCells
from sim.results.claims_folder import KIND as CLAIMS
from sim.results.comparison_folder import KIND, compared_runs
from sim.results.files import ResultsError
from sim.results.manifest import read_manifest
from sim.results.stored_run import SCENARIO_FILE, StoredRun
from sim.scenario import load


def open_folder(path: str | Path) -> Ensemble | Comparison | Sweep | Sensitivity | Scorecard:
    """Open the folder of a run, a comparison, a sweep, a sensitivity analysis or a scorecard of claims.

    Parameters
    ----------
    path : path
        The folder.

    Returns
    -------
    Ensemble, Comparison, Sweep, Sensitivity or Scorecard
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
    kind = read_manifest(folder)["kind"]
    if kind in ("sweep", "sensitivity"):
        return _explored(folder)
    if kind == CLAIMS:
        return open_scorecard(folder)
    if kind == KIND:
        return Comparison([_ensemble(run) for run in compared_runs(folder)], folder)
    return _ensemble(folder)


def _ensemble(folder: Path) -> Ensemble:
    run = StoredRun(folder)
    if not (folder / SCENARIO_FILE).is_file():
        raise ResultsError(f"{folder} lacks {SCENARIO_FILE}: remove the folder to run anew")
    return Ensemble(load(folder / SCENARIO_FILE), run)


def _explored(folder: Path) -> Sweep | Sensitivity:
    """Open the folder of a sweep or a sensitivity analysis; its points follow from the experiment."""
    stored = StoredCells(folder)
    experiment = load_experiment(folder / EXPERIMENT_FILE)
    if stored.kind == "sweep":
        return Sweep(experiment, sweep_points(experiment), stored.rows(), stored.failures, folder)
    return Sensitivity(experiment, sensitivity_points(experiment), stored.rows(), stored.failures, folder)
