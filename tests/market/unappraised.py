"""Runs that leave out what is worked out now and then, which no rule reads and which takes most of a short run."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest


@contextmanager
def unappraised(overrides: Sequence[str] = ()) -> Iterator[None]:
    """Leave appraisals out of the markets that live meanwhile, unless overrides ask for them."""
    with pytest.MonkeyPatch.context() as patch:
        if not any(one.startswith("appraisal.") for one in overrides):
            patch.setattr("sim.market.recording.record_month.appraise", lambda state, outlook: None)
        yield
