"""When contracts are negotiated, and what comes of it (E23, E57 to E62)."""

from collections.abc import Callable

from sim.market.agreements import NOTHING, item_of
from sim.market.contracts import Pair
from sim.market.events import MarketEvent
from sim.market.negotiation.bargaining import Negotiations
from sim.market.negotiation.menus import FOUNDING_MONTH, pairs_that_can_contract
from sim.market.negotiation.signing import note_agreement, pay_for_clauses, sign
from sim.market.outlook.foresight import Foresight
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
        self._full: set[str] = set()
        self._filled: set[str] = set()

    def due(self) -> dict[Pair, str]:
        """Pairs that negotiate this month, and why (E23)."""
        state = self.state
        self._note_loads()
        if state.month == 0:
            return {}
        pairs = pairs_that_can_contract(state)
        if state.month == FOUNDING_MONTH and state.parameters.bargaining.founding:
            return dict.fromkeys(pairs, "founding")
        if state.month % state.parameters.rules.renegotiation_period == 0:
            return dict.fromkeys(pairs, "renegotiation")
        due = {pair: "entry" for pair in pairs if pair[1] in state.newcomers}
        due |= {pair: "renewal" for pair in pairs if pair not in due and self._ends(pair)}
        for pair in pairs:
            if pair not in due and item_of(state.contracts.terms.get(pair)) != NOTHING and not self._rests(pair):
                cause = self._trigger(pair)
                if cause is not None:
                    due[pair] = cause
        return due

    def _note_loads(self) -> None:
        """Take note of the partners whose clouds have filled up since last month (E23)."""
        limit = self.state.parameters.bargaining.trigger_load
        owners = {cloud.owner for cloud in self.state.clouds.values()}
        full = {owner for owner in owners if partner_load(self.state, owner) > limit}
        self._filled, self._full = full - self._full, full

    def _ends(self, pair: Pair) -> bool:
        """Whether the term of a contract is over this month."""
        state = self.state
        if item_of(state.contracts.terms.get(pair)) == NOTHING:
            return False
        return state.month == state.contracts.standing[pair].signed + state.parameters.bargaining.term

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
        if partner in self._filled:
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
        happened, foresight = [], Foresight(look_ahead())
        settled = Negotiations(state, foresight).settle(due)
        for pair, agreement in settled.items():
            state.agreements[pair] = agreement
            self._remember(pair)
            if agreement.before == agreement.after == NOTHING:
                continue
            is_changed = agreement.before != agreement.after
            if is_changed or not agreement.runs:
                pay_for_clauses(state, agreement)
                sign(state, pair, agreement.after, due[pair], new_term=not agreement.runs)
                happened.append(note_agreement(agreement, state, due[pair], foresight.largest_residual))
        if settled:
            state.newcomers.clear()
        return happened

    def _remember(self, pair: Pair) -> None:
        state = self.state
        self._negotiated[pair] = state.month
        self._lead[pair[1]] = capability_lead(state, pair[1])
        if pair in state.contracts.terms and state.contracts.cap_is_reached(pair):
            self._capped.add(pair)
        if state.finances.cost_of_no_listing(pair[1], INDEPENDENT) > 0.0:
            self._filed.add(pair[1])
