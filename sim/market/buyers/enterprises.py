"""The enterprises: agents kept in arrays, created from named streams."""

from dataclasses import dataclass
from typing import Any, SupportsIndex, overload

import numpy as np
from numpy.typing import NDArray

from sim.economics.adoption import next_adoption
from sim.economics.renewal import NO_INCUMBENT, name_word, renew
from sim.economics.usage import usage
from sim.market.buyers.awareness import Awareness
from sim.market.buyers.population import (
    draw_access_classes,
    draw_adoption,
    draw_segments,
    draw_sizes,
    segment_names,
    sensitivity_factors,
    task_mix,
)
from sim.market.buyers.surfaces import EnterpriseSurfaces
from sim.market.buyers.threads import in_threads
from sim.market.catalogue import Catalogue
from sim.market.rules.demand_laws import demand_law, felt_prices
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
    awareness : Awareness
        Which enterprises know which apps.
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
        self.segments = segment_names(parameters)
        self.segment = draw_segments(parameters, streams)
        self.size = draw_sizes(parameters, self.segment, streams)
        self.task_mix = task_mix(parameters, catalogue)
        self.curve = np.zeros(len(self.segments))
        self.adoption_point = draw_adoption(parameters, self.segment, self.size, streams)
        self.access_class = draw_access_classes(parameters, catalogue, self.segment, streams)
        self.surfaces = EnterpriseSurfaces(parameters, catalogue, self.segment, streams)
        self.surface_code = self.surfaces.code
        self.sensitivity_factor = sensitivity_factors(parameters, catalogue, self.segment, streams)
        self.awareness = Awareness(parameters, catalogue, streams, section.count)
        shape = (section.count, len(catalogue.enterprise_tasks), section.workloads_per_task)
        self.incumbent = np.full(shape, NO_INCUMBENT, dtype=np.int8)
        months = streams.generator("renewal month").integers(0, section.renewal_period, section.count)
        self.renewal_month = months.astype(np.int16)
        self.renewal_period = section.renewal_period

    def __len__(self) -> int:
        return self.count

    @overload
    def __getitem__(self, number: SupportsIndex) -> Enterprise: ...
    @overload
    def __getitem__(self, number: slice) -> list[Enterprise]: ...
    def __getitem__(self, number: SupportsIndex | slice) -> Enterprise | list[Enterprise]:
        """Read one enterprise as an agent, or several; negative numbers count from the end."""
        if isinstance(number, slice):
            return [self._agent(each) for each in range(self.count)[number]]
        try:
            return self._agent(range(self.count)[number])
        except IndexError:
            raise IndexError(f"no enterprise {number}: there are {self.count}") from None

    def _agent(self, number: int) -> Enterprise:
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
        law = demand_law(parameters.rules)
        return np.array([law.price_sensitivity(parameters.tasks[task]) for task in self.catalogue.enterprise_tasks])

    def adopt(self, parameters: Parameters, month: int) -> None:
        """Let each segment's curve move on, and those that it has reached buy from now on; apps get known (E41)."""
        for row, name in enumerate(self.segments):
            section = parameters.enterprises.segments[name].adoption
            reached = section.start_share
            if month > 0:
                reached = next_adoption(float(self.curve[row]), section.innovation, section.imitation)
            self.curve[row] = reached
        self.buying_share = demand_law(parameters.rules).adopts(self.curve)
        self.buys = self.adoption_point < self.buying_share[self.segment]
        self.awareness.spread(parameters, month)

    def own_bonus(self, bonus: NDArray[np.float64], members: NDArray[np.int64]) -> NDArray[np.float64]:
        """Integration bonus of each option for some enterprises, ``-inf`` where they do not know it yet (E8, E41).

        Parameters
        ----------
        bonus : array, shape (options, codes)
            Integration bonus by code of surfaces.

        Returns
        -------
        array, shape (members, options)
        """
        own = bonus[:, self.surface_code[members]].T
        return np.where(self.awareness.hidden(members), -np.inf, own) if self.awareness.apps else own

    def row(self, members: NDArray[np.int64]) -> NDArray[np.int64]:
        """Row of the utility table that applies to some enterprises: their access class within their segment."""
        return self.segment[members].astype(np.int64) * self.classes.count + self.access_class[members]

    def renew(
        self,
        parameters: Parameters,
        month: int,
        streams: Streams,
        utility: NDArray[np.float64],
        bonus: NDArray[np.float64],
        prices: NDArray[np.float64],
        threads: int = 1,
    ) -> int:
        """Let the enterprises whose contracts are due choose again (E3).

        Only those that have adopted buy. New work and workloads on an option that is gone are placed at once.

        Parameters
        ----------
        streams : Streams
            Random streams.
        utility : array, shape (tasks, segments * classes, options)
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
        segments = len(self.segments)
        by_segment = utility.reshape(utility.shape[0], segments, self.classes.count, -1)
        law = demand_law(parameters.rules)
        tasks = [parameters.tasks[task] for task in self.catalogue.enterprise_tasks]
        tables: tuple[Any, ...] = (
            np.tile(self._task_sensitivity(parameters).astype(np.float32), (segments, 1)),
            np.ascontiguousarray(by_segment.transpose(1, 0, 3, 2), dtype=np.float32),
            np.tile(bonus.astype(np.float32), (segments, 1, 1)),
            felt_prices(prices, parameters).astype(np.float32),
            options,
            counts,
            self._vendors(parameters),
            parameters.enterprises.switching_cost,
            parameters.enterprises.upgrade_cost,
            parameters.enterprises.concentration_cost,
            np.tile([law.new_work(parameters, month, task) for task in tasks], (segments, 1)),
            self.awareness.known,
            self.awareness.row,
            np.array([name_word(task) for task in self.catalogue.enterprise_tasks], dtype=np.uint32),
            np.array([name_word(option) for option in self.catalogue.options], dtype=np.uint32),
            _words(streams.key("renewal", month=month)),
            _words(streams.key("new work", month=month)),
        )

        def visit(enterprises: NDArray[np.int64]) -> int:
            traits: tuple[Any, ...] = (self.segment, self.access_class, self.surface_code, self.sensitivity_factor)
            return int(renew(self.incumbent, enterprises, due, *traits, *tables))

        adopters = np.flatnonzero(self.buys)
        lists = max(1, min(threads, adopters.size // _WORTH_A_THREAD))
        return sum(in_threads(visit, np.array_split(adopters, lists)))

    def _vendors(self, parameters: Parameters) -> NDArray[np.int64]:
        """Number of the vendor of each option: its lab, or the owner of the app; doing without has its own (E47)."""
        vendors = 1 + self.catalogue.vendors(parameters)
        vendors[0] = 0
        return vendors

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
            traits = (self.incumbent[run], self.size[run], self.segment[run], self.task_mix, self.access_class[run])
            return usage(*traits, self.classes.count, options, distinct), distinct

        shares, distinct = zip(*in_threads(add_up, list(range(0, self.count, _RUN)), threads), strict=True)
        return sum(shares[1:], start=shares[0]), sum(distinct[1:], start=distinct[0])

    def class_sizes(self) -> NDArray[np.float64]:
        """Share of the volume of all enterprises in each access class."""
        return np.bincount(self.access_class, weights=self.size, minlength=self.classes.count)


def _words(key: tuple[int, int]) -> NDArray[np.uint32]:
    """Key of a stream as the compiled code takes it."""
    return np.array([word & 0xFFFFFFFF for word in key], dtype=np.uint32)
