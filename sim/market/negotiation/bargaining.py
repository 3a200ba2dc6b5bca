"""Contracts are bargained pair by pair, each pair taking the others' contracts as given (E20 to E23).

A pair weighs every item of its menu - no contract, open, preferred or exclusive access, with or without a licence for
the partner's apps - by what the market would come to under it. It signs what is best for the two together, and a fee
divides the gain. Whoever would lose access that the lab has granted is compensated by the partner who wants it alone.
All pairs answer each other in rounds until none wants other terms.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, partial

from sim.economics.bargaining import joint_value, transfer
from sim.economics.finance import dependence_factor
from sim.economics.pricing import NoEquilibriumError
from sim.market.agreements import ACCESS, NOTHING, Agreement, Item, Payoffs, Talks, Threat, item_of
from sim.market.contracts import Pair
from sim.market.counterfactuals import Counterfactual
from sim.market.negotiation.signing import contract_for
from sim.market.outlook.outlook import CounterfactualOutcome, Outlook
from sim.market.rules import bargaining_rule
from sim.market.state import State
from sim.scenario.schema.contracts import Contract

# Joint payoffs and fees that differ by less than this are the same, bn USD per month.
SAME = 1e-9


def pairs_that_can_contract(state: State) -> list[Pair]:
    """Every owner of clouds or apps with every lab of others that has a model now, in alphabetical order."""
    parameters, catalogue = state.parameters, state.catalogue
    partners = {cloud.owner for cloud in parameters.clouds.values()}
    partners |= {app.owner for app in parameters.apps.values()}
    labs = {section.lab for name, section in parameters.models.items() if name not in state.absent}
    return sorted(
        (partner, lab) for partner in partners for lab in labs if not catalogue.common_ownership(partner, lab)
    )


class Negotiations:
    """One month's negotiations.

    Parameters
    ----------
    state : State
        The market.
    outlook : Outlook
        What the market would come to.
    """

    def __init__(self, state: State, outlook: Outlook) -> None:
        self.state = state
        self.outlook = outlook
        self.terms = dict(state.contracts.terms)
        self.granted = frozenset(state.contracts.granted)

    def settle(self, due: Mapping[Pair, str]) -> dict[Pair, Agreement]:
        """Let the pairs that are due answer each other until nobody wants other terms, or the rounds are over.

        Parameters
        ----------
        due : mapping
            Pairs that negotiate, and why.

        Returns
        -------
        dict
            What each pair that negotiates at all settled on, as weighed in the round in which it last changed its
            terms, else in the last one. The fee and the gains that it divides are those of the last round: what others
            signed counts.
        """
        agreements: dict[Pair, Agreement] = {}
        decisive: dict[Pair, Agreement] = {}
        for _ in range(self.state.parameters.bargaining.rounds):
            weighed = {pair: found for pair in due if (found := self._agree(pair)) is not None}
            agreements = self._compatible(weighed)
            decisive |= {pair: found for pair, found in agreements.items() if found.after != found.before}
            terms, granted = self._applied(agreements.values())
            if terms == self.terms:
                break
            self.terms, self.granted = terms, granted
        in_force = self.state.contracts.terms
        return {
            pair: replace(
                decisive.get(pair, last),
                before=item_of(in_force.get(pair)),
                partner_gain=last.partner_gain,
                lab_gain=last.lab_gain,
                fee=last.fee,
            )
            for pair, last in agreements.items()
        }

    def _compatible(self, agreements: Mapping[Pair, Agreement]) -> dict[Pair, Agreement]:
        """Of several partners to which a lab would now be exclusive, keep the best; the others stay as they are."""
        kept = dict(agreements)
        for lab in sorted({pair[1] for pair in agreements}):
            rivals = [a for a in agreements.values() if a.pair[1] == lab and a.after.access == "exclusive"]
            rivals.sort(key=lambda a: (-(a.joint(a.after) - a.joint(a.before)), a.pair))
            for loser in rivals[1:]:
                kept[loser.pair] = self._settled(loser, loser.before)
        return kept

    def _applied(self, agreements: Iterable[Agreement]) -> tuple[dict[Pair, Contract], frozenset[Pair]]:
        terms, granted = dict(self.terms), set(self.granted)
        for agreement in agreements:
            if agreement.after != item_of(self.terms.get(agreement.pair)):
                self._suppose(agreement.pair, agreement.after, terms, granted)
        return dict(sorted(terms.items())), frozenset(granted)

    def _suppose(self, pair: Pair, item: Item, terms: dict[Pair, Contract], granted: set[Pair]) -> None:
        """Put a menu item in the place of a pair's contract."""
        before = item_of(terms.get(pair))
        terms[pair] = contract_for(pair, item, terms, self.state.parameters)
        if not item.licensed:
            granted.discard(pair)
        elif not before.licensed:
            granted.add(pair)

    def _agree(self, pair: Pair) -> Agreement | None:
        """Weigh the menu and settle on the best item for both, if it is worth changing anything (E21)."""
        shadow_value = self.state.finances.shadow_value(pair[1])
        before = item_of(self.terms.get(pair))
        menu = cache(partial(self._menu, pair, before))
        talks = Talks(
            pair,
            before,
            shadow_value,
            without_contract=lambda: self._without_contract(pair, menu()),
            threats=lambda: self._threats(pair),
        )
        disagreement = bargaining_rule(self.state.parameters.rules)(talks)
        if disagreement is None:
            return None
        weighed = Agreement(pair, before, before, menu(), disagreement, shadow_value)
        joint = {item: weighed.joint(item) for item in weighed.menu}
        best = _best(joint, before)
        bargaining = self.state.parameters.bargaining
        smaller_part = min(bargaining.lab_weight, 1.0 - bargaining.lab_weight)
        is_worth_it = smaller_part * (joint[best] - joint[before]) > bargaining.least_gain
        return self._settled(weighed, best if is_worth_it else before)

    def _settled(self, weighed: Agreement, after: Item) -> Agreement:
        """Settle on an item: the fee that divides its gain, and what others lose by it."""
        partner_gain = weighed.menu[after].partner - weighed.disagreement.partner
        lab_gain = weighed.menu[after].lab - weighed.disagreement.lab
        fee = 0.0
        if after != NOTHING and self._lab_sells(weighed.pair[1]):
            weight = self.state.parameters.bargaining.lab_weight
            fee = transfer(partner_gain, lab_gain, lab_weight=weight, shadow_value=weighed.shadow_value)
        losses = self._losses(weighed.pair, after)
        return replace(weighed, after=after, partner_gain=partner_gain, lab_gain=lab_gain, fee=fee, losses=losses)

    def _losses(self, pair: Pair, after: Item) -> dict[str, float]:
        """What others lose by terms that keep them out, for the part of the term in which they are."""
        parts = {"exclusive": 1.0, "preferred": self._head_start()}
        outcome = self._prospect({pair: Item("exclusive", after.licensed)}) if after.access in parts else None
        if outcome is None:
            return {}
        return {name: parts[after.access] * lost for name, lost in self.losses_of_others(pair, outcome).items()}

    def _head_start(self) -> float:
        """Part of the term for which preferred access keeps others out."""
        bargaining = self.state.parameters.bargaining
        return min(1.0, bargaining.preferred_lag / bargaining.term)

    def _lab_sells(self, lab: str) -> bool:
        """Whether a lab has a closed model; open weights need nobody's consent and cost no fee."""
        models = self.state.parameters.models
        return any(s.lab == lab and not s.open and name not in self.state.absent for name, s in models.items())

    def _menu(self, pair: Pair, before: Item) -> dict[Item, Payoffs]:
        """Payoffs of every item that a pair can choose."""
        state, parameters = self.state, self.state.parameters
        partner, lab = pair
        accesses = [before.access]
        has_cloud = any(section.owner == partner for section in parameters.clouds.values())
        if has_cloud and self._lab_sells(lab) and not state.contracts.kept_out(pair, state.month, self.terms):
            accesses = ["none", "open", "exclusive"]
        has_app = any(section.owner == partner for section in parameters.apps.values())
        licences = [False, True] if has_app else [before.licensed]
        items = [Item(access, licensed) for access in accesses for licensed in licences]
        menu = {item: payoffs for item in items if (payoffs := self._payoffs(pair, item)) is not None}
        for licensed in licences:
            ends = Item("exclusive", licensed), Item("open", licensed)
            if all(end in menu for end in ends):
                menu[Item("preferred", licensed)] = self._preferred(*(menu[end] for end in ends))
        return menu

    def _preferred(self, exclusive: Payoffs, free: Payoffs) -> Payoffs:
        """A head start is exclusivity for its lag and open access for the rest of the term; it bars no listing."""
        part = self._head_start()
        listed = exclusive._replace(lab=exclusive.lab + exclusive.listing, listing=0.0)
        return Payoffs(*(part * tight + (1.0 - part) * loose for tight, loose in zip(listed, free, strict=True)))

    def _payoffs(self, pair: Pair, item: Item) -> Payoffs | None:
        """What both sides have under an item; None where prices would not settle under something new."""
        outcome = self._prospect({pair: item})
        if outcome is None:
            return None
        owed = sum(self.losses_of_others(pair, outcome).values()) if item.access == "exclusive" else 0.0
        payoffs = self._read(pair, item, outcome)
        return payoffs._replace(partner=payoffs.partner - owed, compensation=owed)

    def losses_of_others(self, pair: Pair, outcome: CounterfactualOutcome) -> dict[str, float]:
        """What partners lose whose clouds sell the lab's models now and would have to stop, bn USD per month.

        Nobody is owed anything while the pair is exclusive already.
        """
        contracts, month = self.state.contracts, self.state.month
        if item_of(contracts.terms.get(pair)).access == "exclusive":
            return {}
        now, account = self.outlook.under(self.state.as_it_is()), self.state.catalogue.account
        worth = now.profit + now.migration - outcome.profit - outcome.migration
        lost = {}
        for other, terms in contracts.in_force().items():
            loser = self.state.catalogue.ultimate_owner(other[0])
            is_party = loser in map(self.state.catalogue.ultimate_owner, pair)
            if other[1] == pair[1] and not is_party and terms.access != "none" and contracts.may_sell(*other, month):
                lost[loser] = max(float(worth[account[loser]]), 0.0)
        return lost

    def _supposed(self, terms: Mapping[Pair, Contract], granted: Iterable[Pair]) -> Counterfactual:
        return replace(self.state.as_it_is(), terms=dict(sorted(terms.items())), granted=frozenset(granted))

    def _prospect(self, items: Mapping[Pair, Item]) -> CounterfactualOutcome | None:
        terms, granted = dict(self.terms), set(self.granted)
        for pair, item in items.items():
            if item != item_of(terms.get(pair)):
                self._suppose(pair, item, terms, granted)
        try:
            return self.outlook.under(self._supposed(terms, granted))
        except NoEquilibriumError:
            if terms == self.terms:
                raise
            return None

    def _read(self, pair: Pair, item: Item, outcome: CounterfactualOutcome) -> Payoffs:
        """Read the payoffs of a pair: profits, moving enterprises, the stake, and what capital costs the lab."""
        state, (partner, lab) = self.state, pair
        account = state.catalogue.account
        terms = self.terms.get(pair)
        stake = 0.0 if terms is None else terms.stake
        capital = self._cost_of_dependence(lab, outcome)
        listing = self._cost_of_no_listing(pair, item) if item.access == "exclusive" else 0.0
        lab_profit, migration = float(outcome.profit[account[lab]]), float(outcome.migration[account[partner]])
        return Payoffs(
            partner=float(outcome.profit[account[partner]]) + migration + stake * lab_profit,
            lab=(1.0 - stake) * lab_profit + float(outcome.migration[account[lab]]) - capital - listing,
            migration=migration,
            capital=capital,
            listing=listing,
            compensation=0.0,
        )

    def _cost_of_no_listing(self, pair: Pair, exclusive: Item) -> float:
        """What the lab loses because exclusivity keeps it from the stock market that would take it otherwise (E30)."""
        finances, lab = self.state.finances, pair[1]
        if finances.cost_of_no_listing(lab, 0.0) == 0.0:
            return 0.0
        free = self._prospect({pair: exclusive._replace(access="open")})
        return 0.0 if free is None else finances.cost_of_no_listing(lab, self._dependence(lab, free))

    def _dependence(self, lab: str, outcome: CounterfactualOutcome) -> float:
        """Dependence on one partner that investors would see (E54)."""
        seen = outcome.dependence.weighed(self.state.parameters.finance.compute_dependence_weight)
        return float(seen[self.state.catalogue.account[lab]].max())

    def _cost_of_dependence(self, lab: str, outcome: CounterfactualOutcome) -> float:
        """Value that the lab gives away each month because a dependent firm raises money at a lower price (E28)."""
        finance = self.state.parameters.finance
        kept = dependence_factor(
            self._dependence(lab, outcome),
            dependence_discount=finance.dependence_discount,
            tolerated_dependence=finance.tolerated_dependence,
        )
        return self.state.finances.monthly_funding(lab) * (1.0 / kept - 1.0) if kept > 0.0 else 0.0

    def _without_contract(self, pair: Pair, menu: Mapping[Item, Payoffs]) -> Payoffs:
        """What each side has without a contract with the other (E21)."""
        return menu.get(NOTHING) or self._payoffs(pair, NOTHING) or menu[item_of(self.terms.get(pair))]

    def _threats(self, pair: Pair) -> list[Threat]:
        """What becomes of a pair if its lab takes another partner; open weights threaten nobody."""
        if not self._lab_sells(pair[1]):
            return []
        return [threat for rival in self._rivals(pair) if (threat := self._threat(pair, rival)) is not None]

    def _rivals(self, pair: Pair) -> list[Pair]:
        """Other owners of clouds with which the lab could be exclusive instead."""
        parameters, catalogue = self.state.parameters, self.state.catalogue
        owners = sorted({section.owner for section in parameters.clouds.values()})
        return [
            (owner, pair[1])
            for owner in owners
            if not catalogue.common_ownership(owner, pair[0]) and not catalogue.common_ownership(owner, pair[1])
        ]

    def _threat(self, pair: Pair, rival: Pair) -> Threat | None:
        """What a lab and a rival would have together, and what the pair has in that market."""
        instead = Item("exclusive", item_of(self.terms.get(rival)).licensed)
        outcome = self._prospect({pair: NOTHING, rival: instead})
        if outcome is None:
            return None
        theirs = self._read(rival, instead, outcome)
        worth = joint_value(theirs.partner, theirs.lab, self.state.finances.shadow_value(pair[1]))
        return Threat(rival[0], worth, self._read(pair, NOTHING, outcome))


def _best(joint: Mapping[Item, float], before: Item) -> Item:
    """Return the item that is best for both; of equal ones that in force, else the least restrictive."""
    top = max(joint.values())
    equal = [item for item, value in joint.items() if value >= top - SAME]
    return before if before in equal else min(equal, key=lambda item: (ACCESS.index(item.access), item.licensed))
