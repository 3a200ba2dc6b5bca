"""What figures of contracts, alliances, money, phases and options draw agrees with the tables."""

import itertools
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Circle, PathPatch, Rectangle

from sim.figures import draw
from sim.figures.contracts.alliances_gif import moving_picture
from sim.figures.contracts.exclusivity_margin import crossing_text
from sim.figures.contracts.finance import MARKS
from sim.figures.drawing.labels import head
from sim.figures.drawing.style import BLUE
from sim.figures.market.control_over_time import control_over_time
from sim.market.measures import LAYERS
from sim.results.reading.contract_spells import exclusive_share, loosening_months, pairs_that_allow, shown_seed
from sim.results.reading.effort import leaders, returns_of, windows
from sim.results.reading.events import read_events
from sim.results.reading.exclusivity import Bargain, bargains_of
from sim.results.reading.money import firms_short_of_cash
from sim.results.reading.series import by_seed, last_year
from sim.results.reading.ties import APP, alliances_of, ties_of
from sim.words.names import in_words, option_label, owners_in, pair_label
from tests.figures.example import ensemble, world
from tests.figures.reading import texts_of

MAIN = ("microsoft", "openai")


@pytest.fixture(scope="module")
def told():
    """Return one scenario long enough for everything to happen."""
    return ensemble(seeds=5, data=world(months=60))


@pytest.fixture(scope="module")
def loosened(told):
    """Return the month in which the main contract loosened, by seed, from the events."""
    events = read_events(told.events)
    return {e.seed: e.month for e in events if e.decision == "loosened" and e.subject == "-".join(MAIN)}


def test_the_main_contract_comes_first_and_contracts_that_allow_nothing_are_left_out(told):
    pairs = pairs_that_allow(told)
    assert pairs[0] == MAIN
    allowed = told.contracts[(told.contracts["effective_access"] != "none") | told.contracts["licensed"]]
    assert set(pairs) == set(zip(allowed["partner"], allowed["lab"], strict=True))


def test_loosening_and_the_median_seed_follow_from_the_spells(told, loosened):
    assert loosening_months(told, MAIN) == loosened
    months = sorted(loosened.values())
    assert loosened[shown_seed(told).seed] == months[2]


def test_without_loosening_the_first_seed_is_shown():
    still = ensemble(seeds=2, data=world(months=3))
    assert (shown_seed(still).seed, shown_seed(still).reason) == (1, "the first")


def test_the_share_of_exclusive_seeds_falls_when_contracts_loosen(told, loosened):
    share = exclusive_share(told, MAIN)
    expected = [sum(month < m for m in loosened.values()) / 5 for month in range(60)]
    assert share == pytest.approx(expected)


def test_contracts_have_a_bar_per_spell_and_a_number_per_event(told):
    figure = draw("contracts", told)
    shares, lanes = figure.axes
    shown = shown_seed(told).seed
    spells = told.contracts[(told.contracts["seed"] == shown) & (told.contracts["effective_access"] != "none")]
    bars = [patch for patch in lanes.patches if isinstance(patch, Rectangle)]
    assert len(bars) == len(spells)
    exclusive = [bar for bar in bars if to_hex(bar.get_facecolor()) == BLUE.lower()]
    assert sum(bar.get_width() > 0 for bar in exclusive) == (spells["effective_access"] == "exclusive").sum()
    numbers = {n.strip() for text in lanes.texts for n in text.get_text().split(",")}
    events = [e for e in read_events(told.events) if e.seed == shown]
    changing = {str(e.number) for e in events if e.kind == "contract" and e.decision != "renewed"}
    assert changing <= numbers
    assert {str(e.number) for e in events if e.decision == "renewed"}.isdisjoint(numbers)
    line = shares.lines[0].get_ydata()
    assert line[:-1] == pytest.approx(100 * exclusive_share(told, MAIN))
    assert any(f"Seed {shown} is shown" in text for text in texts_of(figure))


