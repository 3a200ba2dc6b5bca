"""The laws reproduce the exact cases, at the tolerance that the file states."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.economics.cases import CASES
from tests.economics.reproductions import REPRODUCTIONS


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """All plain values below a nested answer, with the path to each."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, f"{path}/{key}")
    elif isinstance(value, list | tuple):
        for number, below in enumerate(value):
            yield from leaves(below, f"{path}/{number}")
    else:
        yield path, value


def test_every_case_is_reproduced() -> None:
    assert REPRODUCTIONS.keys() == CASES.keys()


@pytest.mark.parametrize("case", sorted(CASES))
def test_law_reproduces_exact_case(case: str) -> None:
    tolerance = CASES[case]["tolerance"]
    expected = dict(leaves(CASES[case]["answers"]))
    found = dict(leaves(REPRODUCTIONS[case](CASES[case]["inputs"], CASES)))
    assert found.keys() == expected.keys()
    for path, answer in expected.items():
        if isinstance(answer, str | bool):
            assert found[path] == answer, path
        else:
            assert found[path] == pytest.approx(answer, rel=0, abs=tolerance), path
