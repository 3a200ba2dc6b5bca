"""What a result says, in sentences: the headline, who is better or worse off, what became of the lab in question."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.report.through_what import turns
from sim.results.outcomes import Outcome
from sim.results.protocols import ComparisonResult, EnsembleResult, RunResult, is_comparison
from sim.results.reading.contract_spells import contracts_in_question
from sim.results.reading.series import ensembles_of, scenarios_of
from sim.statistics.paired_row import bounds, finding, is_clear, is_zero, seeds_wanted
from sim.words.dates import counted_text
from sim.words.headlines import verdict
from sim.words.names import label, layer_label, merged, owner_label, plain
from sim.words.numbers import decimals_for, interval, mean_and_interval, numeral


@dataclass(frozen=True)
class Effect:
    """Who gains or loses how much."""

    name: str
    amount: str
    size: float


@dataclass(frozen=True)
class Change:
    """One quantity before and after."""

    name: str
    text: str


@dataclass(frozen=True)
class Headline:
    """What one other scenario changes, or what one scenario comes to."""

    title: str
    sentences: list[str]
    better: list[Effect]
    worse: list[Effect]
    unclear: list[Effect]
    changes: list[Change]


def headlines(result: RunResult) -> list[Headline]:
    """Return one headline per other scenario of a comparison, or the one of an ensemble."""
    if is_comparison(result):
        return [_of_pair(result, other) for other in result.ensembles[1:]]
    return [_of_ensemble(ensemble) for ensemble in ensembles_of(result)]


def difference_text(row: Any, factor: float = 1.0) -> str:
    """Write a difference with its interval, e.g. ``+5.07 [+4.96, +5.23]``."""
    low, high = (factor * bound for bound in bounds(row))
    return mean_and_interval(factor * row.difference, low, high, sign=True)


def _of_pair(result: ComparisonResult, other: EnsembleResult) -> Headline:
    base = result.ensembles[0]
    table = result.table(other.scenario.name)
    rows = {str(row.outcome): row for row in table.itertuples()}
    better: list[Effect] = []
    worse: list[Effect] = []
    unclear: list[Effect] = []
    for name, outcome, row in _parties(base, rows):
        effect = Effect(name, difference_text(row), abs(float(row.difference)))
        gains = verdict(outcome.measure, row.difference) == "better"
        if not is_zero(row):
            (unclear if not is_clear(row) else better if gains else worse).append(effect)
    for effects in (better, worse, unclear):
        effects.sort(key=lambda effect: -effect.size)
    titles = plain(other.scenario.title), plain(base.scenario.title)
    over = counted_text(base)
    sentences = [
        sentence(rows[name], what, over) for name, what in (_BUYERS, _EVERYBODY) if name in rows and rows[name].n
    ]
    sentences += turns(base, other)
    return Headline(
        f"“{titles[0]}” against “{titles[1]}”", sentences, better, worse, unclear, list(_changes(result, other))
    )


_BUYERS = ("consumer_surplus", "Consumer surplus")
_EVERYBODY = ("total_surplus", "Total surplus after capital")


def owner_sentences(result: ComparisonResult, other: str, owner: str) -> list[str]:
    """Say what becomes of an owner: its profit, and its profit from AI alone.

    Parameters
    ----------
    result : Comparison
        The comparison.
    other, owner : str
        Names of a scenario that is set against the base, and of the owner.
    """
    base, against = result.ensembles[0], next(one for one in result.ensembles if one.scenario.name == other)
    whose = owner_label([base.scenario, against.scenario], owner)
    having = [one for one in (base, against) if owner in one.scenario.parameters.owners]
    if len(having) == 1:
        return [_level(having[0], owner, whose)]
    rows = {row.outcome: row for row in result.table(other).itertuples()}
    told = (
        (f"profit.{owner}", f"{whose}: profit after capital"),
        (f"ai_profit.{owner}", f"{whose}: profit from AI, without base cloud and search,"),
    )
    return [sentence(rows[name], what, counted_text(base)) for name, what in told if name in rows and rows[name].n]


def _level(ensemble: EnsembleResult, owner: str, whose: str) -> str:
    """Say what an owner earns in the only scenario that has it."""
    row: Any = next(row for row in ensemble.table().itertuples() if row.outcome == f"profit.{owner}")
    amount = mean_and_interval(row.mean, row.t_low, row.t_high, sign=True)
    title = plain(ensemble.scenario.title)
    return f"{whose} is in “{title}” alone: profit after capital {amount} bn USD {counted_text(ensemble)}."


def sentence(row: Any, what: str, span: str) -> str:
    """Say in one sentence what happens to an amount of money over some months, as `span` calls them."""
    if is_zero(row):
        return f"{what} is the same in every seed."
    low, high = bounds(row)
    relative = 100 * row.difference / abs(row.base_mean) if row.base_mean else float("nan")
    share = f"{numeral(relative, max(0, decimals_for(relative) - 1), sign=True)} %, " if np.isfinite(relative) else ""
    agreeing = f"{round(row.sign_agreement * row.n)} of {row.n} seeds agree"
    found = finding(row)
    amount, told = f"{difference_text(row)} bn USD {span}", f"({share}{agreeing} on the sign)"
    if found == "too few seeds":
        return f"{what} differs by {amount} {told}; {seeds_wanted(row.n)}."
    if found == "open" and low <= 0 <= high:
        return f"No clear difference in {what.lower()}: {amount} {told}."
    if found == "open":
        return f"{what} differs by {amount} {told}, which may be chance among all primary outcomes (Holm)."
    verb = "rises" if row.difference > 0 else "falls"
    places = decimals_for(row.difference, low, high)
    smaller, larger = sorted((abs(low), abs(high)))
    amount = f"{numeral(abs(row.difference), places)} bn USD {interval(smaller, larger, places)}"
    return f"{what} {verb} by {amount} {span} ({share}{agreeing})."


def _parties(base: Any, rows: dict[str, Any]) -> Iterator[tuple[str, Outcome, Any]]:
    """Yield whoever can be better or worse off: owners, and enterprises by the home that they started from."""
    parameters = base.scenario.parameters
    for name, row in rows.items():
        outcome = base.definitions[name]
        key = (outcome.measure.name, outcome.measure.kind)
        if not np.isfinite(row.difference):
            continue
        if key == ("profit", "owner"):
            yield label(parameters, "owner", outcome.entity), outcome, row
        elif key == ("consumer_surplus", "home_at_start"):
            home = label(parameters, "home_at_start", outcome.entity)
            yield f"Enterprises at home on {home} in the first month", outcome, row


def _changes(result: ComparisonResult, other: EnsembleResult) -> Iterator[Change]:
    """Yield what becomes of the labs that the comparison is about: reach, price and share, and concentration."""
    base = result.ensembles[0]
    scenarios = [base.scenario, other.scenario]
    of_models = {name: s.parameters for s in reversed(scenarios) for name in s.parameters.models}
    owners = {name: s.parameters for s in reversed(scenarios) for name in s.parameters.owners}
    _, labs = contracts_in_question(scenarios)
    models = [name for name in merged(scenarios, "models") if of_models[name].models[name].lab in labs][:2]
    wanted = [(f"reach.{m}", f"Reach of {label(of_models[m], 'model', m)}", 100, "% of enterprises") for m in models]
    wanted += [(f"price.{m}", f"Price of {label(of_models[m], 'model', m)}", 1, "USD per Mtok") for m in models]
    wanted += [(f"lab_share.{lab}", f"Token share of {label(owners[lab], 'owner', lab)}", 100, "%") for lab in labs[:2]]
    wanted += [
        (f"hhi.{layer}", f"Concentration (HHI), {layer_label(layer).lower()}", 1, "") for layer in ("model", "cloud")
    ]
    for outcome, name, factor, unit in wanted:
        values = [factor * _mean_of(ensemble, outcome) for ensemble in (base, other)]
        if np.isfinite(values).any():
            places = decimals_for(*(value for value in values if np.isfinite(value)))
            before, after = (numeral(value, places) if np.isfinite(value) else "none" for value in values)
            yield Change(name, f"{before} → {after} {unit}".strip())


def _mean_of(ensemble: EnsembleResult, outcome: str) -> float:
    """Return the mean of an outcome over seeds; not a number where the scenario has none."""
    return float(ensemble.outcomes[outcome].mean()) if outcome in ensemble.outcomes else float("nan")


def _of_ensemble(ensemble: EnsembleResult) -> Headline:
    scenario = scenarios_of(ensemble)[0]
    rows: dict[str, Any] = {str(row.outcome): row for row in ensemble.table().itertuples()}
    sentences = []
    for name, what in (_BUYERS, _EVERYBODY):
        row = rows.get(name)
        if row is not None and row.n:
            places = decimals_for(row.mean)
            amount = f"{numeral(row.mean, places)} bn USD {interval(row.t_low, row.t_high, places)}".rstrip()
            sentences.append(f"{what} {counted_text(ensemble)}: {amount}.")
    shares = {name: row for name, row in rows.items() if name.startswith("lab_share.") and np.isfinite(row.mean)}
    if shares:
        largest = max(shares, key=lambda name: float(shares[name].mean))
        lab = label(scenario.parameters, "owner", largest.partition(".")[2])
        sentences.append(f"Largest lab by tokens in the last year: {lab}, {numeral(100 * shares[largest].mean)} %.")
    return Headline(plain(scenario.title), sentences, [], [], [], [])
