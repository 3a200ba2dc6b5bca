"""The figure of one outcome over two parameters agrees with the tables."""

from tests.figures.experiments.reading import cells_of
from tests.figures.reading import texts_of


def test_a_phase_diagram_has_a_cell_per_point_hatched_below_zero(results, drawn):
    cells = cells_of(drawn("grid", "phase_diagram-profit.openai"))
    table = results["grid"].table("profit.openai")
    assert len(cells) == len(table)
    assert sum(bool(cell.get_hatch()) for cell in cells) == (table["mean"] < 0).sum() == 2
    assert "−1.30" in " ".join(texts_of(drawn("grid", "phase_diagram-profit.openai")))
    assert any(text == "↑ Switching cost (utils)" for text in texts_of(drawn("grid", "phase_diagram-profit.openai")))
