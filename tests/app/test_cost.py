"""What a question is said to cost, and where the page says no."""

import pytest

from sim.app.cost import MOST_ENTERPRISES, MOST_HOURS, MOST_REPLICATIONS, cost_of, excesses
from sim.app.question import QuestionError, TooLargeError
from sim.scenario import load
from tests.app.small_question import files, question

COUNT, PANEL, MONTHS = "enterprises.count", "enterprises.panel", "horizon.months"


def parameters(*changes):
    return load(files()["exclusive"], changes).parameters


def test_time_grows_with_all_that_is_simulated_and_shrinks_with_cores():
    usual = cost_of([parameters()], 32, cores=2)
    for more in (
        cost_of([parameters(f"{COUNT}=1000000")], 32, cores=2),
        cost_of([parameters(f"{PANEL}=5000")], 32, cores=2),
        cost_of([parameters(f"{MONTHS}=100")], 32, cores=2),
        cost_of([parameters()], 33, cores=2),
        cost_of([parameters(), parameters()], 32, cores=2),
        cost_of([load(files()["endogenous"]).parameters], 32, cores=2),
    ):
        assert more.seconds > usual.seconds
    assert cost_of([parameters()], 32, cores=4).seconds == usual.seconds / 2
    assert cost_of([parameters()], 1, cores=4).seconds == cost_of([parameters()], 1, cores=1).seconds


def test_memory_grows_with_enterprises_and_with_what_goes_on_at_once():
    usual = cost_of([parameters()], 32, cores=2).memory
    assert cost_of([parameters()], 32, cores=4).memory == 2 * usual
    assert cost_of([parameters(f"{COUNT}=1000000")], 32, cores=2).memory > usual
    assert cost_of([parameters()], 1, cores=4).memory == usual / 2


def test_a_cost_is_said_in_plain_words():
    said = str(cost_of([parameters(), parameters(f"{COUNT}=20000")], 32, cores=2))
    assert said.startswith("64 replications of 20,000 enterprises: about ")
    assert said.endswith(" GB of memory on this computer")


def test_what_is_within_the_limits_is_taken():
    largest = cost_of([parameters(f"{COUNT}={MOST_ENTERPRISES}", f"{MONTHS}=6")], MOST_REPLICATIONS, cores=4)
    assert list(excesses(largest, memory=64e9)) == []


@pytest.mark.parametrize(
    ("changes", "seeds", "said"),
    [
        ((f"{COUNT}=2000000",), 1, "enterprises.count: 2,000,000 are more than the 1,000,000 that the page takes"),
        ((), 1_000_000, "--seeds: 1,000,000 are more than the 2,000 that the page takes of each scenario"),
        ((f"{COUNT}=1000000", f"{MONTHS}=600"), 2000, f"; the page takes up to {MOST_HOURS} hours"),
        ((f"{COUNT}=1000000",), 2, " GB of memory; this computer has 0.5 GB"),
    ],
)
def test_more_than_the_page_takes_is_said(changes, seeds, said):
    memory = 0.5e9 if "GB" in said else 64e9
    found = list(excesses(cost_of([parameters(*changes)], seeds, cores=1), memory=memory))
    assert said in " ".join(found)


def test_a_question_that_is_too_large_is_not_asked_and_all_of_it_is_said():
    asked = question(seeds="1..1000000")
    asked.set_both(COUNT, "2000000")
    with pytest.raises(TooLargeError) as error:
        asked.asked()
    assert "2,000,000 are more than the 1,000,000" in str(error.value)
    assert "1,000,000 are more than the 1,000 that the page takes of each scenario" in str(error.value)
    assert "the command line takes more" in str(error.value)
    asked.set_both(COUNT, "many")
    with pytest.raises(QuestionError) as other:
        asked.asked()
    assert not isinstance(other.value, TooLargeError)
