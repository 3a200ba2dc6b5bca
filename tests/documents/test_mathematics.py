"""Formulas of docstrings set as mathematics."""

import pytest
from docutils.utils.math import latex2mathml

from sim.documents.mathematics import latex
from sim.documents.source import modules

WITH_FORMULAS = [
    part
    for folder in ("economics", "market")
    for module in modules(folder)
    for part in (module, *module.parts)
    if part.formulas
]


def row(formula):
    """The one row of a formula."""
    return latex([formula]).splitlines()[1]


@pytest.mark.parametrize(
    ("plain", "set_as"),
    [
        ("E12  wait = a_k", r"\text{E12} & \text{wait}= a_{k}"),
        ("v = w / (1 + t)", r" & v= \dfrac{w}{1+ t}"),
        ("v = (a + b) / c^2", r" & v= \dfrac{a+ b}{c^{2}}"),
        ("v = dD_l/dp_j", r" & v= \dfrac{\partial D_{l}}{\partial p_{j}}"),
        ("v = sum_k s_k ln s_k", r" & v= \sum_{k}\ s_{k}\ \ln\ s_{k}"),
        ("v = catch_up max(0, x_k)", r" & v= \mathrm{catch\_up}\ \max\ \left(0,\; x_{k}\right)"),
        ("v >= w", r" & v\ge w"),
        ("l /= j", r" & l\ne j"),
        ("[k is not j]", r" & \left[k\ \text{is not}\ j\right]"),
        ("the rest scaled by b / c", r" & \text{the rest scaled by}\ \dfrac{b}{c}"),
    ],
)
def test_a_formula_is_set_as_a_mathematician_reads_it(plain, set_as):
    assert row(plain).strip() == set_as.strip()


@pytest.mark.parametrize("part", WITH_FORMULAS, ids=lambda part: part.name)
def test_every_formula_of_the_model_is_valid_mathematics(part):
    mathematics = latex2mathml.tex2mathml(latex(part.formulas), as_block=True)
    assert mathematics.count("<mtr>") == len(part.formulas)


def test_a_bracket_that_nothing_opened_is_kept():
    assert latex2mathml.tex2mathml(latex(["a) b"]), as_block=True)
