"""How often 95 % intervals hold the truth: ``python benchmarks/interval_coverage.py`` (some minutes).

The paired differences of a small market are taken as the whole population, so that their mean is the truth; samples of
4, 8, 16 and 32 seeds are drawn from it, and from made-up populations as skewed and as long-tailed as one may fear.
Compared are Student's t, which the product uses, and the BCa bootstrap, which it does not.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

import sim
from sim.results.families import family_of, kinds_of
from sim.statistics.intervals import standard_deviation, t_interval

COUNTS = (4, 8, 16, 32)
LOWEST, HIGHEST = 0.93, 0.97
SMALL = {"enterprises.count": 300, "enterprises.panel": 100, "horizon.months": 24}


def market_differences(seeds: int, folder: Path | None) -> dict[str, np.ndarray]:
    """Paired differences of the primary outcomes, by outcome: of a stored comparison, or of a small market."""
    if folder is not None:
        differences = pd.read_parquet(folder / "differences.parquet").drop(columns=["other", "seed"])
        kept = [name for name in differences if name.startswith(("profit.", "consumer_surplus.home_at_start."))]
        kept += ["consumer_surplus", "total_surplus"]
    else:
        base, other = (sim.load(name).with_(**SMALL) for name in ("exclusive", "open"))
        pair = sim.compare(base, other, seeds=range(1, seeds + 1), jobs=1)
        kinds, differences = kinds_of([one.scenario for one in pair.ensembles]), pair.differences
        kept = [name for name in differences if family_of(pair.base.definitions[name], kinds) == "primary"]
    found = {name: differences[name].to_numpy() for name in kept}
    return {name: values for name, values in found.items() if standard_deviation(values[None, :])[0] > 0}


def made_up(size: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Populations that no market gave: normal, long-tailed, and skewed to one side."""
    return {
        "normal": rng.normal(size=size),
        "long tails (t with 5 degrees)": rng.standard_t(5, size=size),
        "skewed (lognormal, sd 0.5)": rng.lognormal(0, 0.5, size=size),
        "very skewed (exponential)": rng.exponential(size=size),
    }


def coverage(population: np.ndarray, count: int, samples: int, rng: np.random.Generator) -> float:
    """Share of samples whose t interval holds the mean of the population."""
    drawn = rng.choice(population, size=(samples, count))
    low, high = t_interval(drawn)
    return float(((low <= population.mean()) & (population.mean() <= high)).mean())


def coverage_of_bca(population: np.ndarray, count: int, samples: int, rng: np.random.Generator) -> float:
    """The same for the BCa bootstrap."""
    drawn = rng.choice(population, size=(samples, count))
    drawn = drawn[np.ptp(drawn, axis=1) > 0]
    found = stats.bootstrap((drawn,), np.mean, axis=-1, n_resamples=999, method="BCa", rng=rng).confidence_interval
    return float(((found.low <= population.mean()) & (population.mean() <= found.high)).mean())


def main() -> int:
    """Print the coverage by population and number of seeds; return 1 if that of the market misses what is nominal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=64, help="seeds of the market that is the population")
    parser.add_argument("--results", type=Path, help="folder of a stored comparison that is the population instead")
    parser.add_argument("--quick", action="store_true", help="made-up populations only, fewer samples")
    given = parser.parse_args()
    rng, samples = np.random.default_rng(1), 4_000 if given.quick else 20_000
    market = {} if given.quick else market_differences(given.seeds, given.results)
    print("| population | interval | " + " | ".join(f"{count} seeds" for count in COUNTS) + " |")
    means = []
    for name, population in {**market, **made_up(100_000, rng)}.items():
        by_t = [coverage(population, count, samples, rng) for count in COUNTS]
        by_bca = [coverage_of_bca(population, count, 1_000, rng) for count in COUNTS]
        print(f"| {name} | t | " + " | ".join(f"{100 * one:.1f}" for one in by_t) + " |")
        print(f"| {name} | BCa | " + " | ".join(f"{100 * one:.1f}" for one in by_bca) + " |", flush=True)
        if name in market:
            means.append(by_t)
    if not means:
        return 0
    over_outcomes = np.mean(means, axis=0)
    print("mean over the outcomes of the market, t: " + ", ".join(f"{100 * one:.1f} %" for one in over_outcomes))
    return int(((over_outcomes < LOWEST) | (over_outcomes > HIGHEST)).any())


if __name__ == "__main__":
    sys.exit(main())
