"""Names and numbers of everything that exists."""

from sim.market.catalogue import OUTSIDE_GOOD, SECTORS, Catalogue
from tests.market.small_runs import small

CATALOGUE = Catalogue.of(small("base").parameters)


def test_names_are_in_alphabetical_order():
    for names in (CATALOGUE.owners, CATALOGUE.clouds, CATALOGUE.models, CATALOGUE.apps, CATALOGUE.enterprise_tasks):
        assert list(names) == sorted(names)


def test_options_are_doing_without_then_models_then_apps():
    assert CATALOGUE.options[OUTSIDE_GOOD] == ""
    assert CATALOGUE.options == ("", *CATALOGUE.models, *CATALOGUE.apps)
    assert all(CATALOGUE.options[number] == name for name, number in CATALOGUE.option.items())
    assert OUTSIDE_GOOD not in CATALOGUE.option.values()


def test_accounts_are_owners_then_sectors():
    assert CATALOGUE.accounts == (*CATALOGUE.owners, *SECTORS)
    assert [CATALOGUE.account[name] for name in CATALOGUE.accounts] == list(range(len(CATALOGUE.accounts)))


def test_a_task_is_served_by_all_models_and_its_own_apps():
    parameters = small("base").parameters
    names = [CATALOGUE.options[number] for number in CATALOGUE.options_for("coding", parameters)]
    assert names == ["", *CATALOGUE.models, "cursor_editor", "github_copilot"]


def test_tasks_are_told_apart_by_who_buys():
    assert CATALOGUE.consumer_tasks == ("consumer",)
    assert set(CATALOGUE.enterprise_tasks) == {"coding", "documents", "support", "regulated"}
