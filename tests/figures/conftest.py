"""Made-up results shared by the tests of figures."""

import functools

import pytest

from sim.figures import draw
from tests.figures.example import comparison, ensemble, world


@pytest.fixture(scope="session")
def pair():
    return comparison(seeds=4, data=world(months=36))


@pytest.fixture(scope="session")
def three():
    return comparison(seeds=2, data=world(clouds=2, models=3, apps=2, months=15), count=3)


@pytest.fixture(scope="session")
def alone():
    return ensemble(seeds=3, data=world(models=4, apps=2, months=14))


@pytest.fixture(scope="session")
def drawn(pair):
    """Return a figure of the pair; tests that only look at it share it."""
    return functools.cache(lambda name: draw(name, pair))


@pytest.fixture(scope="session")
def drawn_alone(alone):
    """Return a figure of the one scenario, shared likewise."""
    return functools.cache(lambda name: draw(name, alone))


@pytest.fixture(scope="session")
def told():
    """Return one scenario long enough for everything to happen."""
    return ensemble(seeds=5, data=world(months=60))
