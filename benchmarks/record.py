"""What the dated history shows against the record: run ``python benchmarks/record.py``.

Nothing is fitted: parameters are the shipped ones, observations those of ``seeds/observations.csv``. An observation is
met if the model's number lies within its tolerance. Arguments of the form path=value change parameters.
"""

import argparse
from pathlib import Path

import numpy as np

from sim.experiments.observables import OBSERVABLES
from sim.experiments.observations.observable import MarketTables
from sim.experiments.observations.reading import load_observations
from sim.market.replication import simulate
from sim.scenario import load

ROOT = Path(__file__).resolve().parents[1]
SMALL = ("enterprises.count=1000", "enterprises.panel=200", "appraisal.period=120")


def main() -> None:
    """Print every observation with the model's number, and how many are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("changes", nargs="*", metavar="path=value")
    arguments = parser.parse_args()
    scenario = load(ROOT / "scenarios" / "history.yaml", (*SMALL, *arguments.changes))
    observations = load_observations(ROOT / "seeds" / "observations.csv", scenario, OBSERVABLES)
    replication = simulate(scenario, arguments.seed)
    tables = MarketTables(replication.monthly, replication.ledger, scenario)
    answers = np.array([one.answer(tables) for one in observations])
    misses = observations.targets.misses(answers)
    for one, answer, miss in zip(observations, answers, misses, strict=True):
        name = " ".join(part for part in one.series if part)
        print(f"{one.id}  {name:45} {one.since} to {one.until}  {one.value:10.4g} {answer:10.4g}  {miss:+6.1f}")
    met = int((np.abs(misses) <= 1.0).sum())
    print(f"{met} of {len(observations)} within their tolerance; left out: {', '.join(observations.refused) or 'none'}")


if __name__ == "__main__":
    main()
