"""Cohorts: enterprises by what they were in the first month, so that who is in a group never changes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array
from sim.market.measures import NO_SUITE, Kind, cohort_name
from sim.market.state import State


@dataclass(frozen=True)
class Cohort:
    """The panel in groups.

    Attributes
    ----------
    kind : Kind
        What the groups are by.
    entities : tuple of str
        Names of the groups in tables.
    member : int array, shape (members,)
        Group of each member of the panel.
    """

    kind: Kind
    entities: tuple[str, ...]
    member: NDArray[np.int64]

    def totals(self, amount: Array) -> dict[str, float]:
        """Add up an amount of each member, shape (members,), by group."""
        return dict(zip(self.entities, np.bincount(self.member, amount, len(self.entities)).tolist(), strict=True))


def cohorts_of(state: State) -> tuple[Cohort, ...]:
    """Return the panel by home, segment and suite, as they are in this month."""
    enterprises, members = state.enterprises, state.panel.members
    suites = enterprises.surfaces.suites
    groups: dict[Kind, tuple[tuple[str, ...], NDArray[np.int64]]] = {
        "home_at_start": (tuple(state.clouds), state.classes.home[state.panel_class].astype(np.int64)),
        "segment": (tuple(enterprises.segments), enterprises.segment[members].astype(np.int64)),
        "suite_at_start": ((*suites, NO_SUITE), _suite(state) % (1 + len(suites))),
    }
    return tuple(
        Cohort(kind, tuple(cohort_name(kind, name) for name in names), member)
        for kind, (names, member) in groups.items()
    )


def _suite(state: State) -> NDArray[np.int64]:
    """Number of the suite of each member of the panel; -1 for none."""
    surfaces = state.enterprises.surfaces
    return surfaces.kinds[state.enterprises.surface_code[state.panel.members], 0].astype(np.int64)
