"""Who knows an app: its own curve of adoption from its launch on (E41, E50).

Formulas::

    known share = Bass curve of the app, its start share in the month of the launch (E37); 1 without a curve
    an enterprise knows the app from the month in which that is above its draw
"""

import numpy as np
from numpy.typing import NDArray

from sim.economics.adoption import next_adoption, stratified_draws
from sim.market.catalogue import Catalogue
from sim.market.sellers.versions import months_on_sale
from sim.scenario.schema.agents import App
from sim.scenario.schema.root import Parameters
from sim.streams import Streams

KNOWN_TO_ALL = -1


def apps_with_curves(parameters: Parameters, catalogue: Catalogue, tasks: tuple[str, ...]) -> tuple[str, ...]:
    """Apps for some tasks that buyers come to know little by little, in the order of the catalogue."""
    apps = parameters.apps
    return tuple(name for name in catalogue.apps if apps[name].adoption is not None and apps[name].task in tasks)


def known_share(app: App, parameters: Parameters, month: int) -> float:
    """Share of buyers that know an app; 0 before its launch."""
    months = months_on_sale(app, parameters, month)
    if months < 0:
        return 0.0
    curve = app.adoption
    if curve is None:
        return 1.0
    return next_adoption(curve.start_share, curve.innovation, curve.imitation, months / 12.0)


class Awareness:
    """Which enterprises know which apps.

    Attributes
    ----------
    apps : tuple of str
        Apps that enterprises come to know little by little.
    row : int array, shape (options,)
        Row of each option in `known`; ``KNOWN_TO_ALL`` where nobody has to come to know it.
    point : float32 array, shape (apps, enterprises)
        Point of the app's curve from which each enterprise knows it, uniform and evenly spread.
    known : bool array, shape (apps, enterprises)
        Who knows which app now.
    """

    def __init__(self, parameters: Parameters, catalogue: Catalogue, streams: Streams, count: int) -> None:
        self.apps = apps_with_curves(parameters, catalogue, catalogue.enterprise_tasks)
        self.row = np.full(len(catalogue.options), KNOWN_TO_ALL, dtype=np.int64)
        self.point = np.zeros((len(self.apps), count), dtype=np.float32)
        for number, name in enumerate(self.apps):
            self.row[catalogue.option[name]] = number
            draws = streams.generator("awareness", name)
            self.point[number] = stratified_draws(draws.permutation(count), draws.random(count))
        self.known = np.zeros(self.point.shape, dtype=bool)

    def spread(self, parameters: Parameters, month: int) -> None:
        """Let each app's curve move on."""
        shares = np.array([known_share(parameters.apps[name], parameters, month) for name in self.apps])
        self.known = self.point < shares[:, None]

    def hidden(self, members: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Options that some enterprises do not know, shape (members, options)."""
        curved = self.row != KNOWN_TO_ALL
        hidden = np.zeros((members.size, self.row.size), dtype=bool)
        hidden[:, curved] = ~self.known[self.row[curved]][:, members].T
        return hidden
