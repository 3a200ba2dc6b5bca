"""What owners of models spend on training (E27, E52)."""

from types import SimpleNamespace

import pytest

from sim.market.money.training_budgets import training_budget
from tests.market.small_economies import economy, town

FUNDED, OTHER = "lab", "rival"


def finances(owner, *, cash=0.0, revenue=(), spent=(), margin=(), constrained=True):
    """Books of one owner after some months."""
    state = town("rules.bargaining=fixed", f"rules.finance={'constrained' if constrained else 'ample'}", months=1)
    found = SimpleNamespace(
        catalogue=state.catalogue,
        books={owner: SimpleNamespace(cash=cash, revenue=list(revenue), spent=list(spent), margin=list(margin))},
        is_constrained=lambda name: constrained and name == FUNDED,
        affordable_training=lambda name, trained: float("inf"),
    )
    found.books[owner].is_funded = owner == FUNDED
    return found


def budget(owner, books, parameters=None, floor=0.1, supplied=0.0):
    given = economy().parameters if parameters is None else parameters
    return training_budget(owner, books, given, floor=floor, trained=0.0, supplied=supplied)


def test_a_funded_lab_puts_receipts_and_spare_cash_into_training():
    parameters = economy().parameters
    finance, share = parameters.finance, parameters.technology.reinvestment_share
    books = finances(FUNDED, cash=9.0, revenue=[0.5], spent=[0.1])
    reserve = finance.training_reserve * (0.1 + 0.5)
    expected = share * 0.5 + (9.0 - reserve) / finance.training_plan
    assert expected > 0.1
    assert budget(FUNDED, books) == pytest.approx(expected)


def test_short_of_cash_it_spends_its_floor():
    assert budget(FUNDED, finances(FUNDED, cash=0.0, revenue=[0.01], spent=[0.5])) == 0.1


def test_where_money_is_ample_cash_says_nothing():
    share = economy().parameters.technology.reinvestment_share
    books = finances(FUNDED, cash=500.0, revenue=[2.0], spent=[0.1], constrained=False)
    assert budget(FUNDED, books) == pytest.approx(max(0.1, share * 2.0))


def test_no_lab_spends_more_than_it_can_pay():
    books = finances(FUNDED, cash=9.0, revenue=[0.5], spent=[0.1])
    books.affordable_training = lambda name, trained: 0.02
    assert budget(FUNDED, books) == 0.02


def test_an_owner_with_another_business_trains_to_depend_less_on_its_supplier():
    base = economy().parameters
    insured = base.owners[OTHER].model_copy(update={"insurance": 0.4})
    parameters = base.model_copy(update={"owners": base.owners | {OTHER: insured}})
    share = base.technology.reinvestment_share
    books = finances(OTHER, revenue=[0.8], margin=[0.6])
    assert budget(OTHER, books, parameters, supplied=0.5) == pytest.approx(share * 0.8 + 0.4 * 0.5 * 0.6)
    assert budget(OTHER, books, parameters, supplied=0.0) == pytest.approx(share * 0.8)
    loss = finances(OTHER, revenue=[0.8], margin=[-0.6])
    assert budget(OTHER, loss, parameters, supplied=0.5) == pytest.approx(share * 0.8)


def test_before_the_first_month_everybody_spends_its_floor_or_its_plan():
    plan = economy().parameters.finance.training_plan
    assert budget(OTHER, finances(OTHER)) == 0.1
    assert budget(FUNDED, finances(FUNDED, cash=6.0)) == pytest.approx(max(0.1, 6.0 / plan))


@pytest.mark.parametrize("number", ["training_reserve", "training_plan"])
def test_every_number_of_the_budget_moves_it(number):
    base = economy().parameters
    finance = base.finance.model_copy(update={number: 0.5 * getattr(base.finance, number)})
    changed = base.model_copy(update={"finance": finance})
    books = finances(FUNDED, cash=30.0, revenue=[0.5], spent=[0.1])
    assert budget(FUNDED, books) != pytest.approx(budget(FUNDED, books, changed))
