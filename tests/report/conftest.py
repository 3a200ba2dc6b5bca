"""Made-up results shared by the tests of the report."""

import pytest

from sim.report.page import page
from tests.figures.example import comparison, ensemble, world


@pytest.fixture(scope="session")
def pair():
    return comparison(seeds=4, data=world(months=15))


@pytest.fixture(scope="session")
def pair_page(pair):
    return page(pair)


@pytest.fixture(scope="session")
def alone():
    return ensemble(seeds=3, data=world(months=13))
