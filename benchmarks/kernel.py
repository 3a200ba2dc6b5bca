"""What the hot loop reaches, as ratios measured in one run: ``python benchmarks/kernel.py`` (a few minutes).

A choice is one (enterprise, task) that reconsiders, with all its workloads. Figures are medians of interleaved runs.
"""

import argparse
import math
import statistics
import sys
import time
from collections.abc import Callable

import mesa
import numpy as np
from numba import njit

import sim
from sim.economics.allocation import demand_sums
from sim.economics.pricing import price_term
from sim.economics.renewal_kernel import exponential
from sim.market.buyers.threads import in_threads
from sim.market.market import Market
from sim.market.state import State

BASE = "scenarios/exclusive.yaml"


def market(enterprises: int, **changes: object) -> State:
    """A market after its first month, so that everybody has an incumbent."""
    scenario = sim.load(BASE).with_(**{"enterprises.count": enterprises, **changes})
    started = Market(scenario, seed=1)
    started.step()
    started.shocks()
    started.technology()
    started.contracts_and_deals()
    started.clouds_post()
    started.set_prices()
    return started.state


def everybody_renews(played: State, threads: int = 1) -> Callable[[], None]:
    """Renewal of all enterprises in one go."""
    enterprises = played.enterprises
    enterprises.renewal_month[:] = played.month % enterprises.renewal_period
    tables = (played.enterprise_utility, played.bonus, played.prices)
    key = (12345, 67890)
    return lambda: _discard(enterprises.renew(played.parameters, played.month, key, *tables, threads))


def _discard(result: object) -> None:
    del result


def medians(works: dict[str, Callable[[], None]], rounds: int = 5) -> dict[str, float]:
    """Median seconds of each piece of work, run in turn."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(rounds):
        for name, work in works.items():
            started = time.perf_counter()
            work()
            seconds[name].append(time.perf_counter() - started)
    return {name: statistics.median(times) for name, times in seconds.items()}


class Buyer(mesa.Agent):  # type: ignore[misc]
    """An enterprise as Mesa's tutorials would write it: one object, plain Python."""

    def __init__(self, model: "BuyersModel", number: int) -> None:
        super().__init__(model)
        enterprises = model.played.enterprises
        self.row = int(enterprises.access_class[number])
        self.code = int(enterprises.surface_code[number])
        factors = enterprises.sensitivity_factor[number]
        self.price_sensitivity = [float(f * s) for f, s in zip(factors, model.task_sensitivity, strict=True)]
        self.workloads = [[int(k) for k in runs] for runs in enterprises.incumbent[number]]

    def renew(self) -> None:
        """Choose again, workload by workload."""
        model = self.model
        for task, runs in enumerate(self.workloads):
            options = model.options[task]
            for w, now in enumerate(runs):
                others = runs[:w] + runs[w + 1 :]
                weights = []
                for k in options:
                    value = model.utility[task][self.row][k] + model.bonus[k][self.code]
                    value -= self.price_sensitivity[task] * model.prices[k]
                    if k > 0:
                        value -= model.concentration_cost * others.count(k) / max(len(others), 1)
                    if k != now:
                        value -= model.switching_cost
                    weights.append(math.exp(value))
                runs[w] = self.random.choices(options, weights)[0]


class BuyersModel(mesa.Model):  # type: ignore[misc]
    """The renewal rule as an idiomatic Mesa model."""

    def __init__(self, played: State) -> None:
        super().__init__(rng=1)
        self.played = played
        parameters, catalogue = played.parameters, played.catalogue
        self.task_sensitivity = [parameters.tasks[name].price_sensitivity for name in catalogue.enterprise_tasks]
        self.options = [catalogue.options_for(name, parameters) for name in catalogue.enterprise_tasks]
        self.utility = played.enterprise_utility.tolist()
        self.bonus = played.bonus.tolist()
        self.prices = [0.0, *played.prices[1:].tolist()]
        self.switching_cost = parameters.enterprises.switching_cost
        self.concentration_cost = parameters.enterprises.concentration_cost
        Buyer.create_agents(self, played.enterprises.count, list(range(played.enterprises.count)))

    def step(self) -> None:
        """Everybody renews."""
        self.agents.do("renew")

    def shares(self) -> np.ndarray:
        """Share of workloads on each option, by task."""
        count = len(self.played.catalogue.options)
        held = np.zeros((len(self.options), count))
        for buyer in self.agents:
            for task, runs in enumerate(buyer.workloads):
                for k in runs:
                    held[task, k] += 1.0
        return held / held.sum(axis=1, keepdims=True)


