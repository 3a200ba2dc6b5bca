"""Facts about the runs behind a report: seeds, version, size, time, numerical quality, failures."""

from dataclasses import dataclass

import numpy as np

from sim.results.protocols import EnsembleResult, ManyReplications, RunResult
from sim.results.reading.series import ensembles_of
from sim.results.version import model_version
from sim.scenario import seeds_text
from sim.words.names import plain
from sim.words.numbers import numeral


@dataclass(frozen=True)
class RunFacts:
    """Facts of one scenario's runs, as text."""

    scenario: str
    facts: list[tuple[str, str]]
    stages: list[tuple[str, str]]


def run_facts(result: RunResult) -> list[RunFacts]:
    """Return the facts of each scenario of a result."""
    return [_facts(ensemble) for ensemble in ensembles_of(result)]


def version(result: ManyReplications) -> str:
    """Return the version of the model that made a result, and say so where it is not the one that shows it."""
    made_by = dict.fromkeys(one.model_version for one in getattr(result, "ensembles", (result,)))
    others = [one for one in made_by if one != model_version()]
    text = ", ".join(made_by)
    return f"{text}, not the one that drew this page: {model_version()}" if others else text


def _facts(ensemble: EnsembleResult) -> RunFacts:
    parameters = ensemble.scenario.parameters
    timings = dict(ensemble.timings)
    facts = [
        ("Fingerprint of the scenario", ensemble.scenario.digest()),
        ("Seeds", f"{seeds_text(ensemble.seeds)} ({len(ensemble.seeds)})"),
        (
            "Enterprises",
            f"{parameters.enterprises.count:,} (firms price on a panel of {parameters.enterprises.panel:,})",
        ),
        ("Months", f"{parameters.horizon.months} from {parameters.horizon.start}"),
        ("Seconds per replication", numeral(sum(timings.values()))),
        ("Largest price residual", f"{_largest(ensemble, 'price_residual')} log points (with volumes USD per Mtok)"),
        ("Largest ledger imbalance", f"{_largest(ensemble, 'ledger_imbalance')} of turnover"),
    ]
    if ensemble.failures:
        failed = ", ".join(f"seed {one.seed} ({one.error})" for one in ensemble.failures)
        facts.append(("Failed replications", plain(failed)))
    stages = [(stage.replace("_", " "), numeral(seconds)) for stage, seconds in timings.items()]
    return RunFacts(plain(ensemble.scenario.title), facts, stages)


def _largest(ensemble: EnsembleResult, outcome: str) -> str:
    """Return the largest value over seeds of a measure of numerical quality."""
    values = ensemble.outcomes[outcome].to_numpy() if outcome in ensemble.outcomes else np.array([])
    values = values[np.isfinite(values)]
    return f"{values.max():.1e}" if values.size else "–"
