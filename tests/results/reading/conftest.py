"""A made-up result shared by the tests of reading."""

import pytest

from tests.figures.example import ensemble, world


@pytest.fixture(scope="session")
def told():
    """Return one scenario long enough for everything to happen."""
    return ensemble(seeds=5, data=world(months=60))