def numpy_renewal(played: State, chunk: int = 4096) -> Callable[[], None]:
    """The same rule in numpy, chunk by chunk, in single precision, by inverting the distribution."""
    enterprises, parameters = played.enterprises, played.parameters
    tasks = played.catalogue.enterprise_tasks
    options = [np.array(played.catalogue.options_for(name, parameters)) for name in tasks]
    sensitivity = [np.float32(parameters.tasks[name].price_sensitivity) for name in tasks]
    utility, bonus = played.enterprise_utility.astype(np.float32), played.bonus.astype(np.float32)
    prices = np.where(np.arange(played.prices.size) > 0, played.prices, 0.0).astype(np.float32)
    section = parameters.enterprises
    generator = np.random.default_rng(1)
    incumbent = enterprises.incumbent.copy()

    def renew_chunk(rows: slice, task: int) -> None:
        listed = options[task]
        runs = incumbent[rows, task]
        net = (
            utility[task][enterprises.access_class[rows]][:, listed]
            + bonus[listed][:, enterprises.surface_code[rows]].T
        )
        net -= (enterprises.sensitivity_factor[rows, task] * sensitivity[task])[:, None] * prices[listed]
        workloads = runs.shape[1]
        held = (runs[:, :, None] == listed).sum(axis=1).astype(np.float32)
        for w in range(workloads):
            mine = runs[:, w][:, None] == listed
            crowd = (held - mine) * np.float32(section.concentration_cost / max(workloads - 1, 1))
            crowd[:, 0] = 0.0
            weight = np.exp(net - crowd - np.where(mine, np.float32(0.0), np.float32(section.switching_cost)))
            reached = weight.cumsum(axis=1)
            drawn = generator.random(reached.shape[0], dtype=np.float32) * reached[:, -1]
            chosen = (reached < drawn[:, None]).sum(axis=1)
            runs[:, w] = listed[chosen]
            held += (np.arange(listed.size) == chosen[:, None]) - mine.astype(np.float32)

    def work() -> None:
        for start in range(0, enterprises.count, chunk):
            for task in range(len(tasks)):
                renew_chunk(slice(start, start + chunk), task)

    return work


@njit(cache=True, nogil=True)
def _bare_exponentials(values: np.ndarray, rounds: int) -> float:
    total = 0.0
    for i in range(rounds):
        for b in range(values.size):
            values[b] = np.float32(b - i % 7) * np.float32(0.05)
        for b in range(values.size):
            values[b] = exponential(values[b])
        total += values[3]
    return total


def against_mesa(sizes: list[int], rounds: int) -> None:
    """(a) Choices per second against Mesa and against numpy."""
    for size in sizes:
        played = market(size)
        works = {"kernel": everybody_renews(played), "numpy": numpy_renewal(played)}
        if size <= 100_000:
            works["mesa"] = BuyersModel(played).step
        seconds = medians(works, rounds if size < 100_000 else min(rounds, 3))
        ratios = ", ".join(
            f"{seconds[name] / seconds['kernel']:.0f} times {name}" for name in works if name != "kernel"
        )
        choices = size * len(played.catalogue.enterprise_tasks) / seconds["kernel"] / 1e6
        print(f"(a) {size:>9,} enterprises: {ratios} ({choices:.1f} M choices/s on one core)")


def same_shares(size: int) -> None:
    """(a) The Mesa model and the kernel produce the same shares, up to sampling noise."""
    played = market(size)
    plain = BuyersModel(played)
    kernel = everybody_renews(played)
    for _ in range(3):
        plain.step()
    for number in range(3):
        tables = (played.enterprise_utility, played.bonus, played.prices)
        played.enterprises.renew(played.parameters, played.month, (number, 7), *tables)
    runs, options = played.enterprises.incumbent, len(played.catalogue.options)
    found = np.array([np.bincount(runs[:, task].ravel(), minlength=options) for task in range(runs.shape[1])])
    gap = np.abs(found / found.sum(axis=1, keepdims=True) - plain.shares()).max()
    del kernel
    print(f"(a) largest difference of a share between the two at {size:,} enterprises: {gap:.4f}")


