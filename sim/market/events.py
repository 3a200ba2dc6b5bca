"""What happened and why: every event of a run with the figures that decided it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

EventKind = Literal[
    "scenario",
    "contract",
    "option",
    "bid",
    "review",
    "acquisition",
    "finance",
    "technology",
    "outage",
    "entry",
]
Figure = float | int | str | bool

EVENT_COLUMNS = (
    "month",
    "when",
    "number",
    "kind",
    "subject",
    "decision",
    "before",
    "after",
    "cause",
    "figures",
    "note",
)


@dataclass(frozen=True)
class MarketEvent:
    """One event.

    Attributes
    ----------
    month : int
        Months after the start.
    kind : EventKind
        What sort of event it is.
    subject : str
        Whose: a contract (``partner-lab``), a deal (``buyer>target``), an owner, a model or a parameter.
    decision : str
        What was decided or happened, one word or two.
    before, after : str
        State on both sides of the event, where it has any.
    cause : str
        What brought it about.
    figures : mapping of str to number or text
        The figures that decided.
    note : str
        Whatever the scenario says about it.
    """

    month: int
    kind: EventKind
    subject: str
    decision: str
    before: str = ""
    after: str = ""
    cause: str = ""
    figures: Mapping[str, Figure] = field(default_factory=dict)
    note: str = ""

    def figures_text(self) -> str:
        """Return the figures as JSON; what is not finite becomes text."""
        return json.dumps({name: _plain(value) for name, value in sorted(self.figures.items())})


def _plain(value: Figure) -> Figure:
    if isinstance(value, bool | str | int):
        return value
    rounded = float(f"{float(value):.12g}")
    return rounded if abs(rounded) < float("inf") else str(rounded)
