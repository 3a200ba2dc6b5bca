"""Opening what was stored."""

from pathlib import Path

from sim.experiments.cells import EXPERIMENT_FILE
from sim.experiments.claims.scorecard import Scorecard
from sim.experiments.claims.stored import open_scorecard
from sim.experiments.comparison import Comparison
from sim.experiments.design.experiment import load_experiment
from sim.experiments.design.placing import sweep_points
from sim.experiments.doubts import stored_doubts
from sim.experiments.drawn import stored_draws
from sim.experiments.ensemble import Ensemble
from sim.experiments.explanation.explain import KIND, open_explanation
from sim.experiments.explanation.explanation import Explanation
from sim.experiments.hindcast import Hindcast
from sim.experiments.hindcast.stored import open_hindcast
from sim.experiments.sensitivity import Sensitivity, sensitivity_points
from sim.experiments.sweep import Sweep
from sim.results.comparison_folder import compared_runs
from sim.results.files import ResultsError
from sim.results.run_tables import SCENARIO_FILE
from sim.results.stored import Stored
from sim.scenario import load


def open_folder(path: str | Path) -> Ensemble | Comparison | Sweep | Sensitivity | Scorecard | Hindcast | Explanation:
    """Open a folder of results: of a run, a comparison, a sweep, a scorecard, a hindcast, an explanation and so on.

    Parameters
    ----------
    path : path
        The folder.

    Returns
    -------
    Ensemble, Comparison, Sweep, Sensitivity, Scorecard, Hindcast or Explanation
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
    results = Stored(folder)
    kind = results.manifest.kind
    if kind == "comparison":
        ensembles = [_ensemble(Stored(run)) for run in compared_runs(folder)]
        return Comparison(ensembles, folder, stored_doubts(results))
    if kind == KIND:
        return open_explanation(results)
    if kind == "claims":
        return open_scorecard(results)
    if kind == "hindcast":
        return open_hindcast(results)
    if kind not in ("run", "sweep", "sensitivity"):
        raise ResultsError(f"{folder} holds tables of {kind} alone: there is nothing to draw or to report")
    return _ensemble(results) if kind == "run" else _explored(results)


def _ensemble(results: Stored) -> Ensemble:
    return Ensemble(load(results.folder / SCENARIO_FILE), results)


def _explored(results: Stored) -> Sweep | Sensitivity:
    """Open the folder of a sweep or a sensitivity analysis; its points follow from the experiment."""
    folder, cells = results.folder, results.table(results.manifest.kind)
    experiment = load_experiment(folder / EXPERIMENT_FILE)
    if results.manifest.kind == "sweep":
        draws = stored_draws(folder, experiment.scenarios)
        points, made_by = sweep_points(experiment), results.model_version
        return Sweep(experiment, points, cells, results.failures, folder, made_by, draws)
    return Sensitivity(
        experiment, sensitivity_points(experiment), cells, results.failures, folder, results.model_version
    )
