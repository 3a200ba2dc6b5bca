"""Observations that cannot both be right, whatever the market: a part that is larger than its whole."""

from collections.abc import Iterable

from sim.experiments.observations.observation import Observation


def contradictions(observations: Iterable[Observation]) -> list[tuple[Observation, Observation]]:
    """Return each whole with a part of it that was published as larger, for months that overlap.

    Definitions or tolerances may make room for both; as they were published, one of them is something else.

    Parameters
    ----------
    observations : iterable of Observation
        All that are compared.
    """
    rows = tuple(observations)
    return [(whole, part) for part in rows for whole in rows if _is_within(part, whole) and part.value > whole.value]


def _is_within(part: Observation, whole: Observation) -> bool:
    same_time = part.period.first < whole.period.end and whole.period.first < part.period.end
    wholes = part.observable.within(part.entity)
    return same_time and part.segment == whole.segment and (whole.observable.name, whole.entity) in wholes
