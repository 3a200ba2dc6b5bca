"""What firms look at before they negotiate or buy: load, lead in capability, main supplier."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.market.market import Market


def partner_load(market: Market, partner: str) -> float:
    """Load of a partner's clouds last month: compute asked for over capacity; 0 for an owner without clouds (E23)."""
    own = [c for c in market.clouds.values() if market.catalogue.common_ownership(c.owner, partner)]
    capacity = sum(cloud.capacity for cloud in own)
    return sum(cloud.need for cloud in own) / capacity if capacity > 0.0 else 0.0


def best_capability(market: Market) -> float:
    """Capability of the best model in the market, nats; of the best there ever was if all are gone (E24, E35)."""
    there = {name: state.capability for name, state in market.models.items() if name not in market.entrants.absent()}
    return max((level for name, level in there.items() if name not in market.absent), default=max(there.values()))


def capability_lead(market: Market, lab: str) -> float:
    """Capability of a lab's best model above the best of others, nats; negative where it trails (E23)."""
    best: dict[bool, float] = {}
    for name, state in market.models.items():
        if name not in market.absent:
            is_own = market.catalogue.common_ownership(market.parameters.models[name].lab, lab)
            best[is_own] = max(state.capability, best.get(is_own, state.capability))
    return best[True] - best[False] if len(best) == 2 else 0.0


def main_supplier(market: Market, owner: str) -> str | None:
    """Lab that serves most of the volume of an owner's apps, other than its own; None where there is none (E38)."""
    account = market.catalogue.account
    served = {
        lab: float(market.dependence.app_owner_on_lab[account[owner], account[lab]])
        for lab in market.labs
        if not market.catalogue.common_ownership(lab, owner)
    }
    lab = max(served, key=lambda name: (served[name], name), default=None)
    return lab if lab is not None and served[lab] > 0.0 else None


def dependence_on_supplier(market: Market, owner: str) -> float:
    """Share of the volume of an owner's apps that its main supplier serves."""
    account = market.catalogue.account
    return float(market.dependence.app_owner_on_lab[account[owner]].max())


def main_dependence(market: Market, owner: str) -> float:
    """Largest share of an owner's revenue or compute, or of its supply if it has no models, through one other (E38)."""
    number = market.catalogue.account[owner]
    on_partner = float(market.dependence.lab_on_partner[number].max())
    return on_partner if owner in market.labs else max(on_partner, dependence_on_supplier(market, owner))


def is_tied(market: Market, owner: str) -> bool:
    """Whether a contract ties a lab to one partner now."""
    contracts = market.contracts
    ties = (pair for pair in contracts.terms if pair[1] == owner)
    return any(contracts.effective_access(pair, market.month) == "exclusive" for pair in ties)


def active_owners(market: Market) -> list[str]:
    """Owners that run a business, their own or for their buyer."""
    return [name for name in market.catalogue.owners if name not in market.contracts.away]
