"""The report: one file that holds everything, fetches nothing and escapes every text."""

import base64
import re
from html.parser import HTMLParser

import pytest

from sim.figures import caption, names_for
from sim.report import page as page_module
from sim.report.page import figures_to, page, write
from sim.results.files import ResultsError
from sim.statistics.turning import Turn
from sim.words.numbers import numeral
from tests.figures.example import TITLES, comparison, ensemble, world

pytestmark = pytest.mark.study

HOSTILE = "<script>alert('x')</script> & \"quotes\" <img src=https://example.org/x.png>"
VOID = {"meta", "link", "img", "br", "hr", "input"}


class Reader(HTMLParser):
    """Collects tags and attributes, and checks that elements are closed in order."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.open, self.text = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.text.append(data)


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def words(html):
    return " ".join(" ".join(read(html).text).split())


@pytest.mark.parametrize("kind", ["pair", "alone"])
def test_the_page_fetches_nothing_and_runs_nothing(kind, request):
    html = request.getfixturevalue(f"{kind}_page")
    reader = read(html)
    assert "script" not in reader.tags
    assert "iframe" not in reader.tags
    for tag, name, value in reader.attributes:
        if name in ("src", "href", "srcset", "data", "action", "poster"):
            assert value.startswith("data:"), (tag, name, value[:60])
        assert not name.startswith("on")
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
    assert "url(" not in style
    assert "@import" not in style
    assert "http" not in re.sub(r'src="data:[^"]*"', "", html).replace("http-equiv", "")


def test_pictures_fetch_nothing_either(pair_page):
    pictures = re.findall(r'src="data:image/svg\+xml;base64,([^"]*)"', pair_page)
    for picture in pictures:
        svg = base64.b64decode(picture).decode()
        for link in re.findall(r'(?:href|src)="([^"]*)"', svg):
            assert link.startswith("#")
        assert all(link.startswith("#") for link in re.findall(r"url\(([^)]*)\)", svg))
        assert "<script" not in svg


def test_every_figure_is_there_with_its_caption(pair, pair_page):
    html = pair_page
    for name in names_for(pair):
        assert f'id="figure-{name}"' in html
        assert caption(name, pair) in words(html)
    moving = html.count('<figure id="moving-')
    assert moving == len(pair.ensembles)
    assert html.count("data:image/svg+xml;base64,") == len(names_for(pair)) + moving


def test_every_outcome_is_there(pair, pair_page, alone, alone_page):
    for html, result in ((pair_page, pair.ensembles[0]), (alone_page, alone)):
        for outcome in result.outcomes:
            assert f"<code>{outcome}</code>" in html, outcome
    assert "Consumer surplus plus the profits of all owners" in pair_page


def test_labels_are_escaped_wherever_they_appear(no_pictures):
    result = comparison(
        seeds=2, data=world(models=3, apps=1, months=2, label=HOSTILE), titles=(HOSTILE + " one", HOSTILE + " two")
    )
    html = page(result)
    assert "<script" not in html
    assert "<img src=https" not in html
    assert "&lt;script&gt;" in html
    read(html)


def test_differences_between_scenarios_are_listed_with_their_origin(pair_page):
    text = words(pair_page)
    assert re.search(r"contracts\.\S+\.access exclusive open \S*exclusive\.yaml:\d+, \S*open\.yaml:\d+", text)


def test_run_facts_and_limits_are_told(pair_page):
    text = words(pair_page)
    for wanted in (
        "Version of the model",
        "1..4 (4)",
        "Largest price residual",
        "Largest ledger imbalance",
        "Seconds per stage",
        "prices 2.50",
        "assumptions, not measurements",
        "The amounts are not forecasts",
    ):
        assert wanted in text, wanted


def test_an_ensemble_has_a_page_without_a_base(alone_page):
    text = words(alone_page)
    assert "Consumer surplus over 13 months:" in text
    assert "How the scenarios differ" not in text
    assert "(base)" not in text


def test_several_others_have_a_headline_a_forest_and_a_table_each(no_pictures):
    html = page(comparison(seeds=2, data=world(clouds=2, models=3, apps=1, months=15), count=3))
    assert 'id="figure-forest-open"' in html
    assert 'id="figure-forest-preferred"' in html
    assert html.count("<code>profit.openai</code>") == 2
    assert words(html).count(f"against “{TITLES[0]}”") >= 3


def test_a_report_is_written_whole_or_not_at_all(alone, tmp_path, monkeypatch, no_pictures):
    path = tmp_path / "new" / "report.html"
    write(alone, path)
    before = path.read_bytes()
    assert before.decode().startswith("<!doctype html>")
    monkeypatch.setattr(page_module, "page", lambda *_, **__: "half a page \ud800")
    with pytest.raises(UnicodeEncodeError):
        write(alone, path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_figures_are_written_in_each_format(alone, tmp_path, monkeypatch):
    monkeypatch.setattr(page_module, "names_for", lambda result: ("outcomes", "network"))
    written = figures_to(alone, tmp_path / "figures", formats=("svg", "png"))
    assert [path.name for path in written[:2]] == ["outcomes.svg", "outcomes.png"]
    assert sorted(written) == sorted((tmp_path / "figures").iterdir())
    assert len(written) == 4
    assert all(path.stat().st_size > 1000 for path in written)
    assert written[1].read_bytes().startswith(b"\x89PNG")


def test_a_folder_that_cannot_be_made_is_told(alone, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultsError, match="cannot create the folder"):
        figures_to(alone, tmp_path / "file" / "figures")


def test_the_same_result_gives_the_same_page(pair, no_pictures):
    assert page(pair) == page(pair)


def test_one_seed_is_reported_without_claiming_anything(no_pictures):
    text = words(page(comparison(seeds=1, data=world(models=3, apps=1, months=2))))
    assert "too few seeds: run 7 more" in text
    assert "Better off" not in text
    assert "Too few seeds: run 7 more" in text
    assert "May be chance" not in text
    assert words(page(ensemble(seeds=1, data=world(months=1))))


def test_the_report_tells_through_what_each_profit_changes(pair, no_pictures):
    text = words(page(pair))
    assert "Through what profits change" in text
    assert "Profit, after capital" in text


def test_the_report_leads_with_the_firm_that_is_asked_about_and_tells_each_year(pair, no_pictures):
    html = page(pair, "amazon", annual=True)
    text = words(html)
    assert html.index('id="asked-1"') < html.index('id="headline"')
    assert text.index("For Amazon") < text.index("Amazon: profit after capital") < text.index("For everybody")
    years = html[html.index('id="annual"') : html.index('id="differences"')]
    assert '<th class="number">2023</th><th class="number">2024</th>' in years
    assert "Profit: Amazon" in years
    assert "For Amazon" not in words(page(pair))


def test_a_report_over_some_months_says_so_wherever_it_counts(pair, no_pictures):
    part = pair.over("2023-03..2023-08", 0.1)
    text = words(page(part))
    assert "Totals and differences are over 6 months from 2023-03 at 10 % interest." in text
    assert "over 15 months" not in text
    surplus = part.table().set_index("outcome").loc["consumer_surplus"]
    assert f"Consumer surplus rises by {numeral(surplus['difference'])}" in text
    assert "Totals and differences are" not in words(page(pair))


def test_the_month_in_which_a_sign_turns_is_told_in_the_report(pair, no_pictures, monkeypatch):
    monkeypatch.setattr("sim.report.through_what.turn", lambda differences: Turn(5, -1.5, 2.25))
    text = words(page(pair))
    assert "OpenAI: profit differs by −1.50 bn USD to 2023-05, and by +2.25 bn USD from then on." in text
