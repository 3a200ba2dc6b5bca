"""Who buys whom: bids, options, reviews, firms in distress and their end (E31 to E34)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sim.market.catalogue import INVESTORS
from sim.market.deals.acquisitions import auction, search
from sim.market.deals.purchase_options import become_partners, decide, is_running, months_left
from sim.market.events import Figure, MarketEvent

if TYPE_CHECKING:
    from sim.market.deals.regulator import Findings, Purchase, Review
    from sim.market.market import Market
    from sim.market.outlook.outlook import Outlook


class Takeovers:
    """Changes of ownership over the run.

    Parameters
    ----------
    market : Market
        The market.

    Attributes
    ----------
    closed_down : set of str
        Owners that have left the market.
    """

    def __init__(self, market: Market) -> None:
        self.market = market
        self.closed_down: set[str] = set()
        self.closed = 0

    def promised(self) -> set[str]:
        """Owners on which somebody holds an option that is running."""
        market = self.market
        options = market.parameters.options.values()
        return {option.target for option in options if is_running(option, market.parameters, market.month)}

    def proceed(self, outlook: Callable[[], Outlook]) -> list[MarketEvent]:
        """Rule on reviews, decide options, sell firms in distress, and look for firms to buy.

        Parameters
        ----------
        outlook : callable
            Returns what the market would come to, made anew after every change of ownership.
        """
        market, self.closed = self.market, 0
        happened = []
        for review, blocked, draw in market.regulator.rulings(market.month, market.streams):
            happened.extend(self._rule(review, blocked, draw))
        for name, option in sorted(market.parameters.options.items()):
            if months_left(option, market.parameters, market.month) == 0 and market.month > 0:
                happened.extend(decide(name, option, market, outlook()))
        for name, books in market.finances.books.items():
            if books.is_distressed and name not in market.catalogue.bought and name not in self.closed_down:
                happened.extend(self._sell(name, outlook()))
        deals = market.parameters.deals
        if market.parameters.rules.deals == "bids" and market.month > 0 and market.month % deals.search_period == 0:
            happened.extend(search(market, outlook()))
        return happened

    def is_void(self, buyer: str, target: str) -> bool:
        """Whether a purchase has become pointless: a side is gone, or the target belongs to somebody already."""
        catalogue = self.market.catalogue
        gone = not self.closed_down.isdisjoint((buyer, target))
        return gone or target in catalogue.bought or catalogue.common_ownership(buyer, target)

    def open_review(self, purchase: Purchase, findings: Findings) -> MarketEvent:
        """Put a purchase before the regulator."""
        market = self.market
        review = market.regulator.open_review(purchase, findings, market.parameters, market.month)
        return _review_event(review, "opened", market.month, {})

    def _rule(self, review: Review, blocked: bool, draw: float) -> list[MarketEvent]:
        market, purchase = self.market, review.purchase
        happened = [_review_event(review, "blocked" if blocked else "cleared", market.month, {"draw": draw})]
        if self.is_void(purchase.buyer, purchase.target):
            return happened
        if not blocked:
            return [*happened, self.close(purchase, "cleared by the regulator")]
        account = market.catalogue.account
        market.payables.owe(account[purchase.buyer], account[purchase.target], "break_fee", purchase.break_fee)
        if purchase.option:
            happened.extend(become_partners(market.parameters.options[purchase.option], market))
        return happened

    def _sell(self, target: str, outlook: Outlook) -> list[MarketEvent]:
        """Auction a firm in distress, or close it down."""
        purchase, figures = auction(target, self.market, outlook)
        if purchase is not None:
            return [self.close(purchase, "sold in distress", figures)]
        self.closed_down.add(target)
        cause = "nobody pays more than the pieces bring"
        return [MarketEvent(self.market.month, "finance", target, "closed down", cause=cause, figures=figures)]

    def close(self, purchase: Purchase, cause: str, figures: Mapping[str, Figure] | None = None) -> MarketEvent:
        """Hand a firm over: its investors are paid, its cash and everything it owns goes to the buyer.

        Parameters
        ----------
        figures : mapping, optional
            What decided besides the price.
        """
        market, target = self.market, purchase.target
        buyer = market.catalogue.holder(purchase.buyer)
        number = market.catalogue.account
        market.payables.owe(number[buyer], number[INVESTORS], "buy_out", purchase.price)
        left = market.finances.books[target].cash + market.payables.owed_to(number[target])
        market.payables.owe(number[target], number[buyer], "buy_out", left)
        market.transfer_ownership(market.catalogue.after_purchase(buyer, target))
        market.regulator.deals.append((market.month, purchase.buyer))
        self.closed += 1
        return MarketEvent(
            market.month,
            "acquisition",
            f"{buyer}>{target}",
            "closed",
            before=target,
            after=buyer,
            cause=cause,
            figures={"price": purchase.price, "valuation": market.finances.books[target].value, **(figures or {})},
        )


def _review_event(review: Review, decision: str, month: int, more: dict[str, Figure]) -> MarketEvent:
    figures = review.findings.figures | more | {"price": review.purchase.price, "ruling_month": review.ruling}
    return MarketEvent(
        month=month,
        kind="review",
        subject=review.purchase.name,
        decision=decision,
        cause="a purchase was agreed" if decision == "opened" else "the review is over",
        figures=figures,
    )
