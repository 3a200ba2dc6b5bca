"""The figure of money agrees with the tables."""

import pytest

from sim.figures import draw
from sim.figures.contracts.finance import MARKS
from sim.results.reading.events import read_events
from sim.results.reading.money import firms_short_of_cash
from sim.results.reading.series import by_seed


@pytest.mark.study
def test_finance_shows_the_firms_that_can_run_out_of_money_with_their_events(told):
    firms = firms_short_of_cash(told)
    cloud_owners = {cloud.owner for cloud in told.scenario.parameters.clouds.values()}
    assert firms
    assert not cloud_owners & set(firms)
    figure = draw("finance", told)
    cash = figure.axes[0].lines[0].get_ydata()
    assert cash == pytest.approx(by_seed(told, "owner", "cash", firms[0]).mean(axis=1).to_numpy())
    events = [e for e in read_events(told.events) if e.kind == "finance" and e.subject == firms[0]]
    bought = [e for e in read_events(told.events) if e.kind == "acquisition" and e.subject.endswith(f">{firms[0]}")]
    marks = [line for line in figure.axes[3].lines if line.get_marker() in {marker for marker, _ in MARKS.values()}]
    assert sum(len(line.get_xdata()) for line in marks) == len(events) + len(bought)
