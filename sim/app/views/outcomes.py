"""The table of all outcomes, with search."""

from nicegui import ui

from sim.app.findings import Findings
from sim.app.views.tables import text_table
from sim.report.outcome_table import ENSEMBLE_COLUMNS, PAIR_COLUMNS

_PAGE = 25


def outcome_table(findings: Findings) -> None:
    """Show every outcome of a result."""
    names = [scenario.name for scenario in findings.scenarios]
    columns = [*names, *PAIR_COLUMNS[2:]] if findings.compares else list(ENSEMBLE_COLUMNS)
    rows = [
        [line.label if block.alone else f"{block.title}: {line.label}", *line.cells, block.unit, line.name]
        for section in findings.outcomes
        for block in section.blocks
        for line in block.lines
    ]
    ui.label(f"{len(rows)} outcomes of {findings.seeds} seeds.").classes("quiet")
    header = ["outcome", *columns, "unit", "name in files"]
    text_table(header, rows, page=_PAGE, search="Search, e.g. price or reach.gpt".replace("reach.gpt", rows[0][-1]))
