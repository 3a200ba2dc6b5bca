"""A question that is answered in a moment."""

from pathlib import Path

from sim.app.question import BASE, OTHER, Question
from sim.scenario import shipped_folder

SMALL = {"horizon.months": "3", "enterprises.count": "40", "enterprises.panel": "20", "compute.servers": "50"}


def files() -> dict[str, Path]:
    return {path.stem: path for path in sorted(shipped_folder().glob("*.yaml"))}


def question(base: str = "exclusive", other: str | None = "open", **changes: str) -> Question:
    names = {BASE: base} | ({} if other is None else {OTHER: other})
    return Question({side: files()[name] for side, name in names.items()}, **changes)


def small_question(seeds: str = "1..2", other: str | None = "open") -> Question:
    asked = question(other=other, seeds=seeds)
    for path, text in SMALL.items():
        asked.set_both(path, text)
    return asked
