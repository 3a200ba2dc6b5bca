"""Payments that deals bring, noted until the payments of the month are made."""

from sim.market.money.ledger import Ledger


class Payables:
    """Payments between accounts that have been agreed this month and not made."""

    def __init__(self) -> None:
        self._owed: list[tuple[int, int, str, float]] = []

    def owe(self, payer: int, payee: int, flow: str, amount: float) -> None:
        """Note a payment, bn USD."""
        self._owed.append((payer, payee, flow, amount))

    def owed_to(self, account: int) -> float:
        """What the payments noted so far leave an account with, bn USD."""
        return sum(amount * ((payee == account) - (payer == account)) for payer, payee, _, amount in self._owed)

    def settle(self, ledger: Ledger) -> None:
        """Make all payments."""
        for payer, payee, flow, amount in self._owed:
            ledger.enter(payer, payee, flow, amount)
        self._owed = []
