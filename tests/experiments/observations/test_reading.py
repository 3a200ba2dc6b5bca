"""Files of observations: what is read, and what is said about mistakes."""

import numpy as np
import pytest

from sim.experiments.observations import load_observations
from sim.scenario import ScenarioError, load, shipped_folder
from tests.experiments.observations.toy_observables import GOOD, HEADER, MONEY_ROW, REGISTRY, written


@pytest.fixture(scope="module")
def scenario():
    return load(shipped_folder() / "exclusive.yaml")


def problems(folder, scenario, *rows, **options):
    with pytest.raises(ScenarioError) as caught:
        load_observations(written(folder, *rows, **options), scenario, REGISTRY)
    return [str(one).removeprefix(str(folder)) for one in caught.value.problems]


def changed(row: str, **cells: str) -> str:
    names = HEADER.split(",")
    parts = row.split(",", len(names) - 1)
    return ",".join(cells.get(name, part) for name, part in zip(names, parts, strict=True))


def test_a_share_in_percent_becomes_a_share_with_its_months_and_its_tolerance_on_the_scale_of_odds(tmp_path, scenario):
    (row,) = load_observations(written(tmp_path, GOOD), scenario, REGISTRY)
    assert (row.id, row.name, row.value, row.cells["note"]) == ("O1", "cloud_share.azure", 0.24, "restated, later")
    assert (row.period.first, row.period.end, row.period.middle) == (3, 6, 4.5)
    assert row.tolerance == pytest.approx(0.03 / (0.24 * 0.76))


def test_a_factor_becomes_its_logarithm(tmp_path, scenario):
    (row,) = load_observations(written(tmp_path, MONEY_ROW), scenario, REGISTRY)
    assert row.tolerance == pytest.approx(np.log(1.3))
    assert row.name == "spend"


def test_observations_keep_the_order_of_the_file_and_are_chosen_by_id(tmp_path, scenario):
    read = load_observations(written(tmp_path, MONEY_ROW, GOOD), scenario, REGISTRY)
    assert read.ids == ("O2", "O1")
    assert read.chosen(["O1"]).ids == ("O1",)
    assert read.targets.transforms.tolist() == ["log", "logit"]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"observable": "cloud_shares"}, 'observable: the text "cloud_shares" is none of the observables'),
        ({"observable": "cloud_shares"}, "did you mean cloud_share?"),
        ({"entity": "azur"}, "did you mean azure?"),
        ({"entity": ""}, "entity: expected one of the clouds in exclusive"),
        ({"segment": "startups"}, 'segment: the text "startups" is none of the segments of cloud_share'),
        ({"from": "2023-13"}, "from: expected a month as YYYY-MM"),
        ({"from": "2023-09"}, "to: expected 2023-09 or later, found 2023-06"),
        ({"to": "2053-06"}, "to: 2053-06 lies outside the run (the run lasts from 2023-01 to 2028-12)"),
        ({"aggregate": "sum"}, 'aggregate: the text "sum" is none of the aggregates'),
        ({"transform": "logits"}, "did you mean logit?"),
        ({"value": "24 %"}, 'value: expected a number, found the text "24 %"'),
        ({"value": "nan"}, "value: expected a number"),
        ({"value": "124"}, "value: expected a share from 0 to 100 %, found 124"),
        ({"value": "0"}, "value: expected more than 0 and less than 100 % for logit, found 0"),
        ({"transform": "log", "value": "0"}, "value: expected more than 0 for log, found 0"),
        ({"unit": "share"}, "unit: expected %, found the text"),
        ({"tolerance": "0"}, "tolerance: expected more than 0, found 0"),
        ({"tolerance": "factor 1.3"}, "tolerance: a factor goes with log only"),
        ({"transform": "log", "tolerance": "factor 0.9"}, "tolerance: expected more than 1, found 0.9"),
        ({"tolerance": ""}, "tolerance: expected a number, found nothing"),
        ({"id": ""}, "id: expected a short name"),
    ],
)
def test_a_mistake_is_told_with_line_column_and_a_way_out(tmp_path, scenario, cells, said):
    found = problems(tmp_path, scenario, MONEY_ROW, changed(GOOD, **cells))
    assert len(found) == 1
    assert found[0].startswith("/seen.csv:3: ")
    assert said in found[0]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"entity": "azure"}, "entity: expected nothing"),
        ({"transform": "logit", "tolerance": "1"}, "transform: logit is for shares"),
        ({"unit": "USD bn per month"}, '"annualised" of 1 months makes 12 months, "per month" says otherwise'),
        ({"aggregate": "sum", "unit": "USD bn per quarter"}, '"sum" of 1 months makes 1 months'),
        ({"unit": "USD bn a year"}, "unit: expected USD bn per month, per quarter or per year"),
        ({"unit": "Qt per year"}, "unit: expected USD bn"),
    ],
)
def test_money_is_counted_over_the_months_that_it_says(tmp_path, scenario, cells, said):
    (found,) = problems(tmp_path, scenario, changed(MONEY_ROW, **cells))
    assert said in found


