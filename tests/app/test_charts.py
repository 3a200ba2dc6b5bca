"""Findings and charts of made-up markets, usual and odd ones."""

import json
import math

import numpy as np
import pytest

from sim.app.charts.bands import bands_options
from sim.app.charts.forest import forest_options
from sim.app.charts.network import LOOKS, network_options, standing_contracts
from sim.app.charts.payments import payment_rows, payments_in, sankey_options
from sim.app.findings import findings_of
from sim.market.measures import MEASURES
from sim.results.reading.series import by_seed, interval_half_width
from sim.words.key_series import key_series
from tests.figures.example import comparison, ensemble, world


@pytest.fixture(scope="module")
def pair():
    return comparison(seeds=4, data=world(months=15))


@pytest.fixture(scope="module")
def found(pair):
    return findings_of(pair)


def options_of(found):
    """Return the options of every chart that the page would show."""
    titles = [scenario.title for scenario in found.scenarios]
    spans = [payments_in(table, 0, len(found.dates) - 1) for table in found.payments]
    return [
        *(forest_options(panel, found.panels, signed=found.compares) for panel in found.panels),
        *(bands_options(series, titles, found.dates) for series in found.series.values()),
        *(network_options(network, month) for network in found.networks for month in range(len(found.dates))),
        *(sankey_options(spans, number, found.parameters) for number in range(len(spans))),
    ]


ODD = {
    "usual": lambda: comparison(seeds=2, data=world(months=5)),
    "one seed": lambda: comparison(seeds=1, data=world(months=14)),
    "one cloud": lambda: ensemble(seeds=2, data=world(clouds=1, models=3, apps=1, months=3)),
    "no apps": lambda: ensemble(seeds=2, data=world(apps=0, months=3)),
    "many models, one month": lambda: ensemble(seeds=2, data=world(models=15, months=1)),
    "markup in names": lambda: ensemble(seeds=2, data=world(months=3, label="<b>&{x}")),
}


@pytest.mark.parametrize("name", ODD)
def test_every_chart_of_any_world_is_plain_json(name):
    for options in options_of(findings_of(ODD[name]())):
        text = json.dumps(options, allow_nan=False)
        assert "function" not in text
        assert "<b>" not in "".join(tips(options))


def test_braces_in_names_are_neither_places_nor_styles_to_a_chart():
    label = "{b} {n|x} {c}"
    found = findings_of(ensemble(seeds=2, data=world(months=3, label=label)))
    shown = json.dumps(options_of(found), ensure_ascii=False)
    assert "\u2060b} {\u2060n|x} {\u2060c}" in shown
    assert label not in "".join(tip for options in options_of(found) for tip in (*tips(options), *formatters(options)))


def formatters(options):
    """Yield every text in which ECharts looks for places and styles."""
    if isinstance(options, dict):
        if "formatter" in options:
            yield str(options["formatter"])
        if options.get("type") == "category":
            yield "".join(map(str, options["data"]))
    for value in options.values() if isinstance(options, dict) else options if isinstance(options, list) else ():
        yield from formatters(value)


def tips(options):
    """Yield what tooltips would show, which is read as HTML."""
    if isinstance(options, dict):
        for key, value in options.items():
            if key == "tooltip" and isinstance(value, dict):
                yield str(value.get("formatter", ""))
            yield from tips(value)
    elif isinstance(options, list):
        for value in options:
            yield from tips(value)


def test_series_are_mean_and_interval_of_the_table_and_differences_are_paired(pair, found):
    base, other = (by_seed(one, "model", "price", "gpt") for one in pair.ensembles)
    series = found.series["model.price.gpt"]
    np.testing.assert_allclose(series.levels[0].mean, base.mean(axis=1))
    difference = (other - base).to_numpy()
    np.testing.assert_allclose(series.differences[0].mean, difference.mean(axis=1))
    np.testing.assert_allclose(
        series.differences[0].high - series.differences[0].mean, interval_half_width(difference), rtol=1e-9
    )


def test_every_measure_that_was_recorded_can_be_seen_and_the_key_series_come_first(pair, found):
    recorded = {
        f"{measure.kind}.{measure.name}"
        for measure in MEASURES
        for rows in [pair.base.monthly[pair.base.monthly["kind"] == measure.kind]]
        if rows[measure.name].notna().any()
    }
    assert {name.rsplit(".", 1)[0] for name in found.series} == recorded
    first = [f"{one.kind}.{one.measure}.{one.entity}" for one in key_series(pair)]
    assert list(found.series)[: len(first)] == first


def test_lines_of_the_network_hold_the_volumes_of_the_month_and_its_contract(pair, found):
    (line,) = [one for one in found.networks[0].lines if (one.model, one.partner) == ("gpt", "azure")]
    volumes = by_seed(pair.base, "model_on_cloud", "hosted_volume", "gpt@azure").mean(axis=1)
    np.testing.assert_allclose(line.volume, volumes)
    assert set(line.state) == {"exclusive"}
    (line,) = [one for one in found.networks[1].lines if (one.model, one.partner) == ("gpt", "aws")]
    assert set(line.state) == {"open"}
    assert not [one for one in found.networks[0].lines if (one.model, one.partner) == ("gpt", "aws")]
    assert {state for network in found.networks for one in network.lines for state in one.state} <= set(LOOKS)


def test_networks_of_both_scenarios_have_everything_at_the_same_place(found):
    places = [{(n.kind, n.name): (n.x, n.y) for n in network.nodes} for network in found.networks]
    assert places[0] == places[1]
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places[0].values())


def test_contracts_of_a_month_say_access_and_terms(found):
    terms = standing_contracts(found.networks[0], 3)["Microsoft", "OpenAI"]
    assert terms.access == "exclusive"
    assert "revenue share 0.2" in terms.terms


def test_payments_of_a_span_add_up_to_the_ledger(pair, found):
    rows = pair.base.ledger[lambda table: (table["month"] >= 2) & (table["month"] <= 4)]
    between = rows[(rows["flow"] == "wholesale") & (rows["payer"] != rows["payee"])]
    expected = between["amount"].sum() / len(pair.base.seeds)
    table = payments_in(found.payments[0], 2, 4)
    assert table[table["flow"] == "wholesale"]["amount"].sum() == pytest.approx(expected)
    assert payment_rows([table, table], found.parameters)[0].amounts[0] != "0"


def test_axes_hold_all_intervals_and_zero_in_round_steps(found):
    for panel in found.panels:
        axis = forest_options(panel, found.panels, signed=True)["xAxis"]
        for row in panel.rows:
            for bound in (row.low, row.high, row.mean, 0.0):
                assert math.isnan(bound) or axis["min"] <= bound <= axis["max"]
        assert (axis["max"] - axis["min"]) / axis["interval"] < 9
