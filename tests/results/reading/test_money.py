"""Who can run out of money, and which options run."""

from sim.results.reading.events import read_events
from sim.results.reading.money import firms_short_of_cash, options_in


def test_firms_are_short_where_a_dollar_was_worth_more_or_they_acted_the_shortest_first(told):
    firms = firms_short_of_cash(told)
    owners = told.monthly[told.monthly["kind"] == "owner"].groupby("entity")["shadow_value"].max()
    acted = {event.subject for event in read_events(told.events) if event.kind == "finance"}
    assert set(firms) == {owner for owner, worth in owners.items() if worth > 1 or owner in acted}
    worths = [owners[firm] for firm in firms]
    assert worths == sorted(worths, reverse=True)


def test_options_are_those_with_a_value_in_any_month(told):
    rows = told.monthly[told.monthly["kind"] == "option"]
    assert options_in(told) == sorted(rows.loc[rows["option_value"].notna(), "entity"].unique())
    assert options_in(told)
