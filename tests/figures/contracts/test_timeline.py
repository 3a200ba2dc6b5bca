"""The figure of contracts agrees with the tables."""

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from sim.figures import draw
from sim.figures.drawing.style import BLUE
from sim.results.reading.contract_spells import exclusive_share, pairs_that_allow, shown_seed
from sim.results.reading.events import read_events
from tests.figures.reading import texts_of


@pytest.mark.study
def test_contracts_have_a_bar_per_spell_and_a_number_per_event(told):
    figure = draw("contracts", told)
    shares, lanes = figure.axes
    shown = shown_seed(told).seed
    spells = told.contracts[(told.contracts["seed"] == shown) & (told.contracts["effective_access"] != "none")]
    bars = [patch for patch in lanes.patches if isinstance(patch, Rectangle)]
    assert len(bars) == len(spells)
    exclusive = [bar for bar in bars if to_hex(bar.get_facecolor()) == BLUE.lower()]
    assert sum(bar.get_width() > 0 for bar in exclusive) == (spells["effective_access"] == "exclusive").sum()
    numbers = {n.strip() for text in lanes.texts for n in text.get_text().split(",")}
    events = [e for e in read_events(told.events) if e.seed == shown]
    changing = {str(e.number) for e in events if e.kind == "contract" and e.decision != "renewed"}
    assert changing <= numbers
    assert {str(e.number) for e in events if e.decision == "renewed"}.isdisjoint(numbers)
    line = shares.lines[0].get_ydata()
    assert line[:-1] == pytest.approx(100 * exclusive_share(told, ("microsoft", "openai")))
    assert any(f"Seed {shown} is shown" in text for text in texts_of(figure))


def test_less_important_contracts_are_counted(three):
    figure = draw("contracts", three)
    most = max(len(pairs_that_allow(one)) for one in three.ensembles)
    assert (most > 10) == any("left out" in text for text in texts_of(figure))


def test_dated_changes_of_the_scenario_are_marked_too(three):
    later = three.ensembles[2]
    dated = [e for e in read_events(later.events) if e.kind == "scenario" and e.seed == shown_seed(later).seed]
    assert [e.subject for e in dated] == ["contracts.microsoft-openai.access"]
    assert str(dated[0].number) in texts_of(draw("contracts", three).axes[-1])
