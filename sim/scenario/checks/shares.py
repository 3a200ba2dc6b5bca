"""Shares that must add up."""

from math import fsum

from sim.scenario.checks.draft import Draft
from sim.scenario.tree import Path

TOLERANCE = 1e-6
ROUNDING = 1e-9
SEGMENTS: Path = ("enterprises", "segments")


def check_shares(draft: Draft) -> None:
    """Check the sums of shares, and shares that stand in free maps."""
    _check_sum_to_one(draft, ("clouds",), "home_share", draft.names("clouds"), "home shares of all clouds")
    buyers = {task: draft.value("tasks", task, "buyer") for task in draft.names("tasks")}
    for buyer in ("enterprise", "consumer") if None not in buyers.values() else ():
        tasks = [task for task in buyers if buyers[task] == buyer]
        _check_sum_to_one(draft, ("tasks",), "volume_share", tasks, f"volume shares of {buyer} tasks")
    segments = draft.names(".".join(SEGMENTS))
    _check_sum_to_one(draft, SEGMENTS, "firm_share", segments, "shares of all enterprises")
    _check_sum_to_one(draft, SEGMENTS, "spend_share", segments, "shares of all spend")
    for suites in (("enterprises", "suites"), *((*SEGMENTS, segment, "suites") for segment in segments)):
        _check_suites(draft, suites)
    _check_surfaces(draft)
    _check_adoption(draft)
    paths: list[Path] = [("enterprises", "base_cloud_margin"), ("enterprises", "base_capital_intensity")]
    _check_at_most_one(draft, paths, ("enterprises",), "base_cloud_margin and base_capital_intensity")


def _sum_of(draft: Draft, paths: list[Path]) -> float | None:
    """Return the sum of values, or None where one of them is missing or wrong."""
    values = [draft.value(*path) for path in paths]
    return None if None in values else fsum(values)


def _check_sum_to_one(draft: Draft, section: Path, key: str, names: list[str], what: str) -> None:
    paths = [(*section, name, key) for name in names]
    total = _sum_of(draft, paths)
    if paths and total is not None and abs(total - 1) > TOLERANCE:
        draft.report_together(paths, section, f"{what} sum to {total:.7g}; expected 1")


def _check_at_most_one(draft: Draft, paths: list[Path], whole: Path, what: str) -> None:
    total = _sum_of(draft, paths)
    if total is not None and total > 1 + ROUNDING:
        draft.report_together(paths, whole, f"{what} sum to {total:.7g}; expected at most 1")


def _check_suites(draft: Draft, suites: Path) -> None:
    paths = [(*suites, suite) for suite in draft.names(".".join(suites))]
    for path in paths:
        share = draft.value(*path)
        if share is not None and not 0 <= share <= 1:
            hint = f"write {share / 100:.10g} for {share:g} %" if 1 < share <= 100 else ""
            draft.report(path, f"expected a share between 0 and 1, found {share:g}", hint)
            return
    _check_at_most_one(draft, paths, suites, "shares of the suites")


def _check_surfaces(draft: Draft) -> None:
    for app in draft.names("apps"):
        surfaces: Path = ("apps", app, "surfaces")
        paths = [(*surfaces, surface, "weight") for surface in draft.names(".".join(surfaces))]
        _check_at_most_one(draft, paths, surfaces, "weights of the surfaces")


def _check_adoption(draft: Draft) -> None:
    paths: list[Path] = [("adoption", "start_share"), ("adoption", "launch_shock")]
    total = _sum_of(draft, paths)
    if total is not None and total >= 1:
        draft.report_together(
            paths, ("adoption",), f"start_share and launch_shock sum to {total:.7g}; expected below 1"
        )
