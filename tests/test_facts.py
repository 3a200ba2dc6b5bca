"""Every number says where it comes from, and every fact that is named is on file."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from types import NoneType
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario import load
from sim.scenario.schema.root import Parameters

ROOT = Path(__file__).parents[1]
FACT = re.compile(r"\b[A-Z]\d{3}\b")
NO_FACT = {"H100"}  # a GPU
EQUATION = re.compile(r"E([1-9]|[1-5]\d|6[0-2])")
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
DERIVED = {"P80", "P81", "P82", "P83"}  # in another unit than the fact, or per year
OBSERVATION_COLUMNS = [
    "id",
    "observable",
    "entity",
    "segment",
    "from",
    "to",
    "aggregate",
    "transform",
    "value",
    "unit",
    "tolerance",
    "survey",
    "facts",
    "note",
]
COLUMNS = ["id", "topic", "actor", "metric", "value", "unit", "period", "source", "url", "confidence", "note"]


def fields(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every field of the schema that is no section, by dotted path; a star stands for any name."""
    for name, field in model.model_fields.items():
        here = f"{path}{name}"
        inside = get_args(field.annotation)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from fields(field.annotation, f"{here}.")
            continue
        sections = [kind for kind in inside if isinstance(kind, type) and issubclass(kind, BaseModel)]
        for section in sections:
            yield from fields(section, f"{here}." if NoneType in inside else f"{here}.*.")
        if not sections:
            yield here, field


FIELDS = dict(fields(Parameters))


def is_number(field: FieldInfo) -> bool:
    kinds = {field.annotation, *get_args(field.annotation)}
    return bool(kinds & {int, float}) and str not in kinds


NUMBERS = sorted(path for path, field in FIELDS.items() if is_number(field))


def metadata(path: str) -> dict[str, Any]:
    extra = FIELDS[path].json_schema_extra
    assert isinstance(extra, dict), f"{path} says nothing about itself"
    return extra


def rows(file: str = "facts.csv") -> list[dict[str, str]]:
    with (ROOT / "seeds" / file).open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def named_facts() -> set[str]:
    """Facts that the schema, the scenarios, the claims, the observations and the milestones name."""
    sources = [str(metadata(path).get("source", "")) for path in FIELDS]
    files = [*sorted((ROOT / "scenarios").glob("*.yaml")), ROOT / "seeds" / "claims.yaml"]
    texts = [file.read_text(encoding="utf-8") for file in files]
    observed = [row["facts"] for file in ("observations.csv", "milestones.csv") for row in rows(file)]
    return set(FACT.findall("\n".join([*sources, *texts, *observed]))) - NO_FACT


def test_the_schema_has_many_numbers():
    assert len(NUMBERS) > 80


@pytest.mark.parametrize("path", NUMBERS)
def test_every_number_has_unit_source_law_and_description(path):
    described = metadata(path)
    assert described["unit"]
    assert FIELDS[path].description
    law = str(described["law"])
    assert path == "horizon.months" or all(EQUATION.fullmatch(tag) for tag in law.split(", ")), law
    source = str(described["source"])
    assert source in ("assumption", "design") or all(FACT.fullmatch(tag) for tag in source.split(", ")), source


def test_every_named_fact_is_on_file_and_every_fact_on_file_is_named():
    assert {row["id"] for row in rows()} == named_facts()


def test_facts_are_sorted_and_told_apart_by_their_id():
    ids = [row["id"] for row in rows()]
    assert ids == sorted(set(ids))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_every_fact_has_a_value_a_date_and_a_source(row):
    assert list(row) == COLUMNS
    assert FACT.fullmatch(row["id"])
    for column in ("topic", "actor", "metric", "value", "period", "source", "confidence"):
        assert row[column].strip(), column
    assert row["confidence"][0] in "ABC"
    # A note in a public survey, without a page of its own, is the least that counts.
    assert row["url"].startswith("https://") or (not row["url"] and row["confidence"].startswith("C"))


def fact(name: str) -> float:
    """Value of a fact."""
    return next(float(row["value"]) for row in rows() if row["id"] == name)


def test_anchored_numbers_agree_with_their_facts():
    base = load(ROOT / "scenarios" / "base.yaml").parameters
    shares = {"aws": "D002", "azure": "D003", "google_cloud": "D004"}
    for cloud, name in shares.items():
        assert base.clouds[cloud].home_share == pytest.approx(fact(name) / 100.0)
    rest = 1.0 - sum(fact(name) for name in shares.values()) / 100.0
    assert base.clouds["other_clouds"].home_share == pytest.approx(rest)
    assert base.enterprises.base_cloud_spend == pytest.approx(fact("D001") / 3.0, abs=0.1)
    speed = base.models["mercury"].tokens_per_second * base.technology.diffusion_speed
    assert speed == pytest.approx(fact("J001"), abs=2.0)
    assert base.models["gpt"].tokens_per_second == fact("J002")
    at_scale = base.models["mercury"].serving_cost / base.technology.diffusion_cost_advantage
    assert at_scale == pytest.approx(1e6 / fact("J006") / 3600.0, abs=0.01)
    option = load(ROOT / "scenarios" / "endogenous.yaml").parameters.options["xai_cursor"]
    assert (option.strike, option.fee) == (fact("G012"), fact("G013"))
    assert base.contracts["microsoft-openai"].revenue_share == pytest.approx(fact("F011") / 100.0)


@pytest.mark.parametrize("row", rows("observations.csv"), ids=lambda row: row["id"])
def test_every_observation_says_what_was_measured_when_and_how_well(row):
    assert list(row) == OBSERVATION_COLUMNS
    assert row["observable"].isidentifier()
    assert MONTH.fullmatch(row["from"])
    assert MONTH.fullmatch(row["to"])
    assert row["from"] <= row["to"]
    assert row["aggregate"] in ("mean", "sum", "end", "annualised")
    factor = row["tolerance"].removeprefix("factor ")
    if row["transform"] == "logit":
        assert 0.0 < float(row["value"]) < 100.0
        assert row["tolerance"] == factor
        assert float(factor) > 0.0
    else:
        assert row["transform"] == "log"
        assert float(row["value"]) > 0.0
        assert row["tolerance"] != factor
        assert float(factor) > 1.0
    assert row["survey"]


def test_observations_are_told_apart_by_their_id():
    ids = [row["id"] for row in rows("observations.csv")]
    assert len(ids) == len(set(ids)) > 50


def test_a_number_of_an_observation_is_that_of_its_fact():
    for row in rows("observations.csv"):
        for name in FACT.findall(row["facts"]) if row["id"] not in DERIVED else ():
            assert fact(name) == pytest.approx(float(row["value"])), row["id"]
