"""What a scorecard of claims says, in sentences and tables."""

from dataclasses import dataclass
from typing import Any

from sim.statistics.claim_protocols import ClaimCondition, ClaimText, ConditionFound
from sim.statistics.protocols import ScorecardResult
from sim.words.experiments import assumption_name, setting_text
from sim.words.names import plain
from sim.words.numbers import interval, numeral, percent

RULE = (
    "Supported: every condition has the predicted sign in at least nine of ten worlds, the 95 % interval of its mean "
    "over worlds lies on that side of zero, and all hold together in nine of ten. Not supported: a condition has the "
    "opposite sign in nine of ten worlds with its interval on that side, or no effect at all in nine of ten. Depends: "
    "anything else, and on what: the single split of one assumption that best tells the worlds where the claim holds "
    "from the others, if shuffled worlds are split as well in at most one of twenty cases."
)


@dataclass(frozen=True)
class ConditionRow:
    """One condition as people read it."""

    says: str
    check: str
    settings: str
    effect: str
    predicted: str
    answer: str
    worlds: int


@dataclass(frozen=True)
class ShownRow:
    """One thing that lies behind a verdict, as people read it."""

    says: str
    settings: str
    found: str
    worlds: int


@dataclass(frozen=True)
class ClaimEntry:
    """One claim as people read it."""

    id: str
    claim: str
    answer: str
    words: str
    mechanism: str
    falsifier: str
    depends_on: str
    facts: str
    rows: list[ConditionRow]
    behind: list[ShownRow]
    placebo: str
    misread: str
    picture: Any


@dataclass(frozen=True)
class StepEntry:
    """One step of the article's argument as people read it."""

    step: str
    argues: str
    rows: list[tuple[str, str, str]]
    beyond: str


def article_steps(result: ScorecardResult) -> list[StepEntry]:
    """Return the argument step by step, each with the claims that were tried: id, claim, verdict."""
    tried = {claim.id: claim for claim in result.claims.claims}
    return [
        StepEntry(
            plain(step.step),
            plain(step.argues),
            [(name, plain(tried[name].claim), result.answer(tried[name])) for name in step.claims if name in tried],
            plain(step.beyond),
        )
        for step in result.claims.article
        if any(name in tried for name in step.claims)
    ]


def scorecard_sentences(result: ScorecardResult) -> list[str]:
    """Return the counts and what they were counted in."""
    counts = [f"{count} {answer}" for answer, count in result.counts.items() if count]
    form = result.form
    seeds = f"{len(form.seeds)} seed{'s' if len(form.seeds) != 1 else ''}"
    market = ", ".join(f"{path} {setting_text(value)}" for path, value in result.claims.market.items())
    months = result.claims.base.parameters.horizon.months
    drawn = f" and in {len(form.drawn[0])} parameters drawn from a file" if form.drawn else ""
    sentences = [
        f"Of {len(result.claims.claims)} claims: {', '.join(counts)}.",
        f"This is the {form.name} form: {form.worlds} worlds that differ in {len(result.claims.axes)} assumptions"
        f"{drawn}, {seeds} each, in a small market ({market}) of {months} months.",
    ]
    if form.name == "quick":
        sentences.append("It is a first look; `alliance claims --full` decides.")
    if result.failures:
        sentences.append(
            f"{len(result.failures)} of {result.runs} runs failed; effects are means over the seeds left, and a "
            "world without any does not count."
        )
    return sentences


def words_of(result: ScorecardResult, claim: ClaimText) -> str:
    """Return the verdict on a claim in a sentence: where it holds, and on what that depends."""
    if not claim.conditions:
        return plain(claim.cannot_be_expressed)
    verdict, answer = result.verdicts[claim.id], result.answer(claim)
    known = int(verdict.known.sum())
    if not known:
        return "No world has all the numbers that it needs."
    text = f"Holds in {percent(verdict.share)} of {known} worlds."
    if answer != "depends":
        return text
    split = result.split_of(claim)
    if split is None or not split["clear"]:
        return f"{text} No single assumption tells these worlds from the others by more than chance."
    axis = next(axis for axis in result.claims.axes if axis.path == split["parameter"])
    name = assumption_name(axis, result.claims.base.parameters)
    expected = "" if split["expected"] else " It is not among the assumptions that were expected to decide."
    return (
        f"{text} It rather holds with {name} {split['holds']} {setting_text(split['threshold'])} "
        f"(balanced accuracy {percent(split['accuracy'])}, p = {numeral(split['p_value'], 3)}).{expected}"
    )


