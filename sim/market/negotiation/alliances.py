"""When contracts are negotiated, and what comes of it (E23)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.market.contracts import Pair
from sim.market.events import MarketEvent
from sim.market.negotiation.agreements import NOTHING, Agreement, Item, contract_for, item_of, note_agreement
from sim.market.negotiation.bargaining import SAME, Negotiations, pairs_that_can_contract
from sim.market.outlook.indicators import capability_lead, partner_load

if TYPE_CHECKING:
    from sim.market.market import Market
    from sim.market.outlook.outlook import Outlook

# A lab that would like to list reopens its contracts; how dependent it would be on other terms, the talks show.
INDEPENDENT = 0.0


class Alliances:
    """Negotiations over the run.

    Parameters
    ----------
    market : Market
        The market.

    Attributes
    ----------
    agreements : dict
        What each pair settled on last.
    """

    def __init__(self, market: Market) -> None:
        self.market = market
        self.agreements: dict[Pair, Agreement] = {}
        self._negotiated: dict[Pair, int] = {}
        self._lead: dict[str, float] = {}
        self._capped: set[Pair] = set()
        self._filed: set[str] = set()
        self._newcomers: set[str] = set()

    def welcome(self, lab: str) -> None:
        """Let everybody negotiate with a lab that has just entered."""
        self._newcomers.add(lab)

    def due(self) -> dict[Pair, str]:
        """Pairs that negotiate this month, and why (E23)."""
        market, rules = self.market, self.market.parameters.rules
        if rules.bargaining == "fixed" or market.month == 0:
            return {}
        pairs = pairs_that_can_contract(market)
        if market.month % rules.renegotiation_period == 0:
            return dict.fromkeys(pairs, "renegotiation")
        due = {pair: "entry" for pair in pairs if pair[1] in self._newcomers}
        for pair in pairs:
            if pair not in due and item_of(market.contracts.terms.get(pair)) != NOTHING and not self._rests(pair):
                cause = self._trigger(pair)
                if cause is not None:
                    due[pair] = cause
        return due

    def _rests(self, pair: Pair) -> bool:
        """Whether a pair has just negotiated."""
        last = self._negotiated.get(pair)
        return last is not None and self.market.month < last + self.market.parameters.bargaining.pause

    def _trigger(self, pair: Pair) -> str | None:
        """Why a pair with a contract reopens it before its time; None if nothing happened."""
        market, bargaining = self.market, self.market.parameters.bargaining
        partner, lab = pair
        if market.contracts.cap_is_reached(pair) and pair not in self._capped:
            return "cap"
        if abs(partner_load(market, partner) - 1.0) < bargaining.trigger_utilisation:
            return "capacity"
        if market.finances.runway(lab) < bargaining.trigger_runway:
            return "runway"
        lead = capability_lead(market, lab)
        if abs(lead - self._lead.get(lab, lead)) > bargaining.trigger_lead:
            return "lead"
        if lab not in self._filed and market.finances.cost_of_no_listing(lab, INDEPENDENT) > 0.0:
            return "listing"
        return None

    def negotiate(self, look_ahead: Callable[[], Outlook]) -> list[MarketEvent]:
        """Let the pairs that are due negotiate, and put in force what they settle on.

        Parameters
        ----------
        look_ahead : callable
            Returns what the market would come to.
        """
        due = self.due()
        market = self.market
        for lab in market.labs:
            self._lead.setdefault(lab, capability_lead(market, lab))
        if not due:
            return []
        happened, outlook = [], look_ahead()
        for pair, agreement in Negotiations(market, outlook).settle(due).items():
            self.agreements[pair] = agreement
            self._remember(pair)
            if agreement.before == agreement.after == NOTHING:
                continue
            if agreement.before != agreement.after or abs(agreement.fee - self._fee(pair)) > SAME:
                self._compensate(agreement)
                self.sign(pair, agreement.after, due[pair], agreement.fee)
                happened.append(note_agreement(agreement, market, due[pair], outlook.largest_residual))
        self._newcomers.clear()
        return happened

    def _compensate(self, agreement: Agreement) -> None:
        """Pay those who lose access for the term that they could have counted on."""
        market, account = self.market, self.market.catalogue.account
        if agreement.after.access == agreement.before.access:
            return
        for loser, amount in agreement.losses.items():
            owed = amount * market.parameters.bargaining.term
            market.payables.owe(account[agreement.pair[0]], account[loser], "compensation", owed)

    def _remember(self, pair: Pair) -> None:
        market = self.market
        self._negotiated[pair] = market.month
        self._lead[pair[1]] = capability_lead(market, pair[1])
        if pair in market.contracts.terms and market.contracts.cap_is_reached(pair):
            self._capped.add(pair)
        if market.finances.cost_of_no_listing(pair[1], INDEPENDENT) > 0.0:
            self._filed.add(pair[1])

    def _fee(self, pair: Pair) -> float:
        terms = self.market.contracts.terms.get(pair)
        return 0.0 if terms is None else terms.exclusivity_fee

    def sign(self, pair: Pair, item: Item, cause: str, fee: float) -> None:
        """Put an item of the menu in force."""
        market = self.market
        contract = contract_for(pair, item, market.contracts.terms, market.parameters)
        market.contracts.sign(pair, contract.model_copy(update={"exclusivity_fee": fee}), market.month, cause)

    def partnership_gain(self, pair: Pair) -> float:
        """What a partner would gain by the best contract with a lab that it has none with, as last weighed (E33)."""
        agreement = self.agreements.get(pair)
        if agreement is None or agreement.after != NOTHING or NOTHING not in agreement.menu:
            return 0.0
        gain = max(agreement.joint(item) for item in agreement.menu) - agreement.joint(NOTHING)
        return (1.0 - self.market.parameters.bargaining.lab_weight) * max(gain, 0.0)
