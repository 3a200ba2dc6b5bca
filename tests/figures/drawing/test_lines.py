"""Lines start their axis at zero, and legends tell scenarios apart."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from sim.figures.drawing.lines import draw_line, from_zero, scenario_handles
from sim.figures.drawing.style import scenario_role
from tests.figures.example import scenarios


def axes_of(*values):
    axes = Figure().add_subplot()
    draw_line(axes, np.arange(len(values)), np.array(values), scenario_role(1))
    from_zero(axes)
    return axes


@pytest.mark.parametrize(("values", "bottom"), [((2.0, 3.0), 0.0), ((-1.0, 3.0), -1.0), ((0.0, 1e-12), 0.0)])
def test_the_axis_starts_at_zero_or_where_values_are_negative(values, bottom):
    low, high = axes_of(*values).get_ylim()
    assert low <= bottom
    assert (low == 0) == (bottom == 0)
    assert high >= max(values)


def test_a_line_has_the_looks_of_its_scenario():
    [line] = axes_of(1.0, 2.0).lines
    assert (line.get_color(), line.get_marker()) == (scenario_role(1).colour, scenario_role(1).marker)


def test_a_legend_names_scenarios_where_there_are_several_and_says_which_is_the_base():
    assert scenario_handles(scenarios(1)) == []
    labels = [handle.get_label() for handle in scenario_handles(scenarios(2))]
    assert labels[0].endswith("(base)")
    assert not labels[1].endswith("(base)")
