from sim.market.replication import simulate
from sim.scenario import load
from sim.scenario.hints.unread import _REASONS, nothing_reads, unread
from tests.market.small_runs import small

LIVELY = ("rules.deals=bids", "rules.finance=constrained", "rules.pricing=adaptive")
VALUES = {
    "deals.premium": 0.9,
    "deals.break_fee": 0.5,
    "deals.dependence_target": 0.01,
    "deals.search_period": 1,
    "deals.horizon": 3,
    "deals.talent": 0.9,
    "trials.size": 0.3,
    "models.gpt.list_price": 3,
}


def test_what_a_file_sets_in_vain_is_told_at_its_place(folder):
    scenario = folder.load("set: {deals.premium: 0.9, finance.multiple: 99}\n", "trials.size=0.3")
    assert list(map(str, unread(scenario))) == [
        "--set: trials.size: has no effect here: rules.pricing is nash",
        "child.yaml:5:22: deals.premium: has no effect here: rules.deals is none",
    ]


def test_a_file_that_extends_nothing_has_to_say_everything(folder):
    assert not unread(load("small.yaml"))


def test_what_is_read_later_is_no_news(folder):
    event = "events: [{when: 2023-05, set: {rules.deals: bids}}]\n"
    assert not unread(folder.load("set: {deals.premium: 0.9}\n" + event))


def test_a_rule_of_the_scenarios_own_may_read_anything():
    assert all(not nothing_reads(path, small("exclusive", *LIVELY)) for path in VALUES if "list" not in path)
    assert not nothing_reads("models.gpt.capability", small("exclusive"))


def test_what_is_said_to_have_no_effect_has_none():
    short = ("horizon.months=5", "deals.search_period=2")
    changed = small("exclusive", *short, *(f"{path}={value}" for path, value in VALUES.items()))
    assert len(VALUES) >= len(_REASONS) - 1
    assert all(nothing_reads(path, changed) for path in VALUES)
    before, after = simulate(small("exclusive", *short), 1), simulate(changed, 1)
    for table in ("monthly", "ledger", "contracts", "events"):
        assert getattr(before, table).equals(getattr(after, table)), table
