from sim.scenario import load
from sim.scenario.texts.side_by_side import own_names, with_own_titles


def test_names_that_were_taken_before_get_a_number():
    assert own_names(["a", "b", "a", "a", "a-2"]) == ["a", "b", "a-2", "a-3", "a-2-2"]


def test_titles_that_come_twice_get_the_name_of_their_scenario(folder):
    small = load("small.yaml")
    other = small.with_(name="other", title="Other")
    twice = with_own_titles([small, other, small, small.with_(name="third", title="A  small market ")])
    assert [one.title for one in twice] == [
        "A small market (small)",
        "Other",
        "A small market (small-2)",
        "A  small market  (third)",
    ]
    assert with_own_titles([small, other]) == [small, other]
