"""Reading a row of the table of a comparison."""

from sim.statistics.paired_row import bounds, is_certain, is_zero


def test_two_seeds_show_the_t_interval():
    class Row:
        bca_low = bca_high = float("nan")
        t_low, t_high, difference, p_holm = -1.0, 3.0, 1.0, 0.2
        base_mean = other_mean = 5.0

    assert bounds(Row) == (-1.0, 3.0)
    assert not is_certain(Row)
    assert not is_zero(Row)
