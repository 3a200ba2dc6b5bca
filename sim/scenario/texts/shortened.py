"""A scenario cut short, and without the contracts that nobody knew of yet."""

from sim.scenario.events import DatedEvent
from sim.scenario.months import month_index
from sim.scenario.scenario import Scenario

_CONTRACTS, _LICENCES = "contracts.", ".licences"


def shortened(scenario: Scenario, months: int, contracts_until: str | None = None) -> Scenario:
    """Return a scenario that runs for some months at most; what would happen later is left out.

    Parameters
    ----------
    scenario : Scenario
        What is cut short.
    months : int
        Months to run; no more than it has.
    contracts_until : str, optional
        Month (YYYY-MM) after which events that change contracts, or the licences of an app, are left out too.
    """
    horizon = scenario.parameters.horizon
    length = min(months, horizon.months)
    known = length if contracts_until is None else month_index(horizon.start, contracts_until) + 1
    events = [
        {"when": event.when, "set": dict(event.changes), "note": event.note}
        for event in scenario.events
        if event.month < (min(length, known) if _is_of_contracts(event) else length)
    ]
    return scenario.with_(**{"events": events, "horizon.months": length})


def _is_of_contracts(event: DatedEvent) -> bool:
    return any(path.startswith(_CONTRACTS) or path.endswith(_LICENCES) for path in event.changes)
