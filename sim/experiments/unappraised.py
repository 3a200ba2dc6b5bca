"""Runs without appraisals: measures for which the market is solved anew, which no rule reads and which take long."""

from collections.abc import Iterable

_APPRAISED = ("pivotality", "exposure", "return_per_dollar", "price_equilibria")
UNAPPRAISED = {"appraisal.period": 0}
"""Changes of a scenario that leave appraisals out."""


def are_appraised(outcomes: Iterable[str]) -> bool:
    """Whether some outcomes come of appraisals."""
    return any(outcome.partition(".")[0] in _APPRAISED for outcome in outcomes)
