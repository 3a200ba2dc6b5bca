"""The page as visitors use it, without a browser."""

import asyncio
import io
import zipfile
from contextlib import asynccontextmanager

import pandas as pd
import pytest
import yaml
from nicegui import ui
from nicegui.testing import User, user_simulation

from sim.app.jobs import Queue
from sim.app.page import Page
from sim.scenario import load
from tests.app.small_question import SMALL, files

pytestmark = pytest.mark.study

PATIENCE = 6000  # tenths of a second: other work may keep the machine busy


@asynccontextmanager
async def a_page(out, queue=None, offered=None):
    """Serve the page without a network, and yield its first visitor."""
    shared = queue or Queue()
    async with user_simulation(lambda: Page(offered or files(), out, shared)) as user:
        await user.open("/")
        yield user


def put(user, marker, text):
    user.find(marker=marker).clear()
    user.find(marker=marker).type(text)


def choose(user, marker, text):
    user.find(marker=marker).click()
    user.find(text).click()


def value(user, marker):
    (element,) = user.find(marker=marker).elements
    return element.value


async def make_small(user, seeds="1..2"):
    put(user, "seeds", seeds)
    for path in ("horizon.months", "enterprises.count", "enterprises.panel"):
        put(user, f"{path} both", SMALL[path])


@pytest.fixture
def visit(tmp_path):
    """Return a function that lets a visitor do something on a fresh page."""

    def run(story, **options):
        async def telling():
            async with a_page(tmp_path, **options) as user:
                await story(user)

        asyncio.run(telling())

    return run


def test_the_page_offers_all_shipped_scenarios_and_starts_with_exclusive_against_open(visit):
    async def story(user):
        (base,) = user.find(marker="base scenario").elements
        assert [text.partition(":")[0] for text in base.options.values()] == sorted(files())
        assert base.value.endswith("exclusive.yaml")
        assert value(user, "other scenario").endswith("open.yaml")
        await user.should_see("exclusive: What happens when GPT stays on Azure alone?")

    visit(story)


def test_a_lever_shows_value_unit_bounds_and_source_and_says_when_it_is_changed(visit):
    async def story(user):
        assert value(user, "enterprises.portability_friction both") == "1.0"
        await user.should_see("utils · from 0 to 20 · source: assumption")
        put(user, "enterprises.portability_friction both", "0.3")
        await user.should_see("enterprises.portability_friction=0.3")
        user.find("Take all changes back").click()
        assert value(user, "enterprises.portability_friction both") == "1.0"

    visit(story)


def test_scenarios_that_differ_have_a_field_each(visit):
    async def story(user):
        assert value(user, "contracts.microsoft-openai.access base") == "exclusive"
        assert value(user, "contracts.microsoft-openai.access other") == "open"
        choose(user, "contracts.microsoft-openai.access other", "preferred")
        await user.should_see("other: contracts.microsoft-openai.access=preferred")

    visit(story)


def test_a_bad_value_gives_the_message_of_the_command_line_and_nothing_is_lost(visit):
    async def story(user):
        put(user, "enterprises.count both", "many")
        put(user, "seeds", "5..1")
        user.find(marker="run").click()
        await user.should_see("--set: enterprises.count: expected a whole number of enterprises, from 1 to 10,000,000")
        await user.should_see("--seeds: 5..1 runs backwards")
        assert value(user, "enterprises.count both") == "many"
        assert value(user, "seeds") == "5..1"
        user.find("Save exclusive as YAML").click()
        await user.should_see("--seeds: 5..1 runs backwards")

    visit(story)


def test_any_parameter_can_be_set_by_its_path_and_wrong_ones_are_explained(visit):
    async def story(user):
        user.find("path=value").type("consumers.switching_csot=2")
        user.find(kind=ui.button, content="Set").click()
        await user.should_see("did you mean switching_cost")
        assert value(user, "path=value") == "consumers.switching_csot=2"
        put(user, "path=value", "consumers.switching_cost=2")
        user.find(kind=ui.button, content="Set").click()
        assert value(user, "consumers.switching_cost both") == "2"
        await user.should_see("consumers.switching_cost=2")

    visit(story)


def test_labels_of_a_scenario_become_names_of_elements_and_nothing_else(visit, tmp_path):
    label = """AWS" onfocus="alert(1)" :onclick='alert(2)' autofocus="""
    own = tmp_path / "own.yaml"
    head = {"schema": 1, "name": "own", "title": "Labels", "extends": "exclusive.yaml"}
    own.write_text(yaml.safe_dump(head | {"set": {"clouds.aws.label": label}}))

    async def story(user):
        await user.should_see(f"{label}: marketplace fee")
        named = [one.props for one in user.client.elements.values() if label in str(one.props.get("aria-label"))]
        assert len(named) == 3  # its field, and two buttons
        for props in named:
            assert props["aria-label"].endswith((f"{label}: marketplace fee", "both scenarios"))
            assert not {key for key in props if key.startswith(("on", ":on", "autofocus"))}

    visit(story, offered={"exclusive": own, "open": files()["open"]})


