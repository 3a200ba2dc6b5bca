"""A market whose answers are formulas of two parameters, quick enough to be fitted in a test."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from sim.scenario import Scenario, value_at
from tests.experiments.calibration.calibration_files import FRICTION, SWITCHING


@dataclass(frozen=True)
class TwoParameters:
    """Friction moves the share of one cloud, switching that of the other, and both what is paid.

    `failing` is the friction above which replications fail.
    """

    failing: float = np.inf

    def __call__(self, scenario: Scenario, seed: int) -> Any:
        friction, switching = (float(value_at(scenario.parameters, path)) for path in (FRICTION, SWITCHING))
        if friction > self.failing:
            raise ValueError("prices did not settle")
        luck = 0.01 * np.random.default_rng(seed).normal(size=2)
        months = np.arange(scenario.parameters.horizon.months)
        shares = {
            "azure": 1 / (1 + np.exp(1.5 * (friction - 1) + 1 + luck[0])),
            "aws": 1 / (1 + np.exp(-np.log(switching / 2) + luck[1])),
        }
        monthly = pd.concat(
            [
                pd.DataFrame({"month": months, "kind": "cloud", "entity": cloud, "utilisation": share})
                for cloud, share in shares.items()
            ]
        )
        paid = 0.25 * np.exp(0.3 * friction) * switching**0.2
        ledger = pd.DataFrame(
            {"month": months, "payer": "enterprises", "payee": "a", "flow": "api_sales", "amount": paid}
        )
        return SimpleNamespace(monthly=monthly, ledger=ledger, timings={"prices": 0.1})
