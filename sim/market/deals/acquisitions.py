"""Owners look for others to buy, bid for firms in distress, and wait for the regulator (E31, E33)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sim.economics.pricing import NoEquilibriumError
from sim.market.counterfactuals import without_licence
from sim.market.deals.ownership import is_under_review, promised
from sim.market.deals.regulator import Regulator
from sim.market.events import Figure, MarketEvent
from sim.market.negotiation.signing import partnership_gain
from sim.market.outlook.indicators import dependence_on_supplier, main_supplier
from sim.market.outlook.outlook import Outlook
from sim.market.purchases import Findings, Purchase
from sim.market.rules import deals_rule
from sim.market.state import State


@dataclass(frozen=True)
class Worth:
    """What a target is worth to a buyer, bn USD.

    Attributes
    ----------
    profit_gain : float
        Gain of profit from owning it, over the horizon.
    insurance : float
        Part that a better position brings in the next bargain with the main supplier.
    talent : float
        People.
    """

    profit_gain: float
    insurance: float
    talent: float

    @property
    def total(self) -> float:
        """Everything together."""
        return self.profit_gain + self.insurance + self.talent


def buyers(state: State) -> list[str]:
    """Owners that could buy: those with another business that pays, and something in the market."""
    parameters = state.parameters
    active = {cloud.owner for cloud in parameters.clouds.values()}
    active |= {app.owner for app in parameters.apps.values()} | {model.lab for model in parameters.models.values()}
    return [name for name, books in state.finances.books.items() if not books.is_funded and name in active]


def targets(state: State) -> list[str]:
    """Firms that can be bought: funded by investors, in the market, not promised and not under review."""
    parameters = state.parameters
    in_market = {section.lab for name, section in parameters.models.items() if name not in state.absent}
    in_market |= {section.owner for name, section in parameters.apps.items() if name not in state.absent}
    return [
        name
        for name, books in state.finances.books.items()
        if books.is_funded
        and name in in_market
        and name not in state.catalogue.bought
        and name not in promised(state)
        and not is_under_review(name, state)
    ]


def worth_of(buyer: str, target: str, state: State, outlook: Outlook) -> Worth | None:
    """What a buyer would gain by owning a target (E33); None where prices would not settle."""
    deals, account = state.parameters.deals, state.catalogue.account
    merged = replace(state.as_it_is(), catalogue=state.catalogue.after_purchase(buyer, target))
    me = account[buyer]
    supplier = main_supplier(state, buyer)
    try:
        apart, together = outlook.under(state.as_it_is()), outlook.under(merged)
        fallback = 0.0
        if supplier is not None and not merged.catalogue.common_ownership(supplier, target):
            fallback = (
                outlook.under(without_licence(merged, buyer, supplier)).profit[me]
                - outlook.under(without_licence(state.as_it_is(), buyer, supplier)).profit[me]
            ) - (together.profit[me] - apart.profit[me])
    except NoEquilibriumError:
        return None
    return Worth(
        profit_gain=deals.horizon * float(together.profit[me] - apart.profit[me]),
        insurance=deals.horizon * state.parameters.bargaining.lab_weight * max(float(fallback), 0.0),
        talent=deals.talent * state.finances.books[target].value,
    )


def search(state: State, regulator: Regulator, outlook: Callable[[], Outlook]) -> Iterator[MarketEvent]:
    """Let every owner that looks for a firm to buy bid for the one that is worth most to it (E33)."""
    looks_for_target, tolerated = deals_rule(state.parameters.rules), state.parameters.deals.dependence_target
    offers: dict[str, tuple[float, Purchase, Findings]] = {}
    for buyer in buyers(state):
        if not looks_for_target(dependence_on_supplier(state, buyer), tolerated) or is_under_review(buyer, state):
            continue
        weighed = [
            bid for target in targets(state) if (bid := _weigh(buyer, target, state, regulator, outlook())) is not None
        ]
        if not weighed:
            continue
        net, purchase, findings, event = max(weighed, key=lambda bid: (bid[0], bid[1].target))
        yield event
        if event.decision == "made":
            best = offers.get(purchase.target)
            if best is None or net > best[0]:
                offers[purchase.target] = net, purchase, findings
    for _, purchase, findings in offers.values():
        yield regulator.open_review(purchase, findings)


def _weigh(
    buyer: str, target: str, state: State, regulator: Regulator, outlook: Outlook
) -> tuple[float, Purchase, Findings, MarketEvent] | None:
    """Compare a bid with the best partnership: q (value - price) - (1 - q) break fee."""
    deals = state.parameters.deals
    worth = worth_of(buyer, target, state, outlook)
    if worth is None:
        return None
    price = (1.0 + deals.premium) * state.finances.books[target].value
    purchase = Purchase(buyer, target, price, deals.break_fee * price)
    findings = regulator.assess(buyer, target, outlook)
    approval = 1.0 - findings.probability
    net = approval * (worth.total - price) - findings.probability * purchase.break_fee
    partnership = deals.horizon * partnership_gain(state, (buyer, target))
    event = MarketEvent(
        month=state.month,
        kind="bid",
        subject=purchase.name,
        decision="made" if net > max(partnership, 0.0) else "refused",
        cause=f"dependence on {main_supplier(state, buyer)}",
        figures={
            "value": worth.total,
            "profit_gain": worth.profit_gain,
            "insurance": worth.insurance,
            "talent": worth.talent,
            "price": price,
            "premium": deals.premium,
            "approval": approval,
            "break_fee": purchase.break_fee,
            "net_value": net,
            "partnership": partnership,
            "dependence": dependence_on_supplier(state, buyer),
            "block_probability": findings.probability,
        },
    )
    return net, purchase, findings, event


def auction(target: str, state: State, outlook: Outlook) -> tuple[Purchase | None, dict[str, Figure]]:
    """Sell a firm in distress to whom it is worth most, at the second price; to nobody if the pieces bring more (E31).

    Returns
    -------
    purchase : Purchase or None
        The sale.
    figures : dict
        What the firm is worth to the best buyer, and what the pieces would bring.
    """
    floor = state.parameters.finance.liquidation_share * max(state.finances.books[target].value, 0.0)
    bids = [
        (worth.total, buyer)
        for buyer in buyers(state)
        if (worth := worth_of(buyer, target, state, outlook)) is not None
    ]
    bids.sort(key=lambda bid: (-bid[0], bid[1]))
    figures: dict[str, Figure] = {"best_offer": bids[0][0] if bids else 0.0, "liquidation_value": floor}
    if not bids or bids[0][0] <= floor:
        return None, figures
    price = max(bids[1][0], floor) if len(bids) > 1 else floor
    return Purchase(bids[0][1], target, price, 0.0), figures
