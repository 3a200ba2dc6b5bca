"""What one scenario comes to: headline outcomes with their intervals."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from sim.figures.calendar import last_year_text
from sim.figures.intervals import Panel, Row, draw_panels
from sim.figures.names import MARKET_LABELS, label, plain, subject_of
from sim.figures.style import house_style

# Panel title, measures of it, unit, factor from the table to that unit, panels with the same horizontal axis.
_PANELS = (
    ("Surplus", (("consumer_surplus", "market"), ("total_surplus", "market")), "bn USD", 1.0, "money"),
    ("Consumer surplus by home cloud of the enterprise", (("consumer_surplus", "home"),), "bn USD", 1.0, "money"),
    ("Consumer surplus by task", (("consumer_surplus", "task"),), "bn USD", 1.0, "money"),
    ("Profit by owner", (("profit", "owner"),), "bn USD", 1.0, "profit"),
    ("Reach: enterprises, by size, that can buy the model without friction", (("reach", "model"),), "%", 100.0, "reach"),
    ("Share of all tokens by lab", (("lab_share", "owner"),), "% of tokens", 100.0, "share"),
    (
        "Service and choice",
        (("rationed_share", "market"), ("multi_homing_share", "market")),
        "%",
        100.0,
        "service",
    ),
    (
        "Prices of models and apps",
        (("mean_price", "market"), ("price", "model"), ("price", "app")),
        "USD per Mtok",
        1.0,
        "price",
    ),
)


def outcomes(result: Any) -> Figure:
    """Draw the headline outcomes of one ensemble: mean over seeds and 95 % interval.

    Parameters
    ----------
    result : Ensemble
        The ensemble.
    """
    with house_style():
        scenario = result.scenario
        months = scenario.parameters.horizon.months
        return draw_panels(
            list(_panels(result, months)) or [Panel("No outcome", "", (), "none")],
            title=f"What comes of “{plain(scenario.title)}”",
            note=(
                f"Mean over {len(result.seeds)} seeds and its 95 % t interval, in numbers at the right. "
                f"Money: total over {months} months. Shares and prices: mean of {last_year_text(scenario)}."
            ),
        )


def _panels(ensemble: Any, months: int) -> Iterator[Panel]:
    parameters = ensemble.scenario.parameters
    rows: dict[tuple[str, str], list[tuple[str, Mapping[str, float]]]] = {}
    for found in ensemble.table().to_dict("records"):
        subject = subject_of(str(found["outcome"]), parameters)
        if subject and np.isfinite(found["mean"]):
            measure, entity = subject
            name = MARKET_LABELS.get(measure.name, "") if measure.kind == "market" else label(parameters, measure.kind, entity)
            rows.setdefault((measure.name, measure.kind), []).append((name, found))
    for title, measures, unit, factor, scale in _PANELS:
        points = [
            Row(name, *(factor * found[column] for column in ("mean", "t_low", "t_high")))
            for key in measures
            for name, found in rows.get(key, [])
        ]
        if points:
            full = f"{unit} over {months} months" if scale in ("money", "profit") else unit
            yield Panel(title, full, sorted(points, key=lambda row: -row.mean), scale)
