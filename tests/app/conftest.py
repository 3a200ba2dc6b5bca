"""A made-up comparison and what the page shows of it."""

import pytest

from sim.app.findings import findings_of
from tests.figures.example import comparison, world


@pytest.fixture(scope="session")
def pair():
    return comparison(seeds=4, data=world(months=15))


@pytest.fixture(scope="session")
def found(pair):
    return findings_of(pair)
