"""A market of one formula, quick enough to run thousands of times, and ways for it to go wrong."""

import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.market.events import EVENT_COLUMNS
from sim.scenario import Scenario, load

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CLOUDS = ("azure", "aws")
PRICE = "clouds.azure.compute_price"


@cache
def exclusive() -> Scenario:
    return load(SCENARIOS / "exclusive.yaml", ["horizon.months=18", "seeds=1..4"])


def dearer(price: float = 3.2, **changes: Any) -> Scenario:
    """Return the same scenario with another price of compute on Azure."""
    return exclusive().with_(**{"name": "dearer", "title": "Dear compute", PRICE: price} | changes)


@dataclass(frozen=True)
class ToyReplication:
    seed: int
    monthly: pd.DataFrame
    ledger: pd.DataFrame
    contracts: pd.DataFrame
    events: pd.DataFrame
    timings: dict[str, float]


@dataclass(frozen=True)
class ToyMarket:
    """Prices that follow a random walk of the seed, shared by all scenarios, above the price at the start.

    `faults` says what goes wrong, by name of the scenario and seed.
    """

    faults: dict[tuple[str, int], str] = field(default_factory=dict)

    def __call__(self, scenario: Scenario, seed: int) -> ToyReplication:
        _go_wrong(self.faults.get((scenario.name, seed), ""))
        horizon = scenario.parameters.horizon.months
        walk = np.random.default_rng(seed).normal(size=(len(CLOUDS), horizon)).cumsum(axis=1)
        return _replication(seed, walk, scenario.parameters.clouds["azure"].compute_price)


def _replication(seed: int, walk: np.ndarray, price: float) -> ToyReplication:
    horizon = walk.shape[1]
    months = np.arange(horizon)
    parts = [
        pd.DataFrame({"month": months, "kind": "market", "entity": "market", "volume": price + walk.sum(axis=0) / 9})
    ]
    for cloud, path in zip(CLOUDS, walk, strict=True):
        own = {"compute_price": price + path, "utilisation": 1 / (1 + np.exp(-price * path))}
        parts.append(pd.DataFrame({"month": months, "kind": "cloud", "entity": cloud, **own}))
    contract = {
        "partner": "microsoft",
        "lab": "openai",
        "start": 0,
        "end": horizon,
        "access": "open",
        "compute": "free",
    }
    terms = ("revenue_share", "revenue_share_cap", "stake", "commitment", "wholesale_markup")
    contract |= {
        "effective_access": "open",
        **dict.fromkeys(terms, 0.25),
        "licence": "open",
        "licensed": True,
        "cause": "start",
    }
    payment = {"month": 0, "payer": "enterprises", "payee": "openai", "flow": "api_sales", "amount": float(seed)}
    return ToyReplication(
        seed,
        pd.concat(parts, ignore_index=True),
        pd.DataFrame([payment]),
        pd.DataFrame([contract]),
        pd.DataFrame(columns=list(EVENT_COLUMNS)),
        {"prices": 0.5, "service": 0.25 * seed},
    )


def _go_wrong(fault: str) -> None:
    """Fail as told: an error, an end of the process, or an end of the process the first time only."""
    if fault == "error":
        raise ValueError("prices did not settle")
    if fault == "leave":
        raise SystemExit(3)
    if fault == "interrupt":
        raise KeyboardInterrupt
    if fault == "die":
        os._exit(13)
    if fault.startswith("die once "):
        marker = Path(fault.removeprefix("die once "))
        if not marker.exists():
            marker.touch()
            os._exit(13)
