"""Made-up results shared by the tests of figures."""

import pytest

from tests.figures.example import comparison, ensemble, world


@pytest.fixture(scope="session")
def pair():
    return comparison(seeds=5, data=world(months=36))


@pytest.fixture(scope="session")
def three():
    return comparison(seeds=3, data=world(months=30), count=3)


@pytest.fixture(scope="session")
def alone():
    return ensemble(seeds=4, data=world(months=24))