def test_less_important_contracts_are_counted(three):
    figure = draw("contracts", three)
    most = max(len(pairs_that_allow(one)) for one in three.ensembles)
    assert (most > 10) == any("left out" in text for text in texts_of(figure))


def test_alliances_draw_a_line_per_tie_and_a_disc_per_owner_at_fixed_places(told):
    figure = draw("alliances", told)
    network = alliances_of(told)
    months = np.linspace(0, 59, 6).round().astype(int)
    assert len(figure.axes) == 6
    places = []
    for axes, month in zip(figure.axes, months, strict=True):
        lines = [patch for patch in axes.patches if isinstance(patch, PathPatch)]
        assert len(lines) == sum(tie.shown(month) for tie in network.ties)
        places.append(sorted(patch.center for patch in axes.patches if isinstance(patch, Circle)))
    assert all(place == places[0] for place in places)
    assert len(places[0]) == len(network.places)


def test_ties_carry_the_share_of_tokens_sold_by_another_owner(told):
    seed = shown_seed(told).seed
    rows = told.monthly[told.monthly["seed"] == seed]
    parameters = told.scenario.parameters
    hosted = rows[rows["kind"] == "model_on_cloud"].set_index(["entity", "month"])["hosted_volume"]
    total = rows[rows["kind"] == "market"].set_index("month")["volume"]
    expected = hosted["gpt@azure", 10] / total[10]
    tie = next(tie for tie in ties_of(told, seed) if tie.key == ("openai", "microsoft", "cloud"))
    assert tie.share[10] == pytest.approx(expected)
    assert tie.access[0] == "exclusive"
    assert all(tie.lab != tie.partner for tie in ties_of(told, seed))
    assert {tie.partner for tie in ties_of(told, seed) if tie.side == APP} <= {
        a.owner for a in parameters.apps.values()
    }


def test_the_moving_picture_has_the_same_bytes_each_time(told):
    network = alliances_of(told)
    first = moving_picture(network, 0.3)
    assert first.startswith(b"GIF89a")
    assert first == moving_picture(network, 0.3)


def test_control_over_time_stacks_to_the_whole_and_notes_pivotality(told):
    figure = draw("control_over_time", told)
    assert len(figure.axes) == len(LAYERS)
    top = max(path.vertices[:, 1].max() for area in figure.axes[0].findobj(PolyCollection) for path in area.get_paths())
    assert top == pytest.approx(100, abs=0.2)
    lost = last_year(told, "layer", "pivotality").mean()["model"]
    assert any(f"−{lost:.3f} bn USD" in text for text in texts_of(figure.axes[0]))


def test_control_over_time_says_what_is_shared_where_nobody_asked_what_is_pivotal(told):
    blind = SimpleNamespace(scenario=told.scenario, seeds=told.seeds, monthly=told.monthly.drop(columns=["pivotality"]))
    texts = texts_of(control_over_time(blind))
    assert any("GPU-hours by owner of the host" in text for text in texts)
    assert not any("withdrew" in text for text in texts)


def test_finance_shows_the_firms_that_can_run_out_of_money_with_their_events(told):
    firms = firms_short_of_cash(told)
    cloud_owners = {cloud.owner for cloud in told.scenario.parameters.clouds.values()}
    assert firms
    assert not cloud_owners & set(firms)
    figure = draw("finance", told)
    cash = figure.axes[0].lines[0].get_ydata()
    assert cash == pytest.approx(by_seed(told, "owner", "cash", firms[0]).mean(axis=1).to_numpy())
    events = [e for e in read_events(told.events) if e.kind == "finance" and e.subject == firms[0]]
    bought = [e for e in read_events(told.events) if e.kind == "acquisition" and e.subject.endswith(f">{firms[0]}")]
    marks = [line for line in figure.axes[3].lines if line.get_marker() in {marker for marker, _ in MARKS.values()}]
    assert sum(len(line.get_xdata()) for line in marks) == len(events) + len(bought)


