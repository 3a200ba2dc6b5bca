"""The book of contracts: who may sell and license what where, and what has been paid so far (E16 to E18)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.economics.revenue_share import marginal_rate, revenue_share_due
from sim.market.catalogue import Catalogue
from sim.scenario.months import month_index
from sim.scenario.schema.contracts import Contract
from sim.scenario.schema.root import Parameters

Pair = tuple[str, str]
START, SCENARIO = "start", "scenario"


def pair_name(pair: Pair) -> str:
    """Key of a contract in a scenario: ``partner-lab``."""
    return f"{pair[0]}-{pair[1]}"


@dataclass
class Standing:
    """Where a contract stands: since when access and commitment hold, when its term began, what was paid under it."""

    access_since: int
    commitment_since: int
    signed: int
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

    Terms come from the scenario and its dated events; where they are bargained, `sign` puts others in their place.

    Parameters
    ----------
    catalogue : Catalogue
        Names and numbers.

    Attributes
    ----------
    terms : dict
        Contracts in force, by partner and lab in alphabetical order.
    granted : set of (str, str)
        Owners of apps and labs whose models all their apps may use, because that was bargained.
    inactive : frozenset of str
        Owners that are not in the market, not yet or no longer; their contracts rest.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.terms: dict[Pair, Contract] = {}
        self.standing: dict[Pair, Standing] = {}
        self.granted: set[Pair] = set()
        self.inactive: frozenset[str] = frozenset()
        self.spells: list[Spell] = []
        self._start = ""
        self._written: dict[Pair, Contract] = {}
        self._investments: dict[Pair, float] = {}
        self._causes: dict[Pair, str] = {}

    def adopt(self, parameters: Parameters, month: int) -> None:
        """Put in force what the scenario says anew, term by term; the rest may have been bargained away."""
        owners = self.catalogue.owners
        self._start = parameters.horizon.start
        written = {
            (partner, lab): parameters.contracts[pair_name((partner, lab))]
            for partner in owners
            for lab in owners
            if pair_name((partner, lab)) in parameters.contracts
        }
        for pair in self._written.keys() - written.keys():
            self.terms.pop(pair, None)
            self.granted.discard(pair)
        for pair, terms in written.items():
            before = self._written.get(pair)
            if terms.investment != (0.0 if before is None else before.investment):
                self._investments[pair] = terms.investment
            if before is None:
                self._put(pair, terms, month, START if month == 0 else SCENARIO)
            elif before != terms:
                changes = {name: value for name, value in terms if getattr(before, name) != value}
                if "licence" in changes and not terms.licensed:
                    self.granted.discard(pair)
                self._put(pair, self.terms.get(pair, terms).model_copy(update=changes), month, SCENARIO)
        self._written = written

    def investments_due(self) -> dict[Pair, float]:
        """What partners in the market owe labs for contracts that came into force (E57), bn USD; owed once."""
        due = {pair: amount for pair, amount in self._investments.items() if self.inactive.isdisjoint(pair)}
        self._investments = {pair: amount for pair, amount in self._investments.items() if pair not in due}
        return due

    def sign(self, pair: Pair, terms: Contract, month: int, cause: str, *, new_term: bool = True) -> None:
        """Put bargained terms in force; a licence then holds for all models of the lab and all apps of the partner.

        Parameters
        ----------
        new_term : bool
            Whether the term of the contract begins anew.
        """
        had = pair in self.terms and self.terms[pair].licensed
        self._put(pair, terms, month, cause)
        if new_term:
            self.standing[pair].signed = month
        if not terms.licensed:
            self.granted.discard(pair)
        elif not had:
            self.granted.add(pair)

    def _put(self, pair: Pair, terms: Contract, month: int, cause: str) -> None:
        before = self.terms.get(pair)
        standing = self.standing.setdefault(pair, Standing(month, month, month))
        if before is None or before.access != terms.access:
            standing.access_since = month
        if before is None or before.commitment != terms.commitment:
            standing.commitment_since = month
        self.terms[pair] = terms
        self.terms = dict(sorted(self.terms.items()))
        self._causes[pair] = cause

    def note_spells(self, month: int) -> int:
        """Remember contracts whose terms or effect changed; returns how many did."""
        current = {spell.pair: spell for spell in self.spells}
        changed = 0
        for pair, terms in self.terms.items():
            access, licensed = self.effective_access(pair, month), self.may_license(*pair)
            before = current.get(pair)
            if before is None or (before.terms, before.effective_access, before.licensed) != (terms, access, licensed):
                self.spells.append(Spell(pair, month, terms, access, licensed, self._causes[pair]))
                changed += 1
        return changed

    def may_sell(self, owner: str, lab: str, month: int, terms: Mapping[Pair, Contract] | None = None) -> bool:
        """Whether the clouds of an owner may sell a lab's closed models this month (E16).

        Parameters
        ----------
        terms : mapping, optional
            Contracts to suppose instead of those in force.
        """
        contracts = self.terms if terms is None else terms
        return self._may_sell(owner, lab, contracts, self._that_keep_others_out(contracts, month))

    def _may_sell(self, owner: str, lab: str, contracts: Mapping[Pair, Contract], tight: Collection[Pair]) -> bool:
        if self.catalogue.common_ownership(owner, lab):
            return True
        own = contracts.get((owner, lab))
        if own is None or own.access == "none":
            return False
        return all(pair[0] == owner for pair in tight if pair[1] == lab)

    def _that_keep_others_out(self, contracts: Mapping[Pair, Contract], month: int) -> list[Pair]:
        return [pair for pair, terms in contracts.items() if self._keeps_others_out(pair, terms, month)]

    def _keeps_others_out(self, pair: Pair, terms: Contract, month: int) -> bool:
        if terms.access not in ("preferred", "exclusive") or self.catalogue.common_ownership(*pair):
            return False
        if terms.access == "preferred":
            in_force = pair in self.terms and self.terms[pair].access == "preferred"
            since = self.standing[pair].access_since if in_force else month
            return month < since + terms.preferred_lag
        return terms.access == "exclusive"

    def kept_out(self, pair: Pair, month: int, terms: Mapping[Pair, Contract] | None = None) -> bool:
        """Whether another contract of the lab keeps a partner's clouds out."""
        contracts = self.terms if terms is None else terms
        return any(other[1] == pair[1] and other != pair for other in self._that_keep_others_out(contracts, month))

    def may_license(self, owner: str, lab: str, terms: Mapping[Pair, Contract] | None = None) -> bool:
        """Whether the apps of an owner may use a lab's closed models (E57).

        Parameters
        ----------
        terms : mapping, optional
            Contracts to suppose instead of those in force.
        """
        contracts = self.terms if terms is None else terms
        own = contracts.get((owner, lab))
        return own is not None and own.licensed and not self.licence_kept_out((owner, lab), contracts)

    def licence_kept_out(self, pair: Pair, terms: Mapping[Pair, Contract] | None = None) -> bool:
        """Whether an exclusive licence of another partner keeps a partner's apps from a lab's models."""
        contracts = self.terms if terms is None else terms
        if self.catalogue.common_ownership(*pair):
            return False
        return any(
            other[1] == pair[1] and other != pair and contract.licence == "exclusive"
            for other, contract in contracts.items()
            if not self.catalogue.common_ownership(other[0], pair[0])
        )

    def licence_survives(self, pair: Pair, month: int) -> bool:
        """Whether a licence in force cannot be bargained away yet (E57)."""
        contract = self.terms.get(pair)
        if contract is None or not contract.licensed or contract.licence_until is None:
            return False
        return month < month_index(self._start, contract.licence_until)

    def effective_access(self, pair: Pair, month: int) -> str:
        """Access of a pair after what other contracts of the lab forbid."""
        access = self.terms[pair].access
        return access if access == "none" or self.may_sell(*pair, month) else "none"

    def listing(
        self,
        parameters: Parameters,
        month: int,
        terms: Mapping[Pair, Contract] | None = None,
        withdrawn: Collection[str] = (),
    ) -> NDArray[np.bool_]:
        """Which model each cloud sells.

        Parameters
        ----------
        terms : mapping, optional
            Contracts to suppose instead of those in force.
        withdrawn : collection of str
            Models that nobody can have.

        Returns
        -------
        bool array, shape (models, clouds)
            True where a buyer on the cloud can get the model.
        """
        models, clouds = parameters.models, parameters.clouds
        table = np.zeros((len(self.catalogue.models), len(self.catalogue.clouds)), dtype=bool)
        contracts, sells = self.terms if terms is None else terms, dict[Pair, bool]()
        tight = self._that_keep_others_out(contracts, month)
        for m, model in enumerate(self.catalogue.models):
            if model in withdrawn:
                continue
            lab = models[model].lab
            for c, cloud in enumerate(self.catalogue.clouds):
                pair = clouds[cloud].owner, lab
                if not models[model].open and pair not in sells:
                    sells[pair] = self._may_sell(*pair, contracts, tight)
                table[m, c] = models[model].open or sells[pair]
        return table

    def licences_of(
        self,
        app: str,
        parameters: Parameters,
        terms: Mapping[Pair, Contract] | None = None,
        granted: Collection[Pair] | None = None,
    ) -> list[str]:
        """Models that an app may route to: own and open ones that it lists, and those that are licensed (E7).

        Parameters
        ----------
        terms, granted : optional
            Contracts and licences to suppose instead of those in force.
        """
        contracts = self.terms if terms is None else terms
        allowed = self.granted if granted is None else granted
        section, found = parameters.apps[app], []
        for name in self.catalogue.models:
            model = parameters.models[name]
            pair = section.owner, model.lab
            free = model.open or self.catalogue.common_ownership(*pair)
            usable = name in section.licences or pair in allowed
            if usable and (free or self.may_license(*pair, contracts)):
                found.append(name)
        return found

    def in_force(self) -> dict[Pair, Contract]:
        """Contracts of which both sides are in the market."""
        return {pair: terms for pair, terms in self.terms.items() if self.inactive.isdisjoint(pair)}

    def active(self, month: int) -> list[Pair]:
        """Contracts that allow something to be sold or licensed between owners in different hands."""
        return [
            pair
            for pair, terms in self.in_force().items()
            if not self.catalogue.common_ownership(*pair)
            and (self.may_license(*pair) or self.effective_access(pair, month) != "none")
        ]

    def revenue_shares(
        self, lab: str, month: int, terms: Mapping[Pair, Contract] | None = None
    ) -> list[tuple[str, float]]:
        """Partners of a lab and the share of its next dollar that each receives (E17).

        A partner that another contract of the lab shuts out receives nothing, nor does one whose share has ended (E57).
        """
        contracts = self.terms if terms is None else terms
        return [
            (pair[0], rate)
            for pair, contract in contracts.items()
            if pair[1] == lab
            and (rate := marginal_rate(contract.revenue_share, contract.revenue_share_cap, self._paid(pair))) > 0.0
            and not self._share_has_ended(contract, month)
            and not self.kept_out(pair, month, contracts)
        ]

    def _share_has_ended(self, contract: Contract, month: int) -> bool:
        until = contract.revenue_share_until
        return until is not None and month >= month_index(self._start, until)

    def _paid(self, pair: Pair) -> float:
        standing = self.standing.get(pair)
        return 0.0 if standing is None else standing.revenue_share_paid

    def settle_revenue_share(self, pair: Pair, due: float) -> float:
        """Record this month's revenue share and return what is paid after the cap, bn USD (E17)."""
        paid = revenue_share_due(due, 1.0, self.terms[pair].revenue_share_cap, self._paid(pair))
        self.standing[pair].revenue_share_paid += paid
        return paid

    def cap_is_reached(self, pair: Pair) -> bool:
        """Whether everything that a revenue share can bring has been paid (E17, E23)."""
        cap = self.terms[pair].revenue_share_cap
        return cap is not None and self.terms[pair].revenue_share > 0.0 and self._paid(pair) >= cap

    def monthly_commitment(self, pair: Pair, month: int, terms: Contract | None = None) -> float:
        """Compute that the lab must take or pay this month, bn USD (E18)."""
        contract = self.terms[pair] if terms is None else terms
        since = self.standing[pair].commitment_since if pair in self.standing else month
        running = month < since + contract.commitment_months
        return contract.commitment / contract.commitment_months if running else 0.0

    def silent_stakes(self, terms: Mapping[Pair, Contract] | None = None) -> dict[Pair, float]:
        """Share of each partner in each lab's profit (E19).

        Parameters
        ----------
        terms : mapping, optional
            Contracts to suppose instead of those in force.
        """
        contracts = self.terms if terms is None else terms
        return {pair: contract.stake for pair, contract in contracts.items() if contract.stake > 0.0}
