"""What an owner's profit consists of, from the ledger: each kind of payment that it gets and makes, and its capital."""

import pandas as pd

from sim.market.money.ledger import BASE_CLOUD, FUNDING, INVESTED, SEARCH
from sim.results.protocols import EnsembleResult

CAPITAL = "capital_cost"
BASE_CLOUD_PART = "base_cloud"
SEARCH_PART = "search_advertising"


def profit_parts(ensemble: EnsembleResult, owner: str) -> pd.DataFrame:
    """Return the parts of an owner's profit over the run: seeds (rows) by parts (columns), bn USD.

    They add up to the outcome ``profit.<owner>``. Money that a firm raises or invests is no part of profit; what its
    GPUs cost as capital is.

    Parameters
    ----------
    ensemble : Ensemble
        The run.
    owner : str
        Name of the owner.

    Returns
    -------
    DataFrame
        Columns ``<flow> received`` and ``<flow> paid`` (negative), ``base_cloud`` after its own costs,
        ``search_advertising`` and ``capital_cost`` (negative).
    """
    ledger = ensemble.ledger
    between = ledger[(ledger["payer"] != ledger["payee"]) & ~ledger["flow"].isin((*INVESTED, *FUNDING))]
    received = _by_flow(between[between["payee"] == owner], "received")
    paid = -_by_flow(between[between["payer"] == owner], "paid")
    parts = pd.concat([received, paid], axis=1)
    owners = ensemble.monthly[(ensemble.monthly["kind"] == "owner") & (ensemble.monthly["entity"] == owner)]
    parts[CAPITAL] = -owners.groupby("seed")[CAPITAL].sum()  # an accrual: no payment in the ledger
    return parts.reindex(pd.Index(ensemble.seeds, name="seed")).fillna(0.0)


def _by_flow(payments: pd.DataFrame, direction: str) -> pd.DataFrame:
    """Return payments by seed (rows) and part (columns)."""
    parts = payments["flow"].astype(str) + f" {direction}"
    parts = parts.mask(payments["flow"].isin(BASE_CLOUD), f"{BASE_CLOUD_PART} {direction}")
    parts = parts.mask(payments["flow"].isin(SEARCH), f"{SEARCH_PART} {direction}")
    sums = payments.assign(part=parts).groupby(["seed", "part"], observed=True)["amount"].sum()
    return sums.unstack("part")  # noqa: PD010 - nothing is averaged
