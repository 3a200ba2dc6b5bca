"""Forecasts made in several months, on one page and in one table."""

from collections.abc import Sequence

from sim.report.facts import version
from sim.report.hindcast import RIVALS, hindcast_facts, skill_text, verdict
from sim.report.page import picture_of, template
from sim.statistics.protocols import HindcastResult
from sim.words.names import plain
from sim.words.numbers import percent

ORIGIN_COLUMNS = ("made in", "group", "against", "skill [90 % interval]", "the model is")


def origin_rows(forecasts: Sequence[HindcastResult]) -> list[tuple[str, ...]]:
    """Return origin, group, rival, skill and what it means, where there is a forecast of both."""
    return [
        (_origin(one), group, RIVALS[rival], skill_text(found), verdict(found))
        for one in forecasts
        for group, rivals in one.skill.items()
        for rival, found in rivals.items()
        if found.count
    ]


def origin_sentences(forecasts: Sequence[HindcastResult]) -> list[str]:
    """Return how many later observations are met from each origin, and how good the intervals are."""
    return [
        f"Made in {_origin(one)}: {one.inside} of {one.count} observations that came later lie within their tolerance, "
        f"{percent(one.coverage)} in the 80 % intervals."
        for one in forecasts
    ]


def origins_page(forecasts: Sequence[HindcastResult]) -> str:
    """Return the page of all origins as HTML."""
    return template("origins.html").render(
        title=f"Forecasts made in their time: {plain(forecasts[0].scenario.title)}",
        sentences=origin_sentences(forecasts),
        columns=ORIGIN_COLUMNS,
        rows=origin_rows(forecasts),
        pictures=[(_origin(one), picture_of(one, "skill")) for one in forecasts],
        facts=[(f"{_origin(one)}: {name}", fact) for one in forecasts for name, fact in hindcast_facts(one)],
        version=version(forecasts[0]),
    )


def _origin(one: HindcastResult) -> str:
    return one.origin or ""
