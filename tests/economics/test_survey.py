"""Surveys of enterprises, against counting one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.economics.survey import NOBODY, effective_labs, survey

VENDOR = np.array([0, 0, 1, 2, 2])
LAB = np.array([0, 0, 1, 2, 0])
CONTAINS = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 1]], dtype=bool)
SEGMENTS, VENDORS, MODELS, OPTIONS = 2, 3, 3, 5


def asked(incumbent, size, segment, weight):
    spend = np.zeros((SEGMENTS, incumbent.shape[1], OPTIONS))
    workloads = np.zeros((SEGMENTS, OPTIONS), dtype=np.int64)
    customers = np.zeros((SEGMENTS, VENDORS), dtype=np.int64)
    both = np.zeros((VENDORS, VENDORS), dtype=np.int64)
    counts = np.zeros((SEGMENTS, 1 + MODELS), dtype=np.int64)
    sums = (spend, workloads, customers, both, counts)
    main = survey(incumbent, size, segment, weight, VENDOR, LAB, VENDORS, CONTAINS, *sums)
    return main, *sums


@given(arrays(np.int8, (12, 2, 3), elements=st.integers(0, OPTIONS - 1)), st.integers(0, 2**32 - 1))
def test_answers_are_those_of_counting_one_by_one(incumbent, seed):
    rng = np.random.default_rng(seed)
    size, segment = rng.random(12).astype(np.float32), rng.integers(0, SEGMENTS, 12).astype(np.int16)
    weight, adopted = rng.random((SEGMENTS, 2)), rng.random(12) < 0.7
    incumbent[~adopted] = -1
    main, spend, workloads, customers, both, counts = asked(incumbent, size, segment, weight)
    sold_by = [{int(VENDOR[k]) for k in runs.ravel() if k > 0} for runs in incumbent]
    models = [{m for k in runs.ravel() if k > 0 for m in np.flatnonzero(CONTAINS[k])} for runs in incumbent]
    for group in range(SEGMENTS):
        mine = np.flatnonzero(adopted & (segment == group))
        for option in range(OPTIONS):
            assert workloads[group, option] == (incumbent[mine] == option).sum()
            part = (incumbent[mine] == option).mean(axis=2) * size[mine, None] * weight[group]
            np.testing.assert_allclose(spend[group, :, option], part.sum(axis=0), rtol=1e-6, atol=1e-12)
        for vendor in range(VENDORS):
            assert customers[group, vendor] == sum(vendor in sold_by[i] for i in mine)
        np.testing.assert_array_equal(counts[group], np.bincount([len(models[i]) for i in mine], minlength=1 + MODELS))
    for first in range(VENDORS):
        for second in range(VENDORS):
            assert both[first, second] == sum({first, second} <= sold for sold in sold_by)
    for i, lab in enumerate(main):
        paid = [
            sum(weight[segment[i], t] for t in range(2) for k in incumbent[i, t] if k > 0 and LAB[k] == v)
            for v in range(VENDORS)
        ]
        assert (lab == NOBODY) == (not sold_by[i])
        assert lab == NOBODY or paid[lab] == pytest.approx(max(paid))


@given(arrays(np.int8, (12, 2, 3), elements=st.integers(0, OPTIONS - 1)), st.integers(0, 2**32 - 1))
def test_labs_of_an_enterprise_are_the_inverse_of_their_concentration(incumbent, seed):
    rng = np.random.default_rng(seed)
    segment, weight = rng.integers(0, SEGMENTS, 12).astype(np.int16), rng.random((SEGMENTS, 2)) + 0.1
    incumbent[rng.random(12) < 0.3] = -1
    behind = rng.dirichlet(np.ones(3), OPTIONS)
    behind[0] = 0.0
    found = effective_labs(incumbent, segment, weight, behind)
    for i, labs in enumerate(found):
        paid = sum(weight[segment[i], t] * behind[k] for t in range(2) for k in incumbent[i, t] if k > 0)
        assert labs == pytest.approx(0.0 if np.sum(paid) == 0.0 else 1.0 / np.sum((paid / np.sum(paid)) ** 2))


def test_who_buys_from_one_lab_has_one_and_who_spreads_evenly_over_two_has_two():
    two = np.array([[[1, 1], [1, 1]], [[1, 2], [2, 1]], [[0, 0], [0, 0]], [[-1, -1], [-1, -1]]], dtype=np.int8)
    behind = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    found = effective_labs(two, np.zeros(4, dtype=np.int16), np.ones((1, 2)), behind)
    np.testing.assert_allclose(found, [1.0, 2.0, 0.0, 0.0])
