"""Observations as a file again."""

import csv
import io
from collections.abc import Iterable

from sim.experiments.observations.observation import Observation
from sim.experiments.observations.rows import COLUMNS


def observations_text(observations: Iterable[Observation]) -> str:
    """Return observations as a table of the format that they came from."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([row.cells[column] for column in COLUMNS] for row in observations)
    return text.getvalue()
