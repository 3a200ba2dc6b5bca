"""Access classes: from which cloud a buyer with given clouds is served (E4)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Integers

NOT_SOLD = -1


@dataclass(frozen=True)
class Classes:
    """Enterprises that share home and second cloud; without a second cloud it equals the home.

    Attributes
    ----------
    clouds : int
        Number of clouds. Class ``home * clouds + second``.
    """

    clouds: int

    @property
    def count(self) -> int:
        """Number of classes."""
        return self.clouds * self.clouds

    @property
    def home(self) -> Integers:
        """Home cloud of each class, shape (classes,)."""
        return np.arange(self.count) // self.clouds

    @property
    def second(self) -> Integers:
        """Second cloud of each class, shape (classes,)."""
        return np.arange(self.count) % self.clouds

    def moved(self, access_class: Integers, home: Integers) -> Integers:
        """Class after the home cloud has moved.

        A second cloud stays; the old home becomes the second cloud of whoever moves to it.
        """
        old_home, second = access_class // self.clouds, access_class % self.clouds
        single = old_home == second
        new_second = np.where(single, home, np.where(second == home, old_home, second))
        new_second = np.where(home == old_home, second, new_second)
        return home * self.clouds + new_second


def serving_cloud(listing: NDArray[np.bool_], primary_host: Integers, fallback_order: Integers) -> Integers:
    """Cloud that serves a model to buyers without an own cloud that carries it (E4).

    Parameters
    ----------
    listing : bool array, shape (models, clouds)
        Which model each cloud sells.
    primary_host : int array, shape (models,)
        Primary host of each model.
    fallback_order : int array, shape (clouds,)
        Clouds in the order in which they step in when the primary host may not sell.

    Returns
    -------
    int array, shape (models,)
        Cloud, or ``NOT_SOLD``.
    """
    first = fallback_order[listing[:, fallback_order].argmax(axis=1)]
    hosted = listing[np.arange(primary_host.size), primary_host]
    return np.where(hosted, primary_host, np.where(listing.any(axis=1), first, NOT_SOLD))


def routes(listing: NDArray[np.bool_], remote: Integers, classes: Classes) -> tuple[Integers, NDArray[np.bool_]]:
    """Cloud on which each class gets each model, and whether that cloud is its own (E4).

    Home first, then the second cloud, then the model's remote server.

    Parameters
    ----------
    listing : bool array, shape (models, clouds)
        Which model each cloud sells.
    remote : int array, shape (models,)
        Server of buyers without an own cloud that carries the model, or ``NOT_SOLD``.
    classes : Classes
        Access classes.

    Returns
    -------
    cloud : int array, shape (models, classes)
        Cloud, or ``NOT_SOLD``.
    at_home : bool array, shape (models, classes)
        True where an own cloud carries the model.
    """
    on_home, on_second = listing[:, classes.home], listing[:, classes.second]
    cloud = np.where(on_home, classes.home, np.where(on_second, classes.second, remote[:, None]))
    return cloud, on_home | on_second