def test_phases_name_the_leader_of_each_month_and_window(told):
    returns = returns_of(told)
    leading = leaders(returns)
    assert leading[0] == "training"
    assert leading[-1] == "distribution"
    strip = draw("phases", told).axes[1]
    changes = sum(a != b for a, b in itertools.pairwise(leading))
    assert len([patch for patch in strip.patches if isinstance(patch, Rectangle)]) == changes + 1
    assert windows(72) == [("early", 0, 24), ("mid", 24, 48), ("late", 48, 72)]
    assert windows(1) == [("mid", 0, 1)]


def test_returns_are_smoothed_over_six_months(told):
    raw = by_seed(told, "effort", "return_per_dollar", "training")
    assert returns_of(told)["training"].loc[20, 1] == pytest.approx(raw.loc[15:20, 1].mean())


def frame(*values):
    return pd.DataFrame({1: values})


def test_exclusivity_stops_paying_where_the_lines_first_cross_after_it_paid(told):
    crossing = Bargain(
        told, "microsoft-openai", frame(np.nan, 0.1, 0.6, 0.5, 0.2, 0.7), frame(np.nan, 0.3, 0.3, 0.4, 0.4, 0.4)
    )
    assert crossing.crossings() == {1: 4}
    assert crossing_text(crossing) == "stops paying in 1 of 1 seeds: in 2023-05"
    never = Bargain(told, "microsoft-openai", frame(0.5, 0.5), frame(0.1, 0.1))
    assert crossing_text(never) == "never stops paying (1 seed)"


def test_the_bargain_is_drawn_from_gain_loss_and_margin(told):
    [one] = bargains_of(told)
    margin = by_seed(told, "contract", "exclusivity_margin", "microsoft-openai")
    assert (one.gain - one.loss).to_numpy() == pytest.approx(margin.to_numpy(), nan_ok=True)
    axes = draw("bargain", told).axes[0]
    assert axes.lines[0].get_ydata() == pytest.approx(one.gain.mean(axis=1).to_numpy(), nan_ok=True)
    ticks = next(line for line in axes.lines if line.get_marker() == "|")
    assert len(ticks.get_xdata()) == len(one.crossings())


def test_options_show_target_threshold_value_and_chance(told):
    upper, lower = draw("options", told).axes
    assert len(upper.lines) == 3
    assert len(lower.lines) == 1
    assert len(upper.lines[0].get_xdata()) == 7  # the months in which it runs


def test_names_of_pairs_are_found_among_owners_with_hyphens():
    parameters = SimpleNamespace(
        owners={"a-b": SimpleNamespace(label="A B"), "c": SimpleNamespace(label="C")}, options={}
    )
    assert owners_in(parameters, "a-b-c") == ("a-b", "c")
    assert owners_in(parameters, "c>a-b", ">") == ("c", "a-b")
    assert owners_in(parameters, "x-y") is None
    assert pair_label(parameters, "a-b-c") == "A B – C"
    assert pair_label(parameters, "x_y") == "x y"
    parameters.options["right"] = SimpleNamespace(holder="c", target="a-b")
    assert option_label(parameters, "right") == "C – A B"
    assert in_words(parameters, "right of c is due") == "C – A B of C is due"


def test_lines_below_a_title_stand_above_each_other(told):
    axes = draw("bargain", told).axes[0]
    before = len(axes.texts)
    head(axes, "A title", ["first", "second"], 5.0)
    first, second = axes.texts[before + 1], axes.texts[before]
    assert (first.get_text(), second.get_text()) == ("first", "second")
    assert first.xyann[1] > second.xyann[1]


def test_dated_changes_of_the_scenario_are_marked_too(three):
    later = three.ensembles[2]
    dated = [e for e in read_events(later.events) if e.kind == "scenario" and e.seed == shown_seed(later).seed]
    assert [e.subject for e in dated] == ["contracts.microsoft-openai.access"]
    assert str(dated[0].number) in texts_of(draw("contracts", three).axes[-1])
