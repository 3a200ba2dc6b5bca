"""Who can contract with whom, and which bundles of clauses they can choose from (E57)."""

from collections.abc import Mapping
from itertools import product

from sim.market.agreements import COMPUTE, LICENCE, NOTHING, Item
from sim.market.contracts import Pair, pair_name
from sim.market.state import State
from sim.scenario.schema.contracts import Contract

# The founding bargain needs a market that can be looked at: it comes in the second month.
FOUNDING_MONTH = 1


def pairs_that_can_contract(state: State) -> list[Pair]:
    """Every owner of clouds or apps with every lab of others that has a model now, in alphabetical order."""
    parameters, catalogue = state.parameters, state.catalogue
    partners = {cloud.owner for cloud in parameters.clouds.values()}
    partners |= {app.owner for app in parameters.apps.values()}
    labs = {section.lab for name, section in parameters.models.items() if name not in state.absent}
    return sorted(
        (partner, lab) for partner in partners for lab in labs if not catalogue.common_ownership(partner, lab)
    )


def lab_sells(lab: str, state: State) -> bool:
    """Whether a lab has a closed model; open weights need nobody's consent and cost nothing."""
    models = state.parameters.models
    return any(s.lab == lab and not s.open and name not in state.absent for name, s in models.items())


def sells_through_clouds(pair: Pair, terms: Mapping[Pair, Contract], state: State) -> bool:
    """Whether the partner's clouds could sell the lab's models: it has clouds, and nobody keeps it out."""
    has_cloud = any(section.owner == pair[0] for section in state.parameters.clouds.values())
    return has_cloud and lab_sells(pair[1], state) and not state.contracts.kept_out(pair, state.month, terms)


def items_for(pair: Pair, before: Item, terms: Mapping[Pair, Contract], state: State) -> list[Item]:
    """Bundles that a pair can choose from; preferred access lies between two of them and is worked out from these.

    Parameters
    ----------
    pair : (str, str)
        Partner and lab.
    before : Item
        Terms between them now.
    terms : mapping
        Contracts supposed.
    """
    accesses, places = [before.access, "none"], [before.compute]
    if sells_through_clouds(pair, terms, state):
        accesses = ["none", "open", "exclusive"]
    if _can_bind_compute(pair, terms, state):
        places = list(COMPUTE)
    choices = product(accesses, _licences(pair, before, terms, state), places, _shares(pair, before, terms, state))
    items = [item for clauses in choices if (item := Item(*clauses)) == before or _is_alliance(item)]
    return list(dict.fromkeys([before, *items, left_without(pair, state)]))


def left_without(pair: Pair, state: State) -> Item:
    """What a pair has when it agrees on nothing: no clause, but a licence that survives (E57)."""
    return Item("none", "open") if state.contracts.licence_survives(pair, state.month) else NOTHING


def _is_alliance(item: Item) -> bool:
    """Whether a bundle has more to it than a share of the lab's revenue."""
    return item.revenue_share == 0.0 or item._replace(revenue_share=0.0) != NOTHING


def _licences(pair: Pair, before: Item, terms: Mapping[Pair, Contract], state: State) -> list[str]:
    """Licences that the pair can agree on; open weights are anybody's."""
    if not any(section.owner == pair[0] for section in state.parameters.apps.values()):
        return [before.licence]
    if state.contracts.licence_kept_out(pair, terms):
        licences = list(dict.fromkeys(["none", before.licence]))
    else:
        licences = list(LICENCE) if lab_sells(pair[1], state) else ["none", "open"]
    kept = left_without(pair, state).licence
    return licences[LICENCE.index(kept) :] or [kept]


def _shares(pair: Pair, before: Item, terms: Mapping[Pair, Contract], state: State) -> list[float]:
    """Shares of the lab's revenue that the pair can agree on: none, what holds, and one for capital that is scarce.

    A dollar that flows at the same time as what it pays for is worth the same to both, and a share of revenue raises
    prices; it is on the table where a dollar up front is worth more to the lab (E59), and nobody else has one.
    """
    given = any(other[1] == pair[1] and other != pair and c.revenue_share > 0.0 for other, c in terms.items())
    shares = [0.0, before.revenue_share]
    if lab_sells(pair[1], state) and not given and state.finances.is_short_of_cash(pair[1]):
        written = state.parameters.contracts.get(pair_name(pair), Contract()).revenue_share
        shares.append(written or state.parameters.bargaining.revenue_share)
    return list(dict.fromkeys(shares))


def _can_bind_compute(pair: Pair, terms: Mapping[Pair, Contract], state: State) -> bool:
    """Whether the lab could buy its compute from the partner first, or only: no other contract has settled that."""
    catalogue, parameters = state.catalogue, state.parameters
    if not lab_sells(pair[1], state):
        return False
    hosts = {section.owner for section in parameters.clouds.values()}
    own = any(catalogue.common_ownership(host, pair[1]) for host in hosts)
    settled = any(
        other[1] == pair[1] and other != pair and (contract.compute != "free" or contract.commitment > 0.0)
        for other, contract in terms.items()
    )
    return pair[0] in hosts and not own and not settled
