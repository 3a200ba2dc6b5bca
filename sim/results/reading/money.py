"""Reading who can run out of money, and which options to acquire run."""

import numpy as np

from sim.results.protocols import EnsembleResult, RunResult
from sim.results.reading.events import read_events
from sim.results.reading.series import ensembles_of

OPTION_MEASURES = ["underlying_value", "exercise_threshold", "option_value", "exercise_probability"]
_ROUNDING = 1e-9


def firms_short_of_cash(result: RunResult) -> list[str]:
    """Return the owners that were ever short of cash or acted on it, those to whom a dollar was worth most first.

    Where money is ample there are none.
    """
    worth: dict[str, float] = {}
    for ensemble in ensembles_of(result):
        owners = ensemble.monthly[ensemble.monthly["kind"] == "owner"]
        highest = owners.groupby("entity")["shadow_value"].max()
        told = {event.subject for event in read_events(ensemble.events) if event.kind == "finance"}
        for owner, value in highest.items():
            if value > 1 + _ROUNDING or owner in told:
                worth[str(owner)] = max(worth.get(str(owner), 0.0), float(np.nan_to_num(value)))
    return sorted(worth, key=lambda owner: (-worth[owner], owner))


def options_in(ensemble: EnsembleResult) -> list[str]:
    """Return the options that run in any seed, by name."""
    rows = ensemble.monthly[ensemble.monthly["kind"] == "option"]
    measured = rows[rows[OPTION_MEASURES].notna().any(axis=1)]
    return sorted(str(name) for name in measured["entity"].unique())
