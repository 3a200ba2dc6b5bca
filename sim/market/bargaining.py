"""Contracts are bargained pair by pair, each pair taking the others' contracts as given (E20 to E23).

A pair weighs every item of its menu - no contract, open, preferred or exclusive access, with or without a licence for
the partner's apps - by what the market would come to under it. It signs what is best for the two together, and a fee
divides the gain. All pairs answer each other in rounds until none wants other terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from sim.economics.bargaining import exclusivity_margin, joint_value, transfer
from sim.economics.finance import dependence_factor
from sim.economics.pricing import NoEquilibriumError
from sim.market.contracts import Pair, pair_name
from sim.market.happenings import Figure, Happening
from sim.market.indicators import capability_lead, partner_load
from sim.scenario.schema.contracts import Contract

if TYPE_CHECKING:
    from sim.market.market import Market
    from sim.market.outlook import Outlook, Prospect
    from sim.market.suppositions import Supposition

ACCESS = ("none", "open", "preferred", "exclusive")


class Item(NamedTuple):
    """An item of the menu: how tightly the partner's clouds are tied in, and whether its apps have a licence."""

    access: str
    licensed: bool

    def __str__(self) -> str:
        return f"{self.access}, licensed" if self.licensed else self.access


NOTHING = Item("none", False)


class Payoffs(NamedTuple):
    """What a menu item brings each side before the fee, bn USD per month.

    Attributes
    ----------
    partner, lab : float
        Payoffs.
    migration : float
        Part of the partner's payoff from enterprises that move their home to its clouds.
    capital, listing : float
        Cost to the lab of dearer capital for a dependent firm, and of a barred way to the stock market; both are
        contained in its payoff with a minus sign.
    """

    partner: float
    lab: float
    migration: float
    capital: float
    listing: float


@dataclass(frozen=True)
class Agreement:
    """What a pair settles on in one round.

    Attributes
    ----------
    pair : (str, str)
        Partner and lab.
    before, after : Item
        Terms on both sides of the negotiation.
    menu : mapping of Item to Payoffs
        What was weighed.
    disagreement : Payoffs
        What each side has without an agreement.
    shadow_value : float
        Worth of a dollar of cash to the lab.
    fee : float
        From the partner to the lab, bn USD per month.
    """

    pair: Pair
    before: Item
    after: Item
    menu: Mapping[Item, Payoffs]
    disagreement: Payoffs
    shadow_value: float
    fee: float

    def joint(self, item: Item) -> float:
        """What an item brings both sides together, bn USD per month."""
        return joint_value(self.menu[item].partner, self.menu[item].lab, self.shadow_value)

    def exclusive_against_open(self) -> tuple[float, float] | None:
        """Gain of the partner and loss of the lab by exclusive instead of open access; None where not on the menu."""
        exclusive, free = Item("exclusive", self.after.licensed), Item("open", self.after.licensed)
        if exclusive not in self.menu or free not in self.menu:
            return None
        tight, loose = self.menu[exclusive], self.menu[free]
        return tight.partner - loose.partner, loose.lab - tight.lab


def pairs_that_can_contract(market: Market) -> list[Pair]:
    """Every owner of clouds or apps with every lab of others that has a model now, in alphabetical order."""
    parameters, catalogue = market.parameters, market.catalogue
    partners = {cloud.owner for cloud in parameters.clouds.values()}
    partners |= {app.owner for app in parameters.apps.values()}
    labs = {section.lab for name, section in parameters.models.items() if name not in market.absent}
    return sorted((partner, lab) for partner in partners for lab in labs if not catalogue.same_hands(partner, lab))


def item_of(terms: Contract | None) -> Item:
    """Return the menu item that a contract stands for."""
    return NOTHING if terms is None else Item(terms.access, terms.wholesale_markup is not None)


