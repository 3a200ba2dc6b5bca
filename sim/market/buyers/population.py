"""Who the enterprises are: segments, sizes, clouds and when they adopt, drawn from named streams (E41, E48).

Every enterprise keeps its own draws whatever the scenario says of its segment, so that two scenarios start with the
same enterprises.
"""

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array
from sim.market.catalogue import Catalogue
from sim.market.sales.access import Classes
from sim.scenario.schema.root import Parameters
from sim.streams import Streams

# Steps of this length never come back close to where they were: any stretch of the sequence is evenly spread.
_GOLDEN = (5.0**0.5 - 1.0) / 2.0


def segment_names(parameters: Parameters) -> tuple[str, ...]:
    """Names of the segments, in the order of their numbers."""
    return tuple(sorted(parameters.enterprises.segments))


def draw_segments(parameters: Parameters, streams: Streams) -> NDArray[np.int16]:
    """Segment of each enterprise, in numbers as near to `firm_share` as whole firms allow, shape (enterprises,)."""
    sections = parameters.enterprises.segments
    edges = np.cumsum([sections[name].firm_share for name in segment_names(parameters)])
    count = parameters.enterprises.count
    place = (streams.generator("segment").permutation(count) + 0.5) / count
    number = np.searchsorted(edges / edges[-1], place, side="right")
    return np.minimum(number, edges.size - 1).astype(np.int16)


def draw_sizes(parameters: Parameters, segment: NDArray[np.int16], streams: Streams) -> NDArray[np.float32]:
    """Share of each enterprise in what all spend: lognormal within its segment, shape (enterprises,); sums to 1."""
    section = parameters.enterprises
    spread = section.size_spread * streams.generator("enterprise size").standard_normal(section.count)
    weight = np.exp(spread)
    spend = np.array([section.segments[name].spend_share for name in segment_names(parameters)])
    total = np.bincount(segment, weight, spend.size)
    size = weight * np.divide(spend, total, out=np.zeros_like(spend), where=total > 0.0)[segment]
    return (size / size.sum()).astype(np.float32)


def task_mix(parameters: Parameters, catalogue: Catalogue) -> Array:
    """Weight of each task in the spend of each segment, such that the budgets of the tasks stay whole (E42, E48).

    Returns
    -------
    array, shape (segments, tasks)
        A segment's share of a task's budget is its spend share times this.
    """
    sections = [parameters.enterprises.segments[name] for name in segment_names(parameters)]
    weight = np.array([[s.task_mix.get(task, 1.0) for task in catalogue.enterprise_tasks] for s in sections])
    spend = np.array([section.spend_share for section in sections])
    whole = spend @ weight / spend.sum()
    return np.divide(weight, whole, out=np.ones_like(weight), where=whole > 0.0)


def draw_adoption(
    parameters: Parameters, segment: NDArray[np.int16], size: NDArray[np.float32], streams: Streams
) -> NDArray[np.float32]:
    """Point of its segment's curve at which each enterprise adopts, uniform and spread evenly over sizes (E41).

    Returns
    -------
    float32 array, shape (enterprises,)
        An enterprise buys from the month in which the curve is above this.
    """
    draws = streams.generator("adoption")
    point = np.empty(segment.size)
    for number in range(len(parameters.enterprises.segments)):
        members = np.flatnonzero(segment == number)
        order = members[np.argsort(size[members], kind="stable")]
        point[order] = (draws.random() + _GOLDEN * np.arange(members.size)) % 1.0
    return np.minimum(point, np.nextafter(np.float32(1.0), np.float32(0.0))).astype(np.float32)


def draw_access_classes(
    parameters: Parameters, catalogue: Catalogue, segment: NDArray[np.int16], streams: Streams
) -> NDArray[np.int16]:
    """Draw home clouds by their shares, and a second cloud for some, by the shares of the others (E4, E48)."""
    section = parameters.enterprises
    count, clouds = section.count, len(catalogue.clouds)
    names = segment_names(parameters)
    shares = np.array([_home_shares(parameters, catalogue, name) for name in names])[segment]
    edges = shares.cumsum(axis=1)
    drawn = (edges <= streams.generator("home cloud").random(count)[:, None]).sum(axis=1)
    home = np.minimum(drawn, clouds - 1)
    others = np.where(np.arange(clouds) == home[:, None], 0.0, shares)
    left = others.sum(axis=1)
    target = streams.generator("second cloud").random(count) * left
    second = np.minimum((others.cumsum(axis=1) <= target[:, None]).sum(axis=1), clouds - 1)
    several = np.array([_multi_cloud_share(parameters, name) for name in names])[segment]
    is_multi = streams.generator("multi-cloud").random(count) < several
    return (home * Classes(clouds).clouds + np.where(is_multi & (left > 0.0), second, home)).astype(np.int16)


def _home_shares(parameters: Parameters, catalogue: Catalogue, segment: str) -> Array:
    tilt = parameters.enterprises.segments[segment].homes
    weight = np.array([parameters.clouds[name].home_share * tilt.get(name, 1.0) for name in catalogue.clouds])
    return weight / weight.sum()


def _multi_cloud_share(parameters: Parameters, segment: str) -> float:
    own = parameters.enterprises.segments[segment].multi_cloud_share
    return parameters.enterprises.multi_cloud_share if own is None else own


def sensitivity_factors(
    parameters: Parameters, catalogue: Catalogue, segment: NDArray[np.int16], streams: Streams
) -> NDArray[np.float32]:
    """Factor on each task's price sensitivity: lognormal with mean 1, times that of the segment (E48).

    Returns
    -------
    float32 array, shape (enterprises, tasks)
    """
    section = parameters.enterprises
    spread = section.price_sensitivity_spread
    columns = [
        streams.generator("price sensitivity", task).standard_normal(section.count)
        for task in catalogue.enterprise_tasks
    ]
    normal = np.array(columns).reshape(len(columns), section.count).T
    own = np.array([section.segments[name].price_sensitivity for name in segment_names(parameters)])[segment]
    return np.ascontiguousarray(np.exp(spread * normal - 0.5 * spread**2) * own[:, None], dtype=np.float32)
