"""Who uses which surface, and what apps gain from it (E8)."""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array
from sim.economics.routing import integration_bonus
from sim.market.buyers.population import segment_names
from sim.market.catalogue import Catalogue
from sim.scenario.schema.agents import App
from sim.scenario.schema.root import Parameters
from sim.streams import Streams


def _apps_of(parameters: Parameters, catalogue: Catalogue, tasks: tuple[str, ...]) -> list[str]:
    return [name for name in catalogue.apps if parameters.apps[name].task in tasks]


class EnterpriseSurfaces:
    """Surfaces and suites of enterprises.

    Enterprises with the same surfaces share a code, so that bonuses are kept once per code.

    Attributes
    ----------
    code : int32 array, shape (enterprises,)
        Code of each enterprise.
    """

    def __init__(
        self, parameters: Parameters, catalogue: Catalogue, segment: NDArray[np.int16], streams: Streams
    ) -> None:
        self.catalogue = catalogue
        self.apps = _apps_of(parameters, catalogue, catalogue.enterprise_tasks)
        suite = _draw_suites(parameters, segment, streams)
        self.suites = sorted(parameters.enterprises.suites)
        columns = [suite]
        places = sorted({surface for app in self.apps for surface in parameters.apps[app].surfaces})
        uniform = {place: streams.generator("surface", place).random(suite.size) for place in places}
        self.columns: list[tuple[str, str]] = []
        for app in self.apps:
            section = parameters.apps[app]
            own_suite = self.suites.index(section.suite) if section.suite is not None else -2
            for place in sorted(section.surfaces):
                surface = section.surfaces[place]
                with_suite = surface.use if surface.use_with_suite is None else surface.use_with_suite
                columns.append((uniform[place] < np.where(suite == own_suite, with_suite, surface.use)).astype(np.int8))
                self.columns.append((app, place))
        self.kinds, code = np.unique(np.array(columns).T, axis=0, return_inverse=True)
        self.code = code.reshape(-1).astype(np.int32)

    def bonus(self, parameters: Parameters) -> Array:
        """Integration bonus of each option for each code, shape (options, codes)."""
        bonus = np.zeros((len(self.catalogue.options), len(self.kinds)))
        for app in self.apps:
            section = parameters.apps[app]
            mine = [n for n, (of_app, place) in enumerate(self.columns) if of_app == app and place in section.surfaces]
            weights = np.array([section.surfaces[self.columns[n][1]].weight for n in mine])
            uses = self.kinds[:, [n + 1 for n in mine]].astype(bool)
            lacks = self.kinds[:, 0] != self.suites.index(section.suite) if section.suite is not None else False
            penalty = np.where(lacks, section.without_suite_penalty, 0.0) * np.ones(len(self.kinds))
            bonus[self.catalogue.option[app]] = integration_bonus(section.bonus, weights, uses, penalty)
        return bonus


def _draw_suites(parameters: Parameters, segment: NDArray[np.int16], streams: Streams) -> NDArray[np.int8]:
    """Draw the office suite of each enterprise by the shares of its segment; -1 for none."""
    section = parameters.enterprises
    names = sorted(section.suites)
    of_segment = [section.segments[name].suites for name in segment_names(parameters)]
    shares = [section.suites if own is None else own for own in of_segment]
    edges = np.cumsum([[share.get(name, 0.0) for name in names] for share in shares], axis=1)[segment]
    drawn = (edges <= streams.generator("suite").random(section.count)[:, None]).sum(axis=1)
    return np.where(drawn < len(names), drawn, -1).astype(np.int8)


def consumer_surface_kinds(parameters: Parameters, catalogue: Catalogue) -> tuple[Array, Array]:
    """Kinds of consumers by the surfaces they use, each surface used independently of the others.

    Returns
    -------
    weight : array, shape (kinds,)
        Share of consumers; sums to 1.
    bonus : array, shape (options, kinds)
        Integration bonus of each option.
    """
    apps = _apps_of(parameters, catalogue, catalogue.consumer_tasks)
    places = [(app, place) for app in apps for place in sorted(parameters.apps[app].surfaces)]
    kinds = np.array(list(product((False, True), repeat=len(places))), dtype=bool).reshape(
        2 ** len(places), len(places)
    )
    use = np.array([parameters.apps[app].surfaces[place].use for app, place in places])
    weight = np.where(kinds, use, 1.0 - use).prod(axis=1)
    bonus = np.zeros((len(catalogue.options), weight.size))
    for app in apps:
        mine = [n for n, (of_app, _) in enumerate(places) if of_app == app]
        bonus[catalogue.option[app]] = integration_bonus(
            parameters.apps[app].bonus,
            _weights(parameters.apps[app], [places[n][1] for n in mine]),
            kinds[:, mine],
            np.zeros(weight.size),
        )
    return weight, bonus


def _weights(app: App, places: list[str]) -> Array:
    return np.array([app.surfaces[place].weight for place in places])
