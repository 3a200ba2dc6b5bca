"""What holds for every figure: it draws, says what it shows, shows every scenario, and always gives the same bytes."""

from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from sim.figures import draw, names_for
from sim.figures.declarations import BY_KIND, OF_RUNS
from sim.figures.drawing.style import picture
from tests.figures.example import TITLES, comparison, ensemble, without_a_story, world
from tests.figures.reading import texts_of

pytestmark = pytest.mark.study

# `diversion` is drawn of tables beside the results of a real market: tests/figures/market/test_diversion.py.
FIGURES = tuple(one.name for one in OF_RUNS if one.name != "diversion")
OF_PAIR = tuple(name for name in FIGURES if name != "outcomes")
OF_ONE = tuple(name for name in FIGURES if name != "forest")
LONG = "A label that goes on with $dollars$ \\frac{ <b>angles</b> & a tab\tand a bell\a, and on"


def test_each_figure_is_declared_once_with_a_caption_and_a_function_of_its_own():
    declared = [one for declared in BY_KIND.values() for one in declared]
    assert len({one.name for one in declared}) == len(declared)
    assert len({one.function for one in declared}) == len(declared)
    assert len({one.caption for one in declared}) == len(declared)


def test_names_follow_the_kind_of_result(pair, three, alone):
    assert names_for(pair) == OF_PAIR
    assert names_for(alone) == OF_ONE
    assert names_for(three) == ("forest-open", "forest-preferred", *OF_PAIR[1:])


def test_a_figure_that_a_result_does_not_have_is_refused_by_name(pair, alone):
    with pytest.raises(ValueError, match="no figure 'forest'; there are: outcomes, bands"):
        draw("forest", alone)
    with pytest.raises(ValueError, match="no figure 'pie'"):
        draw("pie", pair)


@pytest.mark.parametrize("name", OF_PAIR)
def test_comparison_figures_have_a_title_and_show_every_scenario(drawn, name):
    figure = drawn(name)
    texts = texts_of(figure)
    assert len(figure.texts[0].get_text()) > 10
    # Without exclusivity there is no bargain about it, so that the open scenario has none to show.
    for title in TITLES[:1] if name == "bargain" else TITLES[:2]:
        assert any(title in text for text in texts), title


@pytest.mark.parametrize("name", OF_ONE)
def test_ensemble_figures_draw_and_name_no_base(drawn_alone, name):
    figure = drawn_alone(name)
    assert figure.axes
    assert not any("(base)" in text for text in texts_of(figure))


@pytest.mark.parametrize("name", ["bands", "shares", "prices", "capacity", "control", "outcomes", "forest"])
def test_quantities_carry_their_unit(drawn, drawn_alone, name):
    figure = drawn_alone(name) if name == "outcomes" else drawn(name)
    labels = [axes.get_xlabel() + axes.get_ylabel() for axes in figure.axes]
    units = ("USD", "%", "GPU-hours", "percentage points")
    assert any(unit in text for text in labels for unit in units)
    assert sum(any(unit in text for unit in units) for text in labels) >= min(2, len(labels))


def test_all_scenarios_of_several_appear(three):
    for name in ("bands", "shares", "prices", "payments", "network", "capacity", "control"):
        texts = "\n".join(texts_of(draw(name, three)))
        assert all(title in texts.replace("\n", " ") for title in TITLES[:3]), name
    assert TITLES[2] in "\n".join(texts_of(draw("forest-preferred", three)))
    assert TITLES[1] in "\n".join(texts_of(draw("forest", three)))


@pytest.mark.parametrize("name", FIGURES)
def test_svg_has_the_same_bytes_whatever_the_user_has_configured(pair, alone, drawn, drawn_alone, name):
    result, shared = (pair, drawn) if name == "forest" else (alone, drawn_alone)
    first = picture(shared(name), "svg")
    with mpl.rc_context({"font.size": 30, "svg.hashsalt": None, "lines.linewidth": 9, "axes.facecolor": "red"}):
        again = picture(draw(name, result), "svg")
    assert first == again
    assert b"<dc:date>" not in first


ODD = {
    "one cloud, no apps, three months": {"clouds": 1, "models": 4, "apps": 0, "months": 3},
    "no contracts": {"clouds": 2, "models": 3, "apps": 2, "months": 30, "contracts": False},
    "many of everything, hostile labels, one month": {"clouds": 8, "models": 20, "apps": 1, "months": 1, "label": LONG},
}


@pytest.mark.parametrize("case", ODD)
def test_odd_worlds_draw_without_a_warning(case):
    many = "label" in ODD[case]
    titles = (LONG + " one", LONG + " two") if many else TITLES
    data = world(**ODD[case])
    if data["contracts"]:
        result = comparison(seeds=1 if many else 2, data=data, titles=titles)
    else:
        result = ensemble(seeds=2, data=data)
    for name in names_for(result):
        draw(name, result).draw_without_rendering()


STORY = {"contracts", "bargain", "finance", "options", "phases"}


@pytest.mark.parametrize("several", [True, False])
def test_figures_without_data_are_not_offered_and_the_others_draw(several):
    make = comparison if several else ensemble
    result = make(seeds=2, data=world(clouds=2, models=3, apps=2, months=14), simulate=without_a_story)
    offered = names_for(result)
    assert set(OF_PAIR if several else OF_ONE) - set(offered) == STORY
    for name in offered:
        draw(name, result).draw_without_rendering()
    with pytest.raises(ValueError, match="no figure 'finance'"):
        draw("finance", result)


def test_results_of_an_earlier_version_have_the_figures_that_they_have_data_for(alone):
    old = SimpleNamespace(
        is_empty=False,
        folder=None,
        scenario=alone.scenario,
        seeds=alone.seeds,
        monthly=alone.monthly.drop(columns=["shadow_value", "option_value", "exclusivity_margin"]),
        contracts=alone.contracts.drop(columns=["licensed", "cause"]),
        events=alone.events,
    )
    old.whole = old
    assert not {"contracts", "bargain", "finance", "options"} & set(names_for(old))


def test_one_seed_has_means_but_no_intervals():
    result = comparison(seeds=1, data=world(models=3, apps=1, months=2))
    assert "takes more seeds" in "\n".join(texts_of(draw("forest", result)))
    assert not any(axes.collections for axes in draw("bands", result).axes)


def test_measures_without_any_value_leave_empty_panels():
    result = ensemble(seeds=2, data=world(models=3, apps=1, months=3))
    result.monthly.loc[:, ["rationed_share", "price", "share_at_home", "lab_share", "capacity"]] = np.nan
    for name in ("bands", "shares", "prices", "capacity"):
        draw(name, result).draw_without_rendering()


def test_nothing_sticks_out_of_the_figure(drawn):
    for name in OF_PAIR:
        figure: Figure = drawn(name)
        figure.draw_without_rendering()
        box = figure.get_tightbbox()
        width, height = figure.get_size_inches()
        assert box.x0 > -0.02, name
        assert box.x1 < width + 0.02, name
        assert box.y0 > -0.02, name
        assert box.y1 < height + 0.02, name
