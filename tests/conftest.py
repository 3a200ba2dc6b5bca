"""Settings that all tests share."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

# The first call of a compiled law takes seconds, which is no reason to fail an example.
settings.register_profile("alliance", deadline=None, max_examples=30)
settings.register_profile("thorough", deadline=None, max_examples=100)  # make thorough
settings.register_profile("quick", deadline=None, max_examples=10)  # make quick
settings.load_profile("alliance")


@pytest.fixture(scope="session", autouse=True)
def no_flushing() -> Iterator[None]:
    """Leave it to the system when files reach the disk: no test of this process cuts the power."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda descriptor: None)
        yield
