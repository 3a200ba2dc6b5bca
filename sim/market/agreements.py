"""What a pair can agree on, and what it settled on (E16, E20 to E22)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sim.economics.bargaining import joint_value
from sim.market.contracts import Pair
from sim.scenario.schema.contracts import Contract

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


class Threat(NamedTuple):
    """A lab that is exclusive to another partner instead.

    Attributes
    ----------
    rival : str
        The other partner.
    joint : float
        What the lab and the rival would have together, bn USD per month.
    payoffs : Payoffs
        What the pair that negotiates would have then.
    """

    rival: str
    joint: float
    payoffs: Payoffs


@dataclass(frozen=True)
class Talks:
    """What a pair can know before it agrees; each outlook is worked out when it is asked for.

    Attributes
    ----------
    pair : (str, str)
        Partner and lab.
    in_force : Item
        Terms that hold.
    shadow_value : float
        Worth of a dollar of cash to the lab.
    without_contract : callable
        Returns what each side has without a contract with the other.
    threats : callable
        Returns the other partners to which the lab could be exclusive instead; none where its weights are open.
    """

    pair: Pair
    in_force: Item
    shadow_value: float
    without_contract: Callable[[], Payoffs]
    threats: Callable[[], Sequence[Threat]]


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
