"""The ledger: all money moves here, from a payer to a payee, for a named reason (E40)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.arrays import Array

FLOWS = (
    "api_sales",
    "marketplace_fee",
    "revenue_share",
    "app_sales",
    "wholesale",
    "serving_compute",
    "training_compute",
    "resource_cost",
    "capital_expenditure",
    "clause_payment",
    "take_or_pay",
    "base_cloud",
    "base_cloud_cost",
    "base_capital_expenditure",
    "search_advertising",
    "overhead",
    "entry_cost",
    "equity",
    "buy_out",
    "option_fee",
    "break_fee",
    "compensation",
)
INVESTED = ("capital_expenditure", "entry_cost")
BASE_CLOUD = ("base_cloud", "base_cloud_cost", "base_capital_expenditure")
SEARCH = ("search_advertising",)
FUNDING = ("equity", "buy_out")
UP_FRONT = ("clause_payment", "compensation")


class UnbalancedError(AssertionError):
    """Payments of a month do not cancel."""


@dataclass
class Ledger:
    """Payments of one month.

    Attributes
    ----------
    accounts : tuple of str
        Everybody who pays or is paid.
    account : mapping of str to int
        Number of the account of each name; owners that belong together share one.
    amounts : array, shape (flows, accounts, accounts)
        Paid by the first account to the second, bn USD.
    """

    accounts: tuple[str, ...]
    account: Mapping[str, int]
    amounts: Array = field(init=False)

    def __post_init__(self) -> None:
        self.amounts = np.zeros((len(FLOWS), len(self.accounts), len(self.accounts)))

    def pay(self, payer: str, payee: str, flow: str, amount: float) -> None:
        """Enter a payment, bn USD; a negative amount runs the other way."""
        self.enter(self.account[payer], self.account[payee], flow, amount)

    def enter(self, payer: int, payee: int, flow: str, amount: float) -> None:
        """Enter a payment between numbered accounts, bn USD; a negative amount runs the other way."""
        if amount < 0.0:
            payer, payee, amount = payee, payer, -amount
        self.amounts[FLOWS.index(flow), payer, payee] += amount

    def flow(self, name: str) -> Array:
        """Payments of one flow, shape (payers, payees)."""
        matrix: Array = self.amounts[FLOWS.index(name)]
        return matrix

    @property
    def turnover(self) -> float:
        """Everything paid this month, bn USD."""
        return float(self.amounts.sum())

    def received(self, *, without: tuple[str, ...] = ()) -> Array:
        """Receipts of each account from others, bn USD."""
        return self._between_others(without).sum(axis=0)

    def net(self, flows: tuple[str, ...]) -> Array:
        """What some flows leave each account with, bn USD."""
        total = self.amounts[[FLOWS.index(name) for name in flows]].sum(axis=0)
        return np.asarray(total.sum(axis=0) - total.sum(axis=1))

    def paid(self, *, without: tuple[str, ...] = ()) -> Array:
        """Payments of each account to others, bn USD."""
        return self._between_others(without).sum(axis=1)

    def _between_others(self, without: tuple[str, ...]) -> Array:
        kept = [number for number, name in enumerate(FLOWS) if name not in without]
        total: Array = self.amounts[kept].sum(axis=0)
        return total * (1.0 - np.eye(len(self.accounts)))

    def imbalance(self, net_receipts: Array) -> float:
        """Distance between net receipts worked out elsewhere and those in the ledger, as a share of turnover.

        Parameters
        ----------
        net_receipts : array, shape (accounts,)
            What each account should have gained, bn USD; must itself sum to zero.
        """
        gap = np.abs(self.received() - self.paid() - net_receipts).max()
        return float(max(gap, abs(net_receipts.sum())) / max(self.turnover, 1e-300))

    def assert_balanced(self, net_receipts: Array, tolerance: float = 1e-9) -> float:
        """Return the imbalance, or fail when it exceeds the tolerance.

        Raises
        ------
        UnbalancedError
            When money appears or vanishes.
        """
        gap = self.imbalance(net_receipts)
        if not gap <= tolerance:
            raise UnbalancedError(f"payments do not cancel: {gap:.3g} of turnover is unaccounted for")
        return gap

    def entries(self) -> list[tuple[str, str, str, float]]:
        """Payer, payee, flow and amount of every payment that was made."""
        flows, payers, payees = np.nonzero(self.amounts)
        return [
            (self.accounts[payer], self.accounts[payee], FLOWS[flow], float(self.amounts[flow, payer, payee]))
            for flow, payer, payee in zip(flows, payers, payees, strict=True)
        ]
