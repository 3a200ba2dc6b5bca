"""Through what a firm's profit changes, and when, in words and tables."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from sim.results.protocols import EnsembleResult
from sim.results.reading.profit_parts import BASE_CLOUD_PART, CAPITAL, SEARCH_PART
from sim.scenario import month_name
from sim.statistics.annual import monthly_differences
from sim.statistics.bridge import TOTAL, bridge, told_bridge
from sim.statistics.turning import turn
from sim.words.names import flow_label, label, merged, owner_label
from sim.words.numbers import decimals_for, interval, numeral

_LABELS = {
    CAPITAL: "Cost of GPUs as capital",
    TOTAL: "Profit, after capital",
    f"{BASE_CLOUD_PART} received": "Base cloud, received",
    f"{BASE_CLOUD_PART} paid": "Base cloud, its own costs",
    f"{SEARCH_PART} received": "Search advertising",
    "everything else": "Everything else",
}
_GAINS = (("consumer_surplus", "market"), ("total_surplus", "market"), ("profit", "owner"))


class Part(NamedTuple):
    """One line of a waterfall: label, the difference and its interval, and whether it is the whole."""

    name: str
    amount: str
    interval: str
    whole: bool


def waterfall(base: EnsembleResult, other: EnsembleResult, owner: str) -> list[Part]:
    """Return through which payments an owner's profit differs; the lines add up to the last one."""
    table = told_bridge(bridge(base, other, owner))
    table = table[(table["difference"] != 0.0) | (table["part"] == TOTAL)]
    places = max(0, decimals_for(*table["difference"].abs().nlargest(2)))
    rows: list[Any] = list(table.itertuples())
    return [
        Part(
            part_label(str(row.part)),
            numeral(row.difference, places, sign=True),
            interval(row.t_low, row.t_high, places, sign=True),
            bool(row.part == TOTAL),
        )
        for row in rows
    ]


def waterfalls(base: EnsembleResult, other: EnsembleResult) -> list[tuple[str, list[Part]]]:
    """Return the waterfall of every owner whose profit differs, with its label; who is in one of them only is, too."""
    scenarios = [base.scenario, other.scenario]
    owners = merged(scenarios, "owners")
    found = [(owner_label(scenarios, owner), waterfall(base, other, owner)) for owner in owners]
    return [(name, parts) for name, parts in found if len(parts) > 1]


def part_label(part: str) -> str:
    """Return what a part of a profit is called."""
    if part in _LABELS:
        return _LABELS[part]
    flow, _, direction = part.rpartition(" ")
    text = flow_label(flow)
    return f"{text[:1].upper()}{text[1:]}, {direction}"


def turns(base: EnsembleResult, other: EnsembleResult) -> Iterator[str]:
    """Yield a sentence for each surplus and profit whose difference has one sign first and the other later."""
    parameters = base.scenario.parameters
    for name, outcome in base.definitions.items():
        if (outcome.measure.name, outcome.measure.kind) not in _GAINS or name not in other.definitions:
            continue
        differences = monthly_differences(base, other, outcome)
        found = turn(differences.to_numpy(dtype=float)) if np.isfinite(differences.to_numpy()).all() else None
        if found is not None:
            whose = label(parameters, "owner", outcome.entity) if outcome.measure.kind == "owner" else ""
            what = f"{whose}: profit" if whose else {"consumer_surplus": "Consumer surplus"}.get(name, "Total surplus")
            start = int(differences.index[0])
            month = month_name(parameters.horizon.start, start + found.month - 1)
            before, after = numeral(found.before, sign=True), numeral(found.after, sign=True)
            yield f"{what} differs by {before} bn USD to {month}, and by {after} bn USD from then on."
