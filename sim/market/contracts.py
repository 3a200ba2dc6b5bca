"""The book of contracts: who may sell what where, and what has been paid so far (E16 to E18)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.economics.revenue_share import marginal_rate, revenue_share_due
from sim.market.catalogue import Catalogue
from sim.scenario.schema.contracts import Contract
from sim.scenario.schema.root import Parameters

Pair = tuple[str, str]


def pair_name(pair: Pair) -> str:
    """Key of a contract in a scenario: ``partner-lab``."""
    return f"{pair[0]}-{pair[1]}"


@dataclass
class Standing:
    """Where a contract stands: since when its access holds, since when it commits, and what was paid under it."""

    access_since: int
    commitment_since: int
    revenue_share_paid: float = 0.0


@dataclass(frozen=True)
class Spell:
    """A period in which the terms of a contract did not change.

    Attributes
    ----------
    licensed : bool
        Whether the partner's apps may use the lab's models.
    cause : str
        What brought the terms about.
    """

    pair: Pair
    start: int
    terms: Contract
    effective_access: str
    licensed: bool
    cause: str


class ContractBook:
    """All contracts of a market.

    Terms come from the scenario and its dated events; a bargaining rule replaces `adopt` when terms are negotiated.

    Parameters
    ----------
    catalogue : Catalogue
        Names and numbers.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.terms: dict[Pair, Contract] = {}
        self.standing: dict[Pair, Standing] = {}
        self.spells: list[Spell] = []
        self._parameters: Parameters | None = None

    def adopt(self, parameters: Parameters, month: int) -> None:
        """Put the terms of a scenario in force."""
        self._parameters = parameters
        owners = self.catalogue.owners
        written = {
            (partner, lab): parameters.contracts[pair_name((partner, lab))]
            for partner in owners
            for lab in owners
            if pair_name((partner, lab)) in parameters.contracts
        }
        for pair, terms in written.items():
            before = self.terms.get(pair)
            standing = self.standing.setdefault(pair, Standing(month, month))
            if before is not None and before.access != terms.access:
                standing.access_since = month
            if before is not None and before.commitment != terms.commitment:
                standing.commitment_since = month
        self.terms = written

    def note_spells(self, month: int) -> None:
        """Remember contracts whose terms or effect changed."""
        current = {spell.pair: spell for spell in self.spells}
        for pair, terms in self.terms.items():
            licensed = terms.wholesale_markup is not None
            cause = "start" if month == 0 else "scenario"
            spell = Spell(pair, month, terms, self.effective_access(pair, month), licensed, cause)
            before = current.get(pair)
            if before is None or (before.terms, before.effective_access) != (terms, spell.effective_access):
                self.spells.append(spell)

    def may_sell(self, owner: str, lab: str, month: int) -> bool:
        """Whether the clouds of an owner may sell a lab's closed models this month (E16)."""
        if owner == lab:
            return True
        terms = self.terms.get((owner, lab))
        if terms is None or terms.access == "none":
            return False
        return all(self._permits_others(pair, month) for pair in self.terms if pair[1] == lab and pair[0] != owner)

    def _permits_others(self, pair: Pair, month: int) -> bool:
        terms = self.terms[pair]
        if terms.access == "preferred":
            return month >= self.standing[pair].access_since + terms.preferred_lag
        return terms.access != "exclusive"

    def effective_access(self, pair: Pair, month: int) -> str:
        """Access of a pair after what other contracts of the lab forbid."""
        access = self.terms[pair].access
        return access if access == "none" or self.may_sell(*pair, month) else "none"

    def listing(self, month: int) -> NDArray[np.bool_]:
        """Which model each cloud sells.

        Returns
        -------
        bool array, shape (models, clouds)
            True where a buyer on the cloud can get the model.
        """
        assert self._parameters is not None, "no terms were adopted"
        models, clouds = self._parameters.models, self._parameters.clouds
        return np.array(
            [
                [
                    models[model].open or self.may_sell(clouds[cloud].owner, models[model].lab, month)
                    for cloud in self.catalogue.clouds
                ]
                for model in self.catalogue.models
            ]
        ).reshape(len(self.catalogue.models), len(self.catalogue.clouds))

    def revenue_shares(self, lab: str) -> list[tuple[str, float]]:
        """Partners of a lab and the share of its next dollar that each receives (E17)."""
        return [
            (partner, rate)
            for (partner, of_lab), terms in self.terms.items()
            if of_lab == lab
            and (rate := marginal_rate(terms.revenue_share, terms.revenue_share_cap, self._paid((partner, lab)))) > 0.0
        ]

    def _paid(self, pair: Pair) -> float:
        return self.standing[pair].revenue_share_paid

    def settle_revenue_share(self, pair: Pair, due: float) -> float:
        """Record this month's revenue share and return what is paid after the cap, bn USD (E17)."""
        paid = revenue_share_due(due, 1.0, self.terms[pair].revenue_share_cap, self._paid(pair))
        self.standing[pair].revenue_share_paid += paid
        return paid

    def monthly_commitment(self, pair: Pair, month: int) -> float:
        """Compute that the lab must take or pay this month, bn USD (E18)."""
        terms = self.terms[pair]
        running = month < self.standing[pair].commitment_since + terms.commitment_months
        return terms.commitment / terms.commitment_months if running else 0.0

    def wholesale_markup(self, app_owner: str, lab: str) -> float | None:
        """Markup at which an owner's apps license a lab's models; None without a licence."""
        terms = self.terms.get((app_owner, lab))
        return None if terms is None else terms.wholesale_markup

    def silent_stakes(self) -> dict[Pair, float]:
        """Share of each partner in each lab's profit (E19)."""
        return {pair: terms.stake for pair, terms in self.terms.items() if terms.stake > 0.0}
