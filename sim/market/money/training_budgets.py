"""What each owner of models spends on training this month (E27, E52)."""

from sim.economics.compute.training import lab_training_budget, owner_training_budget
from sim.market.money.finances import Finances
from sim.scenario.schema.root import Parameters


def training_budget(
    owner: str,
    finances: Finances,
    parameters: Parameters,
    *,
    floor: float,
    trained: float,
    supplied: float,
) -> float:
    """Bn USD that an owner spends on training its models this month.

    An owner that lives on its receipts and on investors puts receipts and spare cash into training, and no more than it
    can pay. Where money is ample its cash says nothing, and only receipts count. An owner with another business trains
    from what AI earns, and to depend less on whoever supplies its apps.

    Parameters
    ----------
    floor : float
        Least that the owner spends, bn USD.
    trained : float
        What it spent last month, bn USD.
    supplied : float
        Part of the requests to its apps that its main outside supplier of models answers (E38).
    """
    finance, share = parameters.finance, parameters.technology.reinvestment_share
    books = finances.books[finances.catalogue.ultimate_owner(owner)]
    receipts = books.revenue[-1] if books.revenue else 0.0
    if not books.is_funded:
        exposure = supplied * max(books.margin[-1], 0.0) if books.margin else 0.0
        insurance = parameters.owners[owner].insurance
        return owner_training_budget(receipts, exposure, floor=floor, share=share, insurance=insurance)
    spent = max(books.spent[-1] + receipts, 0.0) if books.spent else 0.0
    reserve = finance.training_reserve * spent
    is_bound = finances.is_constrained(owner)
    return lab_training_budget(
        receipts,
        books.cash if is_bound else reserve,
        floor=floor,
        share=share,
        reserve=reserve,
        plan=finance.training_plan,
        limit=finances.affordable_training(owner, trained),
    )
