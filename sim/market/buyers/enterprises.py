"""The enterprises: agents kept in arrays, created from named streams."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.economics.renewal import NO_INCUMBENT, name_word, renew
from sim.economics.usage import usage
from sim.market.buyers.surfaces import EnterpriseSurfaces
from sim.market.buyers.threads import in_threads
from sim.market.catalogue import Catalogue
from sim.market.sales.access import Classes
from sim.scenario.schema.root import Parameters
from sim.streams import Streams

# Enterprises that are added up in one go.
_RUN = 65_536

# Enterprises below which another thread costs more time than it saves when they renew.
_WORTH_A_THREAD = 4_096


@dataclass(frozen=True)
class Enterprise:
    """One enterprise, read from the arrays."""

    home: str
    clouds: tuple[str, ...]
    size: float
    sensitivity_factor: dict[str, float]
    workloads: dict[str, tuple[str, ...]]
    renewal_month: int


class Enterprises:
    """All enterprises of a market, as arrays over enterprises.

    Attributes
    ----------
    size : float32 array, shape (enterprises,)
        Share of each enterprise in the volume and spend of all; sums to 1.
    access_class : int16 array, shape (enterprises,)
        Home and second cloud, see `Classes`.
    surface_code : int32 array, shape (enterprises,)
        Column of the bonus table that holds the enterprise's surfaces.
    sensitivity_factor : float32 array, shape (enterprises, tasks)
        Factor on the task's price sensitivity.
    incumbent : int8 array, shape (enterprises, tasks, workloads)
        Option that each workload runs on.
    renewal_month : int16 array, shape (enterprises,)
        Month of the contract year in which the enterprise renews.
    """

    def __init__(self, parameters: Parameters, catalogue: Catalogue, streams: Streams) -> None:
        section = parameters.enterprises
        self.catalogue = catalogue
        self.count = section.count
        self.classes = Classes(len(catalogue.clouds))
        self.size = _sizes(section.count, section.size_spread, streams)
        self.access_class = _access_classes(parameters, catalogue, streams)
        self.surfaces = EnterpriseSurfaces(parameters, catalogue, streams)
        self.surface_code = self.surfaces.code
        self.sensitivity_factor = _sensitivity_factors(parameters, catalogue, streams)
        shape = (section.count, len(catalogue.enterprise_tasks), section.workloads_per_task)
        self.incumbent = np.full(shape, NO_INCUMBENT, dtype=np.int8)
        months = streams.generator("renewal month").integers(0, section.renewal_period, section.count)
        self.renewal_month = months.astype(np.int16)
        self.renewal_period = section.renewal_period

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, number: int) -> Enterprise:
        """Read one enterprise as an agent."""
        if not 0 <= number < self.count:
            raise IndexError(f"no enterprise {number}: there are {self.count}")
        clouds, options, tasks = (
            self.catalogue.clouds,
            self.catalogue.options,
            self.catalogue.enterprise_tasks,
        )
        home, second = divmod(int(self.access_class[number]), len(clouds))
        runs = self.incumbent[number]
        return Enterprise(
            home=clouds[home],
            clouds=tuple(dict.fromkeys((clouds[home], clouds[second]))),
            size=float(self.size[number]),
            sensitivity_factor={task: float(self.sensitivity_factor[number, t]) for t, task in enumerate(tasks)},
            workloads={
                task: tuple(options[k] if k > 0 else "without AI" for k in runs[t]) for t, task in enumerate(tasks)
            },
            renewal_month=int(self.renewal_month[number]),
        )

    def due(self, month: int) -> NDArray[np.bool_]:
        """Enterprises that renew this month; in the first month everybody chooses."""
        if month == 0:
            return np.ones(self.count, dtype=bool)
        return self.renewal_month == month % self.renewal_period

    def price_sensitivity(self, parameters: Parameters, members: NDArray[np.int64]) -> NDArray[np.float64]:
        """Price sensitivity of some enterprises on each task, shape (members, tasks)."""
        return self.sensitivity_factor[members].astype(np.float64) * self._task_sensitivity(parameters)

    def _task_sensitivity(self, parameters: Parameters) -> NDArray[np.float64]:
        return np.array([parameters.tasks[task].price_sensitivity for task in self.catalogue.enterprise_tasks])

    def renew(
        self,
        parameters: Parameters,
        month: int,
        key: tuple[int, int],
        utility: NDArray[np.float64],
        bonus: NDArray[np.float64],
        prices: NDArray[np.float64],
        threads: int = 1,
    ) -> int:
        """Let the enterprises whose contracts are due choose again (E3).

        Whoever runs on an option that is gone chooses too.

        Parameters
        ----------
        key : tuple of int
            Key of this month's stream.
        utility : array, shape (tasks, classes, options)
            Utility without price, bonus and inertia.
        bonus : array, shape (options, codes)
            Integration bonus.
        prices : array, shape (options,)
            USD per Mtok.
        threads : int
            Lists of enterprises that are visited at the same time, at most; it cannot change what they choose.

        Returns
        -------
        int
            Number of workloads that chose.
        """
        due = self.due(month)
        options, counts = self._options(parameters)
        tables: tuple[Any, ...] = (
            self._task_sensitivity(parameters).astype(np.float32)[None],
            np.ascontiguousarray(utility.transpose(0, 2, 1), dtype=np.float32)[None],
            bonus.astype(np.float32)[None],
            prices.astype(np.float32),
            options,
            counts,
            np.arange(len(self.catalogue.options)),
            parameters.enterprises.switching_cost,
            parameters.enterprises.switching_cost,
            parameters.enterprises.concentration_cost,
            np.zeros((1, len(counts))),
            np.array([name_word(task) for task in self.catalogue.enterprise_tasks], dtype=np.uint32),
            np.array([name_word(option) for option in self.catalogue.options], dtype=np.uint32),
            np.array([word & 0xFFFFFFFF for word in key], dtype=np.uint32),
            np.zeros(2, dtype=np.uint32),
        )
        segment = np.zeros(self.count, dtype=np.int16)

        def visit(enterprises: NDArray[np.int64]) -> int:
            traits: tuple[Any, ...] = (segment, self.access_class, self.surface_code, self.sensitivity_factor)
            return int(renew(self.incumbent, enterprises, due, *traits, *tables))

        lists = max(1, min(threads, self.count // _WORTH_A_THREAD))
        return sum(in_threads(visit, np.array_split(np.arange(self.count), lists)))

    def _options(self, parameters: Parameters) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Options that can serve each task, padded, and how many there are."""
        lists = [self.catalogue.options_for(task, parameters) for task in self.catalogue.enterprise_tasks]
        options = np.zeros((len(lists), max(map(len, lists), default=1)), dtype=np.int64)
        for row, numbers in enumerate(lists):
            options[row, : len(numbers)] = numbers
        return options, np.array([len(numbers) for numbers in lists], dtype=np.int64)

    def usage(self, threads: int = 1) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Shares of volume by task, class and option, and how many enterprises use 0, 1, 2, ... options.

        Runs of enterprises are added up in a fixed order, whatever the number of threads.
        """
        options = len(self.catalogue.options)

        def add_up(start: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
            run = slice(start, start + _RUN)
            distinct = np.zeros(options, dtype=np.int64)
            segment, weight = np.zeros(len(self.size[run]), dtype=np.int16), np.ones((1, self.incumbent.shape[1]))
            traits = (self.incumbent[run], self.size[run], segment, weight, self.access_class[run])
            return usage(*traits, self.classes.count, options, distinct), distinct

        shares, distinct = zip(*in_threads(add_up, list(range(0, self.count, _RUN)), threads), strict=True)
        return sum(shares[1:], start=shares[0]), sum(distinct[1:], start=distinct[0])

    def class_sizes(self) -> NDArray[np.float64]:
        """Share of the volume of all enterprises in each access class."""
        return np.bincount(self.access_class, weights=self.size, minlength=self.classes.count)


def _sizes(count: int, spread: float, streams: Streams) -> NDArray[np.float32]:
    weight = np.exp(spread * streams.generator("enterprise size").standard_normal(count))
    return (weight / weight.sum()).astype(np.float32)


def _access_classes(parameters: Parameters, catalogue: Catalogue, streams: Streams) -> NDArray[np.int16]:
    """Draw home clouds by their shares, and a second cloud for some, by the shares of the others."""
    count = parameters.enterprises.count
    shares = np.array([parameters.clouds[name].home_share for name in catalogue.clouds])
    edges = shares.cumsum() / shares.sum()
    home = np.searchsorted(edges, streams.generator("home cloud").random(count), side="right")
    home = np.minimum(home, shares.size - 1)
    others = np.where(np.arange(shares.size) == home[:, None], 0.0, shares)
    left = others.sum(axis=1)
    target = streams.generator("second cloud").random(count) * left
    drawn = np.minimum((others.cumsum(axis=1) <= target[:, None]).sum(axis=1), shares.size - 1)
    multi = streams.generator("multi-cloud").random(count) < parameters.enterprises.multi_cloud_share
    second = np.where(multi & (left > 0.0), drawn, home)
    return (home * shares.size + second).astype(np.int16)


def _sensitivity_factors(parameters: Parameters, catalogue: Catalogue, streams: Streams) -> NDArray[np.float32]:
    """Draw lognormal factors with mean 1, task by task."""
    spread = parameters.enterprises.price_sensitivity_spread
    columns = [
        streams.generator("price sensitivity", task).standard_normal(parameters.enterprises.count)
        for task in catalogue.enterprise_tasks
    ]
    normal = np.array(columns).reshape(len(columns), parameters.enterprises.count).T
    return np.ascontiguousarray(np.exp(spread * normal - 0.5 * spread**2), dtype=np.float32)
