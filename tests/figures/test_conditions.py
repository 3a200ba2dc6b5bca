"""Of which results a figure can be drawn, and in which parts."""

from types import SimpleNamespace

import pandas as pd

from sim.figures import conditions
from tests.figures.example import comparison, ensemble


def test_where_there_are_no_data_there_is_no_part():
    assert conditions.where(bool)([1]) == ("",)
    assert conditions.where(bool)([]) == ()


def test_one_ensemble_with_data_is_enough():
    pair = comparison()
    first = pair.ensembles[0].scenario.name
    assert conditions.where_any(lambda one: one.scenario.name == first)(pair) == ("",)
    assert conditions.where_any(lambda one: False)(pair) == ()


def test_one_other_scenario_needs_no_name():
    def of(*names):
        return SimpleNamespace(ensembles=[SimpleNamespace(scenario=SimpleNamespace(name=name)) for name in names])

    assert conditions.others(of("base", "open")) == ("",)
    assert conditions.others(of("base", "open", "preferred")) == ["open", "preferred"]


def test_without_contracts_nobody_is_tied():
    alone = ensemble()
    assert conditions.has_ties(alone)
    assert not conditions.has_ties(SimpleNamespace(scenario=alone.scenario, contracts=pd.DataFrame()))


def test_what_nobody_has_looked_at_is_not_drawn(tmp_path):
    assert conditions.studied(SimpleNamespace(folder=tmp_path, ensembles=[])) == ()


def test_a_map_has_two_parameters_on_a_grid():
    axes = [SimpleNamespace(name="a"), SimpleNamespace(name="b")]

    def swept(axes, design, against=None, outcomes=("volume",)):
        return SimpleNamespace(experiment=SimpleNamespace(axes=axes, design=design, against=against, outcomes=outcomes))

    assert conditions.is_map(swept(axes, "grid"))
    assert not conditions.is_map(swept(axes[:1], "grid"))
    assert not conditions.is_map(swept(axes, "lhs"))
    assert conditions.mapped(swept(axes, "grid")) == ("volume",)
    assert conditions.crossed(swept(axes, "lhs")) == ("volume",)
    assert conditions.crossed(swept(axes, "grid")) == ()
    profits = ("profit.openai", "profit.microsoft")
    assert conditions.is_of_two_owners(swept(axes, "grid", against="open", outcomes=profits))
    assert not conditions.is_of_two_owners(swept(axes, "grid", outcomes=profits))
