"""How far labs depend on partners, and app owners on labs (E38, E54).

Formulas::

    dependence of a lab on a partner by revenue = share of its model revenue that enterprises spend on the partner's
                                                  clouds, or the partner's apps pay
    dependence of a lab on a partner by compute = share of its compute that runs on the partner's clouds
    dependence of an app owner on a lab = share of its requests that the lab's closed models answer

What consumers buy from the lab itself runs through nobody, wherever it is computed. Open models leave nobody dependent:
whoever uses them can run them elsewhere.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array
from sim.market.catalogue import Catalogue
from sim.market.sales.offers import Offers
from sim.scenario.schema.root import Parameters


@dataclass(frozen=True)
class Dependence:
    """Dependence between owners, numbered as in the catalogue.

    Attributes
    ----------
    by_revenue, by_compute : array, shape (owners, owners)
        Shares of a lab's revenue and of its compute that run through a partner; 0 on the diagonal.
    app_owner_on_lab : array, shape (owners, owners)
        Share of an app owner's volume that a lab's closed models serve; 0 on the diagonal.
    model_revenue : array, shape (models,)
        Sales of each model, direct and wholesale, bn USD per month; open models earn their lab nothing.
    """

    by_revenue: Array
    by_compute: Array
    app_owner_on_lab: Array
    model_revenue: Array

    @classmethod
    def none(cls, owners: int, models: int) -> "Dependence":
        """Dependence before anything has been sold: nobody has a record."""
        nobody = np.zeros((owners, owners))
        return cls(nobody, nobody, nobody, np.zeros(models))

    @property
    def larger(self) -> Array:
        """Larger of the two dependences of each lab on each partner, shape (owners, owners)."""
        return np.maximum(self.by_revenue, self.by_compute)

    def weighed(self, compute_weight: float) -> Array:
        """Dependence of each lab on each partner as investors see it, shape (owners, owners) (E54).

        Parameters
        ----------
        compute_weight : float
            Weight of the dependence by compute, 0 to 1.
        """
        return (1.0 - compute_weight) * self.by_revenue + compute_weight * self.by_compute

    def main_partner(self) -> NDArray[np.int64]:
        """Partner through which most of the revenue of each lab runs, shape (owners,)."""
        return self.by_revenue.argmax(axis=1)


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
    owners, models = len(catalogue.owners), len(catalogue.models)
    host = catalogue.cloud_accounts(parameters)
    app_owner = [catalogue.account[parameters.apps[name].owner] for name in catalogue.apps]
    closed = np.array([not parameters.models[name].open for name in catalogue.models], dtype=bool)
    option, model = offers.component_option, offers.component_model
    lab, by_app = catalogue.lab_accounts(parameters)[model], option > models
    partner = host[offers.component_cloud]
    partner[by_app] = np.array([0] * (1 + models) + app_owner)[option[by_app]]
    revenue = np.where(by_app, offers.component_wholesale, prices[option]) * volume * closed[model]
    through, routed = np.zeros((owners, owners)), np.zeros((owners, owners))
    np.add.at(through, (lab, partner), revenue * ~offers.bought_from_the_lab)
    np.add.at(routed, (partner, lab), volume * closed[model] * by_app)
    hours = np.zeros((owners, owners))
    np.add.at(hours.T, host, lab_hours.T)
    return Dependence(
        by_revenue=_shares_of_others(through, np.bincount(lab, revenue, owners)),
        by_compute=_shares_of_others(hours, hours.sum(axis=1)),
        app_owner_on_lab=_shares_of_others(routed, np.bincount(partner, volume * by_app, owners)),
        model_revenue=np.bincount(model, revenue, models),
    )


def _shares_of_others(amounts: Array, total: Array) -> Array:
    """Shares of a total by row, 0 on the diagonal."""
    shares = np.divide(amounts, total[:, None], out=np.zeros_like(amounts), where=total[:, None] > 0.0)
    return shares * (1.0 - np.eye(amounts.shape[0]))
