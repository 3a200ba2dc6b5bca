"""Small forms of the shipped scenarios, and runs of them that tests share."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.market.market import Market
from sim.market.replication import Replication, tables_of
from sim.market.state import State
from sim.scenario import Scenario, load

SCENARIOS = Path(__file__).parents[2] / "scenarios"
# Whose runs are part of every test run: contracts fixed, of each kind, and bargained. The others are a study.
ONE_OF_EACH_KIND = ("endogenous", "exclusive", "null", "open", "preferred")
SHIPPED = tuple(
    pytest.param(name, marks=() if name in ONE_OF_EACH_KIND else pytest.mark.study, id=name)
    for name in sorted(path.stem for path in SCENARIOS.glob("*.yaml"))
)
MONTHS = 14
# With so few enterprises, some have to buy from the first month on.
ADOPTED = tuple(f"enterprises.segments.{name}.adoption.start_share=0.5" for name in ("startups", "mid_market", "large"))
FEW = ("enterprises.count=120", "enterprises.panel=60", "bargaining.panel=20", "bargaining.foresight=1", *ADOPTED)

# One segment that leans nowhere: what is drawn is what is said of enterprises as a whole.
ALIKE = (
    "enterprises.segments.startups=null",
    "enterprises.segments.mid_market=null",
    *(f"enterprises.segments.large.{name}=1" for name in ("firm_share", "spend_share", "price_sensitivity")),
    *(f"enterprises.segments.large.{name}=null" for name in ("suites", "multi_cloud_share")),
)

# So many GPUs are scarce from the first month.
SCARCE = ("clouds.aws.capacity=0.02", "clouds.azure.capacity=0.02", "clouds.google_cloud.capacity=0.02")


@cache
def small(name: str, *overrides: str) -> Scenario:
    """A shipped scenario with few enterprises, cut short some months after its last event."""
    file = SCENARIOS / f"{name}.yaml"
    last = max((event.month for event in load(file).events), default=0)
    return load(file, (*FEW, f"horizon.months={last + MONTHS}", *overrides))


@cache
def run(name: str, *overrides: str, seed: int = 1) -> Replication:
    """A run of a small scenario."""
    return tables_of(_played(name, overrides, seed), seed)


def played(name: str, *overrides: str, seed: int = 1) -> State:
    """What is the case at the end of a small scenario; tests only look at it."""
    return _played(name, overrides, seed).state


@cache
def _played(name: str, overrides: tuple[str, ...], seed: int) -> Market:
    scenario = small(name, *overrides)
    market = Market(scenario, seed)
    for _ in range(scenario.parameters.horizon.months):
        market.step()
    return market


def series(replication: Replication, kind: str, entity: str, measure: str) -> pd.Series:
    """Monthly values of one measure of one entity, by month."""
    table = replication.monthly
    mine = table[(table["kind"] == kind) & (table["entity"] == entity)]
    return mine.set_index("month")[measure]


def by_entity(replication: Replication, kind: str, measure: str) -> pd.DataFrame:
    """Monthly values of one measure, a column per entity."""
    table = replication.monthly
    return table[table["kind"] == kind].pivot_table(index="month", columns="entity", values=measure, dropna=False)


def moved(base: Replication, other: Replication, relative: float = 1e-9, absolute: float = 1e-12) -> set[str]:
    """Measures that differ between two runs, as ``kind.entity.measure``."""
    keys = ["month", "kind", "entity"]
    names = [name for name in base.monthly.columns if name not in keys]
    both = base.monthly.merge(other.monthly, on=keys, how="outer", suffixes=("", "_other"))
    differing: set[str] = set()
    for name in names:
        first, second = both[name].to_numpy(), both[f"{name}_other"].to_numpy()
        same = np.isclose(first, second, rtol=relative, atol=absolute, equal_nan=True)
        rows = both.loc[~same, ["kind", "entity"]].drop_duplicates()
        differing |= {f"{kind}.{entity}.{name}" for kind, entity in rows.itertuples(index=False)}
    return differing
