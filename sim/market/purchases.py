"""Purchases of firms, and what a review of them found (E33, E34)."""

from dataclasses import dataclass

from sim.economics.competition.antitrust import Flags
from sim.market.events import Figure


@dataclass(frozen=True)
class Purchase:
    """An acquisition that somebody wants to make.

    Attributes
    ----------
    buyer, target : str
        Owners.
    price, break_fee : float
        Bn USD: paid to the target's investors on closing; paid to the target when the regulator blocks.
    option : str
        Option that is exercised, if any.
    """

    buyer: str
    target: str
    price: float
    break_fee: float
    option: str = ""

    @property
    def name(self) -> str:
        """Subject of its events."""
        return f"{self.buyer}>{self.target}"


@dataclass(frozen=True)
class Findings:
    """What a review looks at, and how likely it ends in a block.

    Attributes
    ----------
    flags : Flags
        Concerns.
    probability : float
        Of a block.
    figures : dict
        The figures behind them.
    """

    flags: Flags
    probability: float
    figures: dict[str, Figure]


@dataclass(frozen=True)
class Review:
    """A purchase under review and the month of its ruling."""

    purchase: Purchase
    ruling: int
    findings: Findings
