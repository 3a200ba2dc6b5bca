"""Where the searches for prices begin that firms make in one month: the first one has found most of the way."""

import math

import numpy as np

from sim.arrays import Array
from sim.economics.pricing import Buyers, PricingIncentives, price_response

# Where the search for the share of an option starts that was not on offer before.
_ROUGH_LOG_SHARE = -4.0
# Searches after which it is worth asking how prices answer residuals, which takes about as long as three of them.
_WORTH_ASKING = 4


class Searches:
    """What the first search of a month found; it changes how fast the others are, not what they find.

    Attributes
    ----------
    start : array, shape (options,)
        Prices at which a search begins, USD per Mtok.
    """

    def __init__(self, start: Array) -> None:
        self.start = start
        self._found: tuple[Buyers, PricingIncentives] | None = None
        self._guess = self._response = np.zeros(0)
        self._made = 0

    def begin(self, buyers: Buyers) -> None:
        """Let a search begin with what is known."""
        if self._found is None:
            return
        self._made += 1
        if self._made == _WORTH_ASKING:
            self._response = price_response(self.start, *self._found)
        unknown = np.isnan(self._guess[0]) & np.isfinite(buyers.utility)
        for place, rough in enumerate((_ROUGH_LOG_SHARE, math.exp(_ROUGH_LOG_SHARE))):
            buyers.guess[place] = np.where(unknown, rough, self._guess[place])
        buyers.response[:] = self._response

    def note(self, prices: Array, buyers: Buyers, incentives: PricingIncentives) -> None:
        """Remember what the first search found, unless nobody searched."""
        if self._found is None and bool(np.isfinite(buyers.guess).any()):
            self._found, self.start = (buyers, incentives), prices.copy()
            self._guess, self._response = buyers.guess.copy(), buyers.response
