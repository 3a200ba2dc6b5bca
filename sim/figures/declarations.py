"""All figures: one declaration each, in the order in which a report shows them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from matplotlib.figure import Figure

from sim.figures.conditions import (
    crossed,
    has_bargains,
    has_options,
    has_ties,
    is_of_two_owners,
    is_short_of_cash,
    mapped,
    others,
    studied,
    where,
    where_any,
    whole,
)
from sim.figures.contracts.alliances import alliances
from sim.figures.contracts.exclusivity_margin import bargain
from sim.figures.contracts.finance import finance
from sim.figures.contracts.purchase_options import options
from sim.figures.contracts.timeline import contracts
from sim.figures.experiments.claims import claim, scorecard
from sim.figures.experiments.indices import indices
from sim.figures.experiments.parallel_coordinates import parallel
from sim.figures.experiments.phase_diagram import phase_diagram
from sim.figures.experiments.preferences import preferences
from sim.figures.experiments.tipping import tipping
from sim.figures.experiments.tornado import tornado
from sim.figures.experiments.waterfall import waterfall
from sim.figures.market.capacity import capacity
from sim.figures.market.control import control
from sim.figures.market.control_over_time import control_over_time
from sim.figures.market.diversion import diversion
from sim.figures.market.forest import forest
from sim.figures.market.network import network
from sim.figures.market.outcomes import outcomes
from sim.figures.market.payments import payments
from sim.figures.market.prices import prices
from sim.figures.market.returns_to_effort import phases
from sim.figures.market.shares import shares
from sim.figures.market.time_series import bands
from sim.figures.record.dated import dated
from sim.figures.record.loosening import loosening
from sim.figures.record.misses import misses, skill
from sim.figures.record.series import groups_with_series, series
from sim.results.protocols import RunResult, is_comparison
from sim.results.reading.contract_spells import contracts_change
from sim.results.reading.series import ensembles_of, is_measured
from sim.results.records import nothing_finished
from sim.statistics.protocols import (
    ExplanationResult,
    ExploredResult,
    HindcastResult,
    Result,
    ScorecardResult,
    is_explanation,
    is_explored,
    is_hindcast,
    is_run,
    is_scorecard,
)

Of = TypeVar("Of")


@dataclass(frozen=True)
class Declaration(Generic[Of]):
    """One figure, or one for each part of a result.

    Attributes
    ----------
    name : str
        What commands, files and pages call it; a part follows after a hyphen.
    caption : str
        What it shows and where to look, for the report.
    function : callable
        Draws it, given the result and, where there are several, the part.
    parts : callable
        What of a result it is drawn of: a name for each figure, ``""`` for all of it, none where there is no data.
    of : callable
        Returns the months of a result that it shows: those that count, or all.
    """

    name: str
    caption: str
    function: Callable[..., Figure]
    parts: Callable[[Of], Sequence[str]] = lambda _: ("",)
    of: Callable[[Of], Of] = lambda result: result

    def names(self, result: Of) -> tuple[str, ...]:
        """Return the names of the figures that a result has of this kind."""
        return tuple(f"{self.name}-{part}" if part else self.name for part in self.parts(self.of(result)))


OF_RUNS: tuple[Declaration[RunResult], ...] = (
    Declaration(
        "forest",
        "Who wins and who loses: points right of the line are more than in the base, and filled ones are more than "
        "chance.",
        forest,
        others,
    ),
    Declaration(
        "outcomes",
        "What the scenario comes to: each point is a mean over seeds, its bar the range that the mean is likely in.",
        outcomes,
        where(lambda result: len(ensembles_of(result)) == 1),
    ),
    Declaration(
        "bands",
        "When it happens: look at the lower strips, which show what differs from the base month by month.",
        bands,
    ),
    Declaration(
        "contracts",
        "Who is tied to whom, when: where a dark bar ends, exclusivity ends; the line above says in how many seeds it "
        "lasts.",
        contracts,
        where_any(contracts_change),
        whole,
    ),
    Declaration(
        "bargain",
        "Why exclusivity ends: it lasts while the solid line is above the dashed one.",
        bargain,
        where_any(has_bargains),
        whole,
    ),
    Declaration(
        "finance",
        "Who runs short: where the worth of a dollar rises above 1, the firm gives up more for cash.",
        finance,
        where(is_short_of_cash),
        whole,
    ),
    Declaration(
        "options",
        "What the right to buy a firm is worth: it is used where the solid line ends above the dashed one.",
        options,
        where_any(has_options),
        whole,
    ),
    Declaration(
        "phases",
        "What pays most when: the strip names the leader, the three windows its average.",
        phases,
        where_any(lambda ensemble: is_measured(ensemble, "effort", "return_per_dollar")),
        whole,
    ),
    Declaration(
        "shares",
        "Where tokens move: compare the bars of a model at the home clouds that could not buy it before.",
        shares,
    ),
    Declaration(
        "prices",
        "What buyers pay: compare the figures under each name, then whether the lines part.",
        prices,
    ),
    Declaration(
        "diversion",
        "Who competes with whom: the darkest cell of a row is the closest substitute of the product at its left.",
        diversion,
        studied,
    ),
    Declaration(
        "payments",
        "Where the money goes: a colour on the left is a firm that pays, on the right one that is paid.",
        payments,
    ),
    Declaration(
        "network",
        "Who sells whose models: coloured lines exist in one of the scenarios only.",
        network,
    ),
    Declaration(
        "alliances",
        "How alliances grow: compare the same line from date to date.",
        alliances,
        where_any(has_ties),
        whole,
    ),
    Declaration(
        "capacity",
        "Where GPUs run short: demand is lost where the lower line leaves zero.",
        capacity,
    ),
    Declaration(
        "control",
        "Who holds which layer: the longer one colour, the closer the layer is to one owner.",
        control,
    ),
    Declaration(
        "control_over_time",
        "How the layers change hands: follow the width of one colour from left to right.",
        control_over_time,
        where_any(lambda ensemble: is_measured(ensemble, "control", "control_share")),
    ),
)
"""Figures of a run or a comparison; those of contracts, deals and money only where there are any."""

OF_SWEEPS: tuple[Declaration[ExploredResult], ...] = (
    Declaration(
        "preferences",
        "Who prefers which scenario: follow the borders between the regions, then the sign below each name.",
        preferences,
        where(is_of_two_owners),
    ),
    Declaration(
        "phase_diagram",
        "How an outcome depends on two assumptions: hatched is below zero; look where the sign changes.",
        phase_diagram,
        mapped,
    ),
    Declaration(
        "tipping",
        "Where the sign changes: the band says how sure the curve is, the diamond's bar how sure the place is.",
        tipping,
        where(lambda result: len(result.experiment.axes) == 1),
    ),
    Declaration(
        "parallel",
        "Which assumptions go with which result: look where dark lines gather on an upright.",
        parallel,
        crossed,
    ),
)

OF_SENSITIVITY: tuple[Declaration[ExploredResult], ...] = (
    Declaration(
        "indices",
        "Which assumptions decide: a long bar is an assumption worth measuring, a short one hardly matters.",
        indices,
    ),
    Declaration(
        "tornado",
        "What each assumption does alone: the longest bar moves the result most.",
        tornado,
    ),
)

OF_CLAIMS: tuple[Declaration[ScorecardResult], ...] = (
    Declaration(
        "scorecard",
        "Which claims hold: a bar past the dashed line holds in nine of ten worlds; dotted bars depend on what stands "
        "beside them.",
        scorecard,
    ),
    Declaration(
        "claim",
        "Where it holds: look which points lie on the shaded side, and on which side of the dashed line.",
        claim,
        lambda result: tuple(result.verdicts),
    ),
)

OF_EXPLANATIONS: tuple[Declaration[ExplanationResult], ...] = (
    Declaration(
        "waterfall",
        "Where a difference comes from: the longest bar matters most, and the last one is their sum.",
        waterfall,
        lambda result: result.plan.outcomes,
    ),
)


OF_HINDCASTS: tuple[Declaration[HindcastResult], ...] = (
    Declaration(
        "loosening",
        "When alliances loosen by themselves: look where the line of the record stands among the bars.",
        loosening,
        where(lambda result: result.free is not None),
    ),
    Declaration(
        "misses",
        "What is met: points in the shaded strip lie within the tolerance of what was observed.",
        misses,
    ),
    Declaration(
        "skill",
        "Whether the model earns its keep: points right of zero beat the rival, hollow ones may be chance.",
        skill,
        where(lambda result: any(one.count for rivals in result.skill.values() for one in rivals.values())),
    ),
    Declaration(
        "series",
        "How it went: look whether the line passes through the upright bars.",
        series,
        groups_with_series,
    ),
    Declaration(
        "dated",
        "What was put in and what came out: squares are given by the scenario, points are not.",
        dated,
        where(lambda result: not result.events.empty),
    ),
)


BY_KIND: dict[str, tuple[Declaration[Any], ...]] = {
    "Runs and comparisons": OF_RUNS,
    "Sweeps": OF_SWEEPS,
    "Sensitivity analyses": OF_SENSITIVITY,
    "Claims": OF_CLAIMS,
    "Explanations": OF_EXPLANATIONS,
    "Hindcasts": OF_HINDCASTS,
}
"""All figures by what they are drawn of."""


def offered_for(result: Result) -> dict[str, Declaration[Any]]:
    """Return what a result can be drawn as, by the name of the figure, in the order of the report."""
    if is_hindcast(result):
        return {name: one for one in OF_HINDCASTS for name in one.names(result)}
    if is_scorecard(result):
        return {name: one for one in OF_CLAIMS for name in one.names(result)}
    if is_explanation(result):
        return {name: one for one in OF_EXPLANATIONS for name in one.names(result)}
    if is_explored(result):
        declared = OF_SENSITIVITY if result.task == "sensitivity" else OF_SWEEPS
        return {name: one for one in declared for name in one.names(result)}
    assert is_run(result)
    return {name: one for one in OF_RUNS for name in one.names(result)}


def names_for(result: Result) -> tuple[str, ...]:
    """Return the names of the figures that a result has, in the order of the report.

    A comparison with several other scenarios has one ``forest-<name>`` for each of them, a sweep one
    ``phase_diagram-<outcome>`` or ``parallel-<outcome>`` for each outcome, a scorecard one ``claim-<id>`` per claim,
    a hindcast one ``series-<group>`` per group of observations, an explanation one ``waterfall-<outcome>``.

    Raises
    ------
    ResultsError
        If no replication finished, so that there is nothing to draw.
    """
    if result.is_empty:
        raise nothing_finished(result.failures)
    return tuple(offered_for(result))


def draw(name: str, result: Result) -> Figure:
    """Draw one figure of a result.

    Parameters
    ----------
    name : str
        One of :func:`names_for`; ``"forest"`` also works with several other scenarios and shows the first.
    result : Comparison, Ensemble, Sweep, Sensitivity, Scorecard, Hindcast or Explanation
        What to draw.

    Raises
    ------
    ValueError
        When the result has no such figure.
    """
    offered = offered_for(result)
    if name == "forest" and name not in offered and is_run(result) and is_comparison(result):
        return forest(result)
    if name not in offered:
        raise ValueError(f"no figure {name!r}; there are: {', '.join(offered)}")
    part = name.partition("-")[2]
    declared = offered[name]
    shown = declared.of(result)
    return declared.function(shown, part) if part else declared.function(shown)


def caption(name: str, result: Result) -> str:
    """Return what a figure of a result shows and where to look."""
    return offered_for(result)[name].caption
