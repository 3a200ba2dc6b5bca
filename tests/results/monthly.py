"""Monthly tables for the tests of results."""

import numpy as np
import pandas as pd

from sim.market.measures import MEASURES


def monthly(months: int = 30, **columns: object) -> pd.DataFrame:
    data = {"month": range(months), "kind": "model", "entity": "gpt", **columns}
    return pd.DataFrame(data)


def every_measure(months: int = 15) -> pd.DataFrame:
    """Random values of every measure, two entities of each kind; in disorder, and with a gap."""
    rng = np.random.default_rng(4)
    parts = []
    for kind in dict.fromkeys(measure.kind for measure in MEASURES):
        entities = ["market"] if kind == "market" else [f"{kind}_b", f"{kind}_a"]
        names = [measure.name for measure in MEASURES if measure.kind == kind]
        for entity in entities:
            values = pd.DataFrame(rng.normal(size=(months, len(names))), columns=names)
            values.insert(0, "month", np.arange(months))
            parts.append(values.assign(kind=kind, entity=entity))
    frame = pd.concat(parts, ignore_index=True).sample(frac=1, random_state=1)
    frame.loc[(frame["entity"] == "app_a") & (frame["month"] == months - 1), "margin"] = np.nan
    return frame