def claim_entry(result: ScorecardResult, claim: ClaimText, picture: Any) -> ClaimEntry:
    """Return one claim as the page shows it.

    Parameters
    ----------
    result : Scorecard
        The claims with their verdicts.
    claim : Claim
        Which one.
    picture : Picture or None
        Its figure.
    """
    tried = result.verdicts[claim.id].conditions if claim.conditions else ()
    return ClaimEntry(
        claim.id,
        plain(claim.claim),
        result.answer(claim),
        words_of(result, claim),
        f"{', '.join(claim.equations)}; {', '.join(claim.parameters)}",
        plain(claim.falsifier),
        ", ".join(claim.depends_on),
        ", ".join(claim.facts),
        [_row(condition, one) for condition, one in zip(claim.conditions, tried, strict=True)],
        shown_rows(result, claim),
        placebo_sentence(result, claim),
        plain(claim.misread),
        picture,
    )


def shown_rows(result: ScorecardResult, claim: ClaimText) -> list[ShownRow]:
    """Return what lies behind a claim."""
    return [
        ShownRow(
            plain(shown.check.says),
            " less ".join(shown.check.settings),
            f"{numeral(one.mean, sign=True)} {interval(one.low, one.high, sign=True)} {shown.unit}",
            one.worlds,
        )
        for shown, one in zip(claim.behind, result.behind(claim), strict=True)
    ]


def placebo_sentence(result: ScorecardResult, claim: ClaimText) -> str:
    """Return what is left of a claim without its mechanism; empty where no placebo is written down."""
    found = result.placebo(claim)
    if found is None:
        return ""
    many = len(found.numbers) > 1
    which = f"condition{'s' if many else ''} {', '.join(str(number + 1) for number in found.numbers)}"
    if found.answer == "undecided":
        return f"{plain(found.says)} Too few worlds have all the numbers for {which}."
    both = f"{which} hold{'' if many else 's'} in {percent(found.without_it)} of {found.worlds} worlds"
    words = {
        "turns": f"so the mechanism matters: with it {percent(found.with_it)}",
        "holds just as well": f"with it in {percent(found.with_it)}: the mechanism is not why the claim holds",
        "holds neither way": "and with it in none either",
    }
    return f"{plain(found.says)} Then {both}, {words[found.answer]}."


def audit_sentences(result: ScorecardResult) -> list[str]:
    """Return by law how many decisions were looked at, and by how many somebody lost who could have declined."""
    return [
        f"{law}: {says} {decisions} decisions, {losing or 'no'} violation{'' if losing == 1 else 's'}"
        + (f"; the worst, {numeral(worst)} bn USD: {where}." if losing else ".")
        for law, says, decisions, losing, worst, where in result.audit
    ]


def _row(condition: ClaimCondition, tried: ConditionFound) -> ConditionRow:
    bounds = interval(tried.low, tried.high, sign=True)
    return ConditionRow(
        plain(condition.check.says),
        condition.check.check.replace("_", " "),
        ", ".join(dict.fromkeys(condition.check.settings)),
        f"{numeral(tried.mean, sign=True)} {bounds} {condition.unit_text}",
        percent(tried.predicted),
        tried.answer,
        tried.worlds,
    )


def assumption_rows(result: ScorecardResult) -> list[tuple[str, str, str, str]]:
    """Return name, range, why and path of each assumption."""
    whys = result.claims.text["assumptions"]
    parameters = result.claims.base.parameters
    return [
        (assumption_name(axis, parameters), axis.range_text, plain(whys[axis.path]["why"]), axis.path)
        for axis in result.claims.axes
    ]


def scorecard_facts(result: ScorecardResult) -> list[tuple[str, str]]:
    """Return facts about the runs."""
    return [
        ("Form", result.form.name),
        ("Worlds", str(result.form.worlds)),
        ("Seeds of the first world", ", ".join(map(str, result.form.seeds))),
        ("Scenarios and variants", str(len(result.claims.settings_used))),
        ("Runs", str(result.runs)),
        ("Failed runs", str(len(result.failures))),
    ]
