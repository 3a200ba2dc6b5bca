"""Experiment files for tests, and markets of one formula to try them on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from sim.experiments.design import Experiment, load_experiment
from sim.scenario import Scenario, value_at

FRICTION = "enterprises.portability_friction"
SWITCHING = "enterprises.switching_cost"
HOME = "enterprises.home_switching_cost"
PATHS = (FRICTION, SWITCHING, HOME)

GRID = f"""\
# Does the test market depend on friction and on switching?
#
# Not part of the question.
schema: 1
name: tried
title: Two assumptions on trial
scenario: exclusive.yaml
against: open.yaml
set: {{enterprises.count: 200, enterprises.panel: 100, horizon.months: 6}}
design: grid
parameters:
  {FRICTION}: {{low: 0, high: 3, levels: 3}}
  {SWITCHING}: {{values: [0.5, 1]}}
seeds: 1..4
outcomes: [profit.openai, profit.microsoft, volume]
"""
LINE = GRID.replace(f"  {SWITCHING}: {{values: [0.5, 1]}}\n", "").replace("levels: 3", "levels: 7")
SOBOL = f"""\
schema: 1
name: weighed
title: Three assumptions on the scale
scenario: exclusive.yaml
set: {{horizon.months: 1}}
method: sobol
samples: 16
parameters:
  {FRICTION}: {{low: 0, high: 6.283185307179586}}
  {SWITCHING}: {{low: 0, high: 6.283185307179586}}
  {HOME}: {{low: 0, high: 6.283185307179586}}
seeds: [1]
outcomes: [volume]
"""


def experiment(folder: Path, text: str, **changes: str) -> Experiment:
    """Read an experiment whose lines that begin with a key of `changes` are replaced (or added)."""
    return load_experiment(written(folder, text, **changes))


def written(folder: Path, text: str, **changes: str) -> Path:
    lines = text.splitlines()
    for key, value in changes.items():
        kept = [line for line in lines if not line.startswith(f"{key}:")]
        lines = kept if value == "" else [*kept, f"{key}: {value}"]
    path = folder / "tried.yaml"
    path.write_text("\n".join(lines) + "\n")
    return path


@dataclass(frozen=True)
class FormulaMarket:
    """A market whose outcomes are formulas of parameters and seed; `failing` names cells that go wrong.

    Attributes
    ----------
    formulas : dict
        Formula by name of the outcome: takes the values of `paths`, the seed, and whether access is open.
    failing : set of (float, int)
        Value of the first path, and seed.
    """

    formulas: dict[str, Callable[..., float]]
    paths: tuple[str, ...] = (FRICTION,)
    failing: frozenset[tuple[float, int]] = field(default_factory=frozenset)

    def __call__(self, scenario: Scenario, seed: int) -> Any:
        values = [float(value_at(scenario.parameters, path)) for path in self.paths]
        if (values[0], seed) in self.failing:
            raise ValueError("prices did not settle")
        is_open = scenario.parameters.contracts["microsoft-openai"].access == "open"
        rows = []
        for name, formula in self.formulas.items():
            measure, _, entity = name.partition(".")
            kind = "owner" if entity else "market"
            value = formula(*values, seed, is_open)
            rows.append({"month": 0, "kind": kind, "entity": entity or "market", measure: value})
        return SimpleNamespace(monthly=pd.DataFrame(rows), timings={})


def ishigami(x: float, y: float, z: float, seed: int, is_open: bool) -> float:
    """Ishigami's function with a = 7 and b = 0.1, on parameters between 0 and two pi."""
    x, y, z = x - np.pi, y - np.pi, z - np.pi
    return float(np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))


ISHIGAMI_FIRST = (0.3139, 0.4424, 0.0)
ISHIGAMI_TOTAL = (0.5576, 0.4424, 0.2437)


def tilted(friction: float, seed: int, is_open: bool) -> float:
    """Open is worse below a friction of about 1.3, a little different in each seed."""
    return seed + (friction - 1.3 + 0.05 * (seed % 3 - 1)) * is_open


def tilted_back(friction: float, seed: int, is_open: bool) -> float:
    """Open is better below a friction of 2."""
    return (2 - friction) * is_open


TILTED = {"profit.openai": tilted, "profit.microsoft": tilted_back, "volume": tilted}
