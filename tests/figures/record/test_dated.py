"""What was dated and what came about."""

from sim.figures import draw
from sim.figures.record.dated import happenings


def test_what_the_scenario_dates_is_told_from_what_came_about(drawn):
    found = {one.label: one for one in happenings(drawn.events)}
    assert found["contracts.a-b.access: open"].is_dated
    assert found["contracts.a-b.access: open"].months.tolist() == [1] * 6
    assert not found["a-c: founded"].is_dated
    assert found["a-c: founded"].months.tolist() == [3] * 3


def test_the_share_of_replications_stands_beside_each(drawn):
    [axes] = draw("dated", drawn).axes
    assert [text.get_text() for text in axes.texts] == ["100 %", "50 %", "50 %"]
