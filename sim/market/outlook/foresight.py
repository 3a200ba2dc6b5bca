"""The market as firms see it ahead: at the dates of a term at which they solve it anew (E58).

What is known to come: budgets and adopters grow along their curves, capacity on order arrives, and clouds get their
part of the GPUs that will be made as far as need calls for it. Models improve in step with doing without them, and
everything else stays as it is today.
"""

from copy import copy
from dataclasses import replace

import numpy as np

from sim.arrays import Array
from sim.economics.adoption import next_adoption
from sim.market.outlook.outlook import Outlook
from sim.market.rules.demand_laws import demand_law
from sim.market.sellers.clouds import Cloud
from sim.market.sellers.labs import Lab
from sim.market.sellers.quality import ServiceQuality
from sim.market.state import State
from sim.scenario.schema.root import Parameters


class Foresight:
    """Outlooks on the market of today and of later dates.

    Parameters
    ----------
    today : Outlook
        What the market would come to now; its state must not change while this is in use.
    """

    def __init__(self, today: Outlook) -> None:
        self.today = today
        self._ahead: dict[int, Outlook] = {0: today}

    def at(self, months: int) -> Outlook:
        """Return the outlook on the market some months ahead."""
        if months not in self._ahead:
            self._ahead[months] = Outlook(projected(self.today.state, months), self.today.panel)
        return self._ahead[months]

    @property
    def largest_residual(self) -> float:
        """Largest residual of all prices that were solved, as `price_residual` measures it."""
        return max(outlook.largest_residual for outlook in self._ahead.values())


def dates_of(term: int, dates: int) -> tuple[int, ...]:
    """Return months at which a term is looked at, evenly from its start to its end; the start alone for one or none."""
    if dates < 2:
        return (0,)
    return tuple(sorted({round(term * number / (dates - 1)) for number in range(dates)}))


def projected(state: State, months: int) -> State:
    """Return the market as it is expected some months ahead.

    Parameters
    ----------
    state : State
        The market today; nothing in it changes.
    months : int
        Months ahead; 0 gives the market of today.
    """
    if months == 0:
        return state
    later, parameters = copy(state), state.parameters
    later.month = state.month + months
    later.adopted = [*state.adopted, *_adoption_ahead(state.adopted[-1], months, parameters)]
    later.market_size = demand_law(parameters.rules).market_size(parameters, later.month, later.adopted)
    later.enterprises = copy(state.enterprises)
    later.enterprises.curve = _curves_ahead(state, months)
    later.enterprises.buying_share = demand_law(parameters.rules).adopts(later.enterprises.curve)
    later.service_quality = _in_step(later.service_quality, state, later.month)
    growth = _spending(later) / _spending(state)
    capacity = capacity_ahead(list(state.clouds.values()), growth, state.month, months, parameters)
    later.clouds = {
        name: _enlarged(cloud, owned) for (name, cloud), owned in zip(state.clouds.items(), capacity, strict=True)
    }
    later.own_compute, later.catalogue_hours = state.own_compute * growth, state.catalogue_hours * growth
    later.labs = {name: _training_more(lab, growth) for name, lab in state.labs.items()}
    return later


def capacity_ahead(clouds: list[Cloud], growth: float, month: int, months: int, parameters: Parameters) -> Array:
    """Capacity of each cloud some months ahead, bn GPU-hours per month, shape (clouds,).

    What is owned wears, what is on order arrives. Beyond the lead of an order a cloud adds its part of the GPUs that
    will be made, by its capacity today, as far as need growing with the market takes it above its target load.

    Parameters
    ----------
    growth : float
        Factor by which the market will have grown.
    month : int
        This month.
    """
    compute = parameters.compute
    kept = 1.0 - 1.0 / compute.depreciation_months
    arriving = [list(cloud.orders)[:months] for cloud in clouds]
    ordered = np.array(
        [sum(amount * kept ** (months - 1 - place) for place, amount in enumerate(orders)) for orders in arriving]
    )
    owned = np.array([cloud.capacity for cloud in clouds])
    known = owned * kept**months + ordered
    placed = np.arange(max(months - compute.order_lead, 0))
    made = compute.gpu_supply * compute.gpu_supply_growth ** ((month + placed) / 12.0)
    worn = float((made * kept ** (months - compute.order_lead - 1 - placed)).sum())
    part = owned / owned.sum() if owned.sum() > 0.0 else owned
    needed = np.array([cloud.need for cloud in clouds]) * growth / compute.target_utilisation
    return np.maximum(known, np.minimum(needed, known + part * worn))


def _adoption_ahead(adopted: float, months: int, parameters: Parameters) -> list[float]:
    """Share of consumers that will have adopted, month by month (E37)."""
    ahead = []
    for _ in range(months):
        adopted = next_adoption(adopted, parameters.adoption.innovation, parameters.adoption.imitation)
        ahead.append(adopted)
    return ahead


def _curves_ahead(state: State, months: int) -> Array:
    """Share of each segment of enterprises that will have adopted (E41), shape (segments,)."""
    segments, curve = state.parameters.enterprises.segments, state.enterprises.curve
    adoption = [segments[name].adoption for name in state.enterprises.segments]
    years = months / 12.0
    return np.array(
        [next_adoption(float(now), a.innovation, a.imitation, years) for now, a in zip(curve, adoption, strict=True)]
    )


def _in_step(today: ServiceQuality, state: State, month: int) -> ServiceQuality:
    """Let every model improve as doing without AI does, task by task."""
    law, tasks = demand_law(state.parameters.rules), state.parameters.tasks
    rise = [
        law.outside_utility(tasks[name], month) - law.outside_utility(tasks[name], state.month)
        for name in today.task_names
    ]
    return replace(today, quality=today.quality + np.array(rise)[:, None])


def _spending(state: State) -> float:
    """What all who buy would spend if nobody did without, bn USD, or Qt, per month."""
    enterprises, panel = state.enterprises, state.bargaining_panel
    segment = enterprises.segment[panel.members]
    buying = (panel.weight * enterprises.buying_share[segment]) @ enterprises.task_mix[segment]
    sizes = np.array([state.market_size[task] for task in state.catalogue.enterprise_tasks])
    return float(sizes @ buying) + sum(state.market_size[task] for task in state.catalogue.consumer_tasks)


def _enlarged(cloud: Cloud, capacity: float) -> Cloud:
    later = copy(cloud)
    later.capacity = float(capacity)
    return later


def _training_more(lab: Lab, growth: float) -> Lab:
    """Return a lab that trains in proportion to the market (E52)."""
    later = copy(lab)
    later.models = {name: copy(model) for name, model in lab.models.items()}
    for model in later.models.values():
        model.training *= growth
    return later
