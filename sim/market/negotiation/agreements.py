"""What a pair can agree on, what it weighed, and how that is written down (E16, E20 to E22)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sim.economics.bargaining import exclusivity_margin, joint_value
from sim.market.contracts import Pair, pair_name
from sim.market.events import Figure, MarketEvent
from sim.market.outlook.indicators import capability_lead, partner_load
from sim.scenario.schema.contracts import Contract

if TYPE_CHECKING:
    from sim.market.market import Market
    from sim.scenario.schema.root import Parameters

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
    compensation : float
        What the partner owes those who would lose access; contained in its payoff with a minus sign.
    """

    partner: float
    lab: float
    migration: float
    capital: float
    listing: float
    compensation: float


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
    partner_gain, lab_gain : float
        What the settled terms bring each side over the disagreement, before the fee, bn USD per month.
    fee : float
        From the partner to the lab, bn USD per month.
    losses : mapping of str to float
        What others lose who have access now and will not, bn USD per month.
    """

    pair: Pair
    before: Item
    after: Item
    menu: Mapping[Item, Payoffs]
    disagreement: Payoffs
    shadow_value: float
    partner_gain: float = 0.0
    lab_gain: float = 0.0
    fee: float = 0.0
    losses: Mapping[str, float] = field(default_factory=dict)

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


def item_of(terms: Contract | None) -> Item:
    """Return the menu item that a contract stands for."""
    return NOTHING if terms is None else Item(terms.access, terms.wholesale_markup is not None)


def contract_for(pair: Pair, item: Item, terms: Mapping[Pair, Contract], parameters: Parameters) -> Contract:
    """Write the contract for a menu item: everything that is not bargained stays as it is, or as it was written.

    Without access and licence nothing is shared and nothing committed; a stake remains a stake.
    """
    bargaining = parameters.bargaining
    written = parameters.contracts.get(pair_name(pair), Contract())
    markup = written.wholesale_markup if written.wholesale_markup is not None else bargaining.licence_markup
    changes: dict[str, object] = {
        "access": item.access,
        "wholesale_markup": markup if item.licensed else None,
        "preferred_lag": written.preferred_lag or bargaining.preferred_lag,
        "revenue_share": written.revenue_share if item != NOTHING else 0.0,
        "commitment": written.commitment if item != NOTHING else 0.0,
    }
    return terms.get(pair, written).model_copy(update=changes)


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


def note_agreement(agreement: Agreement, market: Market, cause: str, residual: float) -> MarketEvent:
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
        "partner_gain": agreement.partner_gain,
        "lab_gain": agreement.lab_gain,
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
            "compensation": tight.compensation,
        }
    return MarketEvent(
        month=market.month,
        kind="contract",
        subject=pair_name(agreement.pair),
        decision=decision_of(agreement.before, after),
        before=str(agreement.before),
        after=str(after),
        cause=cause,
        figures=figures,
    )
