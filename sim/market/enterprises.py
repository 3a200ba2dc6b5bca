"""The enterprises: agents kept in arrays, created from named streams."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.economics.renewal import NO_INCUMBENT, renew, usage
from sim.market.access import Classes
from sim.market.catalogue import Catalogue
from sim.market.surfaces import EnterpriseSurfaces
from sim.scenario.schema.root import Parameters
from sim.streams import Streams


@dataclass(frozen=True)
class Enterprise:
    """One enterprise, read from the arrays."""

    home: str
    clouds: tuple[str, ...]
    size: float
    price_sensitivity: dict[str, float]
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
    price_sensitivity : float32 array, shape (enterprises, tasks)
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
            price_sensitivity={task: float(self.sensitivity_factor[number, t]) for t, task in enumerate(tasks)},
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

    def price_sensitivity(self, parameters: Parameters) -> NDArray[np.float32]:
        """Price sensitivity of each enterprise and task, shape (enterprises, tasks)."""
        tasks = [parameters.tasks[task].price_sensitivity for task in self.catalogue.enterprise_tasks]
        return self.sensitivity_factor * np.array(tasks, dtype=np.float32)

    def renew(
        self,
        parameters: Parameters,
        month: int,
        key: tuple[int, int],
        utility: NDArray[np.float64],
        bonus: NDArray[np.float64],
        prices: NDArray[np.float64],
    ) -> int:
        """Let the enterprises whose contracts are due choose again (E3); returns the number of choices."""
        tasks = self.catalogue.enterprise_tasks
        lists = [self.catalogue.options_for(task, parameters) for task in tasks]
        options = np.zeros((len(lists), max(map(len, lists), default=1)), dtype=np.int64)
        for row, numbers in enumerate(lists):
            options[row, : len(numbers)] = numbers
        return int(
            renew(
                self.incumbent,
                self.due(month),
                self.access_class,
                self.surface_code,
                self.price_sensitivity(parameters),
                utility.astype(np.float32),
                bonus.astype(np.float32),
                prices.astype(np.float32),
                options,
                np.array([len(numbers) for numbers in lists], dtype=np.int64),
                parameters.enterprises.switching_cost,
                parameters.enterprises.concentration_cost,
                np.array([word & 0xFFFFFFFF for word in key], dtype=np.uint32),
            )
        )

    def usage(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Shares of volume by task, class and option, and the number of options that each enterprise uses."""
        return usage(self.incumbent, self.size, self.access_class, self.classes.count, len(self.catalogue.options))

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
