"""Which outcomes a comparison is made for, said before anybody looks: each family is tested on its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sim.results.outcomes import Outcome
from sim.scenario import Scenario
from sim.scenario.texts.describe import difference

Family = Literal["primary", "exploratory", "diagnostic"]
"""Primary outcomes answer the question; diagnostics say how a run went, and are not tested."""


@dataclass(frozen=True)
class Kind:
    """A kind of comparison.

    Attributes
    ----------
    name : str
        What it is called.
    differs : tuple of str
        Sections of a scenario: the comparison is of this kind where one of them differs.
    primary : tuple of (str, str)
        Names and kinds of the measures that answer it.
    """

    name: str
    differs: tuple[str, ...]
    primary: tuple[tuple[str, str], ...]


WHO_GAINS = (
    ("consumer_surplus", "market"),
    ("total_surplus", "market"),
    ("consumer_surplus", "home_at_start"),
    ("profit", "owner"),
)
"""Primary in every comparison."""

KINDS = (
    Kind("distribution", ("contracts",), (("reach", "model"),)),
    Kind("deals", ("options", "deals", "regulator", "entry"), (("deals", "market"),)),
    Kind("technology", ("models", "technology", "clouds", "compute"), (("mean_price", "market"),)),
    Kind("demand", ("enterprises", "consumers", "adoption", "tasks"), (("models_per_enterprise", "market"),)),
)


def kinds_of(scenarios: Sequence[Scenario]) -> tuple[Kind, ...]:
    """Return the kinds of a comparison, by what differs between its scenarios, events included.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The base first.
    """
    base, *others = scenarios
    paths = [one.path.split(".") for other in others for one in difference(base, other)]
    sections = {path[2] if path[0] == "events" else path[0] for path in paths}
    return tuple(kind for kind in KINDS if sections & set(kind.differs))


def family_of(outcome: Outcome, kinds: Sequence[Kind]) -> Family:
    """Return the family in which an outcome is tested.

    Parameters
    ----------
    outcome : Outcome
        The outcome.
    kinds : sequence of Kind
        Kinds of the comparison.
    """
    if outcome.measure.diagnostic:
        return "diagnostic"
    primary = {*WHO_GAINS, *(measure for kind in kinds for measure in kind.primary)}
    return "primary" if (outcome.measure.name, outcome.measure.kind) in primary else "exploratory"
