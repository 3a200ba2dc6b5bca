"""How far labs depend on partners, and app owners on labs (E38).

Formulas::

    dependence of a lab on a partner = max(share of its model revenue, share of its compute) through the partner
    dependence of an app owner on a lab = share of its requests that the lab's models answer
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.market.catalogue import Catalogue
from sim.market.sales.offers import Offers
from sim.scenario.schema.root import Parameters

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Dependence:
    """Dependence between owners, numbered as in the catalogue.

    Attributes
    ----------
    lab_on_partner : array, shape (owners, owners)
        Larger of the shares of a lab's revenue and of its compute that run through a partner; 0 on the diagonal.
    app_owner_on_lab : array, shape (owners, owners)
        Share of an app owner's volume that a lab's models serve; 0 on the diagonal.
    model_revenue : array, shape (models,)
        Sales of each model, direct and wholesale, bn USD per month; open models earn their lab nothing.
    """

    lab_on_partner: Array
    app_owner_on_lab: Array
    model_revenue: Array

    @classmethod
    def none(cls, owners: int, models: int) -> "Dependence":
        """Dependence before anything has been sold: nobody has a record."""
        return cls(np.zeros((owners, owners)), np.zeros((owners, owners)), np.zeros(models))

    def main_partner(self) -> NDArray[np.int64]:
        """Partner on which each lab depends most, shape (owners,)."""
        return self.lab_on_partner.argmax(axis=1)


def measure_dependence(
    offers: Offers,
    volume: Array,
    prices: Array,
    lab_hours: Array,
    parameters: Parameters,
    catalogue: Catalogue,
) -> Dependence:
    """Work out who depends on whom from what was sold and computed this month.

    Parameters
    ----------
    volume : array, shape (components,)
        Volume served, Qt per month.
    prices : array, shape (options,)
        USD per Mtok.
    lab_hours : array, shape (owners, clouds)
        Compute of each lab on each cloud, bn GPU-hours.
    """
    owners = len(catalogue.owners)
    revenue = np.zeros((owners, owners))
    by_model = np.zeros(len(catalogue.models))
    routed = np.zeros((owners, owners))
    for c, component in enumerate(offers.components):
        model = parameters.models[catalogue.models[component.model]]
        lab = catalogue.account[model.lab]
        supply = offers.apps.get(component.option)
        if supply is None:
            partner, price = (
                parameters.clouds[catalogue.clouds[component.cloud]].owner,
                float(prices[component.option]),
            )
        else:
            partner = parameters.apps[catalogue.options[component.option]].owner
            price = supply.wholesale[supply.models.index(component.model)]
            routed[catalogue.account[partner], lab] += volume[c]
        if not model.open:
            revenue[lab, catalogue.account[partner]] += price * volume[c]
            by_model[component.model] += price * volume[c]
    host = np.array([catalogue.account[parameters.clouds[name].owner] for name in catalogue.clouds])
    hours = np.zeros((owners, owners))
    np.add.at(hours.T, host, lab_hours.T)
    through = np.maximum(_row_shares(revenue), _row_shares(hours))
    return Dependence(_off_diagonal(through), _off_diagonal(_row_shares(routed)), by_model)


def _row_shares(amounts: Array) -> Array:
    total = amounts.sum(axis=1, keepdims=True)
    return np.divide(amounts, total, out=np.zeros_like(amounts), where=total > 0.0)


def _off_diagonal(matrix: Array) -> Array:
    return matrix * (1.0 - np.eye(matrix.shape[0]))
