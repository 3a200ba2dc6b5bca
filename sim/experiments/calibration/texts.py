"""A calibration as files beside each other, so that its folder can be opened again and its fit can be run."""

from collections.abc import Iterator
from textwrap import wrap

from sim.experiments.calibration.parameter import Fitted
from sim.experiments.calibration.plan import Calibration
from sim.experiments.observations import observations_text
from sim.scenario import Scenario
from sim.scenario.schema.root import SCHEMA_VERSION
from sim.scenario.seeds import seeds_text
from sim.scenario.texts.describe import resolved_text, value_text

CALIBRATION_FILE, SCENARIO_FILE, OBSERVATIONS_FILE, FITTED_FILE = (
    "calibration.yaml",
    "scenario.yaml",
    "observations.csv",
    "fitted.yaml",
)


def texts_of(plan: Calibration, fitted: Scenario) -> dict[str, str]:
    """Return the files by name."""
    return {
        CALIBRATION_FILE: calibration_text(plan),
        SCENARIO_FILE: resolved_text(plan.base),
        OBSERVATIONS_FILE: observations_text(plan.observations),
        FITTED_FILE: resolved_text(fitted),
    }


def calibration_text(plan: Calibration) -> str:
    """Return a calibration as YAML that names the other files; read beside them it gives an equal calibration."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: Calibration) -> Iterator[str]:
    for line in wrap(plan.question, 100):
        yield f"# {line}"
    yield f"schema: {SCHEMA_VERSION}"
    yield f"name: {value_text(plan.name)}"
    yield f"title: {value_text(plan.title)}"
    yield f"scenario: {SCENARIO_FILE}"
    yield f"observations: {value_text({'file': OBSERVATIONS_FILE})}"
    yield f"surveys: {value_text(plan.surveys)}"
    yield f"months: {plan.scenario.parameters.horizon.months}"
    yield f"seeds: {value_text(seeds_text(plan.seeds))}"
    yield f"budget: {value_text(vars(plan.budget))}"
    yield "parameters:"
    for one in plan.parameters:
        yield f"  {value_text(one.path)}: {value_text(_range(one))}"
    if plan.unmeasured:
        yield "unmeasured:"
        for one in plan.unmeasured:
            yield f"  {value_text(one.path)}: {value_text(_range(one))}"


def _range(one: Fitted) -> dict[str, object]:
    whole = one.axis.kind == "whole number"
    ends: dict[str, object] = {
        "low": int(one.axis.low) if whole else one.axis.low,
        "high": int(one.axis.high) if whole else one.axis.high,
    }
    scale: dict[str, object] = {"scale": "log"} if one.axis.log else {}
    prior: dict[str, object] = {} if one.mean is None else {"prior": {"mean": one.mean, "sd": one.sd}}
    return ends | scale | prior
