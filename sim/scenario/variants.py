"""Variants of a scenario in one line: ``contracts.<partner>-<lab>.access=open``."""

import re
from collections.abc import Sequence
from dataclasses import replace

from sim.scenario.files import GivenFile
from sim.scenario.problems import COMMAND_LINE, Problem, ScenarioError
from sim.scenario.scenario import Scenario, load

OPTION = "--vs"
_LONGEST = 60  # a name also names a folder


def variant(base: GivenFile, text: str, changes: Sequence[str] = (), *, trust_rules: bool = False) -> Scenario:
    """Return a scenario with some values of its own, named and titled after them.

    Parameters
    ----------
    base : path
        File or shipped name of the scenario that is varied.
    text : str
        Changes as ``path=value``, several joined by semicolons.
    changes : sequence of str
        What is changed in all scenarios of the question, first.
    trust_rules : bool
        As for `load`.

    Raises
    ------
    ScenarioError
        If there is no change, or one is wrong.
    """
    own = [part.strip() for part in text.split(";") if part.strip()]
    if not own:
        raise ScenarioError([Problem(OPTION, None, None, "", "no change: write path=value")])
    try:
        loaded = load(base, [*changes, *own], trust_rules=trust_rules)
    except ScenarioError as error:
        named = [replace(one, file=OPTION) if one.file == COMMAND_LINE.file else one for one in error.problems]
        raise ScenarioError(named) from None
    return loaded.with_(name=_name(loaded.name, own), title=f"{loaded.title}, but {' and '.join(own)}")


def _name(base: str, changes: Sequence[str]) -> str:
    """Return a name made of what is changed, without the sections that say little."""
    told = ["-".join(change.partition("=")[0].split(".")[1:]) + "-" + change.partition("=")[2] for change in changes]
    name = re.sub(r"[^a-z0-9_]+", "-", "-".join(told).lower()).strip("-_")
    return f"{base}-with-{name}"[:_LONGEST].rstrip("-_")
