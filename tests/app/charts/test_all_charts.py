"""Every chart of usual and odd markets is plain data."""

import json

import pytest

from sim.app.charts.bands import bands_options
from sim.app.charts.forest import forest_options
from sim.app.charts.network import network_options
from sim.app.charts.payments import payments_in, sankey_options
from sim.app.findings import findings_of
from tests.figures.example import comparison, ensemble, world

pytestmark = pytest.mark.study


def options_of(found):
    """Return the options of every chart that the page would show."""
    titles = [scenario.title for scenario in found.scenarios]
    spans = [payments_in(table, 0, len(found.dates) - 1) for table in found.payments]
    return [
        *(forest_options(panel, found.panels, signed=found.compares) for panel in found.panels),
        *(bands_options(series, titles, found.dates) for series in found.series.values()),
        *(network_options(network, month) for network in found.networks for month in range(len(found.dates))),
        *(sankey_options(spans, number, found.parameters, found.colours) for number in range(len(spans))),
    ]


ODD = {
    "usual": lambda: comparison(seeds=2, data=world(months=5)),
    "one seed": lambda: comparison(seeds=1, data=world(months=14)),
    "one cloud": lambda: ensemble(seeds=2, data=world(clouds=1, models=3, apps=1, months=3)),
    "no apps": lambda: ensemble(seeds=2, data=world(apps=0, months=3)),
    "many models, one month": lambda: ensemble(seeds=2, data=world(models=15, months=1)),
    "markup in names": lambda: ensemble(seeds=2, data=world(months=3, label="<b>&{x}")),
}


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
