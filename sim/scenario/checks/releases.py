"""What is on sale, and from when: models with their releases."""

from itertools import pairwise
from typing import Any

from sim.scenario.checks.draft import Draft, Entry
from sim.scenario.months import month_index, month_name
from sim.scenario.tree import Path, position_text

AT_THE_START = ("capability", "serving_cost")


def check_releases(draft: Draft) -> None:
    """Check that each model says what is on sale, once, and that something is on sale in the first month."""
    models = draft.entries("models")
    for name, model in models.items():
        releases = model.get("releases")
        if releases is None or "label" not in model:
            continue  # written wrong or not meant to be there; reported where values are checked
        if not releases:
            _check_start(draft, name, model)
            continue
        _check_order(draft, name, releases)
        _check_one_source(draft, name, model, releases[0]["when"])
    if draft.month is None and models and len(models) == len(draft.names("models")):
        _check_something_is_on_sale(draft, models)


def _check_start(draft: Draft, name: str, model: Entry) -> None:
    """Check that a model without releases has what it starts with."""
    missing = [key for key in AT_THE_START if key in model and model[key] is None]
    if missing:
        message = f"missing: a model without releases needs {' and '.join(missing)} at the start"
        draft.report(("models", name, missing[0]), message, "give a number, or a list of releases")


def _check_order(draft: Draft, name: str, releases: list[Entry]) -> None:
    for position, (before, release) in enumerate(pairwise(releases), start=1):
        path: Path = ("models", name, "releases", position_text(position), "when")
        if release["when"] == before["when"]:
            draft.report(path, f"two releases of {name} in {release['when']}", "keep one a month")
        elif month_index(before["when"], release["when"]) < 0:
            message = f"{release['when']} comes after {before['when']} in the list"
            draft.report(path, message, "list releases in the order of their months")


def _check_one_source(draft: Draft, name: str, model: Entry, first: str) -> None:
    """Check that nothing else says what a model with releases starts with."""
    for key in AT_THE_START:
        path, value = ("models", name, key), model.get(key)
        if value is not None and draft.month is None:
            message = f"{name} has releases, which say its {key}: found {value:g} beside them"
            draft.report(path, message, "write null, or releases: []")
        elif value is not None and _months_until(draft, first) > (draft.month or 0):
            message = f"{name} is not on sale before its first release in {first}, so nothing can change"
            draft.report(path, message, "move the event, or the release")
    if model.get("entrant"):
        message = f"{name} enters with the capability that entrants have then, so it has no releases"
        draft.report(("models", name, "releases"), message, "write entrant: false, or releases: []")


def _months_until(draft: Draft, when: str) -> int:
    start = draft.value("horizon", "start")
    return month_index(start, when) if start is not None else 0


def _check_something_is_on_sale(draft: Draft, models: dict[str, Entry]) -> None:
    """Check that a model is on sale in the first month; that not all are entrants is checked with entry."""
    waiting = [name for name, model in models.items() if model.get("entrant") or _is_withheld(draft, model)]
    if len(waiting) == len(models) and not all(model.get("entrant") for model in models.values()):
        start = month_name(draft.value("horizon", "start") or "2000-01", 0)
        message = f"no model is on sale in the first month ({start})"
        draft.report(("models",), message, "let one have a release by then", at_key=True)


def _is_withheld(draft: Draft, model: Entry) -> bool:
    """Whether a model is not on sale in the first month."""
    capability: Any = model.get("capability")
    if model.get("releases"):
        out = [release for release in model["releases"] if _months_until(draft, release["when"]) <= 0]
        if not out:
            return True
        capability = out[-1]["capability"]
    least = model.get("launch_capability")
    return least is not None and capability is not None and capability < least
