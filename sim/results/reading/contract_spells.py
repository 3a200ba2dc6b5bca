"""Reading the table of contracts: which matter most, when they loosened, and which seed stands for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.arrays import Array
from sim.results.protocols import EnsembleResult
from sim.scenario import Scenario
from sim.scenario.texts.describe import difference

STRENGTH = {"none": 0, "open": 1, "preferred": 2, "exclusive": 3}
Pair = tuple[str, str]


@dataclass(frozen=True)
class ShownSeed:
    """The seed that stands for all, and why it does."""

    seed: int
    reason: str


def pairs_that_allow(ensemble: EnsembleResult) -> list[Pair]:
    """Return the contracts that ever allowed something in any seed, the most important first.

    Importance: months of exclusive access, then of preferred access, then what the lab sells.
    """
    spells = ensemble.contracts
    licensed = spells["licensed"].eq(True) if "licensed" in spells else False
    allowing = spells[(spells["effective_access"] != "none") | licensed]
    months = (allowing["end"] - allowing["start"]).rename("months")
    weights = allowing.assign(
        exclusive=months * (allowing["effective_access"] == "exclusive"),
        preferred=months * (allowing["effective_access"] == "preferred"),
    )
    totals = weights.groupby(["partner", "lab"], sort=True)[["exclusive", "preferred"]].sum()
    sales = _sales(ensemble)
    rows: list[Any] = list(totals.itertuples())
    ranked = sorted(
        rows,
        key=lambda row: (-row.exclusive, -row.preferred, -sales.get(row.Index[1], 0.0), row.Index),
    )
    return [(str(row.Index[0]), str(row.Index[1])) for row in ranked]


def _sales(ensemble: EnsembleResult) -> dict[str, float]:
    """Return what each lab's models bring in over the run, mean over seeds."""
    rows = ensemble.monthly[ensemble.monthly["kind"] == "owner"]
    return {str(owner): float(amount) for owner, amount in rows.groupby("entity")["model_revenue"].sum().items()}


def spells_of(ensemble: EnsembleResult, pair: Pair) -> pd.DataFrame:
    """Return the spells of one contract in all seeds, in order of time."""
    spells = ensemble.contracts
    mine = spells[(spells["partner"] == pair[0]) & (spells["lab"] == pair[1])]
    return mine.sort_values(["seed", "start"])


def loosening_months(ensemble: EnsembleResult, pair: Pair) -> dict[int, int]:
    """Return, by seed, the first month in which a contract allowed others more than before; only seeds where it did."""
    found: dict[int, int] = {}
    for seed, spells in spells_of(ensemble, pair).groupby("seed"):
        strength = spells["effective_access"].map(STRENGTH).to_numpy()
        looser = (strength[1:] < strength[:-1]) & (strength[:-1] > STRENGTH["open"])
        if looser.any():
            found[int(str(seed))] = int(spells["start"].to_numpy()[1:][looser][0])
    return found


def shown_seed(ensemble: EnsembleResult) -> ShownSeed:
    """Return the seed whose main contract loosened in the median month; the first seed where it never did.

    Seeds in which it did not loosen count as later than the end.
    """
    seeds: Sequence[int] = ensemble.seeds
    pairs = pairs_that_allow(ensemble)
    months = loosening_months(ensemble, pairs[0]) if pairs else {}
    if not months:
        return ShownSeed(seeds[0], "the first")
    never = ensemble.scenario.parameters.horizon.months
    ordered = sorted(seeds, key=lambda seed: (months.get(seed, never), seed))
    return ShownSeed(ordered[(len(ordered) - 1) // 2], "its main contract loosened in the median month")


def exclusive_share(ensemble: EnsembleResult, pair: Pair) -> Array:
    """Return the share of seeds in which a contract is exclusive, by month; shape (months,)."""
    months = np.arange(ensemble.scenario.parameters.horizon.months)
    spells = spells_of(ensemble, pair)
    spells = spells[spells["effective_access"] == "exclusive"]
    inside = (spells["start"].to_numpy()[:, None] <= months) & (months < spells["end"].to_numpy()[:, None])
    return inside.sum(axis=0) / max(1, len(ensemble.seeds))


def contracts_change(ensemble: EnsembleResult) -> bool:
    """Whether any contract changes after the start in any seed."""
    return bool((ensemble.contracts["start"] > 0).any()) and "licensed" in ensemble.contracts


def contracts_in_question(scenarios: Sequence[Scenario]) -> tuple[list[str], list[str]]:
    """Return the partners and the labs that a result is about.

    Those whose contract differs between the scenarios, or is there in some of them only; where no contract does, the
    owners of the models, clouds and apps that differ. With a single scenario, those whose contract changes during it,
    else those with an exclusive or preferred one.
    """
    keys = _keys_that_differ(scenarios) if len(scenarios) > 1 else _keys_that_change(scenarios[0])
    owners = dict.fromkeys(name for scenario in scenarios for name in scenario.parameters.owners)
    pairs = [(p, lab) for key in keys for p in owners for lab in owners if key == f"{p}-{lab}"]
    if not pairs and len(scenarios) > 1:
        return _owners_that_differ(scenarios)
    return list(dict.fromkeys(p for p, _ in pairs)), list(dict.fromkeys(lab for _, lab in pairs))


def _keys_that_differ(scenarios: Sequence[Scenario]) -> list[str]:
    """Return the contracts whose terms are not the same over time in all scenarios."""
    months = sorted({0, *(event.month for scenario in scenarios for event in scenario.events)})
    books = [[scenario.parameters_at(month).contracts for month in months] for scenario in scenarios]
    keys = dict.fromkeys(key for book in books for contracts in book for key in contracts)
    paths = {key: {tuple(repr(contracts.get(key)) for contracts in book) for book in books} for key in keys}
    return [key for key, versions in paths.items() if len(versions) > 1]


def _keys_that_change(scenario: Scenario) -> list[str]:
    """Return the contracts that dated events change, else those that keep others out."""
    months = {0, *(event.month for event in scenario.events)}
    books = [scenario.parameters_at(month).contracts for month in sorted(months)]
    keys = dict.fromkeys(key for book in books for key in book)
    changed = [key for key in keys if len({repr(book.get(key)) for book in books}) > 1]
    return changed or [key for key, terms in books[0].items() if terms.access in ("exclusive", "preferred")]


def _owners_that_differ(scenarios: Sequence[Scenario]) -> tuple[list[str], list[str]]:
    """Return the owners of clouds and apps, and the labs of models, that differ between the base and the others."""
    partners: dict[str, None] = {}
    labs: dict[str, None] = {}
    for other in scenarios[1:]:
        for one in difference(scenarios[0], other):
            parts = one.path.split(".")
            section, name, *_ = [*(parts[2:] if parts[0] == "events" else parts), ""]
            for scenario in (scenarios[0], other):
                entry = getattr(scenario.parameters, section, None) if section in ("models", "clouds", "apps") else None
                if entry is not None and name in entry:
                    found = labs if section == "models" else partners
                    found[entry[name].lab if section == "models" else entry[name].owner] = None
    return list(partners), list(labs)
