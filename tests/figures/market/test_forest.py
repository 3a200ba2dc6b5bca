"""The figure of paired differences agrees with the tables."""

import pytest

from sim.figures.drawing.style import PAPER
from sim.statistics.paired_row import is_clear
from sim.words.names import label
from tests.figures.reading import changed_rows, points, texts_of


def test_forest_has_one_point_per_headline_outcome_that_differs(pair, drawn):
    shown = [point for axes in drawn("forest").axes for point in points(axes)]
    rows = list(changed_rows(pair))
    assert len(shown) == len(rows)
    assert sum(point.get_markerfacecolor() != PAPER for point in shown) == sum(is_clear(row) for _, row in rows)
    money = sorted(row.difference for outcome, row in rows if outcome.unit == "bn USD")
    places = sorted(float(point.get_xdata()[0]) for axes in drawn("forest").axes[:4] for point in points(axes))
    assert places == pytest.approx(money)


def test_forest_is_sorted_with_labels_and_numbers_in_line(pair, drawn):
    profit = next(axes for axes in drawn("forest").axes if axes.get_title(loc="left").startswith("Profit by owner"))
    values = [float(point.get_xdata()[0]) for point in points(profit)]
    assert values == sorted(values, reverse=True)
    parameters = pair.ensembles[0].scenario.parameters
    table = pair.table().set_index("outcome")
    top = profit.get_yticklabels()[0].get_text()
    owner = next(name for name in parameters.owners if label(parameters, "owner", name) == top)
    assert values[0] == pytest.approx(table.loc[f"profit.{owner}", "difference"])
    assert f"{table.loc[f'profit.{owner}', 'difference']:+.3g}"[:4] in " ".join(texts_of(profit))


def test_forest_money_panels_share_one_axis_and_names_what_is_left_out(drawn):
    figure = drawn("forest")
    assert len({axes.get_xlim() for axes in figure.axes[:4]}) == 1
    assert any(text.startswith("Left out, equal in every seed") for text in texts_of(figure))
