import numpy as np
import pytest

from sim.scenario.problems import PYTHON
from sim.scenario.tree import find, flat, from_data, leaves, nearest_above, plain


def test_python_data_become_a_tree_and_back():
    data = {"b": [1, 2.5, "x", None, True], "a": {"c": {}}}
    assert plain(from_data(data, PYTHON)) == data
    assert list(plain(from_data(data, PYTHON))) == ["a", "b"]


def test_numpy_values_count_as_plain():
    node = from_data({"a": np.float64(0.5), "b": np.int64(3), "c": np.arange(2), "d": np.bool_(True)}, PYTHON)
    assert plain(node) == {"a": 0.5, "b": 3, "c": [0, 1], "d": True}
    assert type(find(node, ("b",)).value) is int


@pytest.mark.parametrize("data", [object(), b"x", {1: 2}, {"a": {1, 2}}, 10**19, complex(1, 2)])
def test_other_data_are_refused(data):
    with pytest.raises(TypeError, match="expected text, a number"):
        from_data(data, PYTHON)


def test_data_that_contain_themselves_are_refused():
    data = []
    data.append(data)
    with pytest.raises(TypeError, match="nested too deeply"):
        from_data(data, PYTHON)


def test_walking_finds_values_by_path():
    node = from_data({"a": {"b": 1, "c": {}}, "d": [1]}, PYTHON)
    assert [path for path, _ in leaves(node)] == [("a", "b"), ("a", "c"), ("d",)]
    assert flat(plain(node)) == {("a", "b"): 1, ("a", "c"): {}, ("d",): [1]}
    assert find(node, ("a", "x")) is None
    assert nearest_above(node, ("a", "x", "y")) is find(node, ("a",))
