"""What the code says about itself."""

from sim.documents.source import described, modules, random_streams, stages, stages_in

MODULE = '''"""How it works (E3, E12 to E14).

Formulas::

    a = b
        + c

A remark
on two lines.
"""


def law(a):
    """Do it (E7).

    Parameters
    ----------
    a : float
        Not E9.
    """


def _hidden():
    """Nobody sees it."""


class Agent:
    """Somebody.

    Attributes
    ----------
    cash : float
        Money,
        bn USD.
    one, two : int
        Numbers.
    """

    def act(self):
        """Move."""
'''


def test_a_docstring_is_taken_apart():
    module = described("a.py", MODULE)
    assert module.summary == "How it works (E3, E12 to E14)."
    assert module.formulas == ["a = b", "    + c"]
    assert module.remarks == "A remark on two lines."
    assert module.tags == ("E3", "E12", "E13", "E14")


def test_only_what_is_public_is_described():
    law, agent = described("a.py", MODULE).parts
    assert (law.name, law.prose) == ("law", "Do it (E7).")
    assert [part.name for part in agent.parts] == ["act"]


def test_attributes_are_name_type_and_meaning():
    _, agent = described("a.py", MODULE).parts
    assert agent.attributes == [("cash", "float", "Money, bn USD."), ("one, two", "int", "Numbers.")]


def test_a_formula_stays_where_nothing_follows_it():
    assert described("a.py", '"""Law (E1).\n\nFormulas::\n\n    a = b\n"""\n').formulas == ["a = b"]


def test_stages_come_in_the_order_of_the_step():
    source = (
        "class Market:\n"
        "    def step(self):\n        for stage in (self.second, self.first):\n            stage()\n"
        "    def first(self):\n        '''Stage 2: last.'''\n"
        "    def second(self):\n        '''Stage 1: begin.'''\n"
    )
    assert stages_in(source) == (("second", "Stage 1: begin."), ("first", "Stage 2: last."))


def test_the_month_has_ten_numbered_stages():
    assert [text.split(":")[0] for _, text in stages()] == [f"Stage {number}" for number in range(1, 11)]


def test_every_law_states_its_formula_under_formulas():
    for module in modules("economics"):
        assert module.formulas, f"{module.name} lacks a block under `Formulas::` in its docstring"


def test_every_stream_is_found_with_its_file():
    streams = dict(random_streams())
    assert streams["capability luck"] == ("market/sellers/labs.py",)
    assert streams["renewal"] == ("market/buyers/enterprises.py",)
