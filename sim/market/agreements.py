"""What a pair can agree on, and what it settled on (E16, E57 to E61)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sim.economics.bargaining import joint_value
from sim.market.contracts import Pair
from sim.scenario.schema.contracts import Contract

ACCESS = ("none", "open", "preferred", "exclusive")
LICENCE = ("none", "open", "exclusive")
COMPUTE = ("free", "first_refusal", "tied")
_WORDS = {
    "open": "licensed",
    "exclusive": "licensed to nobody else",
    "first_refusal": "first refusal of compute",
    "tied": "compute tied",
}


class Item(NamedTuple):
    """A bundle of clauses (E57).

    Attributes
    ----------
    access : str
        Whether the partner's clouds sell the lab's models, and whether others may.
    licence : str
        Whether the partner's apps may use them, and whether those of others may.
    compute : str
        Where the lab buys compute.
    revenue_share : float
        Share of the lab's revenue that the partner gets.
    """

    access: str
    licence: str = "none"
    compute: str = "free"
    revenue_share: float = 0.0

    @property
    def licensed(self) -> bool:
        """Whether the partner's apps may use the lab's models."""
        return self.licence != "none"

    @property
    def keeps_alone(self) -> set[str]:
        """Clauses that the lab can give to one partner only."""
        kept = {"access": self.access == "exclusive", "licence": self.licence == "exclusive"}
        return {clause for clause, alone in (kept | {"compute": self.compute != "free"}).items() if alone}

    def __str__(self) -> str:
        clauses = [self.access, *(_WORDS[clause] for clause in (self.licence, self.compute) if clause in _WORDS)]
        if self.revenue_share > 0.0:
            clauses.append(f"{100 * self.revenue_share:g} % of revenue")
        return ", ".join(clauses)


NOTHING = Item("none")


class Payoffs(NamedTuple):
    """What a bundle brings each side over the term before any payment for it: present values, bn USD (E58).

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
    training : float
        Part of the lab's payoff from compute: what its training is worth above what it costs.
    """

    partner: float
    lab: float
    migration: float
    capital: float
    listing: float
    compensation: float
    training: float = 0.0


class Threat(NamedTuple):
    """A lab that is exclusive to another partner instead.

    Attributes
    ----------
    rival : str
        The other partner.
    joint : float
        What the lab and the rival would have together, bn USD.
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
        Worth of a dollar up front to the lab (E59).
    without_contract : callable
        Returns what each side has without agreement: no contract, or while one runs, that one.
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
        Worth of a dollar up front to the lab (E59).
    months : float
        Months of the term over which payoffs count.
    runs : bool
        Whether the contract before still ran, so that it stays in force without agreement.
    partner_gain, lab_gain : float
        What the settled terms bring each side over the disagreement before the payment, bn USD.
    payment : float
        Up front from the partner to the lab, bn USD; negative where the lab pays (E60, E61).
    losses : mapping of str to float
        What others lose who have access now and will not, as far as their contracts run: bn USD.
    """

    pair: Pair
    before: Item
    after: Item
    menu: Mapping[Item, Payoffs]
    disagreement: Payoffs
    shadow_value: float
    months: float = 0.0
    runs: bool = False
    partner_gain: float = 0.0
    lab_gain: float = 0.0
    payment: float = 0.0
    losses: Mapping[str, float] = field(default_factory=dict)

    def joint(self, item: Item) -> float:
        """What an item brings both sides together, in money up front: bn USD."""
        return joint_value(self.menu[item].partner, self.menu[item].lab, self.shadow_value)

    @property
    def joint_gain(self) -> float:
        """What both have together more than without agreement, in money up front: bn USD."""
        return joint_value(self.partner_gain, self.lab_gain, self.shadow_value)

    def compared(self, tight: Item, loose: Item) -> tuple[float, float] | None:
        """Gain of the partner and loss of the lab by one bundle instead of another; None where one was not weighed."""
        if tight not in self.menu or loose not in self.menu:
            return None
        kept, left = self.menu[tight], self.menu[loose]
        return kept.partner - left.partner, left.lab - kept.lab

    def exclusive_against_open(self) -> tuple[float, float] | None:
        """Gain of the partner and loss of the lab by exclusive instead of open access, other clauses as agreed."""
        return self.compared(self.after._replace(access="exclusive"), self.after._replace(access="open"))

    def tied_against_free(self) -> tuple[float, float] | None:
        """Gain of the partner and loss of the lab by tied instead of free compute, other clauses as agreed."""
        return self.compared(self.after._replace(compute="tied"), self.after._replace(compute="free"))


def item_of(terms: Contract | None) -> Item:
    """Return the bundle that a contract stands for."""
    return NOTHING if terms is None else Item(terms.access, terms.licence, terms.compute, terms.revenue_share)


def decision_of(before: Item, after: Item) -> str:
    """Name what a negotiation did to a contract: to its sales, else to compute, its licence or its revenue share.

    Sales or a licence come and go (widened, narrowed; licensed, unlicensed); a clause that keeps the lab from others is
    tightened or loosened; a revenue share is raised or lowered.
    """
    if before == after:
        return "renewed"
    if before == NOTHING:
        return "signed"
    if after == NOTHING:
        return "ended"
    sales = ACCESS.index(before.access), ACCESS.index(after.access)
    licence = LICENCE.index(before.licence), LICENCE.index(after.licence)
    places = COMPUTE.index(before.compute), COMPUTE.index(after.compute)
    for rank in (_among_partners(sales), places, _among_partners(licence)):
        if rank[0] != rank[1]:
            return "tightened" if rank[1] > rank[0] else "loosened"
    if sales[0] != sales[1]:
        return "widened" if sales[1] > sales[0] else "narrowed"
    if licence[0] != licence[1]:
        return "licensed" if licence[1] > licence[0] else "unlicensed"
    return "raised" if after.revenue_share > before.revenue_share else "lowered"


def _among_partners(rank: tuple[int, int]) -> tuple[int, int]:
    """Ranks of a clause before and after where it is about who else may; the same rank twice where it came or went."""
    return rank if min(rank) > 0 else (0, 0)
