"""Which figures a result has no data for: those of contracts, deals and money are drawn only where there are any."""

from typing import Any

from sim.figures.contracts.exclusivity_margin import bargains_of
from sim.figures.contracts.finance import firms_short_of_cash
from sim.figures.contracts.purchase_options import options_in
from sim.results.contract_spells import contracts_change, shown_seed
from sim.results.series import ensembles_of
from sim.results.ties import ties_of


def lacking(result: Any) -> set[str]:
    """Return the names of the figures that would be empty.

    Parameters
    ----------
    result : Comparison or Ensemble
        What would be drawn.
    """
    ensembles = ensembles_of(result)
    has = {
        "contracts": any(contracts_change(ensemble) for ensemble in ensembles),
        "alliances": any(_has_ties(ensemble) for ensemble in ensembles),
        "control_over_time": _measured(ensembles, "control", "control_share"),
        "finance": _measured(ensembles, "owner", "shadow_value") and bool(firms_short_of_cash(result)),
        "phases": _measured(ensembles, "effort", "return_per_dollar"),
        "bargain": _measured(ensembles, "contract", "exclusivity_margin") and any(map(bargains_of, ensembles)),
        "options": _measured(ensembles, "option", "option_value") and any(map(options_in, ensembles)),
    }
    return {name for name, there in has.items() if not there}


def _measured(ensembles: list[Any], kind: str, *measures: str) -> bool:
    """Whether any of the measures has a value in any scenario."""
    for ensemble in ensembles:
        frame = ensemble.monthly
        known = [measure for measure in measures if measure in frame]
        if known and frame.loc[frame["kind"] == kind, known].notna().any(axis=None):
            return True
    return False


def _has_ties(ensemble: Any) -> bool:
    """Whether any model is sold or used by another owner, over more than one month."""
    if ensemble.scenario.parameters.horizon.months < 2 or ensemble.contracts.empty:
        return False
    return _measured([ensemble], "model_on_cloud", "hosted_volume") and bool(
        ties_of(ensemble, shown_seed(ensemble).seed)
    )
