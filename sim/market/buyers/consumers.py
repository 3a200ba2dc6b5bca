"""The consumers: a mass of types that re-chooses a part at a time."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.economics.allocation import allocate
from sim.economics.pricing import price_term
from sim.economics.renewal_chain import renew_mass
from sim.market.buyers.surfaces import consumer_surface_kinds
from sim.market.catalogue import Catalogue
from sim.market.rules.demand_laws import demand_law
from sim.scenario.schema.root import Parameters

Array = NDArray[np.float64]


class Consumers:
    """Consumers by type: surfaces used and price sensitivity.

    Attributes
    ----------
    weight : array, shape (types,)
        Share of each type; sums to 1.
    sensitivity_factor : array, shape (types,)
        Factor on the task's price sensitivity.
    shares : array, shape (tasks, types, options)
        What each type uses now; zero before the first choice.
    """

    def __init__(self, parameters: Parameters, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        section = parameters.consumers
        kind_weight, _ = consumer_surface_kinds(parameters, catalogue)
        levels = section.types
        normal = ndtri((np.arange(levels) + 0.5) / levels)
        factor = np.exp(section.price_sensitivity_spread * normal)
        factor /= factor.mean()
        self.weight = np.repeat(kind_weight, levels) / levels
        self.sensitivity_factor = np.tile(factor, kind_weight.size)
        self.kind = np.repeat(np.arange(kind_weight.size), levels)
        self.shares = np.zeros((len(catalogue.consumer_tasks), self.weight.size, len(catalogue.options)))

    def utility(self, parameters: Parameters, task_utility: Array) -> Array:
        """Utility of each type without the price, shape (tasks, types, options).

        Parameters
        ----------
        task_utility : array, shape (tasks, options)
            Utility that all types share.
        """
        _, bonus = consumer_surface_kinds(parameters, self.catalogue)
        return task_utility[:, None, :] + bonus.T[self.kind][None, :, :]

    def price_sensitivity(self, parameters: Parameters) -> Array:
        """Price sensitivity by task and type, shape (tasks, types)."""
        law = demand_law(parameters.rules)
        tasks = np.array([law.price_sensitivity(parameters.tasks[task]) for task in self.catalogue.consumer_tasks])
        return tasks[:, None] * self.sensitivity_factor

    def usage(self) -> Array:
        """Shares of the volume of all consumers, shape (tasks, options)."""
        tasks, _, options = self.shares.shape
        return np.array([self.weight @ shares for shares in self.shares]).reshape(tasks, options)

    def renew(self, parameters: Parameters, utility: Array, prices: Array, month: int) -> None:
        """Let this month's part of each type choose again (E3 in expectation); at the start all choose."""
        section = parameters.consumers
        paid = price_term(prices, demand_law(parameters.rules).law)
        net = utility - self.price_sensitivity(parameters)[:, :, None] * paid
        for task in range(net.shape[0]):
            if month == 0:
                gamma = np.full(self.weight.size, section.concentration_cost)
                self.shares[task], _ = allocate(np.ascontiguousarray(net[task]), 1.0, gamma)
            else:
                self.shares[task] = _renewed(self.shares[task], net[task], parameters)


def _renewed(shares: Array, net: Array, parameters: Parameters) -> Array:
    """Renew one task's mass; whoever uses an option that is gone chooses at once."""
    section = parameters.consumers
    crowding = section.concentration_cost * shares
    crowding[:, 0] = 0.0
    gone = np.isneginf(net)
    stranded = np.where(gone, shares, 0.0)
    hazard = 1.0 / section.renewal_period
    stayed = renew_mass(shares - stranded, net - crowding, section.switching_cost, hazard)
    return stayed + renew_mass(stranded, net - crowding, section.switching_cost, 1.0)
