"""The results: what it comes to in sentences, and tabs with charts, tables and files."""

from typing import Any

from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from sim.app.charts.bands import bands_options
from sim.app.charts.forest import LOOKS, forest_options, height
from sim.app.downloads import archive, archive_name
from sim.app.findings import Findings
from sim.app.views.network import NetworkView
from sim.app.views.outcomes import outcome_table
from sim.app.views.payments import PaymentsView
from sim.app.views.tables import text_table
from sim.figures.drawing.style import PAPER, QUIET
from sim.figures.market.forest import hollow_meaning
from sim.report.doubts import DOUBT_COLUMNS
from sim.statistics.paired_row import open_text

DIFFERENCES, OVER_TIME, NETWORK = "Differences", "Over time", "Network"
PAYMENTS, OUTCOMES, FILES = "Who pays whom", "All outcomes", "Files"
THROUGH_WHAT, COMPETITION = "Through what", "Competition"

_FEW = 3  # differences that are shown without being asked for


def show_results(findings: Findings) -> None:
    """Show everything about a result."""
    _headline(findings)
    first = DIFFERENCES if findings.compares else "Outcomes"
    parts = {
        first: _differences,
        OVER_TIME: _over_time,
        NETWORK: NetworkView,
        PAYMENTS: PaymentsView,
        **({THROUGH_WHAT: _through_what} if findings.waterfalls else {}),
        **({COMPETITION: _competition} if findings.competition else {}),
        OUTCOMES: outcome_table,
        FILES: _files,
    }
    with ui.tabs().classes("w-full").props("align=left no-caps outside-arrows mobile-arrows dense") as tabs:
        for name in parts:
            ui.tab(name)
    with ui.tab_panels(tabs, value=first).classes("w-full").props("keep-alive"):
        for name, show in parts.items():
            with ui.tab_panel(name).classes("stack q-px-none"):
                show(findings)


def _headline(findings: Findings) -> None:
    headline = findings.headline
    ui.label(headline.title).classes("text-h6").props("role=heading aria-level=2")
    for sentence in headline.sentences:
        ui.label(sentence).classes("lead")
    if findings.failures:
        ui.label("\n".join(("Failed replications, left out:", *findings.failures))).classes("problems")
    with ui.element("div").classes("parties"):
        for kind, heading, effects in (
            ("better", "Better off, bn USD", headline.better),
            ("worse", "Worse off, bn USD", headline.worse),
            ("unclear", f"{open_text(findings.seeds)}, bn USD", headline.unclear),
        ):
            if effects:
                _party(heading, kind, [(effect.name, effect.amount) for effect in effects])
        if headline.changes:
            _party("What else changes, last year", "", [(change.name, change.text) for change in headline.changes])
    if findings.doubts:
        _two_doubts(findings)
    if findings.differs:
        names = [scenario.name for scenario in findings.scenarios]
        few = len(findings.differs) <= _FEW
        with ui.expansion(f"How the scenarios differ ({len(findings.differs)})", value=few).classes("w-full"):
            text_table(["parameter", *names], findings.differs, words=3)


def _two_doubts(findings: Findings) -> None:
    """Show both intervals side by side; draws decide whether a sign is open."""
    ui.label("Over luck and over the assumptions").classes("chart-title")
    text_table(DOUBT_COLUMNS, findings.doubts)


def _party(heading: str, kind: str, rows: list[tuple[str, str]]) -> None:
    with ui.element("div").classes(f"party {kind}"):
        ui.label(heading).classes("text-weight-bold")
        for name, text in rows:
            with ui.element("div").classes("party-row"):
                ui.label(name)
                ui.label(text)


