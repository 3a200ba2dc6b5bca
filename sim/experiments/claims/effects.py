"""What every condition of some claims comes to, in every world under every seed."""

import pandas as pd
import pyarrow as pa

from sim.experiments.claims.claim import Claims, Condition, Form
from sim.experiments.claims.running import Values
from sim.results.records import Key

EFFECTS = pa.schema(
    [
        ("claim", pa.string()),
        ("condition", pa.int32()),
        ("world", pa.int32()),
        ("seed", pa.int64()),
        ("effect", pa.float64()),
    ]
)


def effects_of(claims: Claims, form: Form, found: dict[Key, Values]) -> pd.DataFrame:
    """Return all that is measured in every world under every seed whose runs went through.

    Parameters
    ----------
    claims : Claims
        The claims.
    form : Form
        Worlds and seeds.
    found : dict of Key to Values
        The runs.

    Returns
    -------
    DataFrame
        Columns ``claim``, ``condition`` (from 0, what lies behind last), ``world``, ``seed``, ``effect`` (NaN where a
        run or number is missing).
    """
    rows = [
        (claim.id, number, world, seed, _effect(condition, world, seed, found))
        for claim in claims.claims
        for number, condition in enumerate(claim.measured)
        for world in range(form.worlds)
        for seed in form.seeds_of(world)
    ]
    frame = pd.DataFrame(rows, columns=EFFECTS.names)
    return frame.astype({"condition": "int32", "world": "int32", "seed": "int64", "effect": "float64"})


def _effect(condition: Condition, world: int, seed: int, found: dict[Key, Values]) -> float:
    if any(Key(setting, world, seed) not in found for setting in condition.check.settings):
        return float("nan")
    return condition.check.effect(lambda setting, one: found[Key(setting, world, seed)][one], condition.of)
