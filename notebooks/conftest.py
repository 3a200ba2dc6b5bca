"""The notebooks as tests: smaller than a reader runs them, and on one core, so that they take seconds."""

from collections.abc import Generator
from pathlib import Path

import pytest

SMALL = {
    "ALLIANCE_MONTHS": "4",
    "ALLIANCE_SEEDS": "1..2",
    "ALLIANCE_LEVELS": "2",
    "ALLIANCE_ENTERPRISES": "200",
    "ALLIANCE_DRAWS": "2",
    "PYTHON_CPU_COUNT": "1",  # no worker processes (from Python 3.13 on): starting them takes longer than such runs
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave whole notebooks to the studies; this is asked about the tests of other folders as well."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.study)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, None, None]:
    """Run a notebook where these variables are set."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in SMALL.items():
            patch.setenv(name, value)
        yield
