"""Claims as they are tried: read, checked and frozen."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sim.experiments.claims.checks import Check
from sim.experiments.claims.observables import Observable
from sim.experiments.design.axes import Axis
from sim.scenario import Scenario
from sim.scenario.wording import suggestion


@dataclass(frozen=True)
class Setting:
    """A scenario, or a variant of one, in which claims are tried.

    Attributes
    ----------
    name : str
        Name that conditions use.
    scenario : Scenario
        The scenario at the size of the scorecard, before the world's assumptions.
    changes : dict of str to object
        What the variant sets, after them.
    varied : Scenario
        The scenario as the variant changes it, at the usual assumptions.
    factors : dict of str to float
        What the variant scales, after the assumptions and before `changes`.
    """

    name: str
    scenario: Scenario
    changes: Mapping[str, Any]
    varied: Scenario
    factors: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Condition:
    """Something that must hold for a claim to hold, or that is shown to say why it does or does not.

    Attributes
    ----------
    check : Check
        What is compared, and the prediction.
    of : tuple of Observable
        What is looked at.
    """

    check: Check
    of: tuple[Observable, ...]

    @property
    def unit(self) -> str:
        """Unit of the effect."""
        return "share of the variance" if self.check.check == "variance_share" else self.of[0].unit

    @property
    def limits(self) -> tuple[float, float]:
        """What the effect lies between, as far as what is looked at has bounds: no interval goes beyond."""
        low, high = getattr(getattr(self.of[0], "measure", None), "possible", (-math.inf, math.inf))
        if self.check.check == "difference":
            return low - high, high - low
        than = getattr(self.check, "than", 0.0)
        return (low - than, high - than) if self.check.check == "level" else (-math.inf, math.inf)

    @property
    def unit_text(self) -> str:
        """Unit of the effect, and the number from which it is counted where that is not zero."""
        than = getattr(self.check, "than", 0.0)
        return f"{self.unit} from {than:g}" if than else self.unit


@dataclass(frozen=True)
class Placebo:
    """Conditions of a claim once more, with its mechanism switched off.

    Attributes
    ----------
    says : str
        What is switched off.
    numbers : tuple of int
        Which conditions of the claim, from 0.
    conditions : tuple of Condition
        The same ones, in settings without the mechanism.
    """

    says: str
    numbers: tuple[int, ...]
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Claim:
    """One claim.

    Attributes
    ----------
    id : str
        ``"C01"`` and so on.
    claim, falsifier : str
        What is claimed, and what would speak against it.
    actors, equations, parameters, depends_on, facts : tuple of str
        Whom it is about, where in the model it lives, on what the answer should depend, what it rests on.
    conditions : tuple of Condition
        What must hold; none where it cannot be expressed.
    behind : tuple of Condition
        What is measured in the same runs to say why; it decides nothing.
    placebo : Placebo or None
        What must turn the verdict if the mechanism decides it.
    misread : str
        How an earlier edition misread the claim, and why that was wrong.
    cannot_be_expressed : str
        Why the model cannot try it.
    """

    id: str
    claim: str
    falsifier: str
    actors: tuple[str, ...]
    equations: tuple[str, ...]
    parameters: tuple[str, ...]
    depends_on: tuple[str, ...]
    facts: tuple[str, ...]
    conditions: tuple[Condition, ...]
    behind: tuple[Condition, ...] = ()
    placebo: Placebo | None = None
    misread: str = ""
    cannot_be_expressed: str = ""

    @property
    def measured(self) -> tuple[Condition, ...]:
        """All that is measured: the conditions, then what lies behind, then the conditions without the mechanism."""
        return self.conditions + self.behind + (() if self.placebo is None else self.placebo.conditions)


@dataclass(frozen=True)
class Step:
    """One step of the argument that the claims are taken from.

    Attributes
    ----------
    step, argues : str
        What it is about, and what is argued, in our own words.
    claims : tuple of str
        Ids of the claims that try it.
    beyond : str
        What the model cannot express of it.
    """

    step: str
    argues: str
    claims: tuple[str, ...]
    beyond: str


@dataclass(frozen=True)
class Form:
    """Worlds and seeds.

    Attributes
    ----------
    name : str
        ``"quick"`` or ``"full"``.
    worlds : int
        Points of the latin hypercube.
    seeds : tuple of int
        Replications of the first world; each further world has as many of its own.
    drawn : tuple of dict of str to object
        Values by dotted path that worlds have in turn, as draws of a calibration, whatever the
        assumptions say.
    """

    name: str
    worlds: int
    seeds: tuple[int, ...]
    drawn: tuple[Mapping[str, Any], ...] = ()

    def seeds_of(self, world: int) -> tuple[int, ...]:
        """Return the seeds of a world: other luck than any other world, so that luck is sampled as widely as worlds.

        All scenarios of a world have the same seeds.

        Parameters
        ----------
        world : int
            Number of the world, from 0.
        """
        further = world * (max(self.seeds) - min(self.seeds) + 1)
        return tuple(seed + further for seed in self.seeds)


@dataclass(frozen=True)
class Claims:
    """A file of claims.

    Attributes
    ----------
    path : Path
        Where it was read.
    title : str
        One line.
    base : Scenario
        Where the assumptions have the values from which scenarios may depart.
    market : dict of str to object
        Changes of every scenario.
    axes : tuple of Axis
        The assumptions; a path with ``*`` is a common factor on all that it stands for.
    settings : dict of str to Setting
        All scenarios and variants that conditions use.
    forms : dict of str to Form
        Quick and full.
    claims : tuple of Claim
        In the order of the file.
    article : tuple of Step
        The argument step by step.
    text : object
        The file as plain data.
    written : str
        The file as it is written.
    """

    path: Path
    title: str
    base: Scenario
    market: Mapping[str, Any]
    axes: tuple[Axis, ...]
    settings: Mapping[str, Setting]
    forms: Mapping[str, Form]
    claims: tuple[Claim, ...]
    article: tuple[Step, ...]
    text: Any
    written: str

    def only(self, ids: Iterable[str]) -> "Claims":
        """Return some of the claims.

        Raises
        ------
        ValueError
            If there is no such claim.
        """
        wanted = list(dict.fromkeys(one.upper() for one in ids))
        known = [claim.id for claim in self.claims]
        for one in wanted:
            if one not in known:
                raise ValueError(f'no claim "{one}"; {suggestion(one, known, "claims")}')
        return replace(self, claims=tuple(claim for claim in self.claims if claim.id in wanted))

    @property
    def settings_used(self) -> tuple[str, ...]:
        """Names of the settings that the claims need, each once."""
        return settings_of(self.claims)


def settings_of(claims: Sequence[Claim]) -> tuple[str, ...]:
    """Return the names of the settings that claims need, each once."""
    names = (name for claim in claims for condition in claim.measured for name in condition.check.settings)
    return tuple(dict.fromkeys(names))
