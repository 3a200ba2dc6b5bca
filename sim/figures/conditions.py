"""Which results a figure can be drawn of, and in which parts."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from sim.results.competition_tables import competition_in
from sim.results.protocols import EnsembleResult, RunResult
from sim.results.reading.contract_spells import shown_seed
from sim.results.reading.exclusivity import bargains_of
from sim.results.reading.money import firms_short_of_cash, options_in
from sim.results.reading.series import ensembles_of, is_measured
from sim.results.reading.ties import ties_of
from sim.statistics.protocols import ExploredResult

Of = TypeVar("Of")


def whole(result: RunResult) -> RunResult:
    """Return a result over all its months: courses of contracts and cash mean nothing in part."""
    return result.whole


def where(has_data: Callable[[Of], bool]) -> Callable[[Of], Sequence[str]]:
    """Return the whole of a result that has the data."""
    return lambda result: ("",) if has_data(result) else ()


def where_any(has_data: Callable[[EnsembleResult], bool]) -> Callable[[RunResult], Sequence[str]]:
    """Return the whole of a result any of whose ensembles has the data."""
    return lambda result: ("",) if any(map(has_data, ensembles_of(result))) else ()


def others(result: RunResult) -> Sequence[str]:
    """Return the scenarios that are compared with the base."""
    others = [ensemble.scenario.name for ensemble in ensembles_of(result)[1:]]
    return ("",) if len(others) == 1 else others


def studied(result: RunResult) -> Sequence[str]:
    """Return the scenarios whose competition has been looked at."""
    if not competition_in(result.folder):
        return ()
    names = [ensemble.scenario.name for ensemble in ensembles_of(result)]
    return ("",) if len(names) == 1 else names


def has_ties(ensemble: EnsembleResult) -> bool:
    """Whether any model is sold or used by another owner, over more than one month."""
    if ensemble.scenario.parameters.horizon.months < 2 or ensemble.contracts.empty:
        return False
    hosted = is_measured(ensemble, "model_on_cloud", "hosted_volume")
    return hosted and bool(ties_of(ensemble, shown_seed(ensemble).seed))


def is_short_of_cash(result: RunResult) -> bool:
    """Whether any firm is short of cash."""
    valued = any(is_measured(ensemble, "owner", "shadow_value") for ensemble in ensembles_of(result))
    return valued and bool(firms_short_of_cash(result))


def has_bargains(ensemble: EnsembleResult) -> bool:
    """Whether exclusivity was bargained over."""
    return is_measured(ensemble, "contract", "exclusivity_margin") and bool(bargains_of(ensemble))


def has_options(ensemble: EnsembleResult) -> bool:
    """Whether options to buy firms are valued."""
    return is_measured(ensemble, "option", "option_value") and bool(options_in(ensemble))


def is_map(result: ExploredResult) -> bool:
    """Whether a sweep is a grid of two parameters."""
    return len(result.experiment.axes) == 2 and result.experiment.design == "grid"


def is_of_two_owners(result: ExploredResult) -> bool:
    """Whether a map shows what several owners gain."""
    experiment = result.experiment
    profits = [outcome for outcome in experiment.outcomes if outcome.startswith("profit.")]
    return is_map(result) and experiment.against is not None and len(profits) > 1


def mapped(result: ExploredResult) -> Sequence[str]:
    """Return the outcomes that are drawn as maps."""
    return result.experiment.outcomes if is_map(result) else ()


def crossed(result: ExploredResult) -> Sequence[str]:
    """Return the outcomes of a sweep of more than two parameters."""
    return () if is_map(result) or len(result.experiment.axes) == 1 else result.experiment.outcomes
