"""A small economy in which everything is bargained, and what happened in runs of it that tests share."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sim.market.market import Market
from sim.market.outlook.outlook import Outlook
from sim.market.replication import Replication, tables_of
from sim.market.state import State
from sim.scenario import Scenario, load
from tests.market.unappraised import unappraised

FILE = Path(__file__).parent / "small_economy.yaml"

# Contracts stay as the scenario writes them, so that what is left to happen is money and deals.
FIXED = "rules.bargaining=fixed"
OPTION = (
    "options.call={holder: bigsoft, target: studio, granted: 2023-01, expires: 2023-04, strike: 5, fee: 0.5, "
    "volatility: 0.8, rate: 0.04, synergy: 0.25, holdup: 0.15, break_fee: 0.2}"
)
LENIENT, STRICT = "regulator.severity=-20", "regulator.severity=20"
# Startup has cash for two months, investors pay for technology only, and somebody wants it.
DISTRESS = (FIXED, "owners.startup.initial_cash=0.2", "finance.multiple=0", "finance.liquidation_share=0.9")
# The same, but its pieces bring more than it is worth to anybody.
EXIT = (*DISTRESS, "owners.startup.technology_value=50", "finance.largest_round=0", "finance.liquidation_share=1")
LISTING = (
    FIXED,
    "finance.listing_revenue=0.1",
    "finance.listing_dependence=1",
    "finance.listing_margin=0",
    "contracts.bigsoft-lab.access=open",
)
ENTRY = ("entry.rate=1", "entry.cost=0.5")
# Mo is too weak to stand in for Alpha behind the apps of Bigsoft, which therefore depends on Lab.
LEANING = "models.mo.capability=1.4"
BIDS = (FIXED, "finance.multiple=2", "deals.premium=0.1", "deals.horizon=200", LEANING)
CHEAP_OPTION = OPTION.replace("strike: 5, fee: 0.5", "strike: 0.1, fee: 0.05")
# Bigsoft takes Studio, which is worth little, by its option, and then bids for a lab.
SERIES = (
    FIXED,
    CHEAP_OPTION,
    "finance.multiple=0",
    *BIDS[2:],
    "regulator.severity=-15",
    "regulator.presumption_weight=0",
    "regulator.serial_deals=2",
    "regulator.serial_weight=20",
)
# Who has both coding environments, and spreads their requests widely for insurance, gains by closing them to labs
# that license at cost.
GATEWAY = (
    FIXED,
    CHEAP_OPTION,
    "regulator.severity=-15",
    "regulator.presumption_weight=0",
    "regulator.gateway_share=0.3",
    "regulator.gateway_weight=20",
    "rules.wholesale=markup",
    *(f"contracts.{pair}.wholesale_markup=0" for pair in ("bigsoft-lab", "studio-lab", "studio-startup")),
    "models.mo.capability=3.2",
    "routing.concentration_cost=10",
)
# Homes hardly move and remote models are hard to use, so that a partner wants a lab alone and pays who loses access.
COMPENSATED = (
    "contracts.bigsoft-lab.access=open",
    "enterprises.home_switching_cost=30",
    "enterprises.portability_friction=3",
)
LUCK = (FIXED, "shocks.breakthrough_rate=0.1", "shocks.outage_rate=0.1")
WORLDS: dict[str, tuple[str, ...]] = {
    "bargained": (),
    "threatened": ("rules.bargaining=replacement_threat",),
    "bought by option": (FIXED, OPTION, LENIENT),
    "partners by option": (FIXED, OPTION, "options.call.strike=500"),
    "blocked": (FIXED, OPTION, "regulator.severity=1"),
    "distress": DISTRESS,
    "exit": EXIT,
    "listing": LISTING,
    "entry": ENTRY,
    "bids": (*BIDS, LENIENT),
    "luck": LUCK,
    "short of GPUs": ("clouds.blue.capacity=0.15", "clouds.green.capacity=0.2", "compute.gpu_supply=0.005"),
}


class Event(NamedTuple):
    """An event of a run with its figures."""

    month: int
    kind: str
    subject: str
    decision: str
    before: str
    after: str
    cause: str
    figures: Mapping[str, float]


@cache
def economy(*overrides: str) -> Scenario:
    """The small economy with changes."""
    return load(FILE, overrides)


@cache
def lived(*overrides: str, seed: int = 1) -> Replication:
    """A run of it."""
    months = economy(*overrides).parameters.horizon.months
    return tables_of(town_market(*overrides, months=months, seed=seed), seed)


@cache
def town_market(*overrides: str, months: int = 10, seed: int = 1) -> Market:
    """The market after some months; tests only look at it."""
    market = Market(economy(*overrides), seed)
    with unappraised(overrides):
        for _ in range(months):
            market.step()
    return market


def town(*overrides: str, months: int = 10, seed: int = 1) -> State:
    """What is the case after some months; tests only look at it."""
    return town_market(*overrides, months=months, seed=seed).state


def outlook_on(state: State) -> Outlook:
    """What the market would come to, as firms see it."""
    return Outlook(state, state.bargaining_panel)


def events_of(replication: Replication, kind: str = "", decision: str = "") -> list[Event]:
    """Events of a run, of one kind and decision where these are given."""
    rows = replication.events.itertuples()
    return [
        Event(*(getattr(row, name) for name in Event._fields[:-1]), json.loads(row.figures))
        for row in rows
        if kind in ("", row.kind) and decision in ("", row.decision)
    ]


def net_receipts(replication: Replication) -> pd.DataFrame:
    """What each account received less what it paid, by month."""
    ledger = replication.ledger
    months = range(int(replication.monthly["month"].max()) + 1)
    sides = [
        ledger.pivot_table(index="month", columns=side, values="amount", aggfunc="sum", fill_value=0.0)
        for side in ("payee", "payer")
    ]
    return sides[0].sub(sides[1], fill_value=0.0).reindex(months, fill_value=0.0).fillna(0.0)
