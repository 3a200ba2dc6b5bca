"""The keys of a calibration file."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from sim.scenario.months import MONTH_PATTERN
from sim.scenario.places import Place
from sim.scenario.schema.quantities import Section, choice, quantity

DEFAULT_SEEDS = "1..2"


class PriorFile(Section):
    """A normal prior."""

    mean: float = quantity("Its mean", unit="", source="design", law="")
    sd: float = quantity("Its standard deviation; log points on a log scale", unit="", source="design", law="", gt=0)


class FittedRange(Section):
    """The range of one parameter that is fitted."""

    low: float = choice("Lower end", law="")
    high: float = choice("Upper end", law="")
    scale: Literal["linear", "log"] = choice("Whether steps or factors are as likely", law="", default="linear")
    prior: PriorFile | None = choice(
        "What is believed before; anything in the range if not given", law="", default=None
    )


class UnmeasuredRange(Section):
    """The range of one parameter about which no observation says anything."""

    low: float = choice("Lower end", law="")
    high: float = choice("Upper end", law="")
    scale: Literal["linear", "log"] = choice("Whether steps or factors are as likely", law="", default="linear")
    why: str = choice("What the ends mean", law="", default="")


class ObservationsUsed(Section):
    """Which observations are fitted."""

    file: str | None = choice("Table of observations; the shipped one if not given", law="", default=None)
    use: list[str] = choice("Ids, groups or observables; all if not given", law="", default_factory=list)
    leave_out: list[str] = choice("Ids, groups or observables that are not fitted", law="", default_factory=list)
    before: str | None = choice("Only what was observed before this month", law="", default=None, pattern=MONTH_PATTERN)


class BudgetFile(Section):
    """How many points are run; each is run with every seed."""

    starts: int = quantity(
        "Points of the Sobol start, a power of two", unit="points", source="design", law="", ge=2, le=65536, default=64
    )
    searches: int = quantity(
        "Searches from the best of them", unit="searches", source="design", law="", ge=1, le=64, default=2
    )
    steps: int = quantity("Steps of a search at most", unit="steps", source="design", law="", ge=1, le=100, default=8)
    waves: int = quantity("Waves of history matching", unit="waves", source="design", law="", ge=0, le=20, default=2)
    points: int = quantity("Points of a wave", unit="points", source="design", law="", ge=1, le=10_000, default=64)
    proposals: int = quantity(
        "Points that are weighed without a run",
        unit="points",
        source="design",
        law="",
        ge=64,
        le=1_000_000,
        default=16384,
    )
    draws: int = quantity(
        "Draws from the posterior", unit="draws", source="design", law="", ge=1, le=100_000, default=256
    )


class CalibrationFile(Section):
    """Keys that a calibration file may have."""

    schema_: Literal[1] = choice("Version of this file format", law="", alias="schema")
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")] = choice(
        "Short name; names the results folder and the fitted scenario", law=""
    )
    title: str = choice("What is fitted, in one line", law="")
    scenario: str = choice("Scenario file", law="")
    set: dict[str, object] = choice("Changes of the scenario by dotted path", law="", default_factory=dict)
    parameters: dict[str, FittedRange] = choice("What is fitted, by dotted path", law="")
    unmeasured: dict[str, UnmeasuredRange] = choice(
        "What is drawn from its range and not fitted, by dotted path", law="", default_factory=dict
    )
    observations: ObservationsUsed | None = choice("To what", law="", default=None)
    surveys: dict[str, float] = choice(
        "Standard deviation, in log odds, of the bias that a survey has for each firm", law="", default_factory=dict
    )
    months: int | None = quantity(
        "Months that are run; as many as the observations need if not given",
        unit="months",
        source="design",
        law="",
        ge=1,
        default=None,
    )
    budget: BudgetFile = choice("How many points are run", law="", default_factory=BudgetFile)
    seeds: str | list[int] = choice("Replications of each point", law="", default=DEFAULT_SEEDS)


CALIBRATION = Place(CalibrationFile)
