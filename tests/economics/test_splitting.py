"""Every dollar of a sale goes somewhere, and nobody is paid from nowhere (E9)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economics.splitting import (
    Serving,
    app_sale,
    app_sale_with_open_model,
    direct_sale,
    open_model_sale,
    split_matrix,
)

OWNERS, CUSTOMERS, SUPPLIERS = 5, 5, 6
ACCOUNTS = 7

owners = st.integers(0, OWNERS - 1)
rates = st.floats(0.0, 0.4)
partners = st.lists(st.tuples(owners, rates), max_size=2)
servings = st.builds(
    Serving,
    host=owners,
    suppliers=st.just(SUPPLIERS),
    compute_price=st.floats(0.5, 5.0),
    resource_cost=st.floats(0.5, 5.0),
    serving_cost=st.floats(0.05, 2.0),
)


@st.composite
def sales(draw):
    """A sale of each type, each with its own parties, as (serving, payments)."""
    served = [draw(servings) for _ in range(4)]
    return [
        (served[0], direct_sale(0, CUSTOMERS, draw(owners), served[0], draw(rates), draw(partners))),
        (served[1], open_model_sale(1, CUSTOMERS, served[1])),
        (
            served[2],
            app_sale(2, CUSTOMERS, draw(owners), draw(owners), served[2], draw(st.floats(0.0, 9.0)), draw(partners)),
        ),
        (served[3], app_sale_with_open_model(3, CUSTOMERS, draw(owners), served[3], draw(st.floats(0.0, 9.0)))),
    ]


def split(sold):
    """Split matrix of several sales."""
    return split_matrix([payment for _, payments in sold for payment in payments], ACCOUNTS, len(sold))


@given(sales())
def test_nothing_appears_or_vanishes_over_all_accounts(sold):
    per_price, per_unit = split(sold)
    np.testing.assert_allclose(per_price.sum(axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose(per_unit.sum(axis=0), 0.0, atol=1e-12)


@given(sales())
def test_customers_pay_the_price_and_nothing_else(sold):
    per_price, per_unit = split(sold)
    np.testing.assert_array_equal(per_price[CUSTOMERS], -1.0)
    np.testing.assert_array_equal(per_unit[CUSTOMERS], 0.0)


@given(sales())
def test_owners_share_the_price_in_full(sold):
    per_price, _ = split(sold)
    np.testing.assert_allclose(per_price[:OWNERS].sum(axis=0), 1.0, rtol=1e-12)


@given(sales())
def test_owners_bear_the_resource_cost_together(sold):
    per_price, per_unit = split(sold)
    cost = [serving.resource_cost * serving.serving_cost for serving, _ in sold]
    np.testing.assert_allclose(per_unit[:OWNERS].sum(axis=0), [-amount for amount in cost], rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(per_price[SUPPLIERS], 0.0)
    np.testing.assert_allclose(per_unit[SUPPLIERS], cost, rtol=1e-12)


@given(servings, st.floats(0.0, 0.3), st.floats(0.0, 0.4))
def test_a_lab_keeps_what_fee_and_revenue_share_leave(serving, fee, rate):
    serving = serving._replace(host=1)
    per_price, per_unit = split_matrix(direct_sale(0, CUSTOMERS, 0, serving, fee, [(2, rate)]), ACCOUNTS, 1)
    compute = serving.compute_price * serving.serving_cost
    margin = (serving.compute_price - serving.resource_cost) * serving.serving_cost
    assert per_price[:3, 0].tolist() == pytest.approx([1.0 - fee - rate, fee, rate])
    assert per_unit[:3, 0].tolist() == pytest.approx([-compute, margin, 0.0])


@given(servings, st.floats(0.0, 9.0), st.floats(0.0, 0.4))
def test_an_app_pays_wholesale_and_the_partner_gets_its_share_of_that(serving, wholesale, rate):
    serving = serving._replace(host=1)
    per_price, per_unit = split_matrix(app_sale(0, CUSTOMERS, 3, 0, serving, wholesale, [(2, rate)]), ACCOUNTS, 1)
    compute = serving.compute_price * serving.serving_cost
    assert per_price[:5, 0].tolist() == [0.0, 0.0, 0.0, 1.0, 0.0]
    assert per_unit[0, 0] == pytest.approx(wholesale * (1.0 - rate) - compute)
    assert per_unit[2, 0] == pytest.approx(wholesale * rate)
    assert per_unit[3, 0] == pytest.approx(-wholesale)


@given(servings)
def test_the_lab_of_an_open_model_gets_nothing_and_its_host_the_price(serving):
    per_price, per_unit = split_matrix(open_model_sale(0, CUSTOMERS, serving), ACCOUNTS, 1)
    host = np.eye(OWNERS)[serving.host]
    np.testing.assert_array_equal(per_price[:OWNERS, 0], host)
    np.testing.assert_allclose(per_unit[:OWNERS, 0], -host * serving.resource_cost * serving.serving_cost)
