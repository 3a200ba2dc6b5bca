"""How a parameter is declared: description, unit, bounds, source and the law that reads it."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.config import JsonDict

from sim.scenario.months import MONTH_PATTERN
from sim.scenario.schema.frozen import FrozenMap

Month = Annotated[str, StringConstraints(pattern=MONTH_PATTERN)]
# Values of maps of numbers.
Weight = Annotated[float, Field(ge=0, le=1000)]
Utils = Annotated[float, Field(ge=-20, le=20)]


class Section(BaseModel):
    """A part of a scenario: frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    @model_validator(mode="after")
    def _freeze_maps(self) -> Self:
        """Maps of names do not change either, or one scenario could leak into another."""
        for name, value in self.__dict__.items():
            if isinstance(value, dict):
                self.__dict__[name] = FrozenMap(value)
        return self


def quantity(
    description: str,
    *,
    unit: str,
    source: str,
    law: str,
    start_only: bool | str = False,
    **bounds: Any,
) -> Any:
    """Declare a numeric parameter.

    Parameters
    ----------
    description : str
        What the number means, in plain words.
    unit : str
        Unit as people read it, e.g. ``"USD per Mtok"``.
    source : str
        Fact ids of ``seeds/facts.csv`` (``"D019, D020"``) or ``"assumption"``.
    law : str
        Equation tags of the laws that read it, e.g. ``"E1, E4"``.
    start_only : bool or str
        Whether a dated event cannot change it, because it shapes the start of the run; text says what events cannot
        undo, where that needs saying.
    **bounds
        Pydantic bounds (``ge``, ``gt``, ``le``, ``lt``) and, where it has a neutral value, ``default``.
    """
    metadata: JsonDict = {"unit": unit, "source": source, "law": law, **_fixed(start_only)}
    return Field(description=description, json_schema_extra=metadata, **bounds)


def _fixed(start_only: bool | str) -> JsonDict:
    """Return the metadata of what events cannot change, with the reason where one is given."""
    reason: JsonDict = {"why_start_only": start_only} if isinstance(start_only, str) else {}
    return {"start_only": bool(start_only), **reason}


def share(description: str, *, source: str, law: str, start_only: bool | str = False, **bounds: Any) -> Any:
    """Declare a parameter between 0 and 1."""
    limits = {"ge": 0.0, "le": 1.0} | bounds
    return quantity(description, unit="share", source=source, law=law, start_only=start_only, **limits)


def choice(description: str, *, law: str, start_only: bool | str = False, **options: Any) -> Any:
    """Declare a switch, a text or a list that is not a number."""
    metadata: JsonDict = {"unit": "", "source": "design", "law": law, **_fixed(start_only)}
    return Field(description=description, json_schema_extra=metadata, **options)


def numbers_by(
    section: str,
    description: str,
    *,
    law: str,
    source: str = "assumption",
    start_only: bool | str = False,
    **options: Any,
) -> Any:
    """Declare a map of numbers whose keys name entries of another section, e.g. ``"tasks"``."""
    metadata: JsonDict = {"unit": "", "source": source, "law": law, "keys_of": section, **_fixed(start_only)}
    return Field(description=description, json_schema_extra=metadata, **options)


def name_of(section: str, description: str, *, law: str, start_only: bool = True, **options: Any) -> Any:
    """Declare a parameter that names an entry (or entries) of another section, e.g. ``"owners"``."""
    metadata: JsonDict = {
        "unit": "",
        "source": "design",
        "law": law,
        "start_only": start_only,
        "names": section,
    }
    return Field(description=description, json_schema_extra=metadata, **options)