def test_a_whole_period_needs_no_other_word(tmp_path, scenario):
    row = changed(MONEY_ROW, aggregate="sum", unit="USD bn")
    assert len(load_observations(written(tmp_path, row), scenario, REGISTRY)) == 1


def test_all_mistakes_of_a_file_are_told_at_once_by_line(tmp_path, scenario):
    rows = [
        changed(GOOD, entity="azur", value="x"),
        GOOD,
        changed(GOOD, tolerance="-1"),
        "O9,cloud_share",
        changed(MONEY_ROW, to="2022-01"),
    ]
    found = problems(tmp_path, scenario, *rows)
    assert [line.split(":")[1] for line in found] == ["2", "2", "3", "4", "4", "5", "6"]
    assert 'the text "O1" is already the id of line 2' in found[2]


def test_a_question_that_the_market_cannot_mean_is_refused_with_the_reason(tmp_path, scenario):
    read = load_observations(written(tmp_path, MONEY_ROW, changed(GOOD, unit="% of builders")), scenario, REGISTRY)
    assert read.ids == ("O2",)
    expected = "counted in % of builders; in the market cloud_share is share of the revenue of all clouds"
    assert read.refused == {"O1": expected}


def test_columns_may_stand_in_any_order_but_must_be_there(tmp_path, scenario):
    names = HEADER.split(",")
    cells = MONEY_ROW.split(",")
    turned = written(tmp_path, ",".join(reversed(cells)), header=",".join(reversed(names)))
    assert load_observations(turned, scenario, REGISTRY).ids == ("O2",)
    found = problems(tmp_path, scenario, GOOD, header=HEADER.replace("entity", "entities"))
    assert any("did you mean entity?" in line for line in found)
    assert any("missing columns: entity" in line for line in found)


@pytest.mark.parametrize(
    ("text", "said"), [("", "the file is empty"), (HEADER + "\n", "no observation"), (HEADER + '\n"O1', "not a row")]
)
def test_a_file_without_observations_is_told(tmp_path, scenario, text, said):
    path = tmp_path / "seen.csv"
    path.write_text(text)
    with pytest.raises(ScenarioError, match=said):
        load_observations(path, scenario, REGISTRY)


def test_a_file_that_is_not_there_is_told(tmp_path, scenario):
    with pytest.raises(ScenarioError, match="there is no such file"):
        load_observations(tmp_path / "none.csv", scenario, REGISTRY)


def test_lines_are_counted_where_a_note_has_several(tmp_path, scenario):
    row = GOOD.replace("restated, later", "restated\nand\nlater")
    (found,) = problems(tmp_path, scenario, row, changed(MONEY_ROW, value="x"))
    assert found.startswith("/seen.csv:5: ")
