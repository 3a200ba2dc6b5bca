"""Segments of enterprises: whether their shares and weights leave somebody to buy everything that is on sale."""

from math import fsum

from sim.scenario.checks.draft import Draft, Entry
from sim.scenario.tree import Path

SEGMENTS: Path = ("enterprises", "segments")


def check_segments(draft: Draft) -> None:
    """Check what segments buy and where they are at home; that shares sum to 1 is checked with the other shares."""
    if draft.is_there(".".join(SEGMENTS)) and not draft.names(".".join(SEGMENTS)):
        draft.report(SEGMENTS, "a scenario needs at least one segment of enterprises", at_key=True)
    segments = draft.value(*SEGMENTS) or {}
    entries = {name: segment for name, segment in segments.items() if isinstance(segment, dict)}
    for name, segment in entries.items():
        path = (*SEGMENTS, name)
        _check_homes(draft, path, segment)
        _check_members(draft, path, segment)
        _check_consumer_tasks(draft, path, segment)
    _check_every_task_is_bought(draft, entries)


def _check_homes(draft: Draft, path: Path, segment: Entry) -> None:
    """Check that a segment is at home somewhere."""
    weights = segment.get("homes")
    clouds = draft.entries("clouds")
    shares = {name: cloud["home_share"] for name, cloud in clouds.items() if "home_share" in cloud}
    if not weights or set(shares) != set(draft.names("clouds")):
        return
    if fsum(weights.get(name, 1.0) * share for name, share in shares.items()) <= 0 < fsum(shares.values()):
        draft.report((*path, "homes"), "these weights leave the segment no home cloud", at_key=True)


def _check_members(draft: Draft, path: Path, segment: Entry) -> None:
    """Check that a segment that spends has enterprises, and that its enterprises spend."""
    firms, spend = segment.get("firm_share"), segment.get("spend_share")
    if None in (firms, spend) or (firms == 0) == (spend == 0):
        return
    message = (
        "the segment spends, but has no enterprises" if firms == 0 else "the segment has enterprises that spend nothing"
    )
    draft.report((*path, "firm_share" if firms == 0 else "spend_share"), message, "write both above 0, or leave it out")


def _check_consumer_tasks(draft: Draft, path: Path, segment: Entry) -> None:
    for task in segment.get("task_mix") or {}:
        if draft.value("tasks", task, "buyer") == "consumer":
            message = f"{task} is a task of consumers, and segments are parts of the enterprises"
            draft.report((*path, "task_mix", task), message, "leave it out", at_key=True)


def _check_every_task_is_bought(draft: Draft, segments: dict[str, Entry]) -> None:
    """Check that each task of enterprises has a segment that spends on it."""
    parts = [(segment.get("spend_share"), segment.get("task_mix") or {}) for segment in segments.values()]
    if any(share is None for share, _ in parts) or len(parts) < max(1, len(draft.names(".".join(SEGMENTS)))):
        return
    for name, task in draft.entries("tasks").items():
        is_bought = any(share * mix.get(name, 1.0) > 0 for share, mix in parts)
        if task.get("buyer") == "enterprise" and not is_bought:
            message = f"no segment spends on {name}: its weight in task_mix is 0 wherever there is spend"
            draft.report(SEGMENTS, message, "give one segment a weight above 0, or take the task out", at_key=True)
