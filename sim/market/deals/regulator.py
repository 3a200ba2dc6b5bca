"""The regulator: it reviews acquisitions and blocks some of them (E34)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.economics.antitrust import Flags, block_probability, gateway_concern, serial_concern, structural_presumption
from sim.economics.concentration import herfindahl, merger_increase
from sim.economics.pricing import NoEquilibriumError
from sim.market.events import Figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.market.outlook.outlook import Outlook
    from sim.scenario.schema.root import Parameters
    from sim.streams import Streams

    Array = NDArray[np.float64]


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


class Regulator(mesa.Agent):
    """Competition authority.

    Attributes
    ----------
    reviews : list of Review
        Under way.
    deals : list of (int, str)
        Month and buyer of every purchase that was closed.
    """

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        self.reviews: list[Review] = []
        self.deals: list[tuple[int, str]] = []

    def is_reviewing(self, target: str) -> bool:
        """Whether a purchase of an owner is under review."""
        return any(target in (review.purchase.target, review.purchase.buyer) for review in self.reviews)

    def assess(
        self, buyer: str, target: str, markets: dict[str, Array], outlook: Outlook, parameters: Parameters, month: int
    ) -> Findings:
        """Work out the concerns about a purchase.

        Parameters
        ----------
        markets : dict
            Amounts that owners hold in each market (task or layer), by account.
        outlook : Outlook
            What closing a gateway to rivals would bring.
        """
        section = parameters.regulator
        catalogue = outlook.market.catalogue
        first, second = catalogue.account[buyer], catalogue.account[target]
        worst = max(markets, key=lambda name: (_rise(markets[name], first, second), name))
        presumed = [
            name
            for name, amounts in markets.items()
            if amounts.sum() > 0.0
            and structural_presumption(
                amounts,
                first,
                second,
                hhi_threshold=section.hhi_threshold,
                rise_threshold=section.rise_threshold,
                share_threshold=100.0 * section.share_threshold,
            )
        ]
        amounts = markets[presumed[0] if presumed else worst]
        coding = markets["coding"]
        gateway_share = _share(coding, first) + _share(coding, second)
        gained = self._foreclosure_gain(buyer, target, gateway_share, outlook, parameters)
        recent = sum(1 for when, who in self.deals if who == buyer and when > month - section.serial_months)
        flags = Flags(
            presumption=bool(presumed),
            gateway=gateway_concern(gateway_share, gained, share_threshold=section.gateway_share),
            serial=serial_concern(recent + 1, deals=section.serial_deals),
        )
        probability = block_probability(
            flags,
            intercept=section.severity,
            presumption_weight=section.presumption_weight,
            gateway_weight=section.gateway_weight,
            serial_weight=section.serial_weight,
        )
        before, rise = herfindahl(amounts), _rise(amounts, first, second)
        figures: dict[str, Figure] = {
            "layer": presumed[0] if presumed else worst,
            "hhi_before": before,
            "hhi_after": before + rise,
            "hhi_rise": rise,
            "joint_share": _share(amounts, first) + _share(amounts, second),
            "gateway_share": gateway_share,
            "foreclosure_gain": gained,
            "recent_deals": recent + 1,
            "presumption": flags.presumption,
            "gateway": flags.gateway,
            "serial": flags.serial,
            "block_probability": probability,
        }
        return Findings(flags, probability, figures)

    def _foreclosure_gain(
        self, buyer: str, target: str, gateway_share: float, outlook: Outlook, parameters: Parameters
    ) -> float:
        """What the merged firm would gain by keeping rivals' models out of its coding environments, bn USD a month."""
        catalogue = outlook.market.catalogue.after_purchase(buyer, target)
        account = catalogue.account[buyer]
        environments = frozenset(
            name for name, app in parameters.apps.items() if app.environment and catalogue.account[app.owner] == account
        )
        if gateway_share < parameters.regulator.gateway_share or not environments:
            return 0.0
        merged = replace(outlook.market.as_it_is(), catalogue=catalogue)
        try:
            free = outlook.under(merged).profit[account]
            closed = outlook.under(replace(merged, closed=environments)).profit[account]
        except NoEquilibriumError:
            return 0.0
        return float(closed - free)

    def open_review(self, purchase: Purchase, findings: Findings, parameters: Parameters, month: int) -> Review:
        """Start a review."""
        review = Review(purchase, month + parameters.regulator.review_months, findings)
        self.reviews.append(review)
        return review

    def rulings(self, month: int, streams: Streams) -> list[tuple[Review, bool, float]]:
        """End the reviews that are due; returns each with whether it was blocked and the draw that decided."""
        ended = []
        for review in [review for review in self.reviews if review.ruling <= month]:
            draw = float(streams.generator("ruling", review.purchase.name, month).random())
            blocked = draw < review.findings.probability
            self.reviews.remove(review)
            ended.append((review, blocked, draw))
        return ended


def _share(amounts: Array, owner: int) -> float:
    total = float(amounts.sum())
    return float(amounts[owner]) / total if total > 0.0 else 0.0


def _rise(amounts: Array, first: int, second: int) -> float:
    return float(merger_increase(amounts, first, second)) if amounts.sum() > 0.0 else 0.0
