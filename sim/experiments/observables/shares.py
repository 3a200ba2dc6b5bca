"""Shares: of spend, tokens, workloads and customers, as surveys of enterprises ask for them."""

from dataclasses import dataclass

import numpy as np

from sim.arrays import Array
from sim.experiments.observables.names import labs, pairs_of_labs, segments
from sim.experiments.observations import MarketTables, Observable, by_month
from sim.experiments.observations.observable import SHARE

AT_A_TIME = ("mean", "end")
MOST_MODELS = 8


def share_of_labs(tables: MarketTables, measure: str, entity: str, segment: str) -> Array:
    """Return a lab's part of what all labs have of a measure in a segment, month by month."""
    every = [tables.series(measure, "lab_in_segment", f"{lab}@{segment}") for lab in labs(tables.scenario)]
    total = np.nansum(every, axis=0)
    own = tables.series(measure, "lab_in_segment", f"{entity}@{segment}")
    return np.divide(own, total, out=np.full_like(own, np.nan), where=total > 0)


def api_spend_share(tables: MarketTables, entity: str, segment: str) -> Array:
    """Return the share of spend."""
    return share_of_labs(tables, "direct_spend", entity, segment)


def api_volume_share(tables: MarketTables, entity: str, segment: str) -> Array:
    """Return the share of tokens."""
    return share_of_labs(tables, "direct_volume", entity, segment)


def workload_share(tables: MarketTables, entity: str, segment: str) -> Array:  # noqa: ARG001 - of the whole market
    """Return the share of workloads."""
    return tables.series("workload_share", "owner", entity)


def coding_share(tables: MarketTables, entity: str, segment: str) -> Array:  # noqa: ARG001 - of the whole market
    """Return the share of coding tokens."""
    return tables.series("coding_share", "owner", entity)


def paying_share(tables: MarketTables, entity: str, segment: str) -> Array:
    """Return the share of customers."""
    return tables.series("customer_share", "lab_in_segment", f"{entity}@{segment}")


def paying_both_share(tables: MarketTables, entity: str, segment: str) -> Array:  # noqa: ARG001 - of the whole market
    """Return the share of customers of both."""
    return tables.series("both_share", "lab_pair", "+".join(sorted(entity.split("+"))))


def paying_each(entity: str) -> tuple[tuple[str, str], ...]:
    """Return the shares of customers that those of both are among."""
    return tuple(("paying_share", lab) for lab in entity.split("+"))


def open_workload_share(tables: MarketTables, entity: str, segment: str) -> Array:  # noqa: ARG001 - of the whole market
    """Return the share of open models."""
    return tables.series("open_workload_share")


def vendor_switch_share(tables: MarketTables, entity: str, segment: str) -> Array:  # noqa: ARG001 - of the whole market
    """Return the share of those who switched."""
    return tables.series("vendor_switch_share")


def inference_share(tables: MarketTables, entity: str, segment: str) -> Array:  # noqa: ARG001 - of the whole market
    """Return the share of serving."""
    return tables.series("inference_share_of_compute")


@dataclass(frozen=True)
class ModelCount:
    """Returns the share of adopters that use so many models or more.

    Attributes
    ----------
    models : int
        How many.
    """

    models: int

    def __call__(self, tables: MarketTables, entity: str, segment: str) -> Array:  # noqa: ARG002 - of a segment
        """Return the share; nobody uses more models than there are."""
        if self.models > len(tables.scenario.parameters.models):
            return np.zeros(tables.months)
        return tables.series("adopters_share", "model_count", f"{self.models}@{segment}")


SHARES = (
    Observable(
        "api_spend_share",
        "shares",
        SHARE,
        "Part of what enterprises spend on models bought as such; among all, with what app makers without a cloud or a "
        "model of their own pay for models",
        by_month(api_spend_share),
        "lab",
        labs,
        segments,
        AT_A_TIME,
    ),
    Observable(
        "api_volume_share",
        "shares",
        SHARE,
        "Part of the tokens that this spend buys",
        by_month(api_volume_share),
        "lab",
        labs,
        segments,
        AT_A_TIME,
    ),
    Observable(
        "workload_share",
        "shares",
        SHARE,
        "Part of the workloads in production that run on the lab's models, through whatever app",
        by_month(workload_share),
        "lab",
        labs,
        aggregates=AT_A_TIME,
    ),
    Observable(
        "open_workload_share",
        "shares",
        SHARE,
        "Part of the workloads in production that run on open models, through whatever app",
        by_month(open_workload_share),
        aggregates=AT_A_TIME,
    ),
    Observable(
        "coding_share",
        "shares",
        SHARE,
        "Part of the tokens of tasks done in a coding environment",
        by_month(coding_share),
        "lab",
        labs,
        aggregates=AT_A_TIME,
    ),
    Observable(
        "paying_share",
        "shares",
        SHARE,
        "Enterprises, buying AI or not, that have a workload bought from the lab itself",
        by_month(paying_share),
        "lab",
        labs,
        segments,
        AT_A_TIME,
    ),
    Observable(
        "paying_both_share",
        "shares",
        SHARE,
        "Enterprises, buying AI or not, that have workloads bought from both labs",
        by_month(paying_both_share),
        "pair of lab",
        pairs_of_labs,
        aggregates=AT_A_TIME,
        within=paying_each,
    ),
    *(
        Observable(
            f"model_count_share_{count}",
            "shares",
            SHARE,
            f"Enterprises that buy AI and use {count} models or more, through whatever app",
            by_month(ModelCount(count)),
            segments=segments,
            aggregates=AT_A_TIME,
        )
        for count in range(1, 1 + MOST_MODELS)
    ),
    Observable(
        "vendor_switch_share",
        "shares",
        SHARE,
        "Enterprises whose main vendor is another one than 12 months before, among those that bought then",
        by_month(vendor_switch_share),
        aggregates=AT_A_TIME,
    ),
    Observable(
        "inference_share_of_compute",
        "shares",
        SHARE,
        "GPU-hours that answer requests, of all that are used",
        by_month(inference_share),
        aggregates=AT_A_TIME,
    ),
)
