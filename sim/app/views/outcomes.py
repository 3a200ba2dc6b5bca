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
        [f"{line.label if block.alone else f'{block.title}: {line.label}'} ({block.unit})", *line.cells, line.name]
        for section in findings.outcomes
        for block in section.blocks
        for line in block.lines
    ]
    ui.label(f"{len(rows)} outcomes of {findings.seeds} seeds.").classes("quiet")
    text_table(["outcome", *columns, "name in files"], rows, page=_PAGE, search=f"Search, e.g. price or {rows[-1][-1]}")
