"""Hindcasts of a market of formulas."""

import pytest

from tests.experiments.hindcast.toy_history import draws_file, scored


@pytest.fixture(scope="session")
def drawn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hindcast")
    return scored(folder, draws=draws_file(folder))
