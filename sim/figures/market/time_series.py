"""Key series over time in every scenario: mean, interval of the mean, range of the seeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.figures.drawing.calendar import event_notes, mark_events, month_dates, use_dates
from sim.figures.drawing.style import FAINT, INK, Role, blank, fit, house_style, scenario_role
from sim.results.series import band, by_seed, ensembles_of, last_year, scenarios_of
from sim.words.names import label, merged, model_label, plain

COLUMNS, ROWS = 3, 4
_TITLE, _LEVEL, _GAP, _DIFFERENCE, _DATES = 0.28, 1.3, 0.12, 0.6, 0.34  # inches, from the top of a panel down
NEGLIGIBLE = 1e-9  # differences below are rounding


@dataclass(frozen=True)
class Series:
    """One small panel: which measure of which entity, in which unit."""

    kind: str
    measure: str
    entity: str
    title: str
    unit: str
    scale: float = 1.0


def bands(result: Any) -> Figure:
    """Draw the key series of each scenario over the months, and below each what differs from the base.

    Parameters
    ----------
    result : Comparison or Ensemble
        What to draw.
    """
    with house_style():
        scenarios = scenarios_of(result)
        several = len(scenarios) > 1
        chosen = key_series(result)
        rows = -(-len(chosen) // COLUMNS)
        height = _TITLE + _LEVEL + _DATES + (_GAP + _DIFFERENCE) * several
        notes = event_notes(scenarios)
        note = "Line: mean over seeds. Dark band: 95 % interval of the mean. Light band: middle 80 % of seeds."
        if several:
            note += " Below each: other less base with the same seeds, mean and 95 % interval; these tell what differs."
        sheet = blank(
            "How the market unfolds" + (" in each scenario" if several else f": “{plain(scenarios[0].title)}”"),
            rows * height,
            note=note,
            legend=scenario_handles(scenarios),
            footnotes=[f"{letter}  {text}" for letter, _, text in notes],
        )
        columns = sheet.columns(COLUMNS, first=0.72, between=0.8)
        for number, series in enumerate(chosen):
            left, width = columns[number % COLUMNS]
            top = number // COLUMNS * height + _TITLE
            level = lowest = sheet.place(left, top, width, _LEVEL)
            if several:
                lowest = sheet.place(left, top + _LEVEL + _GAP, width, _DIFFERENCE, sharex=level)
            for axes in {level, lowest}:
                axes.yaxis.set_label_coords(-0.5 / width, 0.5)
            _draw_series(level, lowest, result, series, notes)
        return sheet.figure


def _draw_series(level: Axes, lowest: Axes, result: Any, series: Series, notes: Sequence[Any]) -> None:
    """Draw the levels, and the differences where there are axes for them below."""
    ensembles = ensembles_of(result)
    tables = [by_seed(e, series.kind, series.measure, series.entity) * series.scale for e in ensembles]
    level.set_title(fit(series.title, 2.5, bold=True))
    level.set_ylabel(series.unit)
    for i, (ensemble, table) in enumerate(zip(ensembles, tables, strict=True)):
        _draw_band(level, ensemble.scenario, table, scenario_role(i), with_range=True)
    from_zero(level)
    if lowest is not level:
        level.tick_params(labelbottom=False)
        lowest.set_ylabel("difference")
        lowest.axhline(0, color=INK, linewidth=0.8)
        for i, (ensemble, table) in enumerate(zip(ensembles[1:], tables[1:], strict=True), start=1):
            _draw_band(lowest, ensemble.scenario, (table - tables[0]).dropna(axis=1, how="all"), scenario_role(i))
        _keep_rounding_flat(lowest)
        mark_events(lowest, [("", day, text) for _, day, text in notes])
    mark_events(level, notes)
    use_dates(lowest)


def _keep_rounding_flat(axes: Axes) -> None:
    """Show differences that are nothing but rounding as none."""
    bounds = axes.dataLim.intervaly
    if not np.isfinite(bounds).all() or np.abs(bounds).max() < NEGLIGIBLE:
        axes.set_ylim(-1, 1)
        axes.set_yticks([0])
    else:
        axes.yaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))


def scenario_handles(scenarios: Sequence[Any]) -> list[Line2D]:
    """Return one legend handle per scenario; none where there is only one."""
    if len(scenarios) == 1:
        return []
    handles = []
    for i, scenario in enumerate(scenarios):
        role = scenario_role(i)
        text = fit(plain(scenario.title) + (" (base)" if i == 0 else ""), 8.5)
        handles.append(
            Line2D([], [], color=role.colour, linestyle=role.line, marker=role.marker, markersize=5, label=text)
        )
    return handles


def draw_line(axes: Axes, days: Any, values: Any, role: Role, **options: Any) -> None:
    """Draw one series in the looks of its role, with a marker now and then."""
    finite = int(np.isfinite(values).sum())
    axes.plot(
        days,
        values,
        color=role.colour,
        linestyle=role.line,
        marker=role.marker,
        markersize=4,
        markevery=max(1, finite // 6),
        **options,
    )


def from_zero(axes: Axes) -> None:
    """Let the vertical axis start at zero, or lower where values are negative."""
    low, high = axes.get_ylim()
    bounds = axes.dataLim.intervaly
    if not np.isfinite(bounds).all() or np.abs(bounds).max() < NEGLIGIBLE:
        axes.set_ylim(0, 1)
    else:
        axes.set_ylim(min(low, 0) if bounds[0] < -NEGLIGIBLE else 0, max(high, 0))
    axes.grid(axis="y", color=FAINT, linewidth=0.6)


def _draw_band(axes: Axes, scenario: Any, table: pd.DataFrame, role: Role, *, with_range: bool = False) -> None:
    if table.empty:
        return
    summary = band(table)
    days = month_dates(scenario, summary.months)
    if table.shape[1] > 1:
        if with_range:
            axes.fill_between(days, summary.range_low, summary.range_high, color=role.colour, alpha=0.13, linewidth=0)
        axes.fill_between(days, summary.low, summary.high, color=role.colour, alpha=0.35, linewidth=0)
    draw_line(axes, days, summary.mean, role)


def key_series(result: Any) -> list[Series]:
    """Return what to show: the whole market, then whoever the scenarios differ about."""
    scenarios = scenarios_of(result)
    partners, labs = contracts_in_question(scenarios)
    parameters = {
        name: s.parameters for s in reversed(scenarios) for name in (*s.parameters.owners, *s.parameters.models)
    }
    money = "bn USD per month"
    chosen = [
        Series("market", "consumer_surplus", "market", "Consumer surplus", money),
        Series("market", "mean_price", "market", "Mean price", "USD per Mtok"),
        Series("market", "rationed_share", "market", "Demand lost: clouds full", "% of demand", 100),
    ]
    models = [m for m in merged(scenarios, "models") if parameters[m].models[m].lab in labs][:2]
    for model in models or _largest(result, "model", "reach", 1):
        title = f"Reach of {model_label(parameters[model], model)}"
        chosen += [Series("model", "reach", model, title, "% of enterprises", 100)]
    for owner in list(dict.fromkeys([*partners, *labs]))[:3] or _largest(result, "owner", "profit", 2):
        chosen += [Series("owner", "profit", owner, f"Profit of {label(parameters[owner], 'owner', owner)}", money)]
    for lab in _largest(result, "owner", "lab_share", COLUMNS * ROWS - len(chosen)):
        title = f"Token share of {label(parameters[lab], 'owner', lab)}"
        chosen += [Series("owner", "lab_share", lab, title, "% of tokens", 100)]
    return chosen


def contracts_in_question(scenarios: Sequence[Any]) -> tuple[list[str], list[str]]:
    """Return the partners and the labs whose contract differs between the scenarios or changes during one.

    With a single scenario, those with an exclusive or preferred contract.
    """
    versions: dict[str, set[str]] = {}
    for scenario in scenarios:
        for month in {0, *(event.month for event in scenario.events)}:
            for key, terms in scenario.parameters_at(month).contracts.items():
                versions.setdefault(key, set()).add(repr(terms))
    keys = [key for key, terms in versions.items() if len(terms) > 1]
    if not keys:
        contracts = scenarios[0].parameters.contracts
        keys = [key for key, terms in contracts.items() if terms.access in ("exclusive", "preferred")]
    owners = merged(scenarios, "owners")
    pairs = [(p, lab) for key in keys for p in owners for lab in owners if key == f"{p}-{lab}"]
    return list(dict.fromkeys(p for p, _ in pairs)), list(dict.fromkeys(lab for _, lab in pairs))


def _largest(result: Any, kind: str, measure: str, count: int) -> list[str]:
    """Return the entities with the largest value in the last year of any scenario, in falling order."""
    largest: dict[str, float] = {}
    for ensemble in ensembles_of(result):
        for entity, value in last_year(ensemble, kind, measure).mean().dropna().items():
            largest[str(entity)] = max(float(value), largest.get(str(entity), -np.inf))
    return sorted(largest, key=lambda entity: -largest[entity])[:count]
