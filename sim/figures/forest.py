"""What another scenario changes against the base: paired differences, winners and losers at a glance."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.figures.calendar import last_year_text
from sim.figures.intervals import Panel, Row, Verdict, draw_panels, legend_handles
from sim.figures.names import MARKET_LABELS, Subject, label, plain, subject_of
from sim.figures.series import ensembles_of, scenarios_of
from sim.figures.style import house_style
from sim.market.measures import Measure

SIGNIFICANT = 0.05
ROUNDING = 1e-9


def forest(result: Any, other: str | None = None) -> Figure:
    """Draw the paired differences of the headline outcomes with their intervals.

    Parameters
    ----------
    result : Comparison
        The comparison.
    other : str, optional
        Name of the scenario to set against the base; the first other one by default.
    """
    with house_style():
        scenarios = scenarios_of(result)
        base = scenarios[0]
        chosen = next(s for s in scenarios[1:] if other in (None, s.name))
        table = result.table(chosen.name)
        changed, unchanged = _split(table, base)
        period = f"over {base.parameters.horizon.months} months"
        panels = [p for p in _panels(changed, base, period) if p.rows]
        footnotes = [_left_out(unchanged, base)] if unchanged else []
        if not panels:
            panels = [Panel("No headline outcome differs", "", (), "none")]
        seeds = len(ensembles_of(result)[0].seeds)
        return draw_panels(
            panels,
            title=f"What changes: “{plain(chosen.title)}” against “{plain(base.title)}”",
            note=(
                f"Difference to the base with the same seeds: mean of {seeds} and 95 % BCa interval, in numbers at the "
                f"right. Shares and prices: mean of {last_year_text(base)}. The line at zero is no difference."
            ),
            legend=legend_handles(
                {
                    "better": "better for whom it concerns",
                    "worse": "worse for whom it concerns",
                    "neither": "neither",
                },
                hollow=f"hollow: may be chance (Holm p ≥ {SIGNIFICANT})",
            ),
            footnotes=footnotes,
            signed=True,
        )


def bounds(row: Any) -> tuple[float, float]:
    """Return the BCa interval of a row of the comparison's table, or the t interval where there is none."""
    low, high = float(row.bca_low), float(row.bca_high)
    return (low, high) if np.isfinite(low) and np.isfinite(high) else (float(row.t_low), float(row.t_high))


def is_certain(row: Any) -> bool:
    """Return whether a row of the comparison's table differs from zero after Holm's correction."""
    low, high = bounds(row)
    if abs(high - low) <= ROUNDING * abs(row.difference):
        return True  # the same difference in every seed leaves nothing to chance
    return bool(row.p_holm < SIGNIFICANT)


def is_zero(row: Any) -> bool:
    """Return whether the scenarios agree on an outcome in every seed, up to rounding."""
    largest = np.nanmax(np.abs([row.difference, *bounds(row)]))
    return bool(largest <= ROUNDING * max(abs(row.base_mean), abs(row.other_mean), 1.0))


def verdict(measure: Measure, difference: float) -> Verdict:
    """Return whether a difference is good for whom the measure concerns."""
    if measure.better == "neither" or difference == 0 or np.isnan(difference):
        return "neither"
    return "better" if (difference > 0) == (measure.better == "higher") else "worse"


_Found = list[tuple[Subject, Any]]


def _split(table: pd.DataFrame, base: Any) -> tuple[_Found, _Found]:
    """Return the shown outcomes that differ, and those that are equal in every seed."""
    changed: _Found = []
    unchanged: _Found = []
    for row in table.itertuples():
        subject = subject_of(str(row.outcome), base.parameters)
        if subject and _shown(subject.measure) and np.isfinite(row.difference):
            (unchanged if is_zero(row) else changed).append((subject, row))
    return changed, unchanged


_MONEY = "bn USD"
_POINTS = "percentage points"
_SHOWN = {
    ("consumer_surplus", "market"),
    ("total_surplus", "market"),
    ("consumer_surplus", "home"),
    ("consumer_surplus", "task"),
    ("profit", "owner"),
    ("reach", "model"),
    ("lab_share", "owner"),
    ("rationed_share", "market"),
    ("multi_homing_share", "market"),
    ("mean_price", "market"),
    ("price", "model"),
    ("price", "app"),
}


def _shown(measure: Measure) -> bool:
    return (measure.name, measure.kind) in _SHOWN


def _panels(found: _Found, base: Any, period: str) -> Iterable[Panel]:
    def rows(kinds: Sequence[tuple[str, str]], scale: float | None) -> list[Row]:
        chosen = [(s, r) for s, r in found if (s.measure.name, s.measure.kind) in kinds]
        return sorted((_row(s, r, base, scale) for s, r in chosen), key=lambda row: -row.mean)

    money = f"{_MONEY} {period}"
    yield Panel(
        "Surplus", money, rows([("consumer_surplus", "market"), ("total_surplus", "market")], 1), "money"
    )
    yield Panel("Consumer surplus by home cloud of the enterprise", money, rows([("consumer_surplus", "home")], 1), "money")
    yield Panel("Consumer surplus by task", money, rows([("consumer_surplus", "task")], 1), "money")
    yield Panel("Profit by owner", money, rows([("profit", "owner")], 1), "money")
    reach = "Reach: enterprises, by size, that can buy the model without friction"
    yield Panel(reach, _POINTS, rows([("reach", "model")], 100), "reach")
    yield Panel("Share of all tokens by lab", _POINTS, rows([("lab_share", "owner")], 100), "share")
    service = [("rationed_share", "market"), ("multi_homing_share", "market")]
    yield Panel("Service and choice", _POINTS, rows(service, 100), "service")
    prices = [("mean_price", "market"), ("price", "model"), ("price", "app")]
    yield Panel("Prices of models and apps", "% of the price in the base", rows(prices, None), "price")


def _row(subject: Subject, row: Any, base: Any, scale: float | None) -> Row:
    """Return a row in the panel's unit; without `scale` relative to the base, in per cent."""
    measure, entity = subject
    factor = scale if scale is not None else 100 / row.base_mean if row.base_mean else float("nan")
    name = MARKET_LABELS[measure.name] if measure.kind == "market" else label(base.parameters, measure.kind, entity)
    return Row(
        name,
        factor * row.difference,
        *(factor * bound for bound in bounds(row)),
        verdict(measure, row.difference),
        is_certain(row),
    )


def _left_out(unchanged: _Found, base: Any) -> str:
    """Name what is left out because it is equal in every seed."""
    groups: dict[str, list[str]] = {}
    for (measure, entity), _ in unchanged:
        name = measure.name.replace("_", " ")
        groups.setdefault(name, []).extend(
            [] if measure.kind == "market" else [label(base.parameters, measure.kind, entity)]
        )
    parts = [f"{name} ({', '.join(entities)})" if entities else name for name, entities in groups.items()]
    return "Left out, equal in every seed: " + "; ".join(parts) + "."
