"""What is drawn agrees with the frames of the result."""

import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.patches import FancyBboxPatch, PathPatch, Rectangle

from sim.figures import draw
from sim.figures.drawing.style import PAPER, owner_colours
from sim.market.measures import LAYERS
from sim.results.reading.payments import OTHER_BUSINESS
from sim.results.reading.series import last_year, mean_by_month
from sim.statistics.paired_row import bounds, is_certain, is_zero
from sim.words.headlines import GROUPS, verdict
from sim.words.names import label
from tests.figures.reading import texts_of

HEADLINE = {key for group in GROUPS for key in group.measures}


def points(axes):
    return [line for line in axes.lines if len(line.get_xdata()) == 1 and line.get_marker() not in ("", "None")]


def changed_rows(pair):
    definitions = pair.ensembles[0].definitions
    for row in pair.table().itertuples():
        outcome = definitions[row.outcome]
        if (outcome.measure.name, outcome.measure.kind) in HEADLINE and not is_zero(row):
            yield outcome, row


def test_forest_has_one_point_per_headline_outcome_that_differs(pair, drawn):
    shown = [point for axes in drawn("forest").axes for point in points(axes)]
    rows = list(changed_rows(pair))
    assert len(shown) == len(rows)
    assert sum(point.get_markerfacecolor() != PAPER for point in shown) == sum(is_certain(row) for _, row in rows)
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


def test_better_and_worse_follow_whom_the_measure_concerns(pair):
    by_name = {outcome.name: outcome.measure for outcome, _ in changed_rows(pair)}
    assert verdict(by_name["price.gpt"], 0.1) == "worse"
    assert verdict(by_name["profit.openai"], 0.1) == "better"
    assert verdict(by_name["multi_homing_share"], 0.1) == "neither"


def test_two_seeds_show_the_t_interval():
    class Row:
        bca_low = bca_high = float("nan")
        t_low, t_high, difference, p_holm = -1.0, 3.0, 1.0, 0.2
        base_mean = other_mean = 5.0

    assert bounds(Row) == (-1.0, 3.0)
    assert not is_certain(Row)
    assert not is_zero(Row)


def test_outcomes_show_the_means_of_the_table(alone):
    figure = draw("outcomes", alone)
    table = alone.table().set_index("outcome")
    assert sum(len(points(axes)) for axes in figure.axes) == sum(
        (one.measure.name, one.measure.kind) in HEADLINE for one in alone.definitions.values()
    )
    surplus = [float(point.get_xdata()[0]) for point in points(figure.axes[0])]
    assert surplus == pytest.approx([table.loc["total_surplus", "mean"], table.loc["consumer_surplus", "mean"]])


def test_bands_show_each_scenario_and_the_difference_below(pair, drawn):
    figure = drawn("bands")
    levels, strips = figure.axes[::2], figure.axes[1::2]
    titles = [axes.get_title(loc="left") for axes in levels]
    assert titles[:6] == [
        "Consumer surplus",
        "Mean price",
        "Demand lost: clouds full",
        "Reach of GPT",
        "Profit of Microsoft, after capital",
        "Profit of OpenAI, after capital",
    ]
    assert all(len(axes.lines) == 2 and len(axes.collections) == 4 for axes in levels)
    assert all(len(axes.lines) == 2 and len(axes.collections) == 1 for axes in strips)
    base, other = (mean_by_month(one, "market", "mean_price")["market"].to_numpy() for one in pair.ensembles)
    assert levels[1].lines[0].get_ydata() == pytest.approx(base)
    assert strips[1].lines[1].get_ydata() == pytest.approx(other - base)


def test_bands_mark_dated_events_and_say_what_they_are(three):
    figure = draw("bands", three)
    texts = texts_of(figure)
    assert any("2024-02: first refusal instead" in text for text in texts)
    assert sum(text == "a" for text in texts) == len(figure.axes) / 2


def test_shares_have_an_area_per_lab_and_a_bar_per_model_home_and_scenario(pair, drawn):
    figure = drawn("shares")
    labs = {model.lab for model in pair.ensembles[0].scenario.parameters.models.values()}
    areas = [axes for axes in figure.axes if axes.findobj(PolyCollection)]
    assert [len(axes.findobj(PolyCollection)) for axes in areas] == [len(labs)] * 2
    bars = [bar for axes in figure.axes for bar in axes.patches if isinstance(bar, Rectangle)]
    assert len(bars) == 7 * 3 * 2
    expected = [last_year(one, "model_at_home", "share_at_home").mean() * 100 for one in pair.ensembles]
    assert sum(bar.get_width() for bar in bars) == pytest.approx(sum(table.sum() for table in expected))
    assert any("OpenAI" in text and "%" in text for text in texts_of(areas[0]))


def test_prices_have_a_panel_per_model_and_app_on_shared_logarithmic_axes(pair, drawn):
    figure = drawn("prices")
    assert len(figure.axes) == 7 + 6
    assert all(len(axes.lines) == 2 and axes.get_yscale() == "log" for axes in figure.axes)
    assert len({axes.get_ylim() for axes in figure.axes[:7]}) == 1
    gpt = next(axes for axes in figure.axes if axes.get_title(loc="left") == "GPT (OpenAI)")
    means = [last_year(one, "model", "price").mean()["gpt"] for one in pair.ensembles]
    assert any(f"{means[0]:.2f} → {means[1]:.2f} USD" in text for text in texts_of(gpt))


