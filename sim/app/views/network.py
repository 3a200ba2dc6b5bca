"""The alliance network over the months: slider, play button, a network per scenario, contracts of the month."""

from nicegui import ui

from sim.app.charts.network import LOOKS, network_options, standing_contracts
from sim.app.findings import Findings
from sim.app.views.tables import text_table

_STEP = 0.35  # seconds per month when playing


class NetworkView:
    """Networks of all scenarios in one month.

    Parameters
    ----------
    findings : Findings
        What to show.
    """

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._month = 0
        last = len(findings.dates) - 1
        ui.label(
            "Left: clouds; middle: models; right: apps. A line: sold on the cloud, or licensed to the app; the "
            "thicker, the more of the month's tokens. Under each name: its share of all tokens. Mean over seeds."
        ).classes("quiet")
        with ui.row().classes("w-full items-center no-wrap"):
            self._button = ui.button(icon="play_arrow", on_click=self._play_or_pause).props(
                'round dense aria-label="Play or pause"'
            )
            self._label = ui.label().classes("text-weight-bold").style("min-width: 5.2rem").mark("month shown")
            self._slider = ui.slider(min=0, max=last, value=0, on_change=lambda event: self._show(event.value))
            self._slider.classes("col q-px-sm").props('aria-label="Month"').mark("month")
        self._timer = ui.timer(_STEP, self._next, active=False)
        self._charts = []
        with ui.element("div").classes("pair" if findings.compares else "stack"):
            for scenario, alliances in zip(findings.scenarios, findings.networks, strict=True):
                with ui.element("div").classes("stack"):
                    ui.label(scenario.title).classes("chart-title")
                    chart = ui.echart(network_options(alliances, 0)).style("height: 470px")
                    self._charts.append(chart)
        _key()
        ui.label("Contracts of the month").classes("chart-title")
        self._contracts = ui.element("div").classes("w-full")
        self._show(0)

    def _show(self, month: int) -> None:
        self._month = int(month)
        self._label.set_text(self._findings.dates[self._month][:7])
        for chart, alliances in zip(self._charts, self._findings.networks, strict=True):
            chart.options.update(network_options(alliances, self._month))
            chart.update()
        self._show_contracts()

    def _show_contracts(self) -> None:
        standing = [standing_contracts(alliances, self._month) for alliances in self._findings.networks]
        pairs = dict.fromkeys(pair for contracts in standing for pair in contracts)
        rows = [
            [" and ".join(pair), *(contracts[pair].text if pair in contracts else "none" for contracts in standing)]
            for pair in pairs
        ]
        names = [scenario.name for scenario in self._findings.scenarios]
        self._contracts.clear()
        with self._contracts:
            text_table(["partner and lab", *names], rows, words=1 + len(names))

    def _next(self) -> None:
        """Go on by a month, and stop at the end."""
        last = len(self._findings.dates) - 1
        if self._month >= last:
            self._pause()
        else:
            self._slider.set_value(self._month + 1)

    def _play_or_pause(self) -> None:
        if self._timer.active:
            self._pause()
            return
        if self._month >= len(self._findings.dates) - 1:
            self._slider.set_value(0)
        self._timer.activate()
        self._button.props("icon=pause")

    def _pause(self) -> None:
        self._timer.deactivate()
        self._button.props("icon=play_arrow")


def _key() -> None:
    dashes = {"solid": "", "dashed": 'stroke-dasharray="6 4"', "dotted": 'stroke-dasharray="2 3"'}
    parts = (
        f'<span><svg width="26" height="8" aria-hidden="true"><path d="M0 4 H26" stroke="{colour}" stroke-width="4" '
        f"{dashes[kind]}/></svg>{meaning}</span>"
        for colour, kind, meaning in LOOKS.values()
    )
    ui.html("".join(parts), sanitize=False).classes("key")
