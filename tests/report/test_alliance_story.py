"""The part of the report on alliances: events with reasons, counts over seeds, money, and a picture that moves."""

import base64
import re
from html import escape
from statistics import median_low
from xml.etree import ElementTree

import pytest

from sim.report.alliance_story import alliance_stories, is_main
from sim.report.animation import moving_svg
from sim.report.page import figures_to, page
from sim.report.why.reasons import reason
from sim.results.reading.contract_spells import shown_seed
from sim.results.reading.events import read_events
from sim.results.reading.ties import alliances_of, largest_share
from sim.scenario.months import month_name
from tests.figures.example import comparison, ensemble, without_a_story, world
from tests.report.test_page import HOSTILE, read, words

pytestmark = pytest.mark.study


@pytest.fixture(scope="module")
def told():
    return ensemble(seeds=3, data=world(clouds=2, models=5, apps=2, months=60))


@pytest.fixture(scope="module")
def svg(told):
    network = alliances_of(told)
    events = [e for e in read_events(told.events) if e.seed == network.seed and is_main(e)]
    return moving_svg(network, largest_share([network]), events)


def test_main_events_of_the_shown_seed_are_listed_with_their_reason(told, no_pictures):
    [story] = alliance_stories(told)
    seed = shown_seed(told).seed
    events = [e for e in read_events(told.events) if e.seed == seed]
    main = [e for e in events if is_main(e)]
    assert [row.number for row in story.events] == [f"{seed}.{e.number}" for e in main]
    assert [row.reason for row in story.events] == [reason(e) for e in main]
    assert story.left_out == len(events) - len(main)
    text = words(page(told))
    assert all(reason(e) in text for e in main)
    assert f"What happened in seed {seed}" in text


def test_counts_say_in_how_many_seeds_a_contract_loosened_and_when(told):
    [story] = alliance_stories(told)
    months = sorted(e.month for e in read_events(told.events) if e.decision == "loosened")
    start = told.scenario.parameters.horizon.start
    row = story.counts[0]
    assert (row.what, row.seeds) == ("Microsoft – OpenAI: loosened", f"{len(months)} of 3")
    assert row.median == month_name(start, median_low(months))
    assert row.span == f"{month_name(start, months[0])} to {month_name(start, months[-1])}"


def test_money_of_firms_is_summarised(told):
    [story] = alliance_stories(told)
    last = told.monthly[(told.monthly["kind"] == "owner") & (told.monthly["month"] == 59)]
    cash = last.groupby("entity")["cash"].mean()
    row = next(row for row in story.firms if row.firm == "OpenAI")
    assert row.cells[0] == f"{cash['openai']:.2f}"
    assert len(row.cells) == 8


def test_a_market_without_negotiations_has_a_network_but_no_events(no_pictures):
    still = ensemble(seeds=2, data=world(clouds=2, models=3, apps=1, months=14), simulate=without_a_story)
    [story] = alliance_stories(still)
    assert story.animation
    assert (story.events, story.firms) == ([], [])
    assert "What happened in seed" not in words(page(still))


def test_a_market_without_contracts_tells_nothing_of_them(no_pictures):
    alone = ensemble(
        seeds=2, data=world(clouds=1, models=2, apps=1, months=14, contracts=False), simulate=without_a_story
    )
    assert alliance_stories(alone) == []
    assert 'id="alliances"' not in page(alone)


def test_each_scenario_of_a_comparison_has_its_story(no_pictures):
    result = comparison(seeds=2, data=world(clouds=2, models=3, apps=1, months=40))
    stories = alliance_stories(result)
    assert [story.title for story in stories] == [one.scenario.title for one in result.ensembles]
    html = page(result)
    assert all(f'id="moving-{number}"' in html for number in (1, 2))


def test_the_moving_network_is_valid_and_fetches_and_runs_nothing(svg):
    root = ElementTree.fromstring(svg)
    assert root.tag.endswith("svg")
    assert "<script" not in svg
    assert not re.search(r"(href|src)=|url\(|@import|\son\w+=", svg)
    assert re.findall(r"https?://[^\"]*", svg) == ["http://www.w3.org/2000/svg"]
    assert "prefers-reduced-motion" in svg


def test_the_moving_network_has_a_line_per_tie_and_a_disc_per_owner(told, svg):
    network = alliances_of(told)
    root = ElementTree.fromstring(svg)
    tag = "{http://www.w3.org/2000/svg}"
    assert len(root.findall(f"{tag}path")) == len(network.ties)
    moving = [circle for circle in root.findall(f"{tag}circle") if circle.get("class") == "m"]
    assert len(moving) == len(network.places) + 1  # and the mark on the line of time
    names = set(re.findall(r"@keyframes (\w+)", svg))
    assert set(re.findall(r"animation-name:(\w+)", svg)) == names


def test_exclusive_ties_change_colour_in_the_month_of_the_event(told, svg):
    loosened = next(e for e in read_events(told.events) if e.seed == shown_seed(told).seed and e.decision == "loosened")
    moment = round(100 * 0.88 * loosened.month / 59, 2)
    assert re.search(rf"{moment}%{{stroke:#b0b0b0", svg)
    assert escape(reason(loosened)) in svg


def test_hostile_labels_are_escaped_in_the_moving_network(no_pictures):
    result = ensemble(seeds=1, data=world(clouds=2, models=3, apps=1, months=40, label=HOSTILE), titles=(HOSTILE,))
    html = page(result)
    read(html)
    assert "<script" not in html
    for data in re.findall(r"data:image/svg\+xml;base64,([^\"]*)", html):
        moving = base64.b64decode(data).decode()
        ElementTree.fromstring(moving)
        assert "<script" not in moving


def test_the_moving_picture_is_written_beside_the_figure(told, tmp_path):
    written = figures_to(told, tmp_path, formats=("svg",), names=["alliances"])
    assert [path.name for path in written] == ["alliances.svg", "alliances.gif"]
    assert written[1].read_bytes().startswith(b"GIF89a")


def test_where_no_contract_changes_nothing_moves(tmp_path):
    still = ensemble(seeds=1, data=world(clouds=2, models=3, apps=1, months=14), simulate=without_a_story)
    written = figures_to(still, tmp_path, formats=("svg",), names=["alliances"])
    assert [path.name for path in written] == ["alliances.svg"]