def _differences(findings: Findings) -> None:
    signed = findings.compares
    if signed:
        ui.label(
            f"Differences to the base, seed by seed: mean of {findings.seeds} and 95 % interval. "
            "Money: total of the run. Shares and prices: mean of the last year."
        ).classes("quiet")
        _key(findings.seeds)
    else:
        several = f"Mean of {findings.seeds} seeds and its 95 % interval."
        ui.label(several if findings.seeds > 1 else "One seed; an interval takes more.").classes("quiet")
    if not findings.panels:
        ui.label("No headline outcome differs.")
    for panel in findings.panels:
        ui.label(panel.title).classes("chart-title")
        ui.echart(forest_options(panel, findings.panels, signed=signed)).style(f"height: {height(panel)}px")


def _through_what(findings: Findings) -> None:
    ui.label("The parts of each firm's profit that differ, bn USD over the run; they add up to the last line.").classes(
        "quiet"
    )
    for owner, parts in findings.waterfalls:
        ui.label(owner).classes("chart-title")
        text_table(("part", "difference", "95 % interval"), [list(part[:3]) for part in parts])


def _competition(findings: Findings) -> None:
    ui.label("What a competition authority asks, of the first seed, so without intervals.").classes("quiet")
    for table in findings.competition:
        ui.label(table.title).classes("chart-title")
        text_table(table.columns, table.rows, words=2)


def _key(seeds: int) -> None:
    marks = {
        "circle": '<circle cx="7" cy="7" r="5"/>',
        "rect": '<rect x="2" y="2" width="10" height="10"/>',
        "diamond": '<path d="M7 1 L13 7 L7 13 L1 7 Z"/>',
    }
    items = [(colour, colour, marks[marker], meaning) for colour, marker, meaning in LOOKS.values()]
    items.append((QUIET, PAPER, marks["circle"], hollow_meaning(seeds)))
    parts = (
        f'<span><svg width="14" height="14" stroke="{line}" stroke-width="2" fill="{fill}" aria-hidden="true">'
        f"{mark}</svg>{meaning}</span>"
        for line, fill, mark, meaning in items
    )
    ui.html("".join(parts), sanitize=False).classes("key")


def _over_time(findings: Findings) -> None:
    titles = [scenario.title for scenario in findings.scenarios]
    names = {name: f"{series.title} ({series.unit})" for name, series in findings.series.items()}
    first = next(iter(names))

    def options(name: str) -> dict[str, object]:
        return bands_options(findings.series[name], titles, findings.dates)

    def choose(event: ValueChangeEventArguments[Any]) -> None:
        if event.value:
            chart.options.clear()
            chart.options.update(options(event.value))
            chart.update()
            meaning.set_text(findings.series[event.value].description)

    ui.select(names, label="What", value=first, with_input=True, on_change=choose).classes("w-full").props(
        "outlined dense"
    ).mark("series")
    meaning = ui.label(findings.series[first].description).classes("quiet")
    chart = ui.echart(options(first)).style(f"height: {450 if findings.compares else 420}px")
    note = "Line: mean over seeds. Band: 95 % interval of the mean."
    if findings.compares:
        note += " Below: other less base with the same seeds; this tells what differs."
    ui.label(note).classes("quiet")


def _files(findings: Findings) -> None:
    ui.label("Each file is complete in itself: the scenario can be run again from it.").classes("quiet")
    for scenario in findings.scenarios:
        ui.button(
            f"Scenario {scenario.name} (YAML)",
            icon="download",
            on_click=lambda s=scenario: ui.download.content(s.text.encode(), f"{s.name}.yaml", "application/yaml"),
        ).props("outline no-caps")

    place = findings.folder
    if place is None:
        return
    runs = [scenario.folder for scenario in findings.scenarios if scenario.folder is not None]

    async def send() -> None:
        button.disable()
        try:
            ui.download.content(await archive(runs, place), archive_name(place), "application/zip")
        finally:
            button.enable()

    button = ui.button("All results (zip: parquet and CSV)", icon="download", on_click=send).props("outline no-caps")
    ui.label("On this computer they lie in:").classes("quiet")
    for folder in dict.fromkeys([place, *runs]):
        ui.label(str(folder.resolve())).classes("quiet")
