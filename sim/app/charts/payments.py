"""Who pays whom in a span of months."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from sim.app.charts.style import BASE, TEXT, TOOLTIP, Options, literal
from sim.figures.drawing.style import INK
from sim.results.reading.payments import POOLED, between_others, pooled
from sim.scenario import Parameters
from sim.words.names import account_label, flow_label
from sim.words.numbers import numeral

_SECTOR_COLOUR = "#8c8c8c"
_SIDES = ("payer", "flow", "payee")


@dataclass(frozen=True)
class Payment:
    """One line of the table of payments."""

    payer: str
    flow: str
    payee: str
    amounts: list[str]


def payments_in(table: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Return payer, payee, flow and amount over some months, both ends included, but for a firm's own account."""
    rows = table[(table["month"] >= first) & (table["month"] <= last)]
    totals = rows.groupby(["payer", "payee", "flow"])["amount"].sum().reset_index()
    return between_others(totals, ai_only=True)


def sankey_options(
    tables: Sequence[pd.DataFrame], number: int, parameters: Parameters, colours: Mapping[str, str]
) -> Options:
    """Return the payments of one scenario as a chart.

    Parameters
    ----------
    tables : sequence of DataFrame
        Payments of each scenario, as from `payments_in`; what is tiny in all of them is pooled.
    number : int
        Which scenario to draw.
    parameters : Parameters
        Where names come from.
    colours : mapping of str to str
        Colour of each owner.
    """
    table = pooled(tables)[number]
    links = []
    for left, right in (("payer", "flow"), ("flow", "payee")):
        sums = table.groupby([left, right], as_index=False)["amount"].sum()
        for source, target, amount in sums.itertuples(index=False):
            links.append({"source": f"{left} {source}", "target": f"{right} {target}", "value": round(amount, 6)})
    return {
        **BASE,
        "tooltip": {**TOOLTIP, "trigger": "item"},
        "series": [
            {
                "type": "sankey",
                "left": 4,
                "right": 4,
                "top": 6,
                "bottom": 6,
                "nodeWidth": 10,
                "nodeGap": 9,
                "nodeAlign": "justify",
                "draggable": False,
                "emphasis": {"focus": "adjacency"},
                "layoutIterations": 24,
                "lineStyle": {"color": "gradient", "opacity": 0.4},
                "data": [node for side in _SIDES for node in _nodes(table, side, parameters, colours)],
                "links": links,
            }
        ],
    }


def _nodes(table: pd.DataFrame, side: str, parameters: Parameters, colours: Mapping[str, str]) -> list[Options]:
    sums = table.groupby(side)["amount"].sum()
    nodes = []
    for name, amount in sums.items():
        text = _label(str(name), side, parameters)
        nodes.append(
            {
                "name": f"{side} {name}",
                "depth": _SIDES.index(side),
                "itemStyle": {"color": INK if side == "flow" else colours.get(str(name), _SECTOR_COLOUR)},
                "label": {
                    **TEXT,
                    "fontSize": 11,
                    "formatter": f"{literal(text)} {numeral(float(amount))}",
                    "position": "left" if side == "payee" else "right",
                },
                "tooltip": {"formatter": f"{literal(escape(text))}: {numeral(float(amount))} bn USD"},
            }
        )
    return nodes


def _label(name: str, side: str, parameters: Parameters) -> str:
    if side == "flow":
        return "other payments" if name == POOLED else flow_label(name)
    return "Others" if name == POOLED else account_label(parameters, name)


def payment_rows(tables: Sequence[pd.DataFrame], parameters: Parameters) -> list[Payment]:
    """Return all payments with their amounts in each scenario, the largest first."""
    keys = ["payer", "flow", "payee"]
    columns = [table.groupby(keys)["amount"].sum().rename(number) for number, table in enumerate(tables)]
    joined = pd.concat(columns, axis=1).fillna(0.0)
    order = joined.max(axis=1).sort_values(ascending=False, kind="stable").index
    ranked = joined.loc[order]
    return [
        Payment(
            account_label(parameters, payer),
            flow_label(flow),
            account_label(parameters, payee),
            [numeral(float(amount)) for amount in amounts],
        )
        for (payer, flow, payee), amounts in zip(ranked.index, ranked.to_numpy(), strict=True)
    ]
