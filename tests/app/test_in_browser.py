"""The page in a real browser, from the start to a saved scenario."""

import json
import re
import shutil
from urllib.parse import urlsplit

import pytest
from selenium import webdriver
from selenium.webdriver import ActionChains
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from sim.scenario import load
from tests.app.small_question import SMALL
from tests.app.test_command import page_of

pytestmark = pytest.mark.browser

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
)
PATIENCE = 600  # seconds: other work may keep the machine busy


@pytest.fixture
def page(tmp_path):
    """Yield the address of a page."""
    with page_of(tmp_path / "results") as served:
        yield served.address


@pytest.fixture
def browser(tmp_path):
    """Yield a browser that notes every request and every message of the page."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for flag in (*FLAGS, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"download.default_directory": str(tmp_path)})
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    yield driver
    driver.quit()


def wait(browser, condition):
    return WebDriverWait(browser, PATIENCE).until(lambda _: condition())


def field(browser, name):
    return browser.find_element(By.CSS_SELECTOR, f'input[aria-label^="{name}"]')


def put(browser, name, text):
    element = field(browser, name)
    element.send_keys(Keys.CONTROL, "a")
    element.send_keys(text, Keys.TAB)


def button(browser, name):
    found = browser.find_elements(By.XPATH, f'//button[normalize-space(.)="{name}" or contains(., "{name}")]')
    assert found, name
    return found[0]


def text_of(browser):
    return browser.find_element(By.TAG_NAME, "body").text


def tab(browser, name):
    browser.find_element(By.XPATH, f'//*[@role="tab"][contains(., "{name}")]').click()


def saved(browser, folder, name):
    """Return a file that the browser has saved."""
    wait(browser, (folder / name).is_file)
    return folder / name


def requested(browser):
    """Return the hosts of all requests so far."""
    places = set()
    for entry in browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            address = urlsplit(message["params"]["request"]["url"])
            if address.scheme in ("http", "https"):
                places.add(address.hostname)
        if message["method"] == "Network.webSocketCreated":
            places.add(urlsplit(message["params"]["url"]).hostname)
    return places


def test_from_the_start_to_a_saved_scenario(page, browser, tmp_path):
    browser.get(page)
    wait(browser, lambda: "Who gains when AI's alliances open up?" in text_of(browser))

    # A wrong value is explained, and stays.
    put(browser, "Seeds", "2..1")
    button(browser, "Run").click()
    wait(browser, lambda: "2..1 runs backwards" in text_of(browser))
    assert field(browser, "Seeds").get_attribute("value") == "2..1"

    # A small question is answered.
    put(browser, "Seeds", "1..2")
    put(browser, "Horizon: months", SMALL["horizon.months"])
    put(browser, "Enterprises: count", SMALL["enterprises.count"])
    put(browser, "Enterprises: panel", SMALL["enterprises.panel"])
    button(browser, "Run").click()
    wait(browser, lambda: "done: exclusive, open" in text_of(browser))
    assert "runs backwards" not in text_of(browser)
    assert browser.find_elements(By.CSS_SELECTOR, ".nicegui-echart canvas")

    # The network moves by keyboard.
    tab(browser, "Network")
    wait(browser, lambda: "2023-01" in text_of(browser))
    slider = browser.find_element(By.CSS_SELECTOR, '[role="slider"][aria-label="Month"] [tabindex="0"]')
    browser.execute_script("arguments[0].focus()", slider)
    ActionChains(browser).send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT).perform()
    wait(browser, lambda: "2023-03" in text_of(browser))
    for name, seen in (
        ("Over time", "95 % interval"),
        ("Who pays whom", "payee"),
        ("All outcomes", "seeds that agree"),
    ):
        tab(browser, name)
        wait(browser, lambda expected=seen: expected in text_of(browser))

    # The scenario is saved, and is what was run.
    tab(browser, "Files")
    wait(browser, lambda: "Scenario open (YAML)" in text_of(browser))
    button(browser, "Scenario open (YAML)").click()
    scenario = load(saved(browser, tmp_path, "open.yaml"))
    assert scenario.parameters.horizon.months == int(SMALL["horizon.months"])
    assert scenario.parameters.enterprises.count == int(SMALL["enterprises.count"])
    (run,) = (tmp_path / "results").glob("open-*")
    assert load(run / "scenario.yaml") == scenario

    # Nothing left the machine, and nothing went wrong on the page.
    assert requested(browser) == {"127.0.0.1"}
    assert not [one["message"] for one in browser.get_log("browser") if one["level"] == "SEVERE"]


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_wider_than_the_window(page, browser, width):
    metrics = {"width": width, "height": 850, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get(page)
    wait(browser, lambda: re.search("Who gains", text_of(browser)))
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
