"""Cash, value and funding of every owner (E27 to E31).

Every owner's cash follows from the ledger. Owners with `initial_cash` have no other business that pays: investors value
them, they raise money, and where finance is constrained they can run out of it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from sim.economics.finance import funding_need, may_list, raised, runway, shadow_value, valuation
from sim.market.catalogue import INVESTORS, Catalogue
from sim.market.events import Figure, MarketEvent
from sim.market.money.ledger import FUNDING, UP_FRONT, Ledger
from sim.market.rules import finance_rule
from sim.scenario.schema.root import Parameters
from sim.streams import Streams

MONTHS_PER_YEAR = 12
# Receipts and spending swing from month to month; investors look at a quarter.
QUARTER = 3
# A start-up whose revenue multiplies by more than this in a year is valued as if by this.
FASTEST_GROWTH = 4.0
LONGEST_RUNWAY = 120.0
SALES = ("api_sales", "app_sales", "wholesale")
COST_OF_SALES = ("serving_compute", "marketplace_fee", "revenue_share", "wholesale")


@dataclass
class Books:
    """Money of one owner.

    Attributes
    ----------
    cash : float
        Bn USD.
    is_funded : bool
        Whether investors fund it, rather than another business.
    revenue, spent, margin : list of float
        Sales, spending beyond receipts without funding (bn USD per month), and gross profit of each month so far.
    sentiment : float
        Factor of investors on what it is worth (log).
    value : float
        Valuation, bn USD.
    dependence : float
        How far it depends on one other, as investors see it.
    is_listed, is_exclusive, is_distressed : bool
        Whether it is on the stock market, tied to one partner, and for sale.
    last_round : int or None
        Month of the last round.
    """

    cash: float
    is_funded: bool
    revenue: list[float] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)
    margin: list[float] = field(default_factory=list)
    sentiment: float = 0.0
    value: float = math.nan
    dependence: float = 0.0
    is_listed: bool = False
    is_exclusive: bool = False
    is_distressed: bool = False
    last_round: int | None = None

    @property
    def burn(self) -> float:
        """Cash spent beyond receipts, bn USD per month, mean over a quarter."""
        return _mean(self.spent[-QUARTER:])

    @property
    def annual_revenue(self) -> float:
        """Sales at the rate of the last quarter, bn USD per year."""
        return MONTHS_PER_YEAR * _mean(self.revenue[-QUARTER:])

    @property
    def growth(self) -> float:
        """Growth of sales over a year, or at the yearly rate since the start."""
        months = min(MONTHS_PER_YEAR, len(self.revenue) - QUARTER)
        first = len(self.revenue) - QUARTER - months
        before = self.revenue[first : first + QUARTER]
        if months <= 0 or _mean(before) <= 0.0:
            return 0.0
        factor = max(self.annual_revenue / MONTHS_PER_YEAR / _mean(before), 0.0)
        fastest = (1.0 + FASTEST_GROWTH) ** (months / MONTHS_PER_YEAR)
        return float(min(factor, fastest) ** (MONTHS_PER_YEAR / months)) - 1.0

    @property
    def gross_margin(self) -> float:
        """Part of sales left after what serving them costs."""
        sales = sum(self.revenue[-QUARTER:])
        return sum(self.margin[-QUARTER:]) / sales if sales > 0.0 else 0.0


class Finances:
    """Books of all owners.

    Parameters
    ----------
    parameters : Parameters
        Parameters at the start.
    catalogue : Catalogue
        Names and numbers.
    """

    def __init__(self, parameters: Parameters, catalogue: Catalogue) -> None:
        self.parameters = parameters
        self.catalogue = catalogue
        self.books: dict[str, Books] = {}
        for name in catalogue.owners:
            cash = parameters.owners[name].initial_cash
            self.books[name] = Books(cash or 0.0, cash is not None)

    def is_constrained(self, owner: str) -> bool:
        """Whether an owner can run out of money now."""
        books = self.books[self.catalogue.ultimate_owner(owner)]
        return finance_rule(self.parameters.rules)(books.is_funded, books.cash, books.burn)

    def shadow_value(self, owner: str) -> float:
        """Worth of a dollar of cash to an owner (E29); 1 on the stock market and for whom another business pays."""
        books = self.books[self.catalogue.ultimate_owner(owner)]
        if not self.is_constrained(owner) or books.is_listed or not books.spent:
            return 1.0
        finance = self.parameters.finance
        need = funding_need(books.burn, books.cash, finance.funding_horizon)
        return shadow_value(need, books.value, slope=finance.shadow_slope)

    def is_short_of_cash(self, owner: str) -> bool:
        """Whether an owner cannot raise at its value the money that it will need (E59)."""
        return self.shadow_value(owner) > 1.0

    def at_hand(self, owner: str) -> float:
        """Money that an owner could pay at once, bn USD; without limit for whom another business pays."""
        books = self.books[self.catalogue.ultimate_owner(owner)]
        return max(books.cash, 0.0) if self.is_constrained(owner) else math.inf

    def runway(self, owner: str) -> float:
        """Months that an owner's cash lasts, at most ten years."""
        books = self.books[self.catalogue.ultimate_owner(owner)]
        if not books.is_funded or not books.spent:
            return LONGEST_RUNWAY
        return min(runway(books.cash, books.burn), LONGEST_RUNWAY)

    def monthly_funding(self, owner: str) -> float:
        """What an owner has to raise from investors in a month, bn USD."""
        books = self.books[self.catalogue.ultimate_owner(owner)]
        return max(books.burn, 0.0) if self.is_constrained(owner) and books.spent else 0.0

    def cost_of_no_listing(self, owner: str, dependence: float) -> float:
        """What exclusivity costs an owner that the stock market would take without it, bn USD per month.

        Each dollar that it burns would be worth a dollar after listing, and is worth its shadow value before.

        Parameters
        ----------
        dependence : float
            Dependence on its main partner that it would have without exclusivity.
        """
        firm = self.catalogue.ultimate_owner(owner)
        ready = self.is_ready_to_list(firm, exclusive=False, dependence=dependence)
        if not self.is_constrained(owner) or self.books[firm].is_listed or not ready:
            return 0.0
        return (self.shadow_value(owner) - 1.0) * self.monthly_funding(owner)

    def is_ready_to_list(self, owner: str, *, exclusive: bool | None = None, dependence: float | None = None) -> bool:
        """Whether the stock market would take an owner (E30).

        Parameters
        ----------
        exclusive : bool, optional
            Whether to suppose that it is tied to one partner; by default as it is.
        dependence : float, optional
            Dependence on its main partner to suppose; by default as it is.
        """
        books, finance = self.books[owner], self.parameters.finance
        return may_list(
            books.annual_revenue,
            books.dependence if dependence is None else dependence,
            books.gross_margin,
            books.is_exclusive if exclusive is None else exclusive,
            least_revenue=finance.listing_revenue,
            most_dependence=finance.listing_dependence,
            least_margin=finance.listing_margin,
        )

    def affordable_training(self, owner: str, spent_on_training: float) -> float:
        """Most that a constrained owner spends on training: what it earns otherwise, and its cash not too fast (E27).

        Parameters
        ----------
        spent_on_training : float
            What it spent on training last month, bn USD.
        """
        if not self.is_constrained(owner):
            return math.inf
        books = self.books[self.catalogue.ultimate_owner(owner)]
        if not books.spent:
            return math.inf
        earned = spent_on_training - books.spent[-1]
        reserve = max(self.parameters.finance.distress_runway, 1.0)
        return max(0.0, earned + max(books.cash, 0.0) / reserve)

    def observe(self, ledger: Ledger, dependence: Callable[[str], float], exclusive: Callable[[str], bool]) -> None:
        """Take note of the month's sales and spending.

        Parameters
        ----------
        dependence, exclusive : callable
            Dependence of an owner on its main partner; whether it is tied to one.
        """
        matrices = {flow: ledger.flow(flow) for flow in {*SALES, *COST_OF_SALES}}
        once = (*FUNDING, *UP_FRONT, "entry_cost")
        net = ledger.received(without=once) - ledger.paid(without=once)
        for name, books in self.books.items():
            number = self.catalogue.account[name]
            if name in self.catalogue.bought:
                continue
            sales = sum(float(matrices[flow][:, number].sum() - matrices[flow][number, number]) for flow in SALES)
            costs = sum(float(matrices[flow][number].sum() - matrices[flow][number, number]) for flow in COST_OF_SALES)
            books.revenue.append(sales)
            books.margin.append(sales - costs)
            books.spent.append(-float(net[number]))
            books.dependence, books.is_exclusive = dependence(name), exclusive(name)

    def value(self, month: int, streams: Streams) -> None:
        """Let investors value the owners that they fund (E28)."""
        finance = self.parameters.finance
        for name, books in self.books.items():
            if not books.is_funded:
                continue
            luck = streams.generator("mood of investors", name, month).standard_normal()
            books.sentiment = finance.sentiment_persistence * books.sentiment + finance.sentiment_spread * luck
            if name in self.catalogue.bought:
                continue
            books.value = math.exp(books.sentiment) * valuation(
                books.annual_revenue,
                books.growth,
                books.dependence,
                multiple=finance.multiple,
                growth_exponent=finance.growth_exponent,
                dependence_discount=finance.dependence_discount,
                tolerated_dependence=finance.tolerated_dependence,
                technology_value=self.parameters.owners[name].technology_value,
            )

    def fund(self, month: int, ledger: Ledger) -> list[MarketEvent]:
        """Let constrained owners list, raise money, or fall into distress (E30, E31); returns what happened."""
        happened = []
        for name, books in self.books.items():
            if not self.is_constrained(name) or name in self.catalogue.bought or books.is_distressed:
                continue
            if not books.is_listed and self.is_ready_to_list(name):
                books.is_listed = True
                amount = self.parameters.finance.listing_round * books.value
                happened.append(self._raise(name, amount, "listed", month, ledger))
            elif self._cash_after(name, ledger) < self.parameters.finance.raise_below * books.burn:
                happened.extend(self._seek_money(name, month, ledger))
        return happened

    def _cash_after(self, name: str, ledger: Ledger) -> float:
        """Cash once this month's payments are made, bn USD."""
        number = self.catalogue.account[name]
        return self.books[name].cash + float(ledger.received()[number] - ledger.paid()[number])

    def _seek_money(self, name: str, month: int, ledger: Ledger) -> list[MarketEvent]:
        books, finance = self.books[name], self.parameters.finance
        happened = []
        if books.last_round is None or month >= books.last_round + finance.round_interval:
            amount = raised(books.burn, books.value, months=finance.raise_months, largest_share=finance.largest_round)
            if amount > 0.0:
                books.last_round = month
                happened.append(self._raise(name, amount, "raised", month, ledger))
        left = runway(self._cash_after(name, ledger), books.burn)
        if left < finance.distress_runway:
            books.is_distressed = True
            happened.append(self._event(name, "distressed", month, 0.0, ledger))
        return happened

    def _raise(self, name: str, amount: float, decision: str, month: int, ledger: Ledger) -> MarketEvent:
        event = self._event(name, decision, month, amount, ledger)
        ledger.pay(INVESTORS, name, "equity", amount)
        return event

    def _event(self, name: str, decision: str, month: int, amount: float, ledger: Ledger) -> MarketEvent:
        """Write down what an owner has once this month is paid for, before it raises anything."""
        books, finance = self.books[name], self.parameters.finance
        cash = self._cash_after(name, ledger)
        figures: dict[str, Figure] = {"amount": amount, "cash": cash, "runway": runway(cash, books.burn)}
        causes = {
            "listed": "large, independent and profitable enough",
            "raised": "cash is running short",
            "distressed": "cash is running out and no round brings enough",
        }
        return MarketEvent(
            month=month,
            kind="finance",
            subject=name,
            decision=decision,
            cause=causes[decision],
            figures=figures
            | {
                "burn": books.burn,
                "valuation": books.value,
                "limit": finance.largest_round * books.value,
                "annual_revenue": books.annual_revenue,
                "dependence": books.dependence,
                "gross_margin": books.gross_margin,
                "shadow_value": self.shadow_value(name),
            },
        )

    def close_month(self, ledger: Ledger) -> None:
        """Bring cash up to date with everything that was paid."""
        change = ledger.received() - ledger.paid()
        for number, name in enumerate(self.catalogue.owners):
            self.books[name].cash += float(change[number])


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0
