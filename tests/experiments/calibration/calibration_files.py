"""Calibration files for tests, and a market of one formula to fit."""

from pathlib import Path

from tests.experiments.observations.toy_observables import GOOD, MONEY_ROW, written

FRICTION = "enterprises.portability_friction"
SWITCHING = "enterprises.switching_cost"
SECOND_SHARE = "O3,cloud_share,aws,all,2023-02,2023-02,end,logit,60,%,5,synergy,,"
ROWS = (GOOD, MONEY_ROW.replace(",3.5,", ",5.4,"), SECOND_SHARE)
FILE = f"""\
# What do the first months say about friction?
schema: 1
name: tried
title: Two parameters on trial
scenario: exclusive.yaml
observations: {{file: seen.csv}}
surveys: {{synergy: 0.3}}
parameters:
  {FRICTION}: {{low: 0, high: 3, prior: {{mean: 1, sd: 0.5}}}}
  {SWITCHING}: {{low: 0.5, high: 8, scale: log}}
budget: {{starts: 8, searches: 1, steps: 3, waves: 1, points: 8, proposals: 1024, draws: 32}}
seeds: 1..2
"""


def calibration_file(folder: Path, *rows: str, text: str = FILE, **changes: str) -> Path:
    """Write observations and a calibration whose lines that begin with a key of `changes` are replaced or added."""
    written(folder, *(rows or ROWS))
    lines = text.splitlines()
    for key, value in changes.items():
        kept = [line for line in lines if not line.startswith(f"{key}:")]
        lines = kept if value == "" else [*kept, f"{key}: {value}"]
    path = folder / "tried.yaml"
    path.write_text("\n".join(lines) + "\n")
    return path
