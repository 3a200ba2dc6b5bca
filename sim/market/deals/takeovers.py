"""Who buys whom: bids, options, reviews, firms in distress and their end (E31 to E34)."""

from collections.abc import Callable, Mapping

from sim.market.catalogue import INVESTORS
from sim.market.deals.acquisitions import auction, search
from sim.market.deals.ownership import is_void, months_left
from sim.market.deals.purchase_options import become_partners, decide
from sim.market.deals.regulator import Regulator, review_event
from sim.market.events import Figure, MarketEvent
from sim.market.outlook.outlook import Outlook
from sim.market.purchases import Purchase, Review
from sim.market.state import State


def proceed(state: State, regulator: Regulator, outlook: Callable[[], Outlook]) -> list[MarketEvent]:
    """Rule on reviews, decide options, sell firms in distress, and look for firms to buy.

    Parameters
    ----------
    outlook : callable
        Returns what the market would come to, made anew after every change of ownership.
    """
    happened = []
    for review, blocked, draw in regulator.rulings():
        happened.extend(_rule(state, review, blocked, draw))
    for name, option in sorted(state.parameters.options.items()):
        if months_left(option, state.parameters, state.month) == 0 and state.month > 0:
            happened.extend(decide(name, option, state, regulator, outlook()))
    for name, books in state.finances.books.items():
        if books.is_distressed and name not in state.catalogue.bought and name not in state.closed_down:
            happened.extend(_sell(state, name, outlook()))
    period = state.parameters.deals.search_period
    if state.month > 0 and state.month % period == 0:
        happened.extend(search(state, regulator, outlook))
    return happened


def _rule(state: State, review: Review, blocked: bool, draw: float) -> list[MarketEvent]:
    """Let a purchase that was reviewed be closed, or end it."""
    purchase = review.purchase
    happened = [review_event(review, "blocked" if blocked else "cleared", state.month, {"draw": draw})]
    if is_void(purchase.buyer, purchase.target, state):
        return happened
    if not blocked:
        return [*happened, close(state, purchase, "cleared by the regulator")]
    account = state.catalogue.account
    state.payables.owe(account[purchase.buyer], account[purchase.target], "break_fee", purchase.break_fee)
    if purchase.option:
        happened.extend(become_partners(state.parameters.options[purchase.option], state))
    return happened


def _sell(state: State, target: str, outlook: Outlook) -> list[MarketEvent]:
    """Auction a firm in distress, or close it down."""
    purchase, figures = auction(target, state, outlook)
    if purchase is not None:
        return [close(state, purchase, "sold in distress", figures)]
    state.closed_down.add(target)
    cause = "nobody pays more than the pieces bring"
    return [MarketEvent(state.month, "finance", target, "closed down", cause=cause, figures=figures)]


def close(state: State, purchase: Purchase, cause: str, figures: Mapping[str, Figure] | None = None) -> MarketEvent:
    """Hand a firm over: its investors are paid, its cash and everything it owns goes to the buyer.

    Parameters
    ----------
    figures : mapping, optional
        What decided besides the price.
    """
    target, books = purchase.target, state.finances.books[purchase.target]
    buyer, number = state.catalogue.ultimate_owner(purchase.buyer), state.catalogue.account
    state.payables.owe(number[buyer], number[INVESTORS], "buy_out", purchase.price)
    left = books.cash + state.payables.owed_to(number[target])
    state.payables.owe(number[target], number[buyer], "buy_out", left)
    state.transfer_ownership(state.catalogue.after_purchase(buyer, target))
    state.purchases.append((state.month, purchase.buyer))
    return MarketEvent(
        state.month,
        "acquisition",
        f"{buyer}>{target}",
        "closed",
        before=target,
        after=buyer,
        cause=cause,
        figures={"price": purchase.price, "valuation": books.value, **(figures or {})},
    )
