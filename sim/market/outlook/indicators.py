"""What firms look at before they negotiate or buy: load, lead in capability, main supplier."""

from sim.market.state import State


def partner_load(state: State, partner: str) -> float:
    """Load of a partner's clouds last month: compute asked for over capacity; 0 for an owner without clouds (E23)."""
    own = [c for c in state.clouds.values() if state.catalogue.common_ownership(c.owner, partner)]
    capacity = sum(cloud.capacity for cloud in own)
    return sum(cloud.need for cloud in own) / capacity if capacity > 0.0 else 0.0


def best_capability(state: State) -> float:
    """Capability of the best model in the market, nats; of the best there ever was if all are gone (E24, E35)."""
    absent, waiting = state.absent, state.not_entered
    there = {name: model.capability for name, model in state.models.items() if name not in waiting}
    return max((level for name, level in there.items() if name not in absent), default=max(there.values()))


def capability_lead(state: State, lab: str) -> float:
    """Capability of a lab's best model above the best of others, nats; negative where it trails (E23)."""
    best: dict[bool, float] = {}
    absent = state.absent
    for name, model in state.models.items():
        if name not in absent:
            is_own = state.catalogue.common_ownership(state.parameters.models[name].lab, lab)
            best[is_own] = max(model.capability, best.get(is_own, model.capability))
    return best[True] - best[False] if len(best) == 2 else 0.0


def main_supplier(state: State, owner: str) -> str | None:
    """Lab that serves most of the volume of an owner's apps, other than its own; None where there is none (E38)."""
    account = state.catalogue.account
    served = {
        lab: float(state.dependence.app_owner_on_lab[account[owner], account[lab]])
        for lab in state.labs
        if not state.catalogue.common_ownership(lab, owner)
    }
    lab = max(served, key=lambda name: (served[name], name), default=None)
    return lab if lab is not None and served[lab] > 0.0 else None


def dependence_on_supplier(state: State, owner: str) -> float:
    """Share of the volume of an owner's apps that its main supplier serves."""
    account = state.catalogue.account
    return float(state.dependence.app_owner_on_lab[account[owner]].max())


def main_dependence(state: State, owner: str) -> float:
    """How far an owner depends on one other, as investors see it (E38, E54).

    For a lab its revenue and its compute through one partner, weighed; for an owner of apps without models its supply.
    """
    number = state.catalogue.account[owner]
    seen = state.dependence.weighed(state.parameters.finance.compute_dependence_weight)
    on_partner = float(seen[number].max())
    return on_partner if owner in state.labs else max(on_partner, dependence_on_supplier(state, owner))


def is_tied(state: State, owner: str) -> bool:
    """Whether a contract ties a lab to one partner now."""
    contracts = state.contracts
    ties = (pair for pair in contracts.terms if pair[1] == owner)
    return any(contracts.effective_access(pair, state.month) == "exclusive" for pair in ties)


def active_owners(state: State) -> list[str]:
    """Owners that run a business, their own or for their buyer."""
    return [name for name in state.catalogue.owners if name not in state.contracts.inactive]
