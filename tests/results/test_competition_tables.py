"""Tables of competition beside the figures of a result."""

import pandas as pd

from sim.results.competition_tables import TABLES, competition_in, write_competition
from sim.results.drawn import drawn_in


def test_what_is_written_is_read_back_to_the_last_digit(tmp_path):
    table = pd.DataFrame({"scenario": ["null", "open"], "price": [0.1 + 0.2, float("nan")]})
    write_competition(tmp_path, dict.fromkeys(TABLES, table))
    for read in competition_in(tmp_path).values():
        pd.testing.assert_frame_equal(read, table, check_exact=True)
    assert len(drawn_in(tmp_path)) == len(TABLES)


def test_tables_that_do_not_hold_any_more_are_taken_away(tmp_path):
    write_competition(tmp_path, dict.fromkeys(TABLES, pd.DataFrame({"scenario": ["open"]})))
    write_competition(tmp_path, {})
    assert competition_in(tmp_path) == {}
    assert drawn_in(tmp_path) == []
    assert competition_in(None) == {}
