"""How months become one number, and what the tables of a run answer."""

import numpy as np
import pandas as pd
import pytest

from sim.experiments.observations import MarketTables, Period, by_month
from sim.scenario import load, shipped_folder
from tests.experiments.observations.toy_observables import spend, utilisation

MONTHS = np.arange(1.0, 7.0)


@pytest.fixture(scope="module")
def tables():
    monthly = pd.DataFrame(
        {"month": [0, 1, 1], "kind": ["cloud", "cloud", "owner"], "entity": ["azure", "azure", "azure"]}
        | {"utilisation": [0.2, 0.4, 9.0]}
    )
    ledger = pd.DataFrame(
        [
            {"month": 0, "payer": "enterprises", "payee": "a", "flow": "api_sales", "amount": 2.0},
            {"month": 1, "payer": "enterprises", "payee": "b", "flow": "api_sales", "amount": 3.0},
            {"month": 1, "payer": "enterprises", "payee": "b", "flow": "compute", "amount": 50.0},
        ]
    )
    return MarketTables(monthly, ledger, load(shipped_folder() / "exclusive.yaml"))


@pytest.mark.parametrize(("aggregate", "number"), [("mean", 3.0), ("sum", 9.0), ("end", 4.0), ("annualised", 36.0)])
def test_months_of_a_period_become_one_number(aggregate, number):
    assert Period(1, 4, aggregate).of(MONTHS) == number


def test_a_period_beyond_the_run_or_with_a_month_without_a_number_has_none():
    assert np.isnan(Period(4, 7, "mean").of(MONTHS))
    assert np.isnan(Period(0, 2, "sum").of(np.array([1.0, np.nan])))


def test_a_measure_is_that_of_its_kind_and_entity(tables):
    assert utilisation(tables, "azure", "all").tolist() == [0.2, 0.4]
    assert np.isnan(utilisation(tables, "aws", "all")).all()


def test_payments_are_summed_by_month_flow_and_party(tables):
    assert by_month(spend)(tables, "", "all", Period(0, 2, "sum")) == 5.0
    assert tables.payments(payee="b").tolist() == [0.0, 53.0]
    assert tables.payments(payer="nobody").tolist() == [0.0, 0.0]
