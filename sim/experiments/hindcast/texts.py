"""A hindcast as files beside each other, so that its folder can be opened again."""

from sim.experiments.hindcast.free import MILESTONES_FILE, milestones_text
from sim.experiments.hindcast.plan import HindcastPlan
from sim.experiments.observations import observations_text
from sim.results.run_tables import SCENARIO_FILE
from sim.scenario.texts.describe import resolved_text

OBSERVATIONS_FILE, ELSEWHERE_FILE, BASE_FILE, SCORES_FILE = (
    "observations.csv",
    "elsewhere.csv",
    "base.yaml",
    "scores.csv",
)
DRAWS = "draws"


def texts_of(plan: HindcastPlan) -> dict[str, str]:
    """Return what was run and scored as files, by name."""
    texts = {SCENARIO_FILE: resolved_text(plan.scenario), OBSERVATIONS_FILE: observations_text(plan.observations)}
    if plan.base is not None:
        texts[BASE_FILE] = resolved_text(plan.base)
    if plan.elsewhere:
        texts[ELSEWHERE_FILE] = observations_text(plan.elsewhere)
    if plan.milestones:
        texts[MILESTONES_FILE] = milestones_text(plan.milestones)
    return texts
