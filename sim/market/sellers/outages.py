"""What nobody decides: models that fail for a month (E36). Breakthroughs strike in `Lab.learn`."""

from collections.abc import Container, Sequence

from sim.market.events import MarketEvent
from sim.streams import Streams


def draw_outages(
    models: Sequence[str], not_entered: Container[str], rate: float, month: int, streams: Streams
) -> list[MarketEvent]:
    """Models that nobody can have this month; none in the first, in which everybody chooses.

    Parameters
    ----------
    models : sequence of str
        All models.
    not_entered : container of str
        Those that do not exist yet.
    rate : float
        Probability that a model fails, per month.
    """
    failed = []
    for name in models:
        draw = float(streams.generator("outage", name, month).random())
        if draw < rate and name not in not_entered and month > 0:
            figures = {"rate": rate, "draw": draw}
            failed.append(MarketEvent(month, "outage", name, "out of order", cause="luck", figures=figures))
    return failed
