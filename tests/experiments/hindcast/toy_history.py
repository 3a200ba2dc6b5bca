"""A market of formulas with events, rows of observations for it, and hindcasts of both."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from sim.experiments.hindcast import hindcast, load_hindcast
from sim.market.events import EVENT_COLUMNS
from sim.results.tables import SCHEMAS
from sim.scenario import Scenario
from tests.experiments.calibration.calibration_files import FRICTION, SWITCHING
from tests.experiments.calibration.toy_market import TwoParameters
from tests.experiments.observations.toy_observables import REGISTRY, written

EVENT = {"cause": "the scenario says so", "before": "", "figures": "{}", "note": ""}
ROWS = (
    "O1,cloud_share,azure,all,2023-02,2023-02,mean,logit,30,%,4,synergy,,",
    "O2,cloud_share,azure,all,2023-04,2023-04,mean,logit,26,%,4,synergy,,",
    "O3,cloud_share,azure,all,2023-06,2023-06,mean,logit,24,%,4,synergy,,",
    "O4,spend,,all,2023-06,2023-06,annualised,log,5.4,USD bn per year,factor 1.3,menlo,,",
    "O5,spend,,all,2023-04,2023-05,sum,log,0.9,USD bn,factor 1.3,menlo,,",
    "O6,cloud_share,google_cloud,all,2023-02,2023-02,mean,logit,12,%,2,synergy,,",
    "O7,cloud_share,aws,all,2023-06,2023-06,mean,logit,60,% of builders,5,synergy,,",
)


BARGAINED = ("rules.bargaining=nash_in_nash", "horizon.months=48")
SIGNED = dict.fromkeys(SCHEMAS["contracts"].names[1:]) | {"licensed": False, "compute": "free"}


class ToyHistory:
    """`TwoParameters` with a dated event in month 1, and one that luck brings in one of two seeds.

    OpenAI's sales and compute are Microsoft's from month 1 to month 20 plus the seed; in seed 1 xAI buys Cursor.
    """

    def __init__(self, **how: Any) -> None:
        self.market = TwoParameters(**how)

    def __call__(self, scenario: Scenario, seed: int) -> Any:
        found = self.market(scenario, seed)
        rows = [
            {"kind": "scenario", "subject": "contracts.a-b.access", "decision": "changed", "after": "open", "month": 1}
        ]
        if seed % 2:
            rows.append({"kind": "contract", "subject": "a-c", "decision": "founded", "after": "", "month": 3})
            rows[-1]["cause"] = "both gain"
            rows.append({"kind": "acquisition", "subject": "xai>cursor", "decision": "closed", "after": "", "month": 4})
        events = pd.DataFrame([EVENT | row | {"number": n, "when": "2023-02"} for n, row in enumerate(rows)])
        return SimpleNamespace(
            monthly=found.monthly,
            ledger=found.ledger,
            timings=found.timings,
            events=events[list(EVENT_COLUMNS)],
            contracts=spells(20 + seed, scenario.parameters.horizon.months),
        )


def spells(loose: int, months: int) -> pd.DataFrame:
    """A contract that loosens, and a licence."""
    pair = SIGNED | {"partner": "microsoft", "lab": "openai", "cause": "founding"}
    tight = {"access": "exclusive", "effective_access": "exclusive", "compute": "tied"}
    opened = {"access": "open", "effective_access": "open", "compute": "first_refusal"}
    licence = SIGNED | {"partner": "microsoft", "lab": "anthropic", "effective_access": "none", "cause": "founding"}
    return pd.DataFrame(
        [
            pair | tight | {"start": 1, "end": loose},
            pair | opened | {"start": loose, "end": months},
            licence | {"start": 1, "end": months, "licensed": True},
        ]
    )


def draws_file(folder, frame=None):
    path = folder / "posterior.parquet"
    if frame is None:
        frame = pd.DataFrame({"draw": range(6), FRICTION: np.linspace(0.5, 1.5, 6), SWITCHING: np.linspace(1.5, 3, 6)})
    frame.to_parquet(path, index=False)
    return path


def plan_of(folder, *rows, scenario="exclusive", **how):
    seeds = how.pop("seeds", (1, 2))
    return load_hindcast(scenario, observations=written(folder, *(rows or ROWS)), seeds=seeds, registry=REGISTRY, **how)


def freely(folder, **how):
    """Free runs: nothing of the alliances is given."""
    return scored(folder, free=True, changes=BARGAINED, **how)


def scored(folder, *rows, simulate=None, out=None, **how):
    return hindcast(plan_of(folder, *rows, **how), out=out, simulate=simulate or ToyHistory(), jobs=1)
