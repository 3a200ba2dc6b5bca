"""Reading what exclusivity brings and costs, by contract, month and seed."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.results.protocols import EnsembleResult
from sim.results.reading.series import by_seed


@dataclass(frozen=True)
class Bargain:
    """One contract of one scenario that was ever exclusive.

    Attributes
    ----------
    ensemble : Ensemble
        Its scenario.
    contract : str
        As in the tables, ``partner-lab``.
    gain, loss : DataFrame
        Shadow value times the partner's gain (lambda G), and the lab's loss (L), bn USD per month: months (rows) by
        seeds (columns).
    """

    ensemble: EnsembleResult
    contract: str
    gain: pd.DataFrame
    loss: pd.DataFrame

    def crossings(self) -> dict[int, int]:
        """Return, by seed, the first month in which exclusivity no longer pays after it did."""
        pays = (self.gain - self.loss) >= 0
        known = self.gain.notna() & self.loss.notna()
        found = {}
        for seed in self.gain:
            paying = pays[seed][known[seed]]
            ended = paying.index[(~paying & paying.cummax()).to_numpy()]
            if len(ended):
                found[int(str(seed))] = int(ended[0])
        return found


def bargains_of(ensemble: EnsembleResult) -> list[Bargain]:
    """Return the contracts that were ever exclusive and negotiated, those that were exclusive longest first."""
    rows = ensemble.monthly[ensemble.monthly["kind"] == "contract"]
    months = rows.groupby("entity")["exclusive"].sum()
    found = []
    for contract in sorted(months[months > 0].index, key=lambda name: (-months[name], name)):
        loss = by_seed(ensemble, "contract", "exclusivity_loss", str(contract))
        gain = by_seed(ensemble, "contract", "exclusivity_margin", str(contract)) + loss
        if np.isfinite(gain.to_numpy(dtype=float)).any():
            found.append(Bargain(ensemble, str(contract), gain, loss))
    return found
