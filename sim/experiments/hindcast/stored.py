"""Opening the folder of a hindcast."""

from dataclasses import replace

from sim.experiments.draws import load_draws
from sim.experiments.hindcast.free import MILESTONES_FILE, load_milestones
from sim.experiments.hindcast.hindcast import Hindcast
from sim.experiments.hindcast.plan import HindcastPlan
from sim.experiments.hindcast.texts import BASE_FILE, DRAWS, ELSEWHERE_FILE, OBSERVATIONS_FILE
from sim.experiments.observables import OBSERVABLES
from sim.experiments.observations import Registry, load_observations
from sim.results.run_tables import SCENARIO_FILE
from sim.results.stored import Stored
from sim.scenario import load


def open_hindcast(results: Stored, registry: Registry = OBSERVABLES, *, trust_rules: bool = False) -> Hindcast:
    """Open the folder of a hindcast.

    Parameters
    ----------
    results : Stored
        The folder.
    registry : mapping of str to Observable
        What can be observed.
    trust_rules : bool
        Whether code of rules that stands inside its scenario may run.

    Raises
    ------
    ScenarioError
        If its scenario, observations or draws are no longer valid.
    """
    folder, about = results.folder, results.manifest.about
    scenario = load(folder / SCENARIO_FILE, trust_rules=trust_rules)
    base, elsewhere, draws = (folder / name for name in (BASE_FILE, ELSEWHERE_FILE, f"{DRAWS}.parquet"))
    milestones = folder / MILESTONES_FILE
    plan = HindcastPlan(
        scenario=scenario,
        base=load(base, trust_rules=trust_rules) if base.is_file() else None,
        observations=replace(
            load_observations(folder / OBSERVATIONS_FILE, scenario, registry), refused=dict(about["refused"])
        ),
        elsewhere=load_observations(elsewhere, scenario, registry).rows if elsewhere.is_file() else (),
        draws=load_draws(draws, [scenario]) if draws.is_file() else None,
        seeds=tuple(about["seeds"]),
        origin=about["origin"],
        milestones=load_milestones(milestones) if milestones.is_file() else (),
    )
    return Hindcast(plan, results)
