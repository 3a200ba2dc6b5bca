"""The key series: what to look at over time, the whole market first, then whoever the scenarios differ about."""

from dataclasses import dataclass

import numpy as np

from sim.results.protocols import RunResult
from sim.results.reading.contract_spells import contracts_in_question
from sim.results.reading.series import ensembles_of, last_year, scenarios_of
from sim.words.names import label, merged, model_label

MOST = 12


@dataclass(frozen=True)
class Series:
    """One small panel: which measure of which entity, in which unit."""

    kind: str
    measure: str
    entity: str
    title: str
    unit: str
    scale: float = 1.0


def key_series(result: RunResult) -> list[Series]:
    """Return what to show: the whole market, then whoever the scenarios differ about."""
    scenarios = scenarios_of(result)
    partners, labs = contracts_in_question(scenarios)
    parameters = {
        name: s.parameters for s in reversed(scenarios) for name in (*s.parameters.owners, *s.parameters.models)
    }
    money = "bn USD per month"
    chosen = [
        Series("market", "consumer_surplus", "market", "Consumer surplus", money),
        Series("market", "mean_price", "market", "Mean price", "USD per Mtok"),
        Series("market", "rationed_share", "market", "Demand lost: clouds full", "% of demand", 100),
    ]
    models = [m for m in merged(scenarios, "models") if parameters[m].models[m].lab in labs][:2]
    for model in models or _largest(result, "model", "reach", 1):
        title = f"Reach of {model_label(parameters[model], model)}"
        chosen += [Series("model", "reach", model, title, "% of enterprises", 100)]
    for owner in list(dict.fromkeys([*partners, *labs]))[:3] or _largest(result, "owner", "profit", 2):
        title = f"Profit of {label(parameters[owner], 'owner', owner)}, after capital"
        chosen += [Series("owner", "profit", owner, title, money)]
    for lab in _largest(result, "owner", "lab_share", MOST - len(chosen)):
        title = f"Token share of {label(parameters[lab], 'owner', lab)}"
        chosen += [Series("owner", "lab_share", lab, title, "% of tokens", 100)]
    return chosen


def _largest(result: RunResult, kind: str, measure: str, count: int) -> list[str]:
    """Return the entities with the largest value in the last year of any scenario, in falling order."""
    largest: dict[str, float] = {}
    for ensemble in ensembles_of(result):
        for entity, value in last_year(ensemble, kind, measure).mean().dropna().items():
            largest[str(entity)] = max(float(value), largest.get(str(entity), -np.inf))
    return sorted(largest, key=lambda entity: -largest[entity])[:count]
