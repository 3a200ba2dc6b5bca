"""The panel: a stratified sample of enterprises that stands for the market research of firms, plus all consumers."""

from dataclasses import dataclass

import numpy as np

from sim.arrays import Array, Integers
from sim.economics.pricing import Buyers, DemandLaw
from sim.market.buyers.consumers import Consumers
from sim.market.buyers.enterprises import Enterprises
from sim.market.rules.demand_laws import demand_law
from sim.market.sales.offers import CONSUMER_GROUP
from sim.scenario.schema.root import Parameters
from sim.streams import Streams


class Panel:
    """Enterprises on which labs, apps and clouds base their expectations.

    The population is sorted by segment, home, second cloud, suite and surfaces, and size; one enterprise is drawn from
    each of equally large strata and stands for its stratum's spend. A small population is its own panel.

    Parameters
    ----------
    wanted : int
        Number of members.
    enterprises : Enterprises
        The population.
    streams : Streams
        Random streams.
    name : str
        Stream that draws the members.

    Attributes
    ----------
    members : int array, shape (members,)
        Enterprises on the panel.
    weight : array, shape (members,)
        Share of the enterprise volume that each stands for; sums to 1.
    """

    def __init__(self, wanted: int, enterprises: Enterprises, streams: Streams, name: str) -> None:
        count = enterprises.count
        size = enterprises.size.astype(np.float64)
        if wanted >= count:
            self.members = np.arange(count)
            self.weight = size / size.sum()
            return
        order = np.lexsort((size, enterprises.surface_code, enterprises.access_class, enterprises.segment))
        edges = np.linspace(0, count, wanted + 1).astype(np.int64)
        place = edges[:-1] + (streams.generator(name).random(wanted) * np.diff(edges)).astype(np.int64)
        self.members = order[place]
        stratum_size = np.add.reduceat(size[order], edges[:-1])
        self.weight = stratum_size / stratum_size.sum()

    def sample(
        self,
        parameters: Parameters,
        enterprises: Enterprises,
        consumers: Consumers,
        bonus: Array,
        market_size: dict[str, float],
    ) -> "Sample":
        """Who is asked, and what is the same whatever is on offer.

        A member stands for the enterprises of its stratum that buy AI by now (E41).

        Parameters
        ----------
        parameters, enterprises, consumers
            The market.
        bonus : array, shape (options, codes)
            Integration bonus.
        market_size : dict
            Size of the market of each task, bn USD or Qt per month.
        """
        catalogue, members = enterprises.catalogue, self.members
        access_class = enterprises.access_class[members].astype(np.int64)
        sensitivity = enterprises.price_sensitivity(parameters, members).T
        buying = (self.weight * enterprises.buying_share[enterprises.segment[members]])[:, None]
        spending = (buying * enterprises.task_mix[enterprises.segment[members]]).T
        enterprise_size = np.array([market_size[task] for task in catalogue.enterprise_tasks])[:, None] * spending
        consumer_size = np.array([market_size[task] for task in catalogue.consumer_tasks])[:, None] * consumers.weight
        rows = enterprise_size.size, consumer_size.size
        costs = parameters.enterprises.concentration_cost, parameters.consumers.concentration_cost
        of_classes = np.tile(1 + access_class, len(catalogue.enterprise_tasks))
        both = sensitivity, consumers.price_sensitivity(parameters)
        return Sample(
            row=enterprises.row(members),
            own=enterprises.own_bonus(bonus, members),
            price_sensitivity=np.concatenate([part.reshape(-1) for part in both]),
            size=np.concatenate((enterprise_size.reshape(-1), consumer_size.reshape(-1))),
            concentration=np.repeat(costs, rows),
            group=np.concatenate((of_classes, np.full(consumer_size.size, CONSUMER_GROUP))),
            groups=1 + enterprises.classes.count,
            law=demand_law(parameters.rules).law,
            reference_price=parameters.adoption.reference_price,
        )


@dataclass(frozen=True, eq=False)
class Sample:
    """Rows of buyers before anything is on offer: enterprises by task and member, then consumers by task and type.

    Attributes
    ----------
    row : int array, shape (members,)
        Row of the utility table that applies to each member.
    own : array, shape (members, options)
        Integration bonus of each option for each member; ``-inf`` where it does not know it.
    price_sensitivity, size, concentration, group, groups, law, reference_price
        As in `Buyers`.
    """

    row: Integers
    own: Array
    price_sensitivity: Array
    size: Array
    concentration: Array
    group: Integers
    groups: int
    law: DemandLaw
    reference_price: float

    def buyers(self, enterprise_utility: Array, consumer_utility: Array) -> Buyers:
        """Long-run demand of the panel and of all consumers for what is on offer.

        Parameters
        ----------
        enterprise_utility : array, shape (tasks, segments * classes, options)
            Utility of enterprises without price and bonus.
        consumer_utility : array, shape (tasks, types, options)
            Utility of consumers without price.
        """
        options = enterprise_utility.shape[-1]
        utility = enterprise_utility[:, self.row, :] + self.own
        return Buyers(
            utility=np.concatenate((utility.reshape(-1, options), consumer_utility.reshape(-1, options))),
            price_sensitivity=self.price_sensitivity,
            size=self.size,
            concentration=self.concentration,
            group=self.group,
            groups=self.groups,
            law=self.law,
            reference_price=self.reference_price,
        )
