"""Nothing is worked out twice."""

from sim.market.sales.memo import Memo


def test_what_is_known_is_not_worked_out_again_whatever_it_is():
    memo, asked = Memo(), []

    def found():
        asked.append(1)

    assert [memo.get("key", found) for _ in range(3)] == [None] * 3
    assert len(asked) == 1
    assert memo.get(("key", 2), lambda: "other") == "other"
