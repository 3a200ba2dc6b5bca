"""Closed forms are right by themselves: what a cloud charges as a competitive bottleneck (Armstrong 2006)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from tests.economics.closed_forms import bottleneck_base_price, bottleneck_lab_fee, hotelling_markup, logit_markup

costs = st.floats(0.0, 2.0)
benefits = st.floats(0.0, 1.0)
FACTORS = np.array([0.5, 0.9, 0.99, 1.01, 1.1, 1.5])


def worth(prices, share, cost, benefit):
    """Profit of a cloud at posted prices: from customers, and from labs that pay for reaching them."""
    return (prices - cost) * share + bottleneck_lab_fee(benefit, share)


@given(costs, benefits, st.floats(0.2, 3.0))
def test_no_cloud_on_a_line_gains_by_another_base_price(cost, benefit, transport):
    price = bottleneck_base_price(cost, benefit, hotelling_markup(transport))
    tried = price + transport * (FACTORS - 1.0)
    share = np.clip(0.5 + (price - tried) / (2.0 * transport), 0.0, 1.0)
    assert (worth(tried, share, cost, benefit) <= worth(price, 0.5, cost, benefit) + 1e-12).all()


@given(costs, benefits, st.floats(0.5, 4.0))
def test_no_cloud_facing_logit_demand_gains_by_another_base_price(cost, benefit, alpha):
    markup = logit_markup(alpha, 0.5)
    price = bottleneck_base_price(cost, benefit, markup)
    tried = price + markup * (FACTORS - 1.0)
    share = expit(alpha * (price - tried))
    assert (worth(tried, share, cost, benefit) <= worth(price, 0.5, cost, benefit) + 1e-12).all()


@given(costs, benefits, st.floats(0.2, 3.0), st.floats(0.05, 0.95))
def test_what_labs_pay_reaches_customers_and_not_clouds(cost, benefit, markup, share):
    price = bottleneck_base_price(cost, benefit, markup)
    assert price == pytest.approx(bottleneck_base_price(cost, 0.0, markup) - benefit, abs=1e-12)
    assert worth(price, share, cost, benefit) == pytest.approx(markup * share, abs=1e-12)