class Negotiations:
    """One month's negotiations.

    Parameters
    ----------
    market : Market
        The market.
    outlook : Outlook
        What the market would come to.
    """

    def __init__(self, market: Market, outlook: Outlook) -> None:
        self.market = market
        self.outlook = outlook
        self.terms = dict(market.contracts.terms)
        self.granted = frozenset(market.contracts.granted)

    def settle(self, due: Mapping[Pair, str]) -> dict[Pair, Agreement]:
        """Let the pairs that are due answer each other until nobody wants other terms, or the rounds are over.

        Parameters
        ----------
        due : mapping
            Pairs that negotiate, and why.

        Returns
        -------
        dict
            What each pair settled on in the last round.
        """
        agreements: dict[Pair, Agreement] = {}
        for _ in range(self.market.parameters.bargaining.rounds):
            agreements = self._compatible({pair: self._agree(pair) for pair in due})
            terms, granted = self._applied(agreements.values())
            if terms == self.terms:
                break
            self.terms, self.granted = terms, granted
        in_force = self.market.contracts.terms
        return {pair: replace(agreement, before=item_of(in_force.get(pair))) for pair, agreement in agreements.items()}

    def _compatible(self, agreements: Mapping[Pair, Agreement]) -> dict[Pair, Agreement]:
        """Of several partners to which a lab would now be exclusive, keep the best; the others stay as they are."""
        kept = dict(agreements)
        for lab in sorted({pair[1] for pair in agreements}):
            rivals = [a for a in agreements.values() if a.pair[1] == lab and a.after.access == "exclusive"]
            rivals.sort(key=lambda a: (-(a.joint(a.after) - a.joint(a.before)), a.pair))
            for loser in rivals[1:]:
                kept[loser.pair] = replace(loser, after=loser.before)
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
        terms[pair] = self.contract(pair, item)
        if not item.licensed:
            granted.discard(pair)
        elif not before.licensed:
            granted.add(pair)

    def contract(self, pair: Pair, item: Item) -> Contract:
        """Write the contract for a menu item: everything that is not bargained stays as it was written.

        Without access and licence nothing is shared and nothing committed; a stake remains a stake.
        """
        bargaining = self.market.parameters.bargaining
        written = self.market.parameters.contracts.get(pair_name(pair), Contract())
        now = self.terms.get(pair, written)
        markup = written.wholesale_markup if written.wholesale_markup is not None else bargaining.licence_markup
        changes: dict[str, object] = {
            "access": item.access,
            "wholesale_markup": markup if item.licensed else None,
            "preferred_lag": written.preferred_lag or bargaining.preferred_lag,
            "revenue_share": written.revenue_share if item != NOTHING else 0.0,
            "commitment": written.commitment if item != NOTHING else 0.0,
        }
        return now.model_copy(update=changes)

    def _agree(self, pair: Pair) -> Agreement:
        """Weigh the menu and settle on the best item for both, if it is worth changing anything (E21)."""
        lab = pair[1]
        shadow_value = self.market.finances.shadow_value(lab)
        before = item_of(self.terms.get(pair))
        menu = self._menu(pair, before)
        joint = {item: joint_value(payoffs.partner, payoffs.lab, shadow_value) for item, payoffs in menu.items()}
        best = max(joint, key=lambda item: (joint[item], item == before, item))
        bargaining = self.market.parameters.bargaining
        smaller_part = min(bargaining.lab_weight, 1.0 - bargaining.lab_weight)
        after = best if smaller_part * (joint[best] - joint[before]) > bargaining.least_gain else before
        disagreement = self._disagreement(pair, menu)
        fee = 0.0
        if after != NOTHING and self._lab_sells(lab):
            fee = transfer(
                menu[after].partner - disagreement.partner,
                menu[after].lab - disagreement.lab,
                lab_weight=bargaining.lab_weight,
                shadow_value=shadow_value,
            )
        return Agreement(pair, before, after, menu, disagreement, shadow_value, fee)

    def _lab_sells(self, lab: str) -> bool:
        """Whether a lab has a closed model; open weights need nobody's consent and cost no fee."""
        models = self.market.parameters.models
        return any(s.lab == lab and not s.open and name not in self.market.absent for name, s in models.items())

    def _menu(self, pair: Pair, before: Item) -> dict[Item, Payoffs]:
        """Payoffs of every item that a pair can choose."""
        market, parameters = self.market, self.market.parameters
        partner, lab = pair
        accesses = [before.access]
        has_cloud = any(section.owner == partner for section in parameters.clouds.values())
        if has_cloud and self._lab_sells(lab) and not market.contracts.kept_out(pair, market.month, self.terms):
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
        bargaining = self.market.parameters.bargaining
        part = min(1.0, bargaining.preferred_lag / bargaining.term)
        listed = exclusive._replace(lab=exclusive.lab + exclusive.listing, listing=0.0)
        return Payoffs(*(part * tight + (1.0 - part) * loose for tight, loose in zip(listed, free, strict=True)))

    def _payoffs(self, pair: Pair, item: Item) -> Payoffs | None:
        """What both sides have under an item; None where prices would not settle under something new."""
        prospect = self._prospect({pair: item})
        return None if prospect is None else self._read(pair, item, prospect)

    def _prospect(self, items: Mapping[Pair, Item]) -> Prospect | None:
        terms, granted = dict(self.terms), set(self.granted)
        for pair, item in items.items():
            if item != item_of(terms.get(pair)):
                self._suppose(pair, item, terms, granted)
        supposed: Supposition = replace(
            self.market.as_it_is(), terms=dict(sorted(terms.items())), granted=frozenset(granted)
        )
        try:
            return self.outlook.under(supposed)
        except NoEquilibriumError:
            if terms == self.terms:
                raise
            return None

    def _read(self, pair: Pair, item: Item, prospect: Prospect) -> Payoffs:
        """Read the payoffs of a pair: profits, moving enterprises, the stake, and what capital costs the lab."""
        market, (partner, lab) = self.market, pair
        account = market.catalogue.account
        terms = self.terms.get(pair)
        stake = 0.0 if terms is None else terms.stake
        capital = self._cost_of_dependence(lab, prospect)
        listing = market.finances.cost_of_no_listing(lab) if item.access == "exclusive" else 0.0
        lab_profit, migration = float(prospect.profit[account[lab]]), float(prospect.migration[account[partner]])
        return Payoffs(
            partner=float(prospect.profit[account[partner]]) + migration + stake * lab_profit,
            lab=(1.0 - stake) * lab_profit + float(prospect.migration[account[lab]]) - capital - listing,
            migration=migration,
            capital=capital,
            listing=listing,
        )

    def _cost_of_dependence(self, lab: str, prospect: Prospect) -> float:
        """Value that the lab gives away each month because a dependent firm raises money at a lower price (E28)."""
        finance = self.market.parameters.finance
        kept = dependence_factor(
            float(prospect.dependence.lab_on_partner[self.market.catalogue.account[lab]].max()),
            dependence_discount=finance.dependence_discount,
            tolerated_dependence=finance.tolerated_dependence,
        )
        return self.market.finances.monthly_funding(lab) * (1.0 / kept - 1.0) if kept > 0.0 else 0.0

    def _disagreement(self, pair: Pair, menu: Mapping[Item, Payoffs]) -> Payoffs:
        """What each side has without an agreement: no contract, or the lab with its best other partner (E21)."""
        nothing = menu.get(NOTHING) or self._payoffs(pair, NOTHING) or menu[item_of(self.terms.get(pair))]
        if self.market.parameters.rules.bargaining != "replacement_threat" or not self._lab_sells(pair[1]):
            return nothing
        threats = [payoffs for rival in self._rivals(pair) if (payoffs := self._threat(pair, rival)) is not None]
        return max(threats, key=lambda threat: threat[0])[1] if threats else nothing

    def _rivals(self, pair: Pair) -> list[Pair]:
        """Other owners of clouds with which the lab could be exclusive instead."""
        parameters, catalogue = self.market.parameters, self.market.catalogue
        owners = sorted({section.owner for section in parameters.clouds.values()})
        return [
            (owner, pair[1])
            for owner in owners
            if not catalogue.same_hands(owner, pair[0]) and not catalogue.same_hands(owner, pair[1])
        ]

    def _threat(self, pair: Pair, rival: Pair) -> tuple[float, Payoffs] | None:
        """What a lab and a rival would have together, and what the pair has in that market."""
        instead = Item("exclusive", item_of(self.terms.get(rival)).licensed)
        prospect = self._prospect({pair: NOTHING, rival: instead})
        if prospect is None:
            return None
        theirs = self._read(rival, instead, prospect)
        worth = joint_value(theirs.partner, theirs.lab, self.market.finances.shadow_value(pair[1]))
        return worth, self._read(pair, NOTHING, prospect)