def test_payments_balance_and_leave_out_what_a_firm_pays_itself(pair, drawn):
    figure = drawn("payments")
    for axes, ensemble in zip(figure.axes, pair.ensembles, strict=True):
        ledger = ensemble.ledger
        rows = ledger[(ledger["month"] >= 24) & (ledger["payer"] != ledger["payee"])]
        rows = rows[~rows["flow"].isin(OTHER_BUSINESS)]
        nodes = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
        columns: dict[float, float] = {}
        for node in nodes:
            columns[node.get_x()] = columns.get(node.get_x(), 0.0) + node.get_height()
        assert len(columns) == 3
        assert max(columns.values()) == pytest.approx(min(columns.values()))
        total = rows["amount"].sum() / len(ensemble.seeds)
        assert f"all payments: {total:.3g} bn USD" in texts_of(axes)
        paid = rows.loc[rows["payer"] == "openai", "amount"].sum() / len(ensemble.seeds)
        assert any(text.startswith(f"OpenAI {paid:.2f}") for text in texts_of(axes))


def test_payments_keep_one_scale_and_say_what_is_left_out(pair, drawn):
    figure = drawn("payments")
    totals = []
    for axes, ensemble in zip(figure.axes, pair.ensembles, strict=True):
        table = ensemble.ledger.query("month >= 24 and payer != payee")
        amount = table.loc[~table["flow"].isin(OTHER_BUSINESS), "amount"].sum()
        left = min(patch.get_x() for patch in axes.patches if isinstance(patch, Rectangle))
        heights = [p.get_height() for p in axes.patches if isinstance(p, Rectangle) and p.get_x() == left]
        totals.append(sum(heights) / amount)
    assert totals[0] == pytest.approx(totals[1])
    assert any("payments of a firm to itself" in text for text in texts_of(figure))


def test_network_places_do_not_move_and_new_sales_stand_out(pair, drawn):
    figure = drawn("network")
    base, other = figure.axes
    places = [[box.get_bbox().bounds for box in axes.findobj(FancyBboxPatch)] for axes in (base, other)]
    assert places[0] == places[1]
    assert len(places[0]) == 3 + 7 + 6
    edges = [[p for p in axes.patches if isinstance(p, PathPatch)] for axes in (base, other)]
    for found, ensemble in zip(edges, pair.ensembles, strict=True):
        hosted = last_year(ensemble, "model_on_cloud", "hosted_volume").mean()
        routed = last_year(ensemble, "model_in_app", "routed_volume").mean()
        assert len(found) == (hosted > 1e-9).sum() + (routed > 1e-9).sum()
    common = to_hex(edges[0][0].get_edgecolor())
    new = [edge for edge in edges[1] if to_hex(edge.get_edgecolor()) != common]
    assert len(new) == 2  # the model that was exclusive, on the two other clouds
    assert all(to_hex(edge.get_edgecolor()) == common for edge in edges[0])


def test_network_labels_do_not_overlap(drawn):
    figure = drawn("network")
    figure.draw_without_rendering()
    for axes in figure.axes:
        boxes = [text.get_window_extent() for text in axes.texts]
        for i, box in enumerate(boxes):
            # Lines of one label may touch, different labels may not.
            apart = [other for other in boxes[i + 1 :] if abs(other.y0 - box.y0) < 5 and box.overlaps(other)]
            assert not apart


def test_capacity_shows_capacity_and_use_above_the_unserved_share(pair, drawn):
    figure = drawn("capacity")
    assert len(figure.axes) == 2 * 3
    uppers, lowers = figure.axes[::2], figure.axes[1::2]
    assert all(len(axes.lines) == 4 for axes in uppers)
    assert all(len(axes.lines) == 2 for axes in lowers)
    azure = next(axes for axes in uppers if axes.get_title(loc="left") == "Azure")
    table = mean_by_month(pair.ensembles[0], "cloud", "capacity")
    assert azure.lines[0].get_ydata() == pytest.approx(table["azure"].to_numpy())


def test_control_bars_fill_each_layer_and_name_the_largest_owner(pair, drawn):
    axes = drawn("control").axes[0]
    bars = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    rows: dict[float, float] = {}
    for bar in bars:
        middle = round(bar.get_y() + bar.get_height() / 2, 4)
        rows[middle] = rows.get(middle, 0.0) + bar.get_width()
    assert len(rows) == 2 * len(LAYERS)
    assert list(rows.values()) == pytest.approx([100] * len(rows), abs=0.2)
    hhi = last_year(pair.ensembles[0], "layer", "hhi").mean()["cloud"]
    assert any(text.startswith(f"HHI {hhi:,.0f}; top: Microsoft") for text in texts_of(axes))


def test_an_owner_has_the_same_colour_in_every_figure(pair, drawn):
    owners = list(pair.ensembles[0].scenario.parameters.owners)
    colours = owner_colours(owners)
    assert len(set(colours.values())) == len(owners)
    areas = drawn("shares").axes[0].findobj(PolyCollection)
    assert {to_hex(area.get_facecolor()[0]) for area in areas} <= {colour.lower() for colour in colours.values()}
    bars = drawn("control").axes[0].patches
    assert {to_hex(bar.get_facecolor()) for bar in bars} <= {colour.lower() for colour in colours.values()}
    assert np.unique(list(colours.values())).size == len(owners)
