"""Clouds: they price compute, order capacity, and ration it when it is short."""

from collections import deque

import mesa
import numpy as np

from sim.economics.capacity import lowest_compute_price, next_compute_price, queueing_delay, wanted_orders
from sim.scenario.schema.root import Parameters


class Cloud(mesa.Agent):
    """A cloud.

    Attributes
    ----------
    capacity, need, used : float
        bn GPU-hours per month: owned, asked for, and served.
    compute_price : float
        USD per GPU-hour.
    orders : deque of float
        Capacity on order, next arrival first.
    growth : float
        Average monthly growth of need, log points.
    """

    def __init__(self, model: mesa.Model, name: str, parameters: Parameters) -> None:
        super().__init__(model)
        section = parameters.clouds[name]
        self.name = name
        self.owner = section.owner
        self.capacity = section.capacity
        floor = lowest_compute_price(section.resource_cost, parameters.compute.price_floor_margin)
        self.compute_price = max(section.compute_price, float(floor))
        self.need = 0.0
        self.used = 0.0
        self.growth = 0.0
        self.orders = deque([0.0] * parameters.compute.order_lead)

    @property
    def utilisation(self) -> float:
        """Compute served over capacity; 0 where there is none."""
        return self.used / self.capacity if self.capacity > 0.0 else 0.0

    @property
    def load(self) -> float:
        """Compute asked for over capacity; without capacity any need is endless load."""
        if self.need == 0.0:
            return 0.0
        return self.need / self.capacity if self.capacity > 0.0 else float("inf")

    def waiting_time(self, parameters: Parameters) -> float:
        """Seconds that a request waits in the queue, given last month's load (E12)."""
        compute = parameters.compute
        return float(queueing_delay(self.utilisation, compute.servers, compute.service_time))

    def post_price(self, parameters: Parameters) -> None:
        """Move the price of compute with last month's load (E14)."""
        compute = parameters.compute
        self.compute_price = float(
            next_compute_price(
                np.array([self.compute_price]),
                np.array([self.load]),
                np.array([parameters.clouds[self.name].resource_cost]),
                price_adjustment=compute.price_adjustment,
                target_utilisation=compute.target_utilisation,
                price_floor_margin=compute.price_floor_margin,
            )[0]
        )

    def install(self, parameters: Parameters) -> None:
        """Write off a month of the old capacity and take in what was ordered."""
        self.capacity = self.capacity * (1.0 - 1.0 / parameters.compute.depreciation_months) + self.orders.popleft()

    def wants(self, parameters: Parameters) -> float:
        """Capacity that the cloud would order, bn GPU-hours per month (E15)."""
        compute = parameters.compute
        worn = self.capacity * (1.0 - 1.0 / compute.depreciation_months) ** compute.order_lead
        order = wanted_orders(
            np.array([self.need]),
            np.array([self.growth]),
            np.array([worn]),
            np.array([sum(self.orders)]),
            lead=compute.order_lead,
            target_utilisation=compute.target_utilisation,
            limit=compute.order_limit,
        )
        return float(order[0])

    def order(self, amount: float) -> None:
        """Put capacity on order; it arrives after the lead."""
        self.orders.append(amount)

    def meet_demand(self, need: float, used: float, parameters: Parameters) -> None:
        """Take note of what was asked for and served, and update the trend."""
        compute = parameters.compute
        if self.need > 0.0 and need > 0.0:
            rise = float(np.clip(np.log(need / self.need), -compute.trend_limit, compute.trend_limit))
            self.growth += (rise - self.growth) / compute.trend_memory
        self.need, self.used = need, used
