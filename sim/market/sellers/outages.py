"""What nobody decides: models that fail for a month (E36). Breakthroughs strike in `Lab.learn`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.market.events import MarketEvent

if TYPE_CHECKING:
    from sim.market.market import Market


def draw_outages(market: Market) -> list[MarketEvent]:
    """Models that nobody can have this month; none in the first, in which everybody chooses."""
    rate, waiting = market.parameters.shocks.outage_rate, market.entrants.absent()
    failed = []
    for name in market.catalogue.models:
        draw = float(market.streams.generator("outage", name, market.month).random())
        if draw < rate and name not in waiting and market.month > 0:
            figures = {"rate": rate, "draw": draw}
            failed.append(MarketEvent(market.month, "outage", name, "out of order", cause="luck", figures=figures))
    return failed