def decision_of(before: Item, after: Item) -> str:
    """Name what a negotiation did to a contract."""
    if before == after:
        return "renewed"
    if before == NOTHING:
        return "signed"
    if after == NOTHING:
        return "ended"
    if before.access != after.access:
        return "tightened" if ACCESS.index(after.access) > ACCESS.index(before.access) else "loosened"
    return "licensed" if after.licensed else "unlicensed"


def note_agreement(agreement: Agreement, market: Market, cause: str, residual: float) -> Happening:
    """Write down what was agreed and the figures that decided."""
    parameters = market.parameters
    menu, after = agreement.menu, agreement.after
    figures: dict[str, Figure] = {
        f"joint_{access}": max(found)
        for access in ACCESS
        if (found := [agreement.joint(item) for item in menu if item.access == access])
    }
    figures |= {
        "joint_nothing": joint_value(
            agreement.disagreement.partner, agreement.disagreement.lab, agreement.shadow_value
        ),
        "joint_after": agreement.joint(after),
        "partner_gain": menu[after].partner - agreement.disagreement.partner,
        "lab_gain": menu[after].lab - agreement.disagreement.lab,
        "lab_weight": parameters.bargaining.lab_weight,
        "shadow_value": agreement.shadow_value,
        "fee": agreement.fee,
        "least_gain": parameters.bargaining.least_gain,
        "utilisation": partner_load(market, agreement.pair[0]),
        "capability_lead": capability_lead(market, agreement.pair[1]),
        "runway": market.finances.runway(agreement.pair[1]),
        "residual": residual,
    }
    if agreement.before in menu:
        figures["joint_before"] = agreement.joint(agreement.before)
    compared = agreement.exclusive_against_open()
    if compared is not None:
        gain, loss = compared
        tight, loose = menu[Item("exclusive", after.licensed)], menu[Item("open", after.licensed)]
        figures |= {
            "gain": gain,
            "loss": loss,
            "margin": exclusivity_margin(gain, loss, agreement.shadow_value),
            "migration_value": tight.migration - loose.migration,
            "capital_gain": tight.capital - loose.capital,
            "listing_gain": tight.listing - loose.listing,
        }
    return Happening(
        month=market.month,
        kind="contract",
        subject=pair_name(agreement.pair),
        decision=decision_of(agreement.before, after),
        before=str(agreement.before),
        after=str(after),
        cause=cause,
        figures=figures,
    )
