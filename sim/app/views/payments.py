"""Who pays whom: charts and a table for any span of months."""

from nicegui import ui

from sim.app.charts.payments import payment_rows, payments_in, sankey_options
from sim.app.findings import Findings
from sim.app.views.tables import text_table

_YEAR = 12
_PAGE = 15


class PaymentsView:
    """Payments of all scenarios in some months.

    Parameters
    ----------
    findings : Findings
        What to show.
    """

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        last = len(findings.dates) - 1
        self._span = (max(0, last - _YEAR + 1), last)
        ui.label(
            "bn USD, mean over seeds. Left: payers; middle: what for; right: payees. Without payments of a firm to "
            "itself, cloud services other than AI, and search advertising."
        ).classes("quiet")
        with ui.row().classes("w-full items-center no-wrap"):
            self._label = ui.label().classes("text-weight-bold").style("min-width: 10.5rem")
            ui.range(
                min=0,
                max=last,
                value={"min": self._span[0], "max": self._span[1]},
                on_change=lambda event: self._choose(event.value["min"], event.value["max"]),
            ).classes("col q-px-sm").props('aria-label="Months"').mark("months")
        self._place = ui.element("div").classes("stack w-full")
        self._build()

    def _choose(self, first: int, last: int) -> None:
        self._span = (int(first), int(last))
        self._build()

    def _build(self) -> None:
        findings, (first, last) = self._findings, self._span
        self._label.set_text(f"{findings.dates[first][:7]} to {findings.dates[last][:7]}")
        tables = [payments_in(table, first, last) for table in findings.payments]
        self._place.clear()
        with self._place:
            if all(table.empty for table in tables):
                ui.label("Nobody pays anybody in these months.")
                return
            for number, scenario in enumerate(findings.scenarios):
                ui.label(scenario.title).classes("chart-title")
                with ui.element("div").classes("wide-chart"):
                    ui.echart(sankey_options(tables, number, findings.parameters, findings.colours)).style(
                        "height: 480px"
                    )
            names = [scenario.name for scenario in findings.scenarios]
            rows = [[one.payer, one.flow, one.payee, *one.amounts] for one in payment_rows(tables, findings.parameters)]
            text_table(
                ["payer", "what for", "payee", *(f"{name}, bn USD" for name in names)],
                rows,
                words=3,
                page=_PAGE,
                search="Search payments",
            )
