"""What an explanation says in its report: sentences, tables, facts."""

from typing import Any

import pandas as pd

from sim.report.experiment_tables import TextTable
from sim.scenario import seeds_text
from sim.statistics.protocols import ExplanationResult
from sim.words.names import plain
from sim.words.numbers import interval, numeral, percent


def explanation_title(result: ExplanationResult) -> str:
    """Return the title of the report."""
    base, other = (f"“{plain(one.title)}”" for one in (result.plan.base, result.plan.other))
    return f"Where the difference comes from: {other} against {base}"


def explanation_reading(result: ExplanationResult) -> str:
    """Say what the shares are."""
    of = "each channel that is open" if result.plan.by == "channels" else "each value that differs"
    return (
        f"A share is what {of} adds to the paired difference, in the mean over all orders (Shapley values); the shares "
        "sum to the whole. Brackets hold 95 % intervals of the mean over seeds (Student's t)."
    )


def explanation_tables(result: ExplanationResult) -> list[TextTable]:
    """Return shares, and notable interactions where there are any."""
    rows = result.table()
    shares = TextTable(
        "Shares",
        ["outcome", "cause", "share", "95 % interval", "unit"],
        [
            [one.outcome, one.cause, numeral(one.share, sign=True), interval(one.low, one.high, sign=True), one.unit]
            for one in _rows(rows)
        ],
    )
    pairs = [
        [one.outcome, f"{one.first} and {one.second}", numeral(one.together, sign=True), percent(one.part)]
        for one in _rows(result.interactions())
    ]
    together = TextTable("What pairs do together", ["outcome", "pair", "beyond both alone", "of the difference"], pairs)
    return [shares, together] if pairs else [shares]


def _rows(table: pd.DataFrame) -> list[Any]:
    return list(table.itertuples())


def explanation_facts(result: ExplanationResult) -> list[tuple[str, str]]:
    """Return facts about the runs."""
    plan, parameters = result.plan, result.plan.base.parameters
    return [
        ("Causes", f"{len(plan.causes)} {plan.by}, {len(plan.sets)} sets of them"),
        ("Seeds", f"{seeds_text(result.seeds)} ({len(result.seeds)})"),
        ("Enterprises", f"{parameters.enterprises.count:,}"),
        ("Months", f"{parameters.horizon.months} from {parameters.horizon.start}"),
        *((f"Fingerprint of {plain(one.name)}", one.digest()) for one in (plan.base, plan.other)),
    ]
