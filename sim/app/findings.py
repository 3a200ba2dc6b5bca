"""What the page shows of a result: plain data, small enough to send from the process that simulated it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sim.app.alliances import MonthlyNetwork, alliances
from sim.app.series import MonthlySeries, monthly_series
from sim.figures.drawing.intervals import Panel
from sim.figures.drawing.owners import owner_colours
from sim.figures.market.forest import forest_panels
from sim.figures.market.outcomes import outcome_panels
from sim.report.competition import competition_tables
from sim.report.doubts import doubt_tables
from sim.report.experiment_tables import TextTable
from sim.report.outcome_table import Section, sections_of
from sim.report.sentences import Headline, headlines
from sim.report.through_what import Part, waterfalls
from sim.results.protocols import ComparisonResult, EnsembleResult, RunResult, is_comparison
from sim.results.reading.series import ensembles_of, scenarios_of
from sim.scenario import Parameters, Scenario
from sim.scenario.texts.describe import resolved_text, value_text
from sim.words.dates import month_dates
from sim.words.names import plain


@dataclass(frozen=True)
class ScenarioSummary:
    """One scenario, as it was run.

    Attributes
    ----------
    text : str
        The resolved scenario as a file.
    folder : Path or None
        Where its results lie; None when they are kept in memory only.
    """

    name: str
    title: str
    text: str
    folder: Path | None


@dataclass(frozen=True)
class Findings:
    """A comparison, or the result of one scenario.

    Attributes
    ----------
    scenarios : list of ScenarioSummary
        The base first.
    folder : Path or None
        Where the comparison, or the run, lies; None likewise.
    seeds : int
        Replications that finished in every scenario.
    headline : Headline
        What it comes to, in sentences.
    differs : list of (path, value, value)
        What sets the scenarios apart.
    failures : list of str
        Replications that failed, and why.
    panels : list of Panel
        Differences of the headline outcomes, or the outcomes themselves.
    series : dict of str to MonthlySeries
        Every measure by month.
    dates : list of str
        First day of each month.
    networks : list of MonthlyNetwork
        Who sells whose models, per scenario.
    payments : list of DataFrame
        Month, payer, payee, flow and amount (bn USD, mean over seeds), per scenario.
    outcomes : list of Section
        The table of all outcomes.
    parameters : Parameters
        Those of the scenario with the most owners, for names.
    colours : dict of str to str
        Colour of each owner.
    waterfalls : list of (str, list of Part)
        Through what the profit of each owner differs.
    competition : list of TextTable
        What a competition authority asks of the first seed.
    doubts : list of tuple of str
        Headline outcomes over luck and over draws of the assumptions; none where there are no draws.
    """

    scenarios: list[ScenarioSummary]
    folder: Path | None
    seeds: int
    headline: Headline
    differs: list[tuple[str, str, str]]
    failures: list[str]
    panels: list[Panel]
    series: dict[str, MonthlySeries]
    dates: list[str]
    networks: list[MonthlyNetwork]
    payments: list[pd.DataFrame]
    outcomes: list[Section]
    parameters: Parameters
    colours: dict[str, str]
    waterfalls: list[tuple[str, list[Part]]]
    competition: list[TextTable]
    doubts: list[tuple[str, ...]]

    @property
    def compares(self) -> bool:
        """Whether there are two scenarios."""
        return len(self.scenarios) > 1


def findings_of(result: RunResult) -> Findings:
    """Return what the page shows.

    Parameters
    ----------
    result : Comparison or Ensemble
        A stored result of one scenario, or of two.
    """
    ensembles, scenarios = ensembles_of(result), scenarios_of(result)
    base = ensembles[0]
    longest = max(scenarios, key=lambda scenario: scenario.parameters.horizon.months)
    dates = month_dates(longest, range(longest.parameters.horizon.months))
    table = result.table()
    return Findings(
        scenarios=[
            ScenarioSummary(e.scenario.name, plain(e.scenario.title), resolved_text(e.scenario), e.folder)
            for e in ensembles
        ],
        folder=result.folder,
        seeds=len(set.intersection(*(set(ensemble.seeds) for ensemble in ensembles))),
        headline=headlines(result)[0],
        differs=_differs(result) if is_comparison(result) else [],
        failures=[
            f"{one.scenario}, seed {one.seed}: {one.error}: {one.message}" for e in ensembles for one in e.failures
        ],
        panels=forest_panels(result, scenarios[1].name) if is_comparison(result) else outcome_panels(base),
        series=monthly_series(result),
        dates=[str(date) for date in dates],
        networks=alliances(result),
        payments=[_payments(ensemble) for ensemble in ensembles],
        outcomes=sections_of(table, base.definitions, base.scenario.parameters),
        parameters=_with_most_owners(scenarios),
        colours=owner_colours(scenarios),
        waterfalls=waterfalls(ensembles[0], ensembles[1]) if is_comparison(result) else [],
        competition=competition_tables(result),
        doubts=[row for _, rows in doubt_tables(result) for row in rows],
    )


def _differs(result: ComparisonResult) -> list[tuple[str, str, str]]:
    (differences,) = result.scenario_differences.values()
    return [(one.path, value_text(one.value_a), value_text(one.value_b)) for one in differences]


def _payments(ensemble: EnsembleResult) -> pd.DataFrame:
    """Return payments by month, mean over seeds."""
    keys = ["month", "payer", "payee", "flow"]
    totals = ensemble.ledger.groupby(keys, observed=True, as_index=False)["amount"].sum()
    return totals.assign(amount=totals["amount"] / max(len(ensemble.seeds), 1))


def _with_most_owners(scenarios: Sequence[Scenario]) -> Parameters:
    return max((scenario.parameters for scenario in scenarios), key=lambda parameters: len(parameters.owners))
