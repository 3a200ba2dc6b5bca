"""The documentation site: built without a warning, closed in itself, nothing fetched from elsewhere."""

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlparse

import pytest

ROOT = Path(__file__).parents[2]
FETCHED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}


class Page(HTMLParser):
    """What a page refers to, and the places in it to which others can refer."""

    def __init__(self, text):
        super().__init__()
        self.links, self.fetched, self.places = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.places.add(given.get("id"))
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if given.get(FETCHED.get(tag)):
            self.fetched.append(given[FETCHED[tag]])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", ROOT / "docs", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site):
    return {file: Page(file.read_text(encoding="utf-8")) for file in site.rglob("*.html")}


pytestmark = pytest.mark.study


def test_every_internal_link_leads_somewhere(pages):
    lost = []
    for file, page in pages.items():
        for link in page.links:
            if urlparse(link).scheme:
                continue
            address, place = urldefrag(link)
            target = (file.parent / unquote(address)).resolve() if address else file
            if not target.is_file() or (place and target in pages and unquote(place) not in pages[target].places):
                lost.append(f"{file.name}: {link}")
    assert lost == []


def test_nothing_is_fetched_from_elsewhere(site, pages):
    assert [one for page in pages.values() for one in page.fetched if urlparse(one).netloc] == []
    styles = "".join(file.read_text(encoding="utf-8") for file in site.rglob("*.css"))
    assert "@import" not in styles
    assert "url(http" not in styles.replace('"', "").replace("'", "")


def test_search_finds_words_of_guides_model_and_notebooks_without_a_server(site):
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    assert (site / "search.html").is_file()
    for name in ("how-to/cloud", "model", "glossary", "tutorials/made/01_first_run", "reference/made/commands"):
        assert f'"{name}"' in index


def test_laws_are_set_as_mathematics(site):
    text = (site / "model.html").read_text(encoding="utf-8")
    assert text.count("<math ") > 20
    assert "\\begin{aligned}" not in text


def test_notebooks_are_shown_with_their_outputs(site):
    assert "<img" in (site / "tutorials" / "made" / "01_first_run.html").read_text(encoding="utf-8")


def test_python_and_commands_are_described_from_the_code(site):
    assert "sim.compare" in (site / "reference" / "python.html").read_text(encoding="utf-8")
    assert "D019" in (site / "reference" / "made" / "commands.html").read_text(encoding="utf-8")
