import pytest

from sim.scenario.problems import Origin
from sim.scenario.tree import find, plain
from sim.scenario.yaml_reading import read_yaml


def values(text):
    node, problems = read_yaml(text, "f.yaml")
    assert problems == []
    return plain(node)


def only_problem(text):
    node, problems = read_yaml(text, "f.yaml")
    assert len(problems) == 1
    return node, problems[0]


@pytest.mark.parametrize("text", ["NO", "no", "yes", "on", "off", "y", "N", "On"])
def test_words_that_yaml_1_1_takes_for_switches_are_text(text):
    assert values(f"a: {text}") == {"a": text}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1e3", 1000.0),
        ("1.5e-3", 0.0015),
        ("1E+2", 100.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("-3", -3),
        ("+7", 7),
        ("0o17", 15),
        ("0x1F", 31),
        ("017", 17),
        ("1e-05", 1e-05),
    ],
)
def test_numbers_of_yaml_1_2_are_numbers(text, number):
    value = values(f"a: {text}")["a"]
    assert value == number
    assert type(value) is type(number)


@pytest.mark.parametrize(
    "text", ["2025-01", "2025-01-02", "12:30", "1:20:30", "1_000", "1,000", "0b11", "1..32", "12 months"]
)
def test_dates_times_and_decorated_numbers_stay_text(text):
    assert values(f"a: {text}") == {"a": text}


def test_switches_and_null():
    assert values("[true, True, FALSE, null, ~, Null]") == [True, True, False, None, None, None]
    assert values("a:") == {"a": None}
    assert values("a: 'true'") == {"a": "true"}


def test_negative_zero_is_zero():
    assert str(values("a: -0.0")["a"]) == "0.0"


def test_keys_are_always_text():
    assert values("{1: a, true: b, null: c, 2025-01: d}") == {"1": "a", "true": "b", "null": "c", "2025-01": "d"}


def test_every_key_and_value_knows_its_place():
    node, _ = read_yaml("a:\n  b: 1\n  c: [x, y]\n", "f.yaml")
    c = find(node, ("a", "c"))
    assert c.key_origin == Origin("f.yaml", 3, 3)
    assert c.origin == Origin("f.yaml", 3, 6)
    assert [item.origin.column for item in c.value] == [7, 10]
    assert str(c.origin) == "f.yaml:3"


def test_a_key_written_twice_shows_both_places():
    node, problem = only_problem("a: 1\nb:\n  c: 1\n  c: 2\n")
    assert (problem.line, problem.column, problem.key) == (4, 3, "b.c")
    assert problem.message == '"c" is written twice; first at line 3, column 3'
    assert plain(node) == {"a": 1, "b": {"c": 1}}


def test_a_key_written_twice_in_different_spelling_is_found():
    _, problem = only_problem('1: x\n"1": y')
    assert "written twice" in problem.message


def test_anchors_and_aliases_are_read():
    assert values("a: &terms {access: open}\nb: *terms") == {"a": {"access": "open"}, "b": {"access": "open"}}


def test_an_alias_keeps_its_own_key_place():
    node, _ = read_yaml("a: &x 1\nb: *x", "f.yaml")
    assert find(node, ("b",)).key_origin.line == 2


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("a: &x {b: 1}\nc: {<<: *x}", (2, 5), "merge keys (<<) are not read", "use extends"),
        ("a: !!python/object:os.system x", (1, 4), "the tag", "without a tag"),
        ("a: !!int x", (1, 4), "does not fit its tag", ""),
        ("? [a]\n: 1", (1, 3), "a key must be text", ""),
        ("a: &x [*x]", (1, 4), "contains the alias itself", ""),
        ('a: "\\ud800"', (1, 4), "a character that is not allowed", ""),
        ('"\\ud800": 1', (1, 1), "a character that is not allowed", ""),
        ("a: " + "9" * 5000, (1, 4), "too large: whole numbers have at most 18 digits", ""),
        ("a: 0x" + "f" * 30, (1, 4), "too large", ""),
        ("a: " + "[" * 60 + "]" * 60, (1, 44), "nested too deeply", ""),
        ("a: b: c", (1, 5), "not valid YAML: mapping values are not allowed here", "in quotes"),
        ("a:\n\tb: 1", (2, 1), "not valid YAML", "not tabs"),
        ("a: 1\nb\nc: 3", (3, 1), "not valid YAML", "`key: value`"),
        ("a: [1, 2", (1, 9), "not valid YAML", ""),
        ("a: 1\n---\nb: 2", (2, 1), "another document", "one scenario"),
        ("a: 1\n b: 2", (2, 3), "not valid YAML", "indentation"),
        ("a: 'x", (1, 6), "not valid YAML", ""),
        ("a: \x01", (1, 4), "U+0001 is not allowed", ""),
        ("ok: 1\nb: *nobody", (2, 4), "undefined alias", ""),
        ('a: "\\UFFFFFFFF"', (None, None), "names no character", ""),
        ("[" * 1000, (None, None), "nested too deeply", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_clear_problem(text, place, message, hint):
    _, problem = only_problem(text)
    assert (problem.line, problem.column) == place
    assert message in problem.message
    assert hint in problem.hint


def test_aliases_that_multiply_without_bound_are_refused():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    node, problem = only_problem("\n".join(lines))
    assert node is None
    assert "aliases multiply them" in problem.message


def test_nothing_gives_nothing():
    assert read_yaml("# only a comment\n", "f.yaml") == (None, [])
