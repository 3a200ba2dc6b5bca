"""New labs enter when that pays (E35)."""

import math
from collections.abc import Callable
from dataclasses import replace

from sim.economics.entry import entry_rate
from sim.economics.pricing import NoEquilibriumError
from sim.market.catalogue import INVESTORS, SUPPLIERS
from sim.market.events import MarketEvent
from sim.market.outlook.indicators import best_capability
from sim.market.outlook.outlook import Outlook
from sim.market.state import Kind, State

# Months after which whoever waits outside works out anew what entry would bring.
_LOOKED_AT_EVERY = 12


class Entrants:
    """The next lab that waits outside, and what it expects.

    Parameters
    ----------
    state : State
        The market.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self._expected: float | None = None

    def consider(self, outlook: Callable[[], Outlook]) -> list[MarketEvent]:
        """Let the next lab enter with the probability that its expected profit gives."""
        state, section = self.state, self.state.parameters.entry
        if not state.waiting or section.rate == 0.0 or state.month == 0:
            return []
        lab = state.waiting[0]
        if self._expected is None or state.month % _LOOKED_AT_EVERY == 0:
            self._expected = self._expected_profit(lab, outlook())
        rate = entry_rate(section.horizon * self._expected, section.cost, base_rate=section.rate)
        draw = float(state.streams.generator("entry", month=state.month).random())
        if draw >= 1.0 - math.exp(-rate):
            return []
        return [self._enter(lab, rate, draw)]

    def _start_level(self) -> float:
        return best_capability(self.state) - self.state.parameters.entry.gap

    def _expected_profit(self, lab: str, outlook: Outlook) -> float:
        """Profit of a lab that entered now, bn USD per month."""
        state, level = self.state, self._start_level()
        now = state.as_it_is()
        lift = {name: level - state.models[name].capability for name in state.models_of(lab)}
        supposed = replace(now, withdrawn=now.withdrawn.difference(lift), lift=lift)
        try:
            profit = outlook.under(supposed).profit[state.catalogue.account[lab]]
        except NoEquilibriumError:
            return 0.0
        return float(profit) - state.parameters.owners[lab].overhead

    def _enter(self, lab: str, rate: float, draw: float) -> MarketEvent:
        """Let a lab in: investors pay the cost of entry and as much again for the first months."""
        state, section = self.state, self.state.parameters.entry
        level, account = self._start_level(), state.catalogue.account
        luck = state.streams.generator("kind of entrant", lab, state.month)
        architecture = "diffusion" if luck.random() < section.diffusion_share else "autoregressive"
        tasks = state.catalogue.enterprise_tasks
        speciality = tasks[int(luck.integers(len(tasks)))]
        for name in state.models_of(lab):
            state.models[name].capability = level
            state.models[name].architecture = architecture
            state.entrant_kinds[name] = Kind(architecture, speciality)
        state.waiting.remove(lab)
        expected, self._expected = self._expected or 0.0, None
        state.payables.owe(account[INVESTORS], account[lab], "equity", 2.0 * section.cost)
        state.payables.owe(account[lab], account[SUPPLIERS], "entry_cost", section.cost)
        state.newcomers.add(lab)
        return MarketEvent(
            state.month,
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
