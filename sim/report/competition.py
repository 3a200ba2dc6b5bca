"""What a competition authority asks, as tables of a report."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from sim.report.experiment_tables import TextTable
from sim.results.competition_tables import ALL, DOING_WITHOUT, competition_in
from sim.results.protocols import RunResult
from sim.results.reading.series import scenarios_of
from sim.scenario import Parameters
from sim.words.names import label, plain, product_label
from sim.words.numbers import numeral, percent

Cell = Callable[[Any], str]
_MARKETS: dict[str, tuple[str, Cell]] = {
    "spend": ("spend, bn USD a month", numeral),
    "doing_without": ("done without AI", percent),
    "elasticity": ("elasticity of the market", numeral),
    "hhi_spend": ("HHI by spend", lambda value: numeral(value, 0)),
    "mhhi_spend": ("HHI, stakes counted", lambda value: numeral(value, 0)),
    "lerner": ("mean Lerner index", numeral),
}
_PRODUCT_COLUMNS = [
    *("product", "scenario", "share of spend", "price, USD per Mtok"),
    *("unit cost", "Lerner index", "own elasticity", "closest substitute"),
]


def competition_tables(result: RunResult) -> list[TextTable]:
    """Return shares, prices, margins and concentration; none where nobody has looked at competition.

    Parameters
    ----------
    result : Ensemble or Comparison
        What is reported.
    """
    found = competition_in(result.folder)
    if not found:
        return []
    scenarios = scenarios_of(result)
    parameters = {scenario.name: scenario.parameters for scenario in scenarios}
    titles = {scenario.name: plain(scenario.title) for scenario in scenarios}
    markets = _with_margins(found["markets"], found["products"])
    last = str(markets["month"].max())
    of_all, of_last = markets[markets["market"] == ALL], markets[markets["month"] == last]
    products = found["products"]
    products = products[(products["market"] == ALL) & (products["month"] == last)]
    heads = [head for head, _ in _MARKETS.values()]
    return [
        TextTable(
            "All tasks together, month by month",
            ["month", "scenario", *heads],
            [[row["month"], titles[row["scenario"]], *_cells(row)] for row in _rows(of_all, "month")],
        ),
        TextTable(
            f"Each task in {last}",
            ["task", "scenario", *heads],
            [
                [_task(parameters[row["scenario"]], row["market"]), titles[row["scenario"]], *_cells(row)]
                for row in _rows(of_last, "market")
            ],
        ),
        TextTable(
            f"Each product in {last}",
            _PRODUCT_COLUMNS,
            [_product(row, titles[row["scenario"]], parameters[row["scenario"]]) for row in _rows(products, "product")],
        ),
    ]


def _with_margins(markets: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """Add the mean of Lerner's index over what is spent on products whose price somebody decides."""
    keys = ["scenario", "month", "market"]
    known = products.dropna(subset="lerner")
    weighted = (
        known.assign(lerner=known["lerner"] * known["spend_share"]).groupby(keys)[["lerner", "spend_share"]].sum()
    )
    mean = (weighted["lerner"] / weighted["spend_share"]).rename("lerner").reset_index()
    return markets.merge(mean, on=keys, how="left")


def _rows(table: pd.DataFrame, by: str) -> list[dict[Any, Any]]:
    """Return rows so that the scenarios of one thing stand below each other, things in order of appearance."""
    order = {value: place for place, value in enumerate(dict.fromkeys(table[by]))}
    return table.iloc[np.argsort(table[by].map(order), kind="stable")].to_dict("records")


def _cells(row: Mapping[str, Any]) -> list[str]:
    return [text(float(row[name])) for name, (_, text) in _MARKETS.items()]


def _task(parameters: Parameters, market: str) -> str:
    return "All tasks" if market == ALL else label(parameters, "task", market)


def _product(row: Mapping[str, Any], title: str, parameters: Parameters) -> list[str]:
    closest = row["closest"]
    return [
        product_label(parameters, row["product"]),
        title,
        percent(row["spend_share"], 1),
        numeral(row["price"]),
        numeral(row["unit_cost"]),
        numeral(row["lerner"]),
        numeral(row["elasticity"]),
        closest if closest == DOING_WITHOUT else product_label(parameters, closest),
    ]