def test_the_saved_scenario_is_the_question(visit, tmp_path):
    async def story(user):
        put(user, "enterprises.portability_friction both", "0.3")
        user.find("Save open as YAML").click()
        saved = tmp_path / "saved.yaml"
        saved.write_text((await user.download.next()).text)
        assert load(saved) == load(files()["open"], ["enterprises.portability_friction=0.3"])

    visit(story)


def test_what_a_question_takes_is_shown_and_what_takes_too_much_is_not_run(visit):
    async def story(user):
        await user.should_see("64 replications of 10,000 enterprises: about", retries=PATIENCE)
        await user.should_see("The page takes up to 1,000,000 enterprises, 2,000 replications and 24 hours")
        put(user, "seeds", "1..1000000")
        await user.should_see("1,000,000 are more than the 1,000 that the page takes", retries=PATIENCE)
        put(user, "enterprises.count both", "2000000")
        user.find(marker="run").click()
        await user.should_see("2,000,000 are more than the 1,000,000 that the page takes")
        await user.should_not_see(marker="stop")

    visit(story)


def test_a_run_shows_everything_and_can_be_taken_away(visit, tmp_path):
    async def story(user):
        await make_small(user)
        user.find(marker="run").click()
        await user.should_see(marker="stop")
        await user.should_see("done: exclusive, open", retries=PATIENCE)
        await user.should_see("“GPT may be sold on every cloud” against “GPT is sold on Azure only”")
        await user.should_see("How the scenarios differ (1)")
        for tab in ("Differences", "Over time", "Network", "Who pays whom", "Competition", "All outcomes", "Files"):
            user.find(kind=ui.tab, content=tab).click()
        await user.should_see("Contracts of the month")
        assert len(user.find(kind=ui.echart).elements) > 4
        user.find("All results (zip: parquet and CSV)").click()
        names = zipfile.ZipFile(io.BytesIO((await user.download.next(timeout=20)).content)).namelist()
        for name in ("comparison.csv", "comparison.parquet", "monthly.parquet", "scenario.yaml", "outcomes.csv"):
            assert any(one.endswith(f"/{name}") for one in names), names
        user.find("Scenario open (YAML)").click()
        assert yaml.safe_load((await user.download.next()).text)["horizon"]["months"] == 3

    visit(story)


@pytest.mark.study
def test_over_the_assumptions_both_intervals_stand_side_by_side(visit, tmp_path, monkeypatch):
    draws = tmp_path / "draws.parquet"
    pd.DataFrame({"enterprises.home_switching_cost": [4.0, 9.0, 14.0]}).to_parquet(draws)
    monkeypatch.setattr("sim.app.question.POSTERIOR", str(draws))

    async def story(user):
        await make_small(user)
        user.find(marker="over assumptions").click()
        user.find(marker="run").click()
        await user.should_see("done: exclusive, open", retries=PATIENCE)
        await user.should_see("Over luck and over the assumptions")
        (table,) = [one for one in user.find(kind=ui.table).elements if one.columns[2]["label"] == "over draws [90 %]"]
        assert any(row["0"].startswith("Consumer surplus") for row in table.rows)
        assert all(row["2"] for row in table.rows)

    visit(story)


def test_a_run_can_be_stopped_and_says_so(visit):
    async def story(user):
        put(user, "seeds", "1..500")
        user.find(marker="run").click()
        await user.should_see(marker="stop")
        user.find(marker="stop").click()
        await user.should_see("stopped", retries=PATIENCE)
        await user.should_not_see(marker="stop")

    visit(story)


@pytest.mark.study
def test_two_visitors_who_run_one_scenario_each_do_not_disturb_each_other(tmp_path):
    async def story():
        queue = Queue()
        async with a_page(tmp_path, queue) as first:
            second = User(first.http_client)
            await second.open("/")
            put(first, "enterprises.count both", "40")
            put(second, "seeds", "9..1")
            second.find(marker="run").click()
            await second.should_see("runs backwards")
            await first.should_not_see("runs backwards")
            assert value(first, "seeds") == "1..32"
            assert value(second, "enterprises.count both") == "10000"

            for user, seeds in ((first, "1"), (second, "1..2")):
                choose(user, "other scenario", "nothing: run the base alone")
                await make_small(user, seeds)
                user.find(marker="run").click()
            await first.should_see("done: exclusive", retries=PATIENCE)
            await second.should_see("done: exclusive", retries=PATIENCE)
            await first.should_see("One seed; an interval takes more.")
            await second.should_see("Mean of 2 seeds")
            for user in (first, second):
                await user.should_not_see("runs backwards")
                await user.should_not_see("Differences")

    asyncio.run(story())


def test_the_job_of_a_visitor_who_has_left_is_stopped(tmp_path):
    async def story():
        queue = Queue()
        async with a_page(tmp_path, queue) as user:
            put(user, "seeds", "1..500")
            user.find(marker="run").click()
            await user.should_see(marker="stop")
            assert not queue.is_idle
            user.client.delete()
            for _ in range(PATIENCE):
                if queue.is_idle:
                    break
                await asyncio.sleep(0.1)
            assert queue.is_idle

    asyncio.run(story())
