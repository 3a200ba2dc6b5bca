"""The consumers: a mass of types that re-chooses a part at a time."""

from itertools import product

import numpy as np
from scipy.special import ndtri

from sim.arrays import Array
from sim.economics.allocation import allocate
from sim.economics.renewal_chain import renew_mass
from sim.market.buyers.awareness import apps_with_curves, known_share
from sim.market.buyers.surfaces import consumer_surface_kinds
from sim.market.catalogue import Catalogue
from sim.market.rules.demand_laws import demand_law, felt_prices
from sim.scenario.schema.root import Parameters


class Consumers:
    """Consumers by type: apps that they know, surfaces used and price sensitivity.

    Apps become known independently of each other and of everything else; whoever comes to know one keeps what it uses
    until it chooses again.

    Attributes
    ----------
    curved : tuple of str
        Apps that consumers come to know little by little.
    weight : array, shape (types,)
        Share of each type; sums to 1.
    hidden : bool array, shape (types, options)
        Options that a type does not know.
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
        self.curved = apps_with_curves(parameters, catalogue, catalogue.consumer_tasks)
        self.known = np.zeros(len(self.curved))
        knows = np.array(list(product((False, True), repeat=len(self.curved))), dtype=bool)
        groups, kinds = len(knows), kind_weight.size
        self.weight = np.zeros(groups * kinds * levels)
        self.weight[: kinds * levels] = np.repeat(kind_weight, levels) / levels
        self.sensitivity_factor = np.tile(factor, groups * kinds)
        self.kind = np.tile(np.repeat(np.arange(kinds), levels), groups)
        self.hidden = np.zeros((self.weight.size, len(catalogue.options)), dtype=bool)
        curved = [catalogue.option[name] for name in self.curved]
        self.hidden[:, curved] = np.repeat(~knows.reshape(groups, len(self.curved)), kinds * levels, axis=0)
        self.shares = np.zeros((len(catalogue.consumer_tasks), self.weight.size, len(catalogue.options)))

    def own_bonus(self, parameters: Parameters) -> Array:
        """What each type adds to utility, shape (types, options); ``-inf`` for what it does not know (E8, E41)."""
        _, bonus = consumer_surface_kinds(parameters, self.catalogue)
        return np.where(self.hidden, -np.inf, bonus.T[self.kind])

    def hear(self, parameters: Parameters, month: int) -> None:
        """Let the curves of apps move on: some come to know an app, with what they use now (E41, E50)."""
        for number, name in enumerate(self.curved):
            share = known_share(parameters.apps[name], parameters, month)
            left = 1.0 - self.known[number]
            self._move_on(number, (share - self.known[number]) / left if left > 0.0 else 0.0)
            self.known[number] = share

    def _move_on(self, number: int, part: float) -> None:
        """Let a part of those who do not know an app come to know it."""
        before = 2**number
        types = (before, 2, self.weight.size // (2 * before))
        weight = self.weight.reshape(types)
        shares = self.shares.reshape(self.shares.shape[0], *types, self.shares.shape[-1])
        moved = part * weight[:, 0]
        total = weight[:, 1] + moved
        mixed = shares[:, :, 1] * weight[:, 1, :, None] + shares[:, :, 0] * moved[..., None]
        shares[:, :, 1] = np.divide(mixed, total[..., None], out=shares[:, :, 1].copy(), where=total[..., None] > 0.0)
        weight[:, 0] -= moved
        weight[:, 1] = total

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
        paid = felt_prices(prices, parameters)
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
