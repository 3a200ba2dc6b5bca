"""Figures of a result: each is a function from a comparison, an ensemble or an experiment to a matplotlib figure.

``names_for(result)`` lists those that a result has; ``draw(name, result)`` draws one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

FIGURES = (
    "forest",
    "outcomes",
    "bands",
    "contracts",
    "bargain",
    "finance",
    "options",
    "phases",
    "shares",
    "prices",
    "payments",
    "network",
    "alliances",
    "capacity",
    "control",
    "control_over_time",
)
"""Names of the figures of runs and comparisons, in the order in which a report shows them."""


def names_for(result: Any) -> tuple[str, ...]:
    """Return the names of the figures that a result has, in the order of the report.

    A comparison with several other scenarios has one ``forest-<name>`` for each of them, a sweep one
    ``phase_diagram-<outcome>`` or ``parallel-<outcome>`` for each outcome, a scorecard one ``claim-<id>`` per claim.
    Figures of contracts, deals and money are left out where there are none.
    """
    if hasattr(result, "experiment"):
        return _names_for_experiment(result)
    if hasattr(result, "verdicts"):
        return ("scorecard", *(f"claim-{claim}" for claim in result.verdicts))
    from sim.figures.availability import lacking

    empty = lacking(result)
    ensembles = getattr(result, "ensembles", None)
    if ensembles is None:
        return tuple(name for name in FIGURES if name not in {"forest", *empty})
    others = [ensemble.scenario.name for ensemble in ensembles[1:]]
    forests = ("forest",) if len(others) == 1 else tuple(f"forest-{other}" for other in others)
    return forests + tuple(name for name in FIGURES if name not in {"forest", "outcomes", *empty})


def _names_for_experiment(result: Any) -> tuple[str, ...]:
    """Return the figures of a sweep or a sensitivity analysis."""
    experiment = result.experiment
    if result.task == "sensitivity":
        return ("indices", "tornado")
    if len(experiment.axes) == 1:
        return ("tipping",)
    if len(experiment.axes) > 2 or experiment.design != "grid":
        return tuple(f"parallel-{outcome}" for outcome in experiment.outcomes)
    profits = [outcome for outcome in experiment.outcomes if outcome.startswith("profit.")]
    decided = ("preferences",) if experiment.against is not None and len(profits) > 1 else ()
    return (*decided, *(f"phase_diagram-{outcome}" for outcome in experiment.outcomes))


def draw(name: str, result: Any) -> Figure:
    """Draw one figure of a result.

    Parameters
    ----------
    name : str
        One of :func:`names_for`; ``"forest"`` also works with several other scenarios and shows the first.
    result : Comparison, Ensemble, Sweep, Sensitivity or Scorecard
        What to draw.

    Raises
    ------
    ValueError
        When the result has no such figure.
    """
    offered = names_for(result)
    if name not in offered and not (name == "forest" and hasattr(result, "ensembles")):
        raise ValueError(f"no figure {name!r}; there are: {', '.join(offered)}")
    figure, _, other = name.partition("-")
    function = _functions()[figure]
    return function(result, other) if other else function(result)


def _functions() -> dict[str, Callable[..., Figure]]:
    # Imported here: matplotlib is slow to load, and a command that draws nothing should not wait for it.
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
    from sim.figures.market.capacity import capacity
    from sim.figures.market.control import control
    from sim.figures.market.control_over_time import control_over_time
    from sim.figures.market.forest import forest
    from sim.figures.market.network import network
    from sim.figures.market.outcomes import outcomes
    from sim.figures.market.payments import payments
    from sim.figures.market.prices import prices
    from sim.figures.market.returns_to_effort import phases
    from sim.figures.market.shares import shares
    from sim.figures.market.time_series import bands

    return {
        "forest": forest,
        "outcomes": outcomes,
        "bands": bands,
        "contracts": contracts,
        "bargain": bargain,
        "finance": finance,
        "options": options,
        "phases": phases,
        "shares": shares,
        "prices": prices,
        "payments": payments,
        "network": network,
        "alliances": alliances,
        "capacity": capacity,
        "control": control,
        "control_over_time": control_over_time,
        "phase_diagram": phase_diagram,
        "preferences": preferences,
        "tipping": tipping,
        "parallel": parallel,
        "indices": indices,
        "tornado": tornado,
        "scorecard": scorecard,
        "claim": claim,
    }
