"""What is supposed to hold when firms think about contracts and deals: the contracts, who owns what, who is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sim.market.catalogue import Catalogue
from sim.market.contracts import Pair
from sim.scenario.schema.contracts import Contract


@dataclass(frozen=True)
class Counterfactual:
    """What is supposed to hold.

    Attributes
    ----------
    terms : mapping
        Contracts, by partner and lab.
    granted : frozenset
        Owners of apps and labs whose models all their apps may use.
    catalogue : Catalogue
        Who owns what.
    withdrawn : frozenset of str
        Models, apps and clouds that nobody can have.
    unlisted : frozenset of str
        Clouds that sell no models, though they may compute for others.
    closed : frozenset of str
        Apps that use the models of their owner only.
    lift : mapping of str to float
        Quality added to a model or app, utils.
    capacity : mapping of str to float
        Factor on the capacity of a cloud.
    prices_stay : bool
        Whether prices stay as they are instead of being solved anew.
    with_surplus : bool
        Whether to work out what buyers gain, too.
    """

    terms: Mapping[Pair, Contract]
    granted: frozenset[Pair]
    catalogue: Catalogue
    withdrawn: frozenset[str] = frozenset()
    unlisted: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    lift: Mapping[str, float] = field(default_factory=dict)
    capacity: Mapping[str, float] = field(default_factory=dict)
    prices_stay: bool = False
    with_surplus: bool = False

    def with_terms(self, pair: Pair, **changes: object) -> Counterfactual:
        """Suppose other terms in one contract; nothing changes where there is none."""
        terms = {
            key: contract.model_copy(update=changes) if key == pair else contract
            for key, contract in self.terms.items()
        }
        return replace(self, terms=terms)

    def key(self) -> tuple[object, ...]:
        """Return what tells counterfactuals apart."""
        return tuple(self.terms.items()), self.granted, *self.besides_contracts()

    def besides_contracts(self) -> tuple[object, ...]:
        """Return what tells counterfactuals apart whose contracts and licences come to the same."""
        return (
            tuple(self.catalogue.bought.items()),
            self.withdrawn,
            self.unlisted,
            self.closed,
            tuple(sorted(self.lift.items())),
            tuple(sorted(self.capacity.items())),
            self.prices_stay,
            self.with_surplus,
        )


def without_licence(supposed: Counterfactual, partner: str, lab: str) -> Counterfactual:
    """Suppose that a lab no longer licenses its models to a partner's apps."""
    ended = supposed.with_terms((partner, lab), licence="none")
    return replace(ended, granted=supposed.granted - {(partner, lab)})
