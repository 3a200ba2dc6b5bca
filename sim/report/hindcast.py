"""What a hindcast says, in sentences and tables."""

import math
from dataclasses import dataclass
from typing import Any

from sim.scenario import seeds_text
from sim.statistics.protocols import HindcastResult
from sim.statistics.scoring.skill import Skill
from sim.words.names import plain
from sim.words.numbers import interval, numeral, percent

_HUNDRED, _SHARE = 100.0, "%"
RIVALS = {
    "persistence": "the last value observed before",
    "trend": "the trend of what was observed before",
    "base": "base values",
}


@dataclass(frozen=True)
class ScoreRow:
    """One observation as people read it."""

    id: str
    what: str
    when: str
    observed: str
    model: str
    miss: str
    inside: str


def hindcast_sentences(result: HindcastResult) -> list[str]:
    """Return how many observations are met, how good the intervals are, and against whom the model wins."""
    refused = f" {len(result.refused)} more were refused." if result.refused else ""
    sentences = [f"{result.inside} of {result.count} observations lie within their tolerance.{refused}"]
    sentences += [
        f"{whole} and {part} contradict each other: the part was published as larger than the whole."
        for whole, part in result.contradictions
    ]
    if math.isfinite(result.coverage):
        sentences.append(
            f"{percent(result.coverage)} of them lie in the 80 % intervals; the mean CRPS is {numeral(result.crps)} "
            "tolerances."
        )
    for group, rivals in result.skill.items():
        known = {rival: one for rival, one in rivals.items() if one.count}
        if known:
            against = "; ".join(f"{verdict(one)} {RIVALS[rival]} ({skill_text(one)})" for rival, one in known.items())
            sentences.append(f"{group.capitalize()}: {against}.")
    if result.failures:
        sentences.append(f"{len(result.failures)} replications failed and do not count.")
    return sentences


def verdict(one: Skill) -> str:
    """Return in words whether the model is better than a rival, chance allowed for."""
    if one.low <= 0 <= one.high or not math.isfinite(one.low):
        return "not told apart from" if math.isfinite(one.low) else "too few to tell from"
    return "better than" if one.skill > 0 else "WORSE than"


def skill_text(one: Skill) -> str:
    """Return a skill with its interval."""
    return f"skill {numeral(one.skill, 2)} {interval(one.low, one.high, 2)}".rstrip() + f", {one.count} observations"


def skill_rows(result: HindcastResult) -> list[tuple[str, str, str, str]]:
    """Return group, rival, skill and what it means."""
    return [
        (group, RIVALS[rival], skill_text(one), verdict(one))
        for group, rivals in result.skill.items()
        for rival, one in rivals.items()
        if one.count
    ]


def score_rows(result: HindcastResult) -> list[ScoreRow]:
    """Return each observation with what the model says, in the order of the file."""
    rows: list[Any] = list(result.table.itertuples())
    return [_row(row) for row in rows]


def _row(row: Any) -> ScoreRow:
    size = _HUNDRED if row.unit == _SHARE else 1.0
    observed, least, most, model, low, high = (
        size * value for value in (row.observed, row.least, row.most, row.model, row.low, row.high)
    )
    among = "" if row.segment in ("", "all") else f", {row.segment}"
    return ScoreRow(
        row.id,
        f"{row.name}{among} ({plain(row.published_unit)})",
        row.since if row.since == row.until else f"{row.since} to {row.until}",
        f"{numeral(observed)} {interval(least, most)}",
        f"{numeral(model)} {interval(low, high)}".rstrip(),
        numeral(row.miss, 1, sign=True),
        "inside" if row.inside else "no",
    )


def hindcast_facts(result: HindcastResult) -> list[tuple[str, str]]:
    """Return facts about the runs."""
    parameters = result.scenario.parameters
    return [
        ("Fingerprint of the scenario", result.scenario.digest()),
        ("Seeds", seeds_text(result.seeds)),
        (
            "Draws of the parameters",
            str(result.draws) if result.draws else "none: all values are those of the scenario",
        ),
        ("Enterprises", f"{parameters.enterprises.count:,}"),
        ("Months", f"{parameters.horizon.months} from {parameters.horizon.start}"),
        ("Failed replications", str(len(result.failures))),
    ]
