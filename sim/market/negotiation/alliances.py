"""When contracts are negotiated, and what comes of it (E23)."""

from collections.abc import Callable

from sim.market.agreements import NOTHING, Agreement, item_of
from sim.market.contracts import Pair
from sim.market.events import MarketEvent
from sim.market.negotiation.bargaining import SAME, Negotiations, pairs_that_can_contract
from sim.market.negotiation.signing import note_agreement, sign
from sim.market.outlook.indicators import capability_lead, partner_load
from sim.market.outlook.outlook import Outlook
from sim.market.state import State

# A lab that would like to list reopens its contracts; how dependent it would be on other terms, the talks show.
INDEPENDENT = 0.0


class Alliances:
    """Negotiations over the run.

    Parameters
    ----------
    state : State
        The market.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self._negotiated: dict[Pair, int] = {}
        self._lead: dict[str, float] = {}
        self._capped: set[Pair] = set()
        self._filed: set[str] = set()

    def due(self) -> dict[Pair, str]:
        """Pairs that negotiate this month, and why (E23)."""
        state = self.state
        if state.month == 0:
            return {}
        pairs = pairs_that_can_contract(state)
        if state.month % state.parameters.rules.renegotiation_period == 0:
            return dict.fromkeys(pairs, "renegotiation")
        due = {pair: "entry" for pair in pairs if pair[1] in state.newcomers}
        for pair in pairs:
            if pair not in due and item_of(state.contracts.terms.get(pair)) != NOTHING and not self._rests(pair):
                cause = self._trigger(pair)
                if cause is not None:
                    due[pair] = cause
        return due

    def _rests(self, pair: Pair) -> bool:
        """Whether a pair has just negotiated."""
        last = self._negotiated.get(pair)
        return last is not None and self.state.month < last + self.state.parameters.bargaining.pause

    def _trigger(self, pair: Pair) -> str | None:
        """Why a pair with a contract reopens it before its time; None if nothing happened."""
        state, bargaining = self.state, self.state.parameters.bargaining
        partner, lab = pair
        if state.contracts.cap_is_reached(pair) and pair not in self._capped:
            return "cap"
        if abs(partner_load(state, partner) - 1.0) < bargaining.trigger_utilisation:
            return "capacity"
        if state.finances.runway(lab) < bargaining.trigger_runway:
            return "runway"
        lead = capability_lead(state, lab)
        if abs(lead - self._lead.get(lab, lead)) > bargaining.trigger_lead:
            return "lead"
        if lab not in self._filed and state.finances.cost_of_no_listing(lab, INDEPENDENT) > 0.0:
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
        state = self.state
        for lab in state.labs:
            self._lead.setdefault(lab, capability_lead(state, lab))
        if not due:
            return []
        happened, outlook = [], look_ahead()
        settled = Negotiations(state, outlook).settle(due)
        for pair, agreement in settled.items():
            state.agreements[pair] = agreement
            self._remember(pair)
            if agreement.before == agreement.after == NOTHING:
                continue
            if agreement.before != agreement.after or abs(agreement.fee - self._fee(pair)) > SAME:
                self._compensate(agreement)
                sign(state, pair, agreement.after, due[pair], agreement.fee)
                happened.append(note_agreement(agreement, state, due[pair], outlook.largest_residual))
        if settled:
            state.newcomers.clear()
        return happened

    def _compensate(self, agreement: Agreement) -> None:
        """Pay those who lose access for the term that they could have counted on."""
        state, account = self.state, self.state.catalogue.account
        if agreement.after.access == agreement.before.access:
            return
        for loser, amount in agreement.losses.items():
            owed = amount * state.parameters.bargaining.term
            state.payables.owe(account[agreement.pair[0]], account[loser], "compensation", owed)

    def _remember(self, pair: Pair) -> None:
        state = self.state
        self._negotiated[pair] = state.month
        self._lead[pair[1]] = capability_lead(state, pair[1])
        if pair in state.contracts.terms and state.contracts.cap_is_reached(pair):
            self._capped.add(pair)
        if state.finances.cost_of_no_listing(pair[1], INDEPENDENT) > 0.0:
            self._filed.add(pair[1])

    def _fee(self, pair: Pair) -> float:
        terms = self.state.contracts.terms.get(pair)
        return 0.0 if terms is None else terms.exclusivity_fee
