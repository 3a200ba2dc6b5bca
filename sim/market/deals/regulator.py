"""The regulator: it reviews acquisitions and blocks some of them (E34)."""

from collections.abc import Mapping
from dataclasses import replace

import mesa

from sim.arrays import Array
from sim.economics.competition.antitrust import (
    Flags,
    block_probability,
    gateway_concern,
    serial_concern,
    structural_presumption,
)
from sim.economics.competition.concentration import herfindahl, merger_increase
from sim.economics.pricing import NoEquilibriumError
from sim.market.events import Figure, MarketEvent
from sim.market.outlook.market_shares import amounts_by_market
from sim.market.outlook.outlook import Outlook
from sim.market.purchases import Findings, Purchase, Review
from sim.market.state import State


class Regulator(mesa.Agent):
    """Competition authority.

    Parameters
    ----------
    model : Model
        The market that it is an agent of.
    state : State
        What it looks at.
    """

    def __init__(self, model: mesa.Model, state: State) -> None:
        super().__init__(model)
        self.state = state

    def assess(self, buyer: str, target: str, outlook: Outlook) -> Findings:
        """Work out the concerns about a purchase.

        Parameters
        ----------
        outlook : Outlook
            What closing a gateway to rivals would bring.
        """
        state, markets = self.state, amounts_by_market(self.state)
        section, account = state.parameters.regulator, state.catalogue.account
        first, second = account[buyer], account[target]
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
        gained = self._foreclosure_gain(buyer, target, gateway_share, outlook)
        earliest = state.month - section.serial_months
        recent = sum(1 for when, who in state.purchases if who == buyer and when > earliest)
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

    def _foreclosure_gain(self, buyer: str, target: str, gateway_share: float, outlook: Outlook) -> float:
        """What the merged firm would gain by keeping rivals' models out of its coding environments, bn USD a month."""
        parameters, catalogue = self.state.parameters, self.state.catalogue.after_purchase(buyer, target)
        account = catalogue.account[buyer]
        environments = frozenset(
            name for name, app in parameters.apps.items() if app.environment and catalogue.account[app.owner] == account
        )
        if gateway_share < parameters.regulator.gateway_share or not environments:
            return 0.0
        merged = replace(self.state.as_it_is(), catalogue=catalogue)
        try:
            free = outlook.under(merged).profit[account]
            closed = outlook.under(replace(merged, closed=environments)).profit[account]
        except NoEquilibriumError:
            return 0.0
        return float(closed - free)

    def open_review(self, purchase: Purchase, findings: Findings) -> MarketEvent:
        """Start a review."""
        ruling = self.state.month + self.state.parameters.regulator.review_months
        review = Review(purchase, ruling, findings)
        self.state.reviews.append(review)
        return review_event(review, "opened", self.state.month, {})

    def rulings(self) -> list[tuple[Review, bool, float]]:
        """End the reviews that are due; returns each with whether it was blocked and the draw that decided."""
        state, ended = self.state, []
        for review in [review for review in state.reviews if review.ruling <= state.month]:
            draw = float(state.streams.generator("ruling", review.purchase.name, state.month).random())
            blocked = draw < review.findings.probability
            state.reviews.remove(review)
            ended.append((review, blocked, draw))
        return ended


def review_event(review: Review, decision: str, month: int, more: Mapping[str, Figure]) -> MarketEvent:
    """Write down what became of a review, and the figures behind it."""
    figures = {**review.findings.figures, **more, "price": review.purchase.price, "ruling_month": review.ruling}
    return MarketEvent(
        month=month,
        kind="review",
        subject=review.purchase.name,
        decision=decision,
        cause="a purchase was agreed" if decision == "opened" else "the review is over",
        figures=figures,
    )


def _share(amounts: Array, owner: int) -> float:
    total = float(amounts.sum())
    return float(amounts[owner]) / total if total > 0.0 else 0.0


def _rise(amounts: Array, first: int, second: int) -> float:
    return float(merger_increase(amounts, first, second)) if amounts.sum() > 0.0 else 0.0
