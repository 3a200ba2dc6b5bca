"""Made-up results shared by the tests of the report."""

import pytest

from sim.report.page import page
from tests.figures.example import comparison, ensemble, world


@pytest.fixture(scope="session")
def pair():
    return comparison(seeds=4, data=world(apps=1, months=15))


@pytest.fixture(scope="session")
def pair_page(pair):
    return page(pair)


@pytest.fixture(scope="session")
def alone():
    return ensemble(seeds=3, data=world(models=3, apps=1, months=13))


@pytest.fixture(scope="session")
def alone_page(alone):
    return page(alone)


@pytest.fixture
def no_pictures(monkeypatch):
    """Leave the figures out of pages, for tests of everything else."""
    monkeypatch.setattr("sim.report.page.draw", lambda name, result: None)
    monkeypatch.setattr("sim.report.page.picture", lambda figure, file_format: b"<svg/>")
