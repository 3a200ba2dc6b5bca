"""What has been recorded so far, in memory until the run ends."""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from sim.market.measures import Kind
from sim.market.recording.appraisal import Appraisal
from sim.market.recording.cohorts import Cohort

MARKET = "market"
YEAR = 12


class Records:
    """Measures and payments of all months so far.

    Attributes
    ----------
    rows : list
        Month, kind, entity and measures.
    payments : list
        Month, payer, payee, flow, amount.
    appraisal : Appraisal or None
        What was found the last time that the market was solved under what-ifs; None before the first time.
    main_labs : deque of int8 array
        Main vendor of each enterprise in the last twelve months, the oldest first.
    cohorts : tuple of Cohort
        Enterprises by what they were in the first month.
    """

    def __init__(self) -> None:
        self.rows: list[tuple[int, str, str, dict[str, float]]] = []
        self.payments: list[tuple[int, str, str, str, float]] = []
        self.appraisal: Appraisal | None = None
        self.main_labs: deque[NDArray[np.int8]] = deque(maxlen=YEAR)
        self.cohorts: tuple[Cohort, ...] = ()
        self._market: dict[str, float] = {}
        self._entities: dict[tuple[str, str], dict[str, float]] = {}

    def note(self, kind: Kind, entity: str, **measures: float) -> None:
        """Note measures of an entity this month; they may come in several parts."""
        if kind == "market":
            self._market.update(measures)
        else:
            self._entities.setdefault((kind, entity), {}).update(measures)

    def close_month(self, month: int) -> None:
        """File the month."""
        self.rows.extend((month, kind, entity, measures) for (kind, entity), measures in self._entities.items())
        self.rows.append((month, "market", MARKET, dict(self._market)))
        self._entities = {}

    def latest(self, measure: str) -> float:
        """Last value of a measure of the whole market; not a number where there is none yet."""
        return self._market.get(measure, np.nan)