def against_ceiling(rounds: int) -> None:
    """(b) Share of what a bare loop of exponentials, and memory, would allow."""
    played = market(100_000)
    counts = [len(played.catalogue.options_for(name, played.parameters)) for name in played.catalogue.enterprise_tasks]
    workloads = played.parameters.enterprises.workloads_per_task
    transcendental = 100_000 * sum(count * (1 + workloads) for count in counts)
    values, loops = np.zeros(512, np.float32), 20_000
    big, other = np.zeros(8_000_000), np.ones(8_000_000)
    works = {
        "kernel": everybody_renews(played),
        "bare": lambda: _discard(_bare_exponentials(values, loops)),
        "memory": lambda: np.copyto(big, other),
    }
    seconds = medians(works, rounds)
    ceiling = values.size * loops / seconds["bare"]
    reached = transcendental / seconds["kernel"]
    touched = 100_000 * 64 / seconds["kernel"]
    bandwidth = 2 * big.nbytes / seconds["memory"]
    print(f"(b) exponentials and logarithms per second: {reached / ceiling:.2f} of a bare loop of exponentials")
    print(f"(b) memory touched per second: {touched / bandwidth:.3f} of a bare copy: bound by arithmetic")


def two_threads(rounds: int) -> None:
    """Two threads of the kernel against one, and what two threads can gain here at all."""
    played = market(100_000)
    values = [np.zeros(512, np.float32), np.zeros(512, np.float32)]
    loops = 30_000

    def bare(threads: int) -> None:
        in_threads(lambda array: _bare_exponentials(array, loops), values, threads)

    works = {"one": everybody_renews(played), "two": everybody_renews(played, 2)}
    seconds = medians(works | {"bare one": lambda: bare(1), "bare two": lambda: bare(2)}, rounds * 10)
    gain, most = seconds["one"] / seconds["two"], seconds["bare one"] / seconds["bare two"]
    print(f"(b) two threads at 100,000 enterprises: {gain:.2f} times one (bare exponentials: {most:.2f} times)")


def scaling(sizes: list[int], months: int) -> None:
    """(c) Cost per month as enterprises grow."""
    cost = {}
    for size in sizes:
        started = Market(sim.load(BASE).with_(**{"enterprises.count": size}), seed=1)
        started.step()
        times = []
        for _ in range(months):
            before = time.perf_counter()
            started.step()
            times.append(time.perf_counter() - before)
        cost[size] = statistics.median(times)
        print(f"(c) month at {size:>9,} enterprises: {cost[size] / cost[sizes[0]]:.2f} times that at {sizes[0]:,}")
    wide = [size for size in sizes if size >= 10_000]
    exponent = np.polyfit(np.log(wide), np.log([cost[size] for size in wide]), 1)[0]
    print(f"(c) scaling exponent from {wide[0]:,} to {wide[-1]:,}: {exponent:.2f} (goal: at most 1.05)")


def pricing(rounds: int) -> None:
    """(d) Cost of one demand pass as the panel and the options grow."""
    works = {}
    for panel in (250, 1000, 4000):
        works[f"panel of {panel}"] = _demand_pass(market(10_000, **{"enterprises.panel": panel}))
    few = {f"models.{name}": None for name in ("grok", "mercury")}
    without = {"contracts.microsoft-xai": None} | {
        f"contracts.{owner}-inception": None for owner in ("amazon", "alphabet", "microsoft")
    }
    works["panel of 1000, two models fewer"] = _demand_pass(market(10_000, **few, **without))
    seconds = medians(works, rounds)
    for name, spent in seconds.items():
        print(f"(d) demand pass, {name}: {spent / seconds['panel of 1000']:.2f} times the default")


def _demand_pass(played: State) -> Callable[[], None]:
    b = played.buyers
    arguments = (b.utility, b.price_sensitivity, b.size, b.concentration, b.group, b.groups)
    cold = np.full_like(b.utility, np.nan)
    return lambda: _discard(demand_sums(price_term(played.prices, b.law), *arguments, cold.copy()))


def main() -> None:
    """Print the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, for a first look")
    quick = parser.parse_args().quick
    rounds = 3 if quick else 5
    print(f"Alliance {sim.__version__}, Python {sys.version.split()[0]}, one core unless said otherwise")
    against_mesa([1_000, 10_000] if quick else [1_000, 10_000, 100_000, 1_000_000], rounds)
    same_shares(2_000 if quick else 20_000)
    against_ceiling(rounds)
    two_threads(rounds)
    scaling([1_000, 10_000, 100_000] if quick else [1_000, 10_000, 100_000, 1_000_000], 3 if quick else 6)
    pricing(rounds)


if __name__ == "__main__":
    main()
