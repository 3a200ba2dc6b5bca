"""Levers: the parameters that the page offers, and what the schema says about each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.scenario import Parameters, Scenario, value_at
from sim.scenario.places import PARAMETERS
from sim.scenario.texts.describe import value_text
from sim.scenario.wording import bounds_text

ANY = "*"
CONTRACTS, ENTERPRISES, COSTS, RULES, SIZE = "Contract", "Enterprises", "Fees and apps", "Rules", "Size of the run"

CODE = "rules.code"  # follows from the files that the other rules name
# Whole sections are named by ending in "*": whatever the schema declares there is offered.
_PATTERNS = {
    CONTRACTS: ("contracts.{contract}.*",),
    ENTERPRISES: (
        "enterprises.portability_friction",
        "enterprises.multi_cloud_share",
        "enterprises.switching_cost",
        "enterprises.home_switching_cost",
        "enterprises.concentration_cost",
        "enterprises.neutrality_discount",
    ),
    COSTS: ("clouds.*.marketplace_fee", "compute.open_hosting_margin", "routing.concentration_cost"),
    RULES: ("rules.*",),
    SIZE: ("horizon.months", "enterprises.count", "enterprises.panel"),
}


@dataclass(frozen=True)
class Lever:
    """One parameter on the page.

    Attributes
    ----------
    path : str
        Dotted path.
    label : str
        Short name.
    description, unit, bounds, source : str
        From the schema; empty where it says nothing.
    options : tuple of str
        What can be chosen; nothing for a number or a text.
    """

    path: str
    label: str
    description: str
    unit: str
    bounds: str
    source: str
    options: tuple[str, ...]

    @property
    def facts(self) -> str:
        """Unit, bounds and source on one line."""
        source = "" if self.source in ("", "design") else f"source: {self.source}"
        return " · ".join(fact for fact in (self.unit, self.bounds, source) if fact)


def levers_of(parameters: Parameters, contract: str) -> dict[str, list[Lever]]:
    """Return the levers of a scenario by heading.

    Parameters
    ----------
    parameters : Parameters
        Whose clouds and rules there are.
    contract : str
        Which contract has levers, e.g. ``"partner-lab"``; empty for none.
    """
    return {
        heading: [
            lever_at(path, parameters, within=heading)
            for pattern in patterns
            if contract or heading != CONTRACTS
            for path in _paths(pattern.format(contract=contract), parameters)
        ]
        for heading, patterns in _PATTERNS.items()
    }


def _paths(pattern: str, parameters: Parameters) -> Iterator[str]:
    """Yield the paths that a pattern stands for: each key of a section, each name of a map."""
    before, star, after = pattern.partition(ANY)
    if not star:
        yield pattern
        return
    around = before.rstrip(".")
    place = PARAMETERS.at(around.split("."))
    assert place is not None, around
    names = place.keys or tuple(value_at(parameters, around))
    yield from (path for name in names if (path := f"{before}{name}{after}") != CODE)


def lever_at(path: str, parameters: Parameters, within: str = "") -> Lever:
    """Return the lever of any path; what the schema does not know stays empty.

    Parameters
    ----------
    path : str
        Dotted path.
    parameters : Parameters
        Where labels come from.
    within : str
        Heading above the lever; what it says already is not said again.
    """
    label = _label(path, parameters, within)
    place = PARAMETERS.at(path.split("."))
    if place is None or place.field is None:
        return Lever(path, label, "", "", "", "", ())
    return Lever(
        path,
        label,
        place.field.description or "",
        place.unit,
        bounds_text(place).strip(),
        str(place.metadata.get("source", "")),
        tuple(str(option) for option in place.options),
    )


def _label(path: str, parameters: Parameters, within: str) -> str:
    """Return the key in words, after what it belongs to where that is not clear."""
    section, *between, key = path.split(".")
    entry = _entry(".".join((section, *between)), parameters)
    owner = getattr(entry, "label", "") or " ".join(between)
    if within == CONTRACTS:
        owner = ""
    elif not between and within.lower() != section:
        owner = section[:1].upper() + section[1:]
    words = key.replace("_", " ")
    return f"{owner}: {words}" if owner else words[:1].upper() + words[1:]


def _entry(path: str, parameters: Parameters) -> Any:
    try:
        return value_at(parameters, path)
    except KeyError:
        return None


def text_at(scenario: Scenario, path: str) -> str:
    """Return the value at a path as people write it; empty text where there is none."""
    try:
        value = value_at(scenario.parameters, path)
    except KeyError:
        return ""
    return value_text(value.model_dump() if hasattr(value, "model_dump") else value)


def contract_names(parameters: Parameters) -> dict[str, str]:
    """Return the contracts of a scenario with the labels of both sides, those that bind others first."""

    def rank(key: str) -> int:
        access = parameters.contracts[key].access
        return ("exclusive", "preferred", "open", "none").index(access)

    named = {}
    for key in sorted(parameters.contracts, key=rank):
        partner, lab = key.split("-")
        named[key] = " and ".join(parameters.owners[owner].label for owner in (partner, lab))
    return named
