"""A market of one formula, quick enough to run thousands of times, and ways for it to go wrong."""

import os
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

CLOUDS = ("azure", "aws")


@dataclass(frozen=True)
class ToyScenario:
    """As much of a scenario as running one needs. `faults` does not belong to its content."""

    name: str = "toy"
    title: str = "A toy"
    level: float = 1.0
    months: int = 18
    seeds: tuple[int, ...] = (1, 2, 3, 4)
    faults: dict[int, str] = field(default_factory=dict)
    path: Path | None = None
    question: str = "Does the machinery work?"
    origins: dict[str, str] = field(default_factory=lambda: {"level": "toy.yaml:3"})

    def digest(self) -> str:
        return sha256(f"{self.level} {self.months}".encode()).hexdigest()[:12]

    def resolved(self) -> dict[str, Any]:
        return {"name": self.name, "title": self.title, "level": self.level, "months": self.months}

    def with_(self, **changes: Any) -> "ToyScenario":
        return replace(self, **changes)


@dataclass(frozen=True)
class ToyReplication:
    seed: int
    monthly: pd.DataFrame
    ledger: pd.DataFrame
    contracts: pd.DataFrame
    events: pd.DataFrame
    timings: dict[str, float]


def simulate(scenario: ToyScenario, seed: int, progress: object = None) -> ToyReplication:
    """Return prices that follow a random walk of the seed, shared by all scenarios."""
    _go_wrong(scenario.faults.get(seed, ""))
    walk = np.random.default_rng(seed).normal(size=(len(CLOUDS), scenario.months)).cumsum(axis=1)
    months = np.arange(scenario.months)
    parts = [
        pd.DataFrame(
            {"month": months, "kind": "market", "entity": "market", "volume": scenario.level + walk.sum(axis=0) / 9}
        )
    ]
    for cloud, path in zip(CLOUDS, walk, strict=True):
        own = {"compute_price": 2 + scenario.level + path, "utilisation": 1 / (1 + np.exp(-path))}
        parts.append(pd.DataFrame({"month": months, "kind": "cloud", "entity": cloud, **own}))
    contract = {"partner": "microsoft", "lab": "openai", "start": 0, "end": scenario.months, "access": "open"}
    terms = ("revenue_share", "revenue_share_cap", "exclusivity_fee", "stake", "commitment", "wholesale_markup")
    contract |= {"effective_access": "open", **dict.fromkeys(terms, 0.25)}
    payment = {"month": 0, "payer": "enterprises", "payee": "openai", "flow": "api_sales", "amount": float(seed)}
    columns = ["month", "when", "kind", "subject", "before", "after", "note"]
    return ToyReplication(
        seed,
        pd.concat(parts, ignore_index=True),
        pd.DataFrame([payment]),
        pd.DataFrame([contract]),
        pd.DataFrame(columns=columns),
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
