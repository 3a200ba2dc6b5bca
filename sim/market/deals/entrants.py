"""New labs enter when that pays (E35)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.economics.entry import entry_rate
from sim.economics.pricing import NoEquilibriumError
from sim.market.catalogue import INVESTORS, SUPPLIERS
from sim.market.events import MarketEvent
from sim.market.outlook.indicators import best_capability

if TYPE_CHECKING:
    from sim.market.market import Market
    from sim.market.outlook.outlook import Outlook


@dataclass(frozen=True)
class Kind:
    """What an entrant turned out to be: how its model generates text, and the task it is made for."""

    architecture: str
    speciality: str


class Entrants:
    """Labs that wait outside, in the order in which they would enter.

    Parameters
    ----------
    market : Market
        The market.

    Attributes
    ----------
    waiting : list of str
        Labs that have not entered.
    kinds : dict
        What those that entered turned out to be, by model.
    """

    def __init__(self, market: Market) -> None:
        self.market = market
        models = market.parameters.models
        self.waiting = sorted({section.lab for section in models.values() if section.entrant})
        self.kinds: dict[str, Kind] = {}
        self._expected: float | None = None

    def models_of(self, lab: str) -> list[str]:
        """Models that a lab would enter with."""
        return [name for name, section in self.market.parameters.models.items() if section.lab == lab]

    def absent(self) -> set[str]:
        """Models that do not exist yet."""
        return {name for lab in self.waiting for name in self.models_of(lab)}

    def consider(self, outlook: Callable[[], Outlook]) -> list[MarketEvent]:
        """Let the next lab enter with the probability that its expected profit gives."""
        market, section = self.market, self.market.parameters.entry
        if not self.waiting or section.rate == 0.0 or market.month == 0:
            return []
        lab = self.waiting[0]
        if self._expected is None or market.month % market.parameters.appraisal.period == 0:
            self._expected = self._expected_profit(lab, outlook())
        rate = entry_rate(section.horizon * self._expected, section.cost, base_rate=section.rate)
        draw = float(market.streams.generator("entry", month=market.month).random())
        if draw >= 1.0 - math.exp(-rate):
            return []
        return [self._enter(lab, rate, draw)]

    def _start_level(self) -> float:
        return best_capability(self.market) - self.market.parameters.entry.gap

    def _expected_profit(self, lab: str, outlook: Outlook) -> float:
        """Profit of a lab that entered now, bn USD per month."""
        now, level = outlook.market.as_it_is(), self._start_level()
        lift = {name: level - self.market.models[name].capability for name in self.models_of(lab)}
        supposed = replace(now, withdrawn=now.withdrawn.difference(lift), lift=lift)
        try:
            profit = outlook.under(supposed).profit[self.market.catalogue.account[lab]]
        except NoEquilibriumError:
            return 0.0
        return float(profit) - self.market.parameters.owners[lab].overhead

    def _enter(self, lab: str, rate: float, draw: float) -> MarketEvent:
        """Let a lab in: investors pay the cost of entry and as much again for the first months."""
        market, section = self.market, self.market.parameters.entry
        level, account = self._start_level(), market.catalogue.account
        luck = market.streams.generator("kind of entrant", lab, market.month)
        architecture = "diffusion" if luck.random() < section.diffusion_share else "autoregressive"
        tasks = market.catalogue.enterprise_tasks
        speciality = tasks[int(luck.integers(len(tasks)))]
        for name in self.models_of(lab):
            market.models[name].capability = level
            market.models[name].architecture = architecture
            self.kinds[name] = Kind(architecture, speciality)
        self.waiting.remove(lab)
        expected, self._expected = self._expected or 0.0, None
        market.payables.owe(account[INVESTORS], account[lab], "equity", 2.0 * section.cost)
        market.payables.owe(account[lab], account[SUPPLIERS], "entry_cost", section.cost)
        market.alliances.welcome(lab)
        return MarketEvent(
            market.month,
            "entry",
            lab,
            "entered",
            after=f"{architecture}, made for {speciality}",
            cause="an entrant expects to earn more than entry costs",
            figures={
                "expected_profit": expected,
                "entry_cost": section.cost,
                "horizon": section.horizon,
                "rate": rate,
                "draw": draw,
                "capability": level,
            },
        )
