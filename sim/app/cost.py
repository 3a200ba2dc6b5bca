"""What a question costs in time and memory, and how much of both the page gives.

Estimates: seconds and bytes were fitted to runs on one machine, so that others differ by a factor of about two.
"""

import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.experiments.workers.executors import available_cores
from sim.scenario import Parameters
from sim.scenario.choices import CONTRACTS_STAY, says

MOST_ENTERPRISES = 1_000_000
MOST_REPLICATIONS = 2_000
MOST_HOURS = 24
LIMITS = (
    f"The page takes up to {MOST_ENTERPRISES:,} enterprises, {MOST_REPLICATIONS:,} replications and "
    f"{MOST_HOURS} hours; the command line takes more."
)

# Seconds of a month: at least, per enterprise, per enterprise of the panel, and where contracts are bargained.
_MONTH, _PER_ENTERPRISE, _PER_SAMPLED, _BARGAINING = 0.04, 3e-7, 2e-5, 0.12
# Bytes of a process: at least, per enterprise, and per enterprise of the panel.
_PROCESS, _PER_ENTERPRISE_BYTES, _PER_SAMPLED_BYTES = 3e8, 200.0, 3000.0


@dataclass(frozen=True)
class Cost:
    """What a question takes on this computer.

    Attributes
    ----------
    enterprises : int
        Of the largest scenario.
    scenarios, seeds, draws : int
        How many; each seed and each draw of each scenario is a replication.
    seconds : float
        From the start to the last replication.
    memory : float
        Bytes of all processes that simulate at once.
    """

    enterprises: int
    scenarios: int
    seeds: int
    seconds: float
    memory: float
    draws: int = 0

    @property
    def replications(self) -> int:
        """Seeds and draws of all scenarios."""
        return self.scenarios * (self.seeds + self.draws)

    def __str__(self) -> str:
        plural = "" if self.replications == 1 else "s"
        return (
            f"{self.replications:,} replication{plural} of {self.enterprises:,} enterprises: "
            f"about {_duration(self.seconds)} and {_gigabytes(self.memory)} of memory on this computer"
        )


def cost_of(scenarios: Sequence[Parameters], seeds: int, cores: int | None = None, draws: int = 0) -> Cost:
    """Estimate what a question takes.

    Parameters
    ----------
    scenarios : sequence of Parameters
        Parameters of each scenario.
    seeds : int
        Replications of each.
    cores : int, optional
        How many replications go on at once; by default one per core of this computer.
    draws : int
        Draws of the parameters, each a replication of each scenario, too.
    """
    at_once = min(cores or available_cores(), (seeds + draws) * len(scenarios))
    return Cost(
        enterprises=max(one.enterprises.count for one in scenarios),
        scenarios=len(scenarios),
        seeds=seeds,
        seconds=(seeds + draws) * sum(map(_seconds, scenarios)) / at_once,
        memory=at_once * max(map(_bytes, scenarios)),
        draws=draws,
    )


def excesses(cost: Cost, memory: float | None = None) -> Iterator[str]:
    """Yield what about a question is more than the page takes.

    Parameters
    ----------
    cost : Cost
        What it takes.
    memory : float, optional
        Bytes that there are; by default those of this computer, where it tells.
    """
    if cost.enterprises > MOST_ENTERPRISES:
        yield f"enterprises.count: {cost.enterprises:,} are more than the {MOST_ENTERPRISES:,} that the page takes"
    if cost.replications > MOST_REPLICATIONS:
        most = MOST_REPLICATIONS // cost.scenarios
        yield f"--seeds: {cost.seeds:,} are more than the {most:,} that the page takes of each scenario"
    if cost.seconds > MOST_HOURS * 3600:
        yield f"this would take about {_duration(cost.seconds)}; the page takes up to {MOST_HOURS} hours"
    there = memory or _memory_of_this_computer()
    if cost.memory > there:
        yield f"this would take about {_gigabytes(cost.memory)} of memory; this computer has {_gigabytes(there)}"


def _seconds(scenario: Parameters) -> float:
    """Return the seconds of one replication on one core."""
    month = _MONTH + _PER_ENTERPRISE * scenario.enterprises.count + _PER_SAMPLED * scenario.enterprises.panel
    rules = scenario.rules
    is_bargained = not says(rules.bargaining, rules.code, "bargaining", CONTRACTS_STAY)
    return scenario.horizon.months * (month + _BARGAINING * is_bargained)


def _bytes(scenario: Parameters) -> float:
    """Return the bytes of the process of one replication."""
    sizes = scenario.enterprises
    return _PROCESS + _PER_ENTERPRISE_BYTES * sizes.count + _PER_SAMPLED_BYTES * sizes.panel


def _memory_of_this_computer() -> float:
    """Return the bytes of memory; infinite where the system does not tell."""
    try:
        return float(os.sysconf("SC_PAGE_SIZE")) * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return math.inf


def _duration(seconds: float) -> str:
    """Return a span of time as people say it."""
    for unit, length in (("days", 86400.0), ("hours", 3600.0), ("min", 60.0)):
        if seconds >= 1.5 * length:
            return f"{round(seconds / length):,} {unit}"
    return f"{max(1, round(seconds))} s"


def _gigabytes(count: float) -> str:
    return f"{count / 1e9:,.1f} GB"
