"""When bargained clauses loosen, who licenses whom and who buys whom, in the tables of many replications."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

RUN = ["point", "seed"]
TIGHT = ("exclusive", "preferred")
LOOSENINGS = ("compute_untied", "compute_free", "sales_open")
HAPPENINGS = (*LOOSENINGS, "licensed", "bought")


@dataclass(frozen=True)
class Milestone:
    """Something that happened to alliances, and when.

    Attributes
    ----------
    id : str
        Tells it apart.
    happening : str
        ``compute_untied``: no compute of the subject is tied any more; ``compute_free``: none is tied, nor refused
        first; ``sales_open``: nobody has exclusive or preferred sales of its models any more; ``licensed``: the apps of
        the partner may use its models; ``bought``: it is bought.
    subject, partner : str
        Owners: whom it happened to, and with whom on record.
    when : str
        Month on record (YYYY-MM).
    facts, note : str
        What it rests on; what to keep in mind.
    """

    id: str
    happening: str
    subject: str
    partner: str
    when: str
    facts: str = ""
    note: str = ""


def months_of(milestone: Milestone, contracts: pd.DataFrame, events: pd.DataFrame, months: int) -> pd.DataFrame:
    """Return when a milestone is reached in each replication.

    A clause has loosened in the month from which nobody holds it any more, to the end of the run.

    Parameters
    ----------
    milestone : Milestone
        What is looked for.
    contracts, events : DataFrame
        Tables of all replications, with ``point`` and ``seed``.
    months : int
        Length of the runs.

    Returns
    -------
    DataFrame
        Index point and seed: ``month`` (counted from the start; infinite where not by the end, NaN where the clause was
        never given), ``on_record`` (whether the partner on record ever held the clause, or bought).
    """
    runs = pd.MultiIndex.from_frame(contracts[RUN].drop_duplicates().sort_values(RUN))
    if milestone.happening in LOOSENINGS:
        found = contracts[(contracts["lab"] == milestone.subject) & _is_bound(milestone.happening, contracts)]
        ends = found.groupby(RUN)["end"].max().reindex(runs).astype(float)
        month, by = ends.where(~(ends >= months), np.inf), "partner"
    elif milestone.happening == "licensed":
        found, by = _licences(contracts, milestone), "partner"
        month = found.groupby(RUN)["start"].min().reindex(runs).astype(float).fillna(np.inf)
    else:
        found, by = _purchases(events), "buyer"
        found = found[found["target"] == milestone.subject]
        month = found.groupby(RUN)["month"].min().reindex(runs).astype(float).fillna(np.inf)
    as_on_record = found.loc[found[by] == milestone.partner, RUN]
    return pd.DataFrame({"month": month, "on_record": runs.isin(list(as_on_record.itertuples(index=False)))}, runs)


def licences(contracts: pd.DataFrame, months: int) -> pd.DataFrame:
    """Return who licenses whose models: share of replications ever and at the end, median of the first months."""
    runs = len(contracts[RUN].drop_duplicates())
    held = contracts[contracts["licensed"].eq(other=True)]
    groups = held.groupby(["partner", "lab"])
    rows = [
        {
            "partner": partner,
            "lab": lab,
            "ever": len(rows[RUN].drop_duplicates()) / runs,
            "at_end": int((rows["end"] >= months).sum()) / runs,
            "first": float(np.quantile(rows.groupby(RUN)["start"].min(), 0.5, method="lower")),
        }
        for (partner, lab), rows in groups
    ]
    frame = pd.DataFrame(rows, columns=["partner", "lab", "ever", "at_end", "first"])
    return frame.sort_values(["ever", "partner", "lab"], ascending=[False, True, True], ignore_index=True)


def purchases(events: pd.DataFrame, runs: int) -> pd.DataFrame:
    """Return who buys whom: share of replications, and median month."""
    rows = [
        {
            "buyer": buyer,
            "target": target,
            "share": len(rows[RUN].drop_duplicates()) / runs,
            "month": float(np.quantile(rows["month"], 0.5, method="lower")),
        }
        for (buyer, target), rows in _purchases(events).groupby(["buyer", "target"])
    ]
    frame = pd.DataFrame(rows, columns=["buyer", "target", "share", "month"])
    return frame.sort_values(["share", "buyer", "target"], ascending=[False, True, True], ignore_index=True)


def _is_bound(happening: str, contracts: pd.DataFrame) -> "pd.Series[bool]":
    """Return in which spells a clause binds."""
    if happening == "sales_open":
        return contracts["effective_access"].isin(TIGHT)
    return contracts["compute"] == "tied" if happening == "compute_untied" else contracts["compute"] != "free"


def _licences(contracts: pd.DataFrame, milestone: Milestone) -> pd.DataFrame:
    is_pair = (contracts["partner"] == milestone.partner) & (contracts["lab"] == milestone.subject)
    return contracts[is_pair & contracts["licensed"].eq(other=True)]


def _purchases(events: pd.DataFrame) -> pd.DataFrame:
    """Return purchases that were closed, with buyer and target."""
    closed = events[(events["kind"] == "acquisition") & (events["decision"] == "closed")]
    parties = closed["subject"].str.partition(">")
    return closed.assign(buyer=parties[0], target=parties[2]) if len(closed) else closed.assign(buyer="", target="")
