"""One row of a file of observations against a scenario: what it may say, and what is wrong with it."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

import numpy as np

from sim.experiments.observations.observable import MONEY, SHARE, TOKENS, Observable, Period, Registry
from sim.experiments.observations.observation import Observation
from sim.scenario import Scenario
from sim.scenario.months import MONTH_PATTERN, month_index, month_name
from sim.scenario.problems import Origin, Problem, problem_at
from sim.scenario.wording import found, suggestion
from sim.statistics.scoring.transforms import TRANSFORMS, Transform, amount_on_scale, factor_on_scale

COLUMNS = (
    "id",
    "observable",
    "entity",
    "segment",
    "from",
    "to",
    "aggregate",
    "transform",
    "value",
    "unit",
    "tolerance",
    "survey",
    "facts",
    "note",
)
_MONTH = re.compile(MONTH_PATTERN)
_FACTOR = re.compile(r"factor\s+(\S+)")
_PERIODS = {"": 0, "per month": 1, "per quarter": 3, "per year": 12}
_HUNDRED = 100.0


@dataclass
class _Cells:
    """The cells of a row, and what is wrong with them."""

    texts: Mapping[str, str]
    origin: Origin
    problems: list[Problem] = field(default_factory=list)

    def note(self, column: str, message: str, hint: str = "") -> None:
        self.problems.append(problem_at(self.origin, (column,), message, hint))

    def one_of(self, column: str, names: Sequence[str], known_as: str) -> str | None:
        """Return a name that must be one of some; None, with the problem noted, where it is not."""
        text = self.texts[column]
        if text in names:
            return text
        if not names:
            self.note(column, f"expected nothing, found {found(text)}", known_as)
        else:
            message = f"{found(text)} is none of the {known_as}" if text else f"expected one of the {known_as}"
            self.note(column, message, suggestion(text, names, known_as))
        return None

    def number(self, column: str, text: str) -> float | None:
        """Return a number; None, with the problem noted, where it is none."""
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            return number
        self.note(column, f"expected a number, found {_shown(text)}", "the unit stands in its own column")
        return None


@dataclass(frozen=True)
class RowReader:
    """Reads rows for a scenario.

    Attributes
    ----------
    scenario : Scenario
        What will answer.
    registry : mapping of str to Observable
        What can be observed.
    months : int
        Length of the run.
    """

    scenario: Scenario
    registry: Registry
    months: int

    def refusal(self, texts: Mapping[str, str]) -> str:
        """Return why the market has no answer to a question that it knows; empty text where it has one."""
        observable = self.registry.get(texts["observable"])
        if observable is None:
            return ""
        base, _, counted = texts["unit"].partition(" of ")
        if base.strip() == observable.unit and counted:
            return f"counted in {texts['unit']}; in the market {observable.name} is {_lower(observable.definition)}"
        return ""

    def read(self, texts: Mapping[str, str], origin: Origin, problems: list[Problem]) -> Observation | None:
        """Return the observation of a row; None, with all that is wrong noted, where it is not valid."""
        cells = _Cells(texts, origin)
        name = cells.one_of("observable", tuple(self.registry), "observables")
        observable = self.registry[name] if name is not None else None
        aggregates = tuple(self.registry[name].aggregates) if name is not None else ()
        aggregate = cells.one_of("aggregate", aggregates, "aggregates") if name is not None else None
        period = self._period(cells, aggregate or "mean")
        if observable is not None:
            self._check_names(cells, observable)
            if aggregate is not None and period is not None:
                _check_unit(cells, observable, period)
        transform = cells.one_of("transform", TRANSFORMS, "transforms")
        value, tolerance = _value_and_tolerance(cells, observable, transform)
        problems.extend(cells.problems)
        if cells.problems or observable is None or period is None or value is None or tolerance is None:
            return None
        return Observation(
            id=texts["id"],
            observable=observable,
            entity=texts["entity"],
            segment=texts["segment"],
            since=texts["from"],
            until=texts["to"],
            period=period,
            transform=_transform(transform),
            value=value,
            tolerance=tolerance,
            survey=texts["survey"],
            cells=dict(texts),
        )

    def _check_names(self, cells: _Cells, observable: Observable) -> None:
        """Note an entity or a segment that the scenario does not know."""
        entities = observable.entities(self.scenario)
        if observable.entity_kind:
            cells.one_of("entity", entities, f"{observable.entity_kind}s in {self.scenario.name}")
        elif cells.texts["entity"]:
            cells.note("entity", f"expected nothing, found {found(cells.texts['entity'])}", "it is about all of them")
        segments = observable.segments(self.scenario)
        cells.one_of("segment", segments, f"segments of {observable.name}")

    def _period(self, cells: _Cells, aggregate: str) -> Period | None:
        """Return the period of a row, noting months that are none or lie outside the run."""
        for column in ("from", "to"):
            if not _MONTH.fullmatch(cells.texts[column]):
                message = f"expected a month as YYYY-MM, found {_shown(cells.texts[column])}"
                cells.note(column, message, "such as 2025-01")
        if cells.problems and cells.problems[-1].key in ("from", "to"):
            return None
        start = self.scenario.parameters.horizon.start
        first, last = (month_index(start, cells.texts[column]) for column in ("from", "to"))
        if first > last:
            cells.note("to", f"expected {cells.texts['from']} or later, found {cells.texts['to']}")
            return None
        span = f"the run lasts from {start} to {month_name(start, self.months - 1)}"
        for column, month in (("from", first), ("to", last)):
            if not 0 <= month < self.months:
                cells.note(column, f"{cells.texts[column]} lies outside the run", span)
        return Period(first, last + 1, aggregate)  # type: ignore[arg-type]


def _check_unit(cells: _Cells, observable: Observable, period: Period) -> None:
    """Note a unit that is not that of the observable, or counts other months than the aggregate makes."""
    text = cells.texts["unit"]
    if not (text + " ").startswith(observable.unit + " "):
        cells.note("unit", f"expected {observable.unit}, found {_shown(text)}", f"unit of {observable.name}")
        return
    per = text.removeprefix(observable.unit).strip()
    if observable.unit == SHARE and per:
        cells.note("unit", f"expected {SHARE}, found {_shown(text)}")
    if observable.unit not in (MONEY, TOKENS):
        return
    if per not in _PERIODS:
        cells.note("unit", f"expected {observable.unit} per month, per quarter or per year, found {_shown(text)}")
        return
    months = period.end - period.first
    made = {"mean": 1, "end": 1, "annualised": 12, "sum": months}[period.aggregate]
    if _PERIODS[per] not in (made, 0 if period.aggregate == "sum" else made):
        message = f'"{period.aggregate}" of {months} months makes {made} months, "{per or "no period"}" says otherwise'
        cells.note("unit", message, "annualised for per year, mean for per month, sum for the whole period")


def _value_and_tolerance(
    cells: _Cells, observable: Observable | None, transform: str | None
) -> tuple[float | None, float | None]:
    """Return the value in the unit of the market and the tolerance on the scale of comparison."""
    is_share = observable.unit == SHARE if observable is not None else cells.texts["unit"] == SHARE
    size = _HUNDRED if is_share else 1.0
    value = cells.number("value", cells.texts["value"])
    factor = _FACTOR.fullmatch(cells.texts["tolerance"])
    tolerance = cells.number("tolerance", factor[1] if factor else cells.texts["tolerance"])
    before = len(cells.problems)
    if transform == "logit" and not is_share:
        cells.note("transform", "logit is for shares", "log or identity")
    elif value is not None and is_share and not 0 <= value <= _HUNDRED:
        cells.note("value", f"expected a share from 0 to 100 %, found {value:g}")
    elif value is not None and transform == "logit" and not 0 < value < size:
        cells.note("value", f"expected more than 0 and less than 100 % for logit, found {value:g}")
    elif value is not None and transform == "log" and value <= 0:
        cells.note("value", f"expected more than 0 for log, found {value:g}")
    if factor and transform in ("identity", "logit"):
        cells.note("tolerance", "a factor goes with log only", "give it in the unit of the value")
    elif tolerance is not None and tolerance <= (1 if factor else 0):
        cells.note("tolerance", f"expected more than {1 if factor else 0}, found {tolerance:g}")
    if len(cells.problems) > before or value is None or tolerance is None or transform is None:
        return None, None
    if factor:
        return value / size, float(factor_on_scale(tolerance))
    numbers = np.array([value]) / size, np.array([tolerance]) / size
    return value / size, float(amount_on_scale(*numbers, np.array([transform]))[0])


def _transform(name: str | None) -> Transform:
    return next(one for one in get_args(Transform) if one == name)


def _shown(text: str) -> str:
    return found(text) if text else "nothing"


def _lower(sentence: str) -> str:
    is_word = sentence[1:2].islower()  # GPU-hours stay as they are
    return sentence[:1].lower() + sentence[1:] if is_word else sentence
