"""Reading the ledger: who pays whom for what in the last year."""

from collections.abc import Sequence

import pandas as pd

from sim.market.money.ledger import BASE_CLOUD, SEARCH
from sim.results.protocols import EnsembleResult
from sim.results.reading.series import MONTHS_PER_YEAR

# Payments for something other than AI: shown, they would dwarf the rest.
OTHER_BUSINESS = (*BASE_CLOUD, *SEARCH)
POOLED = "others"
SMALLEST_ACCOUNT, SMALLEST_FLOW = 0.012, 0.02  # of all payments


def yearly_payments(ensemble: EnsembleResult) -> pd.DataFrame:
    """Return payer, payee, flow and amount (bn USD, mean over seeds) of the last twelve months that count."""
    ledger = ensemble.ledger
    last = ensemble.counted.end - MONTHS_PER_YEAR
    rows = ledger[ledger["month"] >= last]
    totals = rows.groupby(["payer", "payee", "flow"], observed=True)["amount"].sum().reset_index()
    totals["amount"] /= max(len(ensemble.seeds), 1)
    return totals


def between_others(table: pd.DataFrame, *, ai_only: bool) -> pd.DataFrame:
    """Return payments between different accounts, turned round where they are negative."""
    rows = table[(table["payer"] != table["payee"]) & table["amount"].notna() & (table["amount"] != 0)].copy()
    if ai_only:
        rows = rows[~rows["flow"].isin(OTHER_BUSINESS)]
    refund = rows["amount"] < 0
    rows.loc[refund, ["payer", "payee"]] = rows.loc[refund, ["payee", "payer"]].to_numpy()
    rows["amount"] = rows["amount"].abs()
    return rows


def pooled(tables: Sequence[pd.DataFrame]) -> list[pd.DataFrame]:
    """Call payers, payees and flows that are tiny in every scenario ``others``."""
    out = [table.copy() for table in tables]
    for column, smallest in (("payer", SMALLEST_ACCOUNT), ("payee", SMALLEST_ACCOUNT), ("flow", SMALLEST_FLOW)):
        kept = set()
        for table in tables:
            sums = table.groupby(column)["amount"].sum()
            kept |= set(sums.index[sums >= smallest * sums.sum()])
        for table in out:
            table[column] = table[column].where(table[column].isin(kept), POOLED)
    return [t.groupby(["payer", "payee", "flow"])["amount"].sum().reset_index() for t in out]
