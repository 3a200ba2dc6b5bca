"""Vertical pricing pressure and critical diversion, by hand."""

import math

import numpy as np
import pytest

from sim.economics.competition.foreclosure import (
    critical_diversion,
    partner_pressure,
    rival_pressure,
    supplier_pressure,
    vertical_diversion,
)


def test_the_suppliers_pressure_is_the_partners_margin_on_what_is_diverted_to_it():
    of_supplier = supplier_pressure(np.array([0.2]), np.array([0.5]), np.array([10.0]), np.array([4.0]))
    assert of_supplier[0] == pytest.approx(0.25)
    assert rival_pressure(of_supplier, np.array([0.5]), np.array([4.0]), np.array([10.0]))[0] == pytest.approx(0.05)


def test_the_partners_own_input_at_cost_pushes_its_price_down():
    one = np.ones(1)
    gross = partner_pressure(0.3 * one, 0.5 * one, 4.0 * one, 10.0 * one, 0.0 * one)
    assert gross[0] == pytest.approx(0.06)
    net = partner_pressure(0.3 * one, 0.5 * one, 4.0 * one, 10.0 * one, 4.0 * one)
    assert net[0] == pytest.approx(0.06 - 0.2)


def test_a_rival_that_can_turn_to_other_inputs_sends_fewer_sales_to_the_partner():
    assert vertical_diversion(0.4, 0.5, 0.0, 0.3) == 0.4
    assert vertical_diversion(0.4, 0.5, 2.0, 0.5) == pytest.approx(0.4 / 3.0)
    assert vertical_diversion(0.4, 0.5, 2.0, 0.0) == 0.0


def test_foreclosure_breaks_even_where_what_is_won_is_worth_what_is_lost():
    assert critical_diversion(2.0, 5.0) == pytest.approx(0.4)
    assert math.isinf(critical_diversion(2.0, 0.0))
