"""What owners earn: with AI, base cloud and search advertising apart, after what their GPUs cost as capital (E55)."""

from dataclasses import dataclass

from sim.arrays import Array
from sim.market.money.ledger import BASE_CLOUD, FUNDING, INVESTED, SEARCH
from sim.market.sellers.compute_needs import owners_capital_cost
from sim.market.state import State


@dataclass(frozen=True)
class Profits:
    """Profit of each owner in a month, bn USD; arrays of shape (owners,).

    Capital in GPUs is an accrual: the annuity on what an owner has, not what it pays for new ones. Base cloud's own
    capital expenditure is a cost in the month in which it is paid.

    Attributes
    ----------
    ai : array
        From everything but base cloud and search advertising, after `capital_cost`.
    base_cloud, search : array
        From cloud services other than AI, and from search advertising.
    capital_cost : array
        Annuity on all GPUs, used or not.
    """

    ai: Array
    base_cloud: Array
    search: Array
    capital_cost: Array

    @property
    def total(self) -> Array:
        """All three together, bn USD."""
        return self.ai + self.base_cloud + self.search


def owners_profits(state: State) -> Profits:
    """Work out what each owner earned this month."""
    owners, ledger = len(state.catalogue.owners), state.ledger
    elsewhere = (*BASE_CLOUD, *SEARCH, *INVESTED, *FUNDING)
    earned = (ledger.received(without=elsewhere) - ledger.paid(without=elsewhere))[:owners]
    capital_cost = owners_capital_cost(state.clouds, state.parameters, state.catalogue)
    base_cloud, search = ledger.net(BASE_CLOUD)[:owners], ledger.net(SEARCH)[:owners]
    return Profits(earned - capital_cost, base_cloud, search, capital_cost)
