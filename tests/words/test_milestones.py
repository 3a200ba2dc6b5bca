"""What happens to alliances, in words."""

import pytest

from sim.results.reading.milestones import HAPPENINGS
from sim.scenario import load
from sim.words.milestones import milestone_text


@pytest.mark.parametrize("happening", HAPPENINGS)
def test_every_happening_names_whom_it_is_about(happening):
    assert "OpenAI" in milestone_text(load("exclusive"), happening, "openai", "microsoft")
