"""What a pair would have under each bundle of clauses over the term (E20, E54, E58)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from sim.arrays import Array
from sim.economics.alliances import date_weights, worth_of_capital
from sim.economics.finance import dependence_factor
from sim.economics.pricing import NoEquilibriumError
from sim.market.agreements import NOTHING, Item, Payoffs, item_of
from sim.market.contracts import Pair
from sim.market.counterfactuals import Counterfactual
from sim.market.negotiation.menus import FOUNDING_MONTH, lab_sells
from sim.market.negotiation.signing import contract_for
from sim.market.outlook.foresight import Foresight, dates_of
from sim.market.outlook.outlook import CounterfactualOutcome, Outlook
from sim.market.outlook.training_returns import return_on_training
from sim.market.state import State
from sim.scenario.schema.contracts import Contract


class Prospects:
    """What bundles would come to, all other contracts as they are supposed to be.

    Parameters
    ----------
    foresight : Foresight
        What the market would come to, today and later.

    Attributes
    ----------
    terms : dict
        Contracts supposed, by partner and lab.
    granted : frozenset
        Owners of apps and labs whose models all their apps may use.
    """

    def __init__(self, foresight: Foresight) -> None:
        self.foresight = foresight
        self.state: State = foresight.today.state
        self.terms = dict(self.state.contracts.terms)
        self.granted = frozenset(self.state.contracts.granted)
        self._as_it_is = self.state.as_it_is()
        self._now: dict[int, CounterfactualOutcome] = {}
        self._returns: dict[str, float] = {}

    def months_left(self, pair: Pair) -> int:
        """Months that the contract of a pair still runs; 0 without one, at the founding, or where its term is over."""
        is_founded = self.state.parameters.bargaining.founding and self.state.month <= FOUNDING_MONTH
        if is_founded or item_of(self.state.contracts.terms.get(pair)) == NOTHING:
            return 0
        ends = self.state.contracts.standing[pair].signed + self.state.parameters.bargaining.term
        return max(ends - self.state.month, 0)

    def worth_of_capital(self, lab: str) -> float:
        """Worth of a dollar up front to a lab (lambda, E59)."""
        is_bound = self.state.finances.is_short_of_cash(lab)
        return worth_of_capital(self.return_on_training(lab), is_bound=is_bound) if is_bound else 1.0

    def return_on_training(self, lab: str) -> float:
        """Present value of what one more dollar of training earns a lab, USD (E59).

        It counts for as long as what a firm earns counts to whoever buys it.
        """
        if lab not in self._returns:
            parameters = self.state.parameters
            horizon = parameters.deals.horizon
            dates = dates_of(round(horizon), parameters.bargaining.foresight)
            self._returns[lab] = return_on_training(self.foresight, lab, dates, horizon)
        return self._returns[lab]

    def suppose(self, pair: Pair, item: Item, terms: dict[Pair, Contract], granted: set[Pair]) -> None:
        """Put a bundle in the place of a pair's contract."""
        before = item_of(terms.get(pair))
        runs = self.months_left(pair) > 0
        terms[pair] = contract_for(pair, item, terms, self.state.parameters, runs=runs)
        if not item.licensed:
            granted.discard(pair)
        elif not before.licensed:
            granted.add(pair)

    def payoffs(self, items: Mapping[Pair, Item], pair: Pair, months: int) -> Payoffs | None:
        """What the two of a pair would have if some pairs had other bundles; None where prices would not settle.

        A lab of open weights has no say, and no payoff.

        Parameters
        ----------
        items : mapping
            Bundles to suppose; that of the pair among them, or its contract stays.
        months : int
            Months that count.
        """
        dates = dates_of(months, self.state.parameters.bargaining.foresight)
        item = items.get(pair, item_of(self.terms.get(pair)))
        rows, lost = [], []
        for date in dates:
            outcome = self._outcome(items, self.foresight.at(date))
            if outcome is None:
                return None
            rows.append(self._flows(pair, item, outcome, items, date))
            lost.append(self._losses_at(pair, item, outcome, date))
        found = Payoffs(*(self._weights(dates, months) @ np.array(rows)).tolist())
        if not lab_sells(pair[1], self.state):  # open weights need nobody's consent: the partner decides alone
            found = Payoffs(found.partner, 0.0, found.migration, 0.0, 0.0, 0.0)
        owed = sum(self._claims(pair, dates, months, lost).values())
        return found._replace(partner=found.partner - owed, compensation=owed)

    def losses_of_others(self, pair: Pair, item: Item, months: int) -> dict[str, float]:
        """What partners lose who sell the lab's models now, or use them in their apps, and would have to stop: bn USD.

        They can count on their contracts for as long as these run. Nobody is owed anything for what the pair has alone
        already.
        """
        dates = dates_of(months, self.state.parameters.bargaining.foresight)
        outcomes = [self._outcome({pair: item}, self.foresight.at(date)) for date in dates]
        if any(outcome is None for outcome in outcomes):
            return {}
        found = zip(outcomes, dates, strict=True)
        lost = [self._losses_at(pair, item, outcome, date) for outcome, date in found if outcome is not None]
        return self._claims(pair, dates, months, lost)

    def _weights(self, dates: tuple[int, ...], months: float) -> Array:
        return date_weights(dates, months, self.state.parameters.bargaining.discount_rate)

    def _claims(
        self, pair: Pair, dates: tuple[int, ...], months: int, lost: list[dict[str, float]]
    ) -> dict[str, float]:
        """Present value of what each loses, as far as its contract with the lab runs."""
        claims = {}
        for loser in sorted({name for flows in lost for name in flows}):
            runs = max(
                self.months_left(other)
                for other in self.state.contracts.terms
                if other[1] == pair[1] and self.state.catalogue.ultimate_owner(other[0]) == loser
            )
            flows = [at.get(loser, 0.0) for at in lost]
            claims[loser] = float(self._weights(dates, min(runs, months)) @ flows)
        return claims

    def _losses_at(self, pair: Pair, item: Item, outcome: CounterfactualOutcome, date: int) -> dict[str, float]:
        """What others would lose each month who have what a bundle would give to the pair alone, bn USD."""
        taken = item.keeps_alone - item_of(self.state.contracts.terms.get(pair)).keeps_alone - {"compute"}
        losers = self._holders(pair, taken) if taken else set()
        if not losers:
            return {}
        account = self.state.catalogue.account
        now = self._in_force(date)
        worth = now.profit + now.migration - outcome.profit - outcome.migration
        return {loser: max(float(worth[account[loser]]), 0.0) for loser in losers}

    def _holders(self, pair: Pair, clauses: set[str]) -> set[str]:
        """Others who sell the lab's models now, or whose apps use them."""
        contracts, catalogue = self.state.contracts, self.state.catalogue
        parties = {catalogue.ultimate_owner(name) for name in pair}
        found = set()
        for other, terms in contracts.in_force().items():
            loser = catalogue.ultimate_owner(other[0])
            if other[1] != pair[1] or loser in parties:
                continue
            sells = terms.access != "none" and contracts.may_sell(*other, self.state.month)
            if ("access" in clauses and sells) or ("licence" in clauses and contracts.may_license(*other)):
                found.add(loser)
        return found

    def _in_force(self, date: int) -> CounterfactualOutcome:
        """What the market comes to at a date with the contracts in force."""
        if date not in self._now:
            self._now[date] = self.foresight.at(date).under(self._as_it_is)
        return self._now[date]

    def _outcome(self, items: Mapping[Pair, Item], outlook: Outlook) -> CounterfactualOutcome | None:
        terms, granted = dict(self.terms), set(self.granted)
        for pair, item in items.items():
            if item != item_of(terms.get(pair)):
                self.suppose(pair, item, terms, granted)
            _give_way(pair, item, terms, items)
        try:
            return outlook.under(self._supposed(terms, granted))
        except NoEquilibriumError:
            if terms == self.terms:
                raise
            return None

    def _supposed(self, terms: Mapping[Pair, Contract], granted: Iterable[Pair]) -> Counterfactual:
        return replace(self._as_it_is, terms=dict(sorted(terms.items())), granted=frozenset(granted))

    def _flows(
        self, pair: Pair, item: Item, outcome: CounterfactualOutcome, items: Mapping[Pair, Item], date: int
    ) -> Payoffs:
        """What both have each month: sales, training, upkeep, moving homes, stake, and what capital costs the lab."""
        partner, lab = (self.state.catalogue.account[name] for name in pair)
        terms = self.terms.get(pair)
        stake = 0.0 if terms is None else terms.stake
        upkeep = self._upkeep(item)
        training = self._training(pair[1], outcome)
        capital = self._cost_of_dependence(pair[1], outcome)
        listing = self._cost_of_no_listing(pair, item, items, date) if item.access == "exclusive" else 0.0
        earned = outcome.profit + outcome.training_margin - upkeep
        if date > self.state.parameters.compute.order_lead:
            earned = earned - outcome.capital
        migration = float(outcome.migration[partner])
        return Payoffs(
            partner=float(earned[partner] + stake * earned[lab]) + migration,
            lab=(1.0 - stake) * float(earned[lab]) + float(outcome.migration[lab]) + training - capital - listing,
            migration=migration,
            capital=capital,
            listing=listing,
            compensation=0.0,
            training=training,
        )

    def _upkeep(self, item: Item) -> float:
        """What it costs each side to keep a contract up, bn USD per month (E27)."""
        is_active = item.access != "none" or item.licensed
        return self.state.parameters.finance.relationship_cost if is_active else 0.0

    def _training(self, lab: str, outcome: CounterfactualOutcome) -> float:
        """What a lab's training is worth to it above its cost, bn USD per month.

        An hour is worth what one costs the lab today, or more where a dollar of training earns more than a dollar; so a
        clause that rations a lab's compute, or makes it dearer, costs the lab what it cannot train.
        """
        number = self.state.catalogue.account[lab]
        today = self._in_force(0)
        if not today.trained[number] > 0.0:
            return 0.0
        hour = max(1.0, self.return_on_training(lab)) * today.training_cost[number] / today.trained[number]
        return float(hour * outcome.trained[number] - outcome.training_cost[number])

    def _cost_of_no_listing(self, pair: Pair, exclusive: Item, items: Mapping[Pair, Item], date: int) -> float:
        """What the lab loses because exclusivity keeps it from the stock market that would take it otherwise (E30)."""
        finances, lab = self.state.finances, pair[1]
        if finances.cost_of_no_listing(lab, 0.0) == 0.0:
            return 0.0
        free = self._outcome({**items, pair: exclusive._replace(access="open")}, self.foresight.at(date))
        return 0.0 if free is None else finances.cost_of_no_listing(lab, self._dependence(lab, free))

    def _dependence(self, lab: str, outcome: CounterfactualOutcome) -> float:
        """Dependence on one partner that investors would see (E54)."""
        seen = outcome.dependence.weighed(self.state.parameters.finance.compute_dependence_weight)
        return float(seen[self.state.catalogue.account[lab]].max())

    def _cost_of_dependence(self, lab: str, outcome: CounterfactualOutcome) -> float:
        """Value that the lab gives away each month because a dependent firm raises money at a lower price (E28)."""
        finance = self.state.parameters.finance
        kept = dependence_factor(
            self._dependence(lab, outcome),
            dependence_discount=finance.dependence_discount,
            tolerated_dependence=finance.tolerated_dependence,
        )
        return self.state.finances.monthly_funding(lab) * (1.0 / kept - 1.0) if kept > 0.0 else 0.0


def _give_way(pair: Pair, item: Item, terms: dict[Pair, Contract], items: Mapping[Pair, Item]) -> None:
    """Let other contracts of a lab do without what a bundle keeps to its partner alone."""
    for other, contract in terms.items():
        if other[1] != pair[1] or other in items:
            continue
        changes: dict[str, str] = {}
        if item.access == "exclusive" and contract.access in ("exclusive", "preferred"):
            changes["access"] = "open"
        if item.compute != "free" and contract.compute != "free":
            changes["compute"] = "free"
        if item.licence == "exclusive" and contract.licence == "exclusive":
            changes["licence"] = "open"
        if changes:
            terms[other] = contract.model_copy(update=changes)
