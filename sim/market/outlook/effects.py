"""What contracts of a lab come to in the market: counterfactuals whose contracts have the same effect are the same."""

from collections.abc import Hashable, Mapping
from functools import partial

from sim.market.contracts import Pair
from sim.market.counterfactuals import Counterfactual
from sim.market.sales.memo import Memo
from sim.market.state import State
from sim.scenario.schema.contracts import Contract


def market_key(state: State, supposed: Counterfactual, memo: Memo) -> tuple[Hashable, ...]:
    """Return what tells counterfactuals apart by their effect on the market: less than what was agreed.

    Parameters
    ----------
    memo : Memo
        What is known of this month.
    """
    by_lab: dict[str, list[tuple[str, Contract]]] = {}
    for (partner, lab), contract in supposed.terms.items():
        by_lab.setdefault(lab, []).append((partner, contract))
    granted: dict[str, list[str]] = {}
    for owner, lab in sorted(supposed.granted):
        granted.setdefault(lab, []).append(owner)
    found = []
    for lab in sorted(by_lab.keys() | granted.keys()):
        contracts, allowed = tuple(by_lab.get(lab, ())), tuple(granted.get(lab, ()))
        of_lab = {(partner, lab): contract for partner, contract in contracts}
        effect = partial(_effect, state, lab, of_lab, allowed)
        found.append((lab, memo.number(memo.get(("effect", lab, contracts, allowed), effect))))
    return *found, *supposed.besides_contracts()


def _effect(state: State, lab: str, contracts: Mapping[Pair, Contract], allowed: tuple[str, ...]) -> Hashable:
    """Who sells and licenses a lab's models, and what is paid for that, owned, committed and kept to a partner."""
    book, parameters, month = state.contracts, state.parameters, state.month
    hosts = sorted({cloud.owner for cloud in parameters.clouds.values()})
    users = sorted({app.owner for app in parameters.apps.values()})
    return (
        allowed,
        tuple(book.may_sell(host, lab, month, contracts) for host in hosts),
        tuple(book.may_license(user, lab, contracts) for user in users),
        tuple(book.revenue_shares(lab, month, contracts)),
        tuple((pair, c.wholesale_markup, c.stake, c.compute) for pair, c in contracts.items()),
        tuple((pair, c.commitment, c.commitment_months) for pair, c in contracts.items() if c.commitment > 0.0),
    )
