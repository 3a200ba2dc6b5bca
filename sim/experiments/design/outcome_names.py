"""The outcomes that a scenario can have, by name, before anything is run."""

from collections.abc import Iterator
from itertools import combinations

from sim.market.measures import (
    COHORTS,
    EFFORTS,
    EVERYBODY,
    LAYERS,
    MEASURES,
    NO_SUITE,
    Kind,
    Measure,
    cohort_name,
    outcome_name,
)
from sim.scenario.schema.root import Parameters
from sim.scenario.wording import nearest, suggestion

_SECTIONS: dict[Kind, str] = {
    "owner": "owners",
    "cloud": "clouds",
    "home": "clouds",
    "model": "models",
    "app": "apps",
    "task": "tasks",
    "option": "options",
}
_PAIRS: dict[Kind, tuple[str, str]] = {
    "model_at_home": ("models", "clouds"),
    "model_on_cloud": ("models", "clouds"),
    "model_in_app": ("models", "apps"),
}


def possible_outcomes(parameters: Parameters) -> dict[str, tuple[Measure, str]]:
    """Return each outcome that a scenario may have: its measure and whose it is, by name.

    An outcome may still be missing in the end, such as the price of a model that nobody sells.
    """
    names = {kind: tuple(_entities(kind, parameters)) for kind in dict.fromkeys(measure.kind for measure in MEASURES)}
    return {
        outcome_name(measure.name, measure.kind, entity): (measure, entity)
        for measure in MEASURES
        for entity in names[measure.kind]
    }


def _entities(kind: Kind, parameters: Parameters) -> Iterator[str]:
    """Yield the entities of one kind as the tables name them."""
    if kind in COHORTS:
        yield from (cohort_name(kind, group) for group in _cohorts(kind, parameters))
    elif kind in _SECTIONS:
        yield from getattr(parameters, _SECTIONS[kind])
    elif kind in _PAIRS:
        first, second = (getattr(parameters, section) for section in _PAIRS[kind])
        yield from (f"{a}@{b}" for a in first for b in second)
    elif kind == "market":
        yield "market"
    elif kind == "layer":
        yield from LAYERS
    elif kind == "effort":
        yield from EFFORTS
    elif kind == "control":
        yield from (f"{layer}@{owner}" for layer in LAYERS for owner in parameters.owners)
    elif kind in ("lab_in_segment", "lab_pair", "model_count"):
        yield from _surveyed(kind, parameters)
    elif kind in ("pair", "contract"):  # contracts may also be made during the run
        joint = "-on-" if kind == "pair" else "-"
        yield from (f"{a}{joint}{b}" for a in parameters.owners for b in parameters.owners if a != b)


def _cohorts(kind: Kind, parameters: Parameters) -> tuple[str, ...]:
    """Return the groups of enterprises that a cohort measure has."""
    if kind == "home_at_start":
        return tuple(parameters.clouds)
    section = parameters.enterprises
    return tuple(section.segments) if kind == "segment" else (*section.suites, NO_SUITE)


def _surveyed(kind: Kind, parameters: Parameters) -> Iterator[str]:
    """Yield what surveys of the market ask about."""
    labs = sorted({model.lab for model in parameters.models.values()})
    segments = (*sorted(parameters.enterprises.segments), EVERYBODY)
    if kind == "lab_in_segment":
        yield from (f"{lab}@{segment}" for lab in labs for segment in segments)
    elif kind == "lab_pair":
        yield from (f"{first}+{second}" for first, second in combinations(labs, 2))
    else:
        counts = range(1, 1 + len(parameters.models))
        yield from (f"{count}@{segment}" for count in counts for segment in segments)


def unknown_outcome(name: str, parameters: Parameters) -> tuple[str, str]:
    """Return message and hint for an outcome that a scenario cannot have."""
    known = possible_outcomes(parameters)
    message = f'no outcome "{name}"'
    measure, _, entity = name.partition(".")
    owned = [known_name.partition(".")[2] for known_name in known if known_name.startswith(f"{measure}.")]
    if owned and entity:
        close = nearest(entity, owned)
        return message, f"did you mean {measure}.{close}?" if close else suggestion(entity, owned, f"{measure} has")
    if owned:
        return message, f"write {measure}.<name>, such as {measure}.{owned[0]}"
    close = nearest(name, known)
    measures = list(dict.fromkeys(known_name.partition(".")[0] for known_name in known))
    return message, f"did you mean {close}?" if close else suggestion(measure, measures, "measures")
