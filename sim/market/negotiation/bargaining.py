"""Contracts are bargained pair by pair, each pair taking the others' contracts as given (E21, E57 to E61).

A pair weighs every bundle of clauses that it can sign - access, licence, where the lab buys compute, a share of its
revenue - by what the market would come to under it over the term. It signs what is best for the two together, and money
up front divides the gain: at the founding the partner pays for rights, later the lab buys them back. While a contract
runs it stays in force unless both gain by another. Whoever would lose access that the lab has granted is compensated by
the partner who wants it alone. Pairs sign one after the other, who gains most by it first, and those with whom they
share a side answer, until none wants other terms or may sign again.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, partial

from sim.economics.alliances import is_worth_changing
from sim.economics.bargaining import joint_value, transfer
from sim.market.agreements import ACCESS, COMPUTE, LICENCE, Agreement, Item, Payoffs, Talks, Threat, item_of
from sim.market.contracts import Pair
from sim.market.negotiation.menus import items_for, lab_sells, left_without, sells_through_clouds
from sim.market.negotiation.prospects import Prospects
from sim.market.outlook.foresight import Foresight
from sim.market.rules import bargaining_rule
from sim.market.state import State
from sim.scenario.schema.contracts import Contract

# Joint payoffs and payments that differ by less than this are the same, bn USD.
SAME = 1e-6
# Bundles that a pair weighs again when others have signed: those that were best when it first weighed all.
SHORTLIST = 4
# Clauses that a lab can give to one partner only.
_FOR_ONE = ("access", "licence", "compute", "revenue_share")


class Negotiations:
    """One month's negotiations.

    Parameters
    ----------
    state : State
        The market.
    foresight : Foresight
        What the market would come to, today and later.
    """

    def __init__(self, state: State, foresight: Foresight) -> None:
        self.state = state
        self.prospects = Prospects(foresight)
        self._could_choose: dict[Pair, list[Item]] = {}
        self._shortlists: dict[Pair, list[Item]] = {}

    def settle(self, due: Mapping[Pair, str]) -> dict[Pair, Agreement]:
        """Let the pairs that are due sign and answer each other until nobody wants other terms or may sign again.

        In each round all weigh their bundles in the market that has been signed so far. Of pairs that share a side the
        one that gains most by other terms signs. A pair can sign `bargaining.rounds` times, because where no bundles
        answer each other pairs would take turns for ever.

        Parameters
        ----------
        due : mapping
            Pairs that negotiate, and why.

        Returns
        -------
        dict
            What each pair that negotiates at all settled on, as weighed in the round in which it last changed its
            terms, else in the last one. The payment, the gains that it divides and the losses of others are those of
            the market that all have signed in.
        """
        agreements: dict[Pair, Agreement] = {}
        decisive: dict[Pair, Agreement] = {}
        touched, left = set(due), dict.fromkeys(due, self.state.parameters.bargaining.rounds)
        while True:
            agreements = {
                pair: found
                for pair in due
                if (found := self._agree(pair) if pair in touched else agreements.get(pair)) is not None
            }
            signers = self._signers({pair: found for pair, found in agreements.items() if left[pair]})
            if not signers:
                break
            decisive |= signers
            self.prospects.terms, self.prospects.granted = self._applied(signers.values())
            touched = {pair for pair in due if any(_meet(pair, other) for other in signers)}
            for pair in signers:
                left[pair] -= 1
        return {pair: self._priced(decisive.get(pair, last), self._supposed(pair)) for pair, last in agreements.items()}

    def _signers(self, agreements: Mapping[Pair, Agreement]) -> dict[Pair, Agreement]:
        """Of pairs that want other terms than are supposed, those that sign now: no two of them share a side."""
        wanted = {pair: found for pair, found in agreements.items() if found.after != self._supposed(pair)}

        def gain(pair: Pair) -> float:
            found, supposed = wanted[pair], self._supposed(pair)
            return found.joint(found.after) - found.joint(supposed) if supposed in found.menu else math.inf

        signers: dict[Pair, Agreement] = {}
        for pair in sorted(wanted, key=lambda pair: (-gain(pair), pair)):
            if not any(_meet(pair, other) for other in signers):
                signers[pair] = wanted[pair]
        return signers

    def _priced(self, decisive: Agreement, after: Item) -> Agreement:
        """Divide what a bundle brings in the market that all have signed in; a pair that would lose by it declines."""
        without = decisive.before if decisive.runs else self._without(decisive.pair)
        items = [without, *_needed_for(after)]
        weighed = self._weighed(decisive.pair, items)
        if weighed is None or after not in weighed.menu or without not in weighed.menu:
            settled = self._settled(decisive, after if after in decisive.menu else decisive.before)
            return replace(settled, losses=self._losses(settled))
        settled = self._settled(weighed, after)
        if weighed.joint(without) > weighed.joint(after) + SAME or not self._can_be_paid(settled):
            settled = self._settled(weighed, without)
        menu = decisive.menu if settled.after in decisive.menu else settled.menu
        return replace(settled, menu=menu, losses=self._losses(settled))

    def _supposed(self, pair: Pair) -> Item:
        """What a pair agreed on in the last round."""
        return item_of(self.prospects.terms.get(pair))

    def _applied(self, agreements: Iterable[Agreement]) -> tuple[dict[Pair, Contract], frozenset[Pair]]:
        terms, granted = dict(self.prospects.terms), set(self.prospects.granted)
        for agreement in agreements:
            if agreement.after != self._supposed(agreement.pair):
                self.prospects.suppose(agreement.pair, agreement.after, terms, granted)
        return dict(sorted(terms.items())), frozenset(granted)

    def _agree(self, pair: Pair) -> Agreement | None:
        """Weigh the menu and settle on the best bundle for both, if it is worth changing anything (E21, E61)."""
        weighed = self._weighed(pair, self._items(pair))
        if weighed is None:
            return None
        if pair not in self._shortlists:
            self._shortlists[pair] = _best_of(weighed)
        return self._settled(weighed, self._best(weighed))

    def _items(self, pair: Pair) -> list[Item]:
        """Bundles that a pair weighs: all that it can choose, and in later rounds those that were among the best."""
        before = item_of(self.state.contracts.terms.get(pair))
        items = items_for(pair, before, self.prospects.terms, self.state)
        if self._could_choose.setdefault(pair, items) != items:
            self._could_choose[pair] = items
            self._shortlists.pop(pair, None)
        supposed = _needed_for(self._supposed(pair))
        kept = self._shortlists.get(pair, items)
        without = self._without(pair)
        return list(dict.fromkeys([before, without, *(item for item in [*kept, *supposed] if item in items)]))

    def _without(self, pair: Pair) -> Item:
        """What a pair has when it agrees on nothing."""
        return left_without(pair, self.state)

    def _weighed(self, pair: Pair, items: list[Item]) -> Agreement | None:
        """Weigh some bundles, those in force and none at all among them; None where a pair does not negotiate."""
        left = self.prospects.months_left(pair)
        months = left or self.state.parameters.bargaining.term
        before = item_of(self.state.contracts.terms.get(pair))
        menu = cache(partial(self._menu, pair, items, months))
        shadow_value = self.prospects.worth_of_capital(pair[1])
        talks = Talks(
            pair,
            before,
            shadow_value,
            without_contract=lambda: menu()[before] if left else self._without_contract(pair, menu(), months),
            threats=lambda: [] if left else self._threats(pair, months),
        )
        disagreement = bargaining_rule(self.state.parameters.rules)(talks)
        if disagreement is None:
            return None
        return Agreement(pair, before, before, menu(), disagreement, shadow_value, months, runs=left > 0)

    def _best(self, weighed: Agreement) -> Item:
        """Return the best bundle for both that is worth the negotiation, as far as whoever owes money has it.

        Keeping a contract or what was agreed in an earlier round costs nothing, nor does doing without a contract whose
        term is over.
        """
        joint = {item: weighed.joint(item) for item in weighed.menu if self._can_be_paid(self._settled(weighed, item))}
        supposed = self._supposed(weighed.pair)
        costless = [weighed.before, supposed, *([] if weighed.runs else [self._without(weighed.pair)])]
        free = [item for item in dict.fromkeys(costless) if item in joint]
        base = max(free, key=lambda item: joint[item])
        bargaining = self.state.parameters.bargaining
        best = max(joint, key=lambda item: joint[item])
        is_worth_it = is_worth_changing(
            joint[best] - joint[base], lab_weight=bargaining.lab_weight, negotiation_cost=bargaining.negotiation_cost
        )
        if is_worth_it and joint[best] > joint[base] + SAME:
            return _stickiest(best, joint, (supposed, weighed.before))
        return _stickiest(base, {item: joint[item] for item in free}, (supposed, weighed.before))

    def _can_be_paid(self, agreement: Agreement) -> bool:
        """Whether both sides gain although one of them may have less money than it owes."""
        if agreement.payment == self._due(agreement):
            return True
        left = agreement.partner_gain - agreement.payment
        return min(left, agreement.lab_gain / agreement.shadow_value + agreement.payment) >= 0.0

    def _due(self, agreement: Agreement) -> float:
        """Payment that divides the gain by the weights (E60), bn USD."""
        without_agreement = agreement.before if agreement.runs else self._without(agreement.pair)
        if agreement.after == without_agreement or not lab_sells(agreement.pair[1], self.state):
            return 0.0
        weight, worth = self.state.parameters.bargaining.lab_weight, agreement.shadow_value
        return transfer(agreement.partner_gain, agreement.lab_gain, lab_weight=weight, shadow_value=worth)

    def _settled(self, weighed: Agreement, after: Item) -> Agreement:
        """Settle on a bundle: what it brings, and the payment as far as there is money for it."""
        settled = replace(
            weighed,
            after=after,
            partner_gain=weighed.menu[after].partner - weighed.disagreement.partner,
            lab_gain=weighed.menu[after].lab - weighed.disagreement.lab,
        )
        (partner, lab), finances = weighed.pair, self.state.finances
        payment = min(max(self._due(settled), -finances.at_hand(lab)), finances.at_hand(partner))
        return replace(settled, payment=payment)

    def _losses(self, agreed: Agreement) -> dict[str, float]:
        """What others lose by terms that keep them out, for the part of the term in which they are."""
        lost, after = partial(self.prospects.losses_of_others, agreed.pair, months=int(agreed.months)), agreed.after
        later = lost(after._replace(access="open") if after.access == "preferred" else after)
        if after.access != "preferred" or agreed.before.access == "preferred":  # whose head start is over or paid for
            return later
        while_alone = lost(after._replace(access="exclusive"))
        part = self._head_start(agreed.months)
        names = sorted({*while_alone, *later})
        return {name: part * while_alone.get(name, 0.0) + (1.0 - part) * later.get(name, 0.0) for name in names}

    def _head_start(self, months: float) -> float:
        """Part of the term for which preferred access keeps others out."""
        return min(1.0, self.state.parameters.bargaining.preferred_lag / months)

    def _menu(self, pair: Pair, items: Iterable[Item], months: int) -> dict[Item, Payoffs]:
        """Payoffs of bundles; preferred access lies between two of them."""
        may_be_preferred = sells_through_clouds(pair, self.prospects.terms, self.state)
        if may_be_preferred:
            ends = [needed for item in items for needed in _needed_for(item)]
            items = [item for item in dict.fromkeys(ends) if item.access != "preferred"]
        found = {item: self.prospects.payoffs({pair: item}, pair, months) for item in items}
        menu = {item: payoffs for item, payoffs in found.items() if payoffs is not None}
        if may_be_preferred:
            for item in [item for item in menu if item.access == "exclusive"]:
                free = menu.get(item._replace(access="open"))
                if free is not None:
                    menu[item._replace(access="preferred")] = self._preferred(menu[item], free, months)
        return menu

    def _preferred(self, exclusive: Payoffs, free: Payoffs, months: float) -> Payoffs:
        """A head start is exclusivity for its lag and open access for the rest of the term; it bars no listing."""
        part = self._head_start(months)
        listed = exclusive._replace(lab=exclusive.lab + exclusive.listing, listing=0.0)
        return Payoffs(*(part * tight + (1.0 - part) * loose for tight, loose in zip(listed, free, strict=True)))

    def _without_contract(self, pair: Pair, menu: Mapping[Item, Payoffs], months: int) -> Payoffs:
        """What each side has without a contract with the other (E21, E62)."""
        nothing = self._without(pair)
        without = menu.get(nothing) or self.prospects.payoffs({pair: nothing}, pair, months)
        return without or menu[item_of(self.state.contracts.terms.get(pair))]

    def _threats(self, pair: Pair, months: int) -> list[Threat]:
        """What becomes of a pair if its lab takes another partner; open weights threaten nobody."""
        if not lab_sells(pair[1], self.state):
            return []
        return [threat for rival in self._rivals(pair) if (threat := self._threat(pair, rival, months)) is not None]

    def _rivals(self, pair: Pair) -> list[Pair]:
        """Other owners of clouds with which the lab could be exclusive instead."""
        parameters, catalogue = self.state.parameters, self.state.catalogue
        owners = sorted({section.owner for section in parameters.clouds.values()})
        return [
            (owner, pair[1])
            for owner in owners
            if not catalogue.common_ownership(owner, pair[0]) and not catalogue.common_ownership(owner, pair[1])
        ]

    def _threat(self, pair: Pair, rival: Pair, months: int) -> Threat | None:
        """What a lab and a rival would have together, and what the pair has in that market."""
        instead = item_of(self.prospects.terms.get(rival))._replace(access="exclusive")
        supposed = {pair: self._without(pair), rival: instead}
        theirs, ours = (self.prospects.payoffs(supposed, side, months) for side in (rival, pair))
        if theirs is None or ours is None:
            return None
        worth = joint_value(theirs.partner, theirs.lab, self.prospects.worth_of_capital(pair[1]))
        return Threat(rival[0], worth, ours)


def _meet(pair: Pair, other: Pair) -> bool:
    """Whether two pairs have a side in common, so that what one signs matters to what the other wants."""
    return pair[0] == other[0] or pair[1] == other[1]


def _needed_for(item: Item) -> list[Item]:
    """Bundles that must be weighed to know what one is worth: preferred access lies between two."""
    if item.access != "preferred":
        return [item]
    return [item, item._replace(access="exclusive"), item._replace(access="open")]


def _best_of(weighed: Agreement) -> list[Item]:
    """The bundles that were best for both, in all and without each clause that another partner of the lab may get.

    With them go those that their worth follows from.
    """
    ranked = sorted(weighed.menu, key=lambda item: (-weighed.joint(item), _tightness(item)))
    best = ranked[:SHORTLIST]
    for clause in _FOR_ONE:
        best += [item for item in ranked if not _takes_alone(clause, weighed.before, item)][:1]
    return [needed for item in dict.fromkeys(best) for needed in _needed_for(item)]


def _takes_alone(clause: str, before: Item, after: Item) -> bool:
    """Whether a bundle takes what the lab can give to one partner only; a revenue share can go on beside others."""
    if clause == "revenue_share":
        return after.revenue_share > before.revenue_share
    return clause in after.keeps_alone


def _tightness(item: Item) -> tuple[int, int, int, float]:
    """Order of bundles from the least to the most restrictive."""
    return ACCESS.index(item.access), COMPUTE.index(item.compute), LICENCE.index(item.licence), item.revenue_share


def _stickiest(best: Item, joint: Mapping[Item, float], sticky: tuple[Item, ...]) -> Item:
    """Of bundles that are worth the same, return the last one agreed on, else the least restrictive."""
    equal = [item for item, value in joint.items() if abs(value - joint[best]) <= SAME]
    return next((item for item in sticky if item in equal), min(equal, key=_tightness))
