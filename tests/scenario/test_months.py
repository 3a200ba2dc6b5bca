from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.months import month_index, month_name


def test_months_count_from_the_start():
    assert month_index("2023-01", "2023-01") == 0
    assert month_index("2023-01", "2022-12") == -1
    assert month_index("2023-11", "2025-02") == 15


@given(st.integers(1900, 2200), st.integers(1, 12), st.integers(-500, 600))
def test_names_of_months_read_back(year, month, index):
    start = f"{year:04d}-{month:02d}"
    assert month_index(start, month_name(start, index)) == index
