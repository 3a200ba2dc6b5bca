"""Names: well formed, different where tables would confuse them, and declared where they are used."""

import re

from sim.scenario.checks.draft import Draft
from sim.scenario.wording import suggestion

NAME = re.compile(r"[a-z0-9][a-z0-9_]*")
# Outcomes are named measure.entity, and these kinds of entity share measures: models, apps and tasks have
# volumes, owners spend with each of them, owners and clouds revenues, clouds and apps margins, clouds and tasks
# consumer surpluses.
SHARING_MEASURES = (
    ("models", "apps"),
    ("models", "tasks"),
    ("apps", "tasks"),
    ("owners", "clouds"),
    ("owners", "models"),
    ("owners", "apps"),
    ("owners", "tasks"),
    ("clouds", "apps"),
    ("clouds", "tasks"),
)
_NEEDED = {"owners": "owner", "clouds": "cloud", "models": "model", "tasks": "task"}


def check_names(draft: Draft) -> None:
    """Check every name that is declared or used."""
    _check_something_exists(draft)
    _check_form(draft)
    _check_distinct(draft)
    _check_references(draft)
    _check_keys(draft)


def _check_something_exists(draft: Draft) -> None:
    for section, singular in _NEEDED.items():
        if draft.is_there(section) and not draft.names(section):
            draft.report((section,), f"a scenario needs at least one {singular}", at_key=True)
    buyers = [task.get("buyer") for task in draft.entries("tasks").values()]
    if buyers and None not in buyers and "enterprise" not in buyers:
        draft.report(("tasks",), "a scenario needs at least one task with buyer: enterprise", at_key=True)
    if buyers and None not in buyers and "consumer" not in buyers and draft.value("consumers", "volume_share"):
        message = "consumers have a share of the volume, but no task has buyer: consumer"
        draft.report(("consumers", "volume_share"), message, "write 0, or add such a task")


def _check_form(draft: Draft) -> None:
    for path, place, node in draft.places:
        if not place.is_named_map or place.keys_of or path in (("contracts",), ("rules", "code")):
            continue
        for name in node.entries:
            if not NAME.fullmatch(name):
                meant = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_")
                hint = f"write {meant}" if NAME.fullmatch(meant) else ""
                message = "a name has only small letters, digits and _, and starts with a letter or digit"
                draft.report((*path, name), message, hint, at_key=True)


def _check_distinct(draft: Draft) -> None:
    for first, second in SHARING_MEASURES:
        for name in sorted(set(draft.names(first)) & set(draft.names(second))):
            message = f"{first} has an entry {name} too, and outcomes could not tell the two apart"
            draft.report((second, name), message, "rename one of them", at_key=True)


def _check_references(draft: Draft) -> None:
    """Check every value that must name an entry of another section."""
    for path, place, _ in draft.places:
        if not place.names or not draft.is_there(place.names):
            continue
        known = draft.names(place.names)
        texts = draft.texts(path)
        for position, name in enumerate(texts):
            if name is None:
                continue
            if name not in known:
                hint = suggestion(name, known, f"in {place.names}")
                draft.report_item(path, position, f'"{name}" is not in {place.names}', hint)
            elif name in texts[:position]:
                draft.report_item(path, position, f"{name} is listed twice", "keep one")


def _check_keys(draft: Draft) -> None:
    """Check every map of numbers whose keys must name entries of another section."""
    for path, place, node in draft.places:
        if not place.keys_of or not draft.is_there(place.keys_of):
            continue
        known = draft.names(place.keys_of)
        for name in node.entries:
            if name not in known:
                hint = suggestion(name, known, f"in {place.keys_of}")
                draft.report((*path, name), f'"{name}" is not in {place.keys_of}', hint, at_key=True)
