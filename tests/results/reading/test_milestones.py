"""When clauses loosen, who licenses whom and who buys whom, against exact answers."""

import numpy as np
import pandas as pd

from sim.results.reading.milestones import Milestone, licences, months_of, purchases

MONTHS = 10
SPELLS = [  # point, seed, partner, lab, start, end, effective_access, compute, licensed
    (1, 1, "a", "lab", 0, 1, "open", "free", False),
    (1, 1, "a", "lab", 1, 4, "exclusive", "tied", True),
    (1, 1, "a", "lab", 4, 10, "open", "first_refusal", False),
    (2, 1, "a", "lab", 0, 10, "none", "free", False),
    (2, 1, "b", "lab", 2, 10, "preferred", "tied", False),
    (3, 2, "a", "lab", 0, 10, "open", "free", False),
    (4, 2, "a", "lab", 0, 3, "exclusive", "tied", False),
    (4, 2, "b", "lab", 5, 6, "exclusive", "free", True),
    (4, 2, "b", "lab", 6, 10, "open", "free", True),
]
COLUMNS = ["point", "seed", "partner", "lab", "start", "end", "effective_access", "compute", "licensed"]
CONTRACTS = pd.DataFrame(SPELLS, columns=COLUMNS)
EVENTS = pd.DataFrame(
    [
        (1, 1, 3, "acquisition", "b>startup", "closed"),
        (1, 1, 2, "bid", "a>startup", "refused"),
        (4, 2, 7, "acquisition", "a>startup", "closed"),
    ],
    columns=["point", "seed", "month", "kind", "subject", "decision"],
)


def months(happening, subject="lab", partner="a"):
    found = months_of(Milestone("M", happening, subject, partner, "2023-04"), CONTRACTS, EVENTS, MONTHS)
    return found["month"].tolist(), found["on_record"].tolist()


def same(found, expected):
    return np.array_equal(np.array(found), np.array(expected), equal_nan=True)


def test_a_clause_has_loosened_when_nobody_holds_it_any_more():
    found, with_a = months("sales_open")
    assert same(found, [4, np.inf, np.nan, 6])
    assert with_a == [True, False, False, True]


def test_compute_is_untied_before_it_is_free():
    assert same(months("compute_untied")[0], [4, np.inf, np.nan, 3])
    assert same(months("compute_free")[0], [np.inf, np.inf, np.nan, 3])


def test_a_licence_counts_from_its_first_month_and_where_there_is_none_it_is_not_by_the_end():
    assert same(months("licensed")[0], [1, np.inf, np.inf, np.inf])
    assert same(months("licensed", partner="b")[0], [np.inf, np.inf, np.inf, 5])


def test_only_a_purchase_that_was_closed_counts():
    found, by_a = months("bought", subject="startup")
    assert same(found, [3, np.inf, np.inf, 7])
    assert by_a == [False, False, False, True]


def test_shares_are_of_all_replications():
    held = licences(CONTRACTS, MONTHS).set_index("partner")
    assert held["ever"].to_dict() == {"a": 0.25, "b": 0.25}
    assert held["at_end"].to_dict() == {"a": 0.0, "b": 0.25}
    assert held["first"].to_dict() == {"a": 1, "b": 5}
    assert purchases(EVENTS, 4)["share"].tolist() == [0.25, 0.25]
    assert purchases(EVENTS, 4)["month"].tolist() == [7, 3]


def test_without_any_there_are_no_rows():
    assert licences(CONTRACTS.assign(licensed=False), MONTHS).empty
    assert purchases(EVENTS[:0], 4).empty
