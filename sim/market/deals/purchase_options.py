"""Rights to buy a firm, or else to pay for a partnership: what they are worth, and how they end (E32)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.economics.options import attempt_threshold, exercise_probability, option_value
from sim.market.deals.regulator import Purchase
from sim.market.events import MarketEvent
from sim.market.negotiation.agreements import Item, item_of
from sim.market.outlook.market_shares import amounts_by_market
from sim.scenario.months import month_index

if TYPE_CHECKING:
    from sim.market.market import Market
    from sim.market.outlook.outlook import Outlook
    from sim.scenario.schema.finance import Option
    from sim.scenario.schema.root import Parameters

MONTHS_PER_YEAR = 12.0


def months_left(option: Option, parameters: Parameters, month: int) -> int:
    """Months until an option is decided; negative once it is."""
    return month_index(parameters.horizon.start, option.expires) - month


def is_running(option: Option, parameters: Parameters, month: int) -> bool:
    """Whether an option has been granted and not decided."""
    granted = month_index(parameters.horizon.start, option.granted)
    return granted <= month and months_left(option, parameters, month) >= 0


def measures_of(option: Option, market: Market) -> dict[str, float]:
    """Value of an option, chance and threshold of its exercise, and value of the target (E32)."""
    value = market.finances.books[option.target].value
    terms = {
        "strike": option.strike,
        "fee": option.fee,
        "synergy": option.synergy,
        "holdup": option.holdup,
        "partnership": option.partnership,
    }
    time = {
        "years": months_left(option, market.parameters, market.month) / MONTHS_PER_YEAR,
        "volatility": option.volatility,
        "rate": option.rate,
    }
    return {
        "option_value": option_value(value, **terms, **time),
        "exercise_probability": exercise_probability(value, **terms, **time),
        "exercise_threshold": threshold(option, 1.0),
        "underlying_value": value,
    }


def threshold(option: Option, approval: float) -> float:
    """Value of the target above which its holder tries to buy it, given the chance of approval, bn USD."""
    return attempt_threshold(
        strike=option.strike + option.partnership,
        fee=option.fee,
        approval=approval,
        break_fee=option.break_fee,
        synergy=option.synergy,
        holdup=option.holdup,
    )


def decide(name: str, option: Option, market: Market, outlook: Outlook) -> list[MarketEvent]:
    """Exercise an option that is due, or pay for the partnership; returns what happened."""
    subject = f"{option.holder}>{option.target}"
    if market.takeovers.is_void(option.holder, option.target):
        return [
            MarketEvent(market.month, "option", subject, "void", cause=f"{option.target} cannot be bought any more")
        ]
    findings = market.regulator.assess(
        option.holder, option.target, amounts_by_market(market), outlook, market.parameters, market.month
    )
    approval = 1.0 - findings.probability
    value, least = market.finances.books[option.target].value, threshold(option, approval)
    event = MarketEvent(
        month=market.month,
        kind="option",
        subject=subject,
        decision="exercised" if value > least else "lapsed",
        cause=f"option {name} is due",
        figures={
            "value": value,
            "threshold": least,
            "strike": option.strike,
            "fee": option.fee,
            "synergy": option.synergy,
            "holdup": option.holdup,
            "partnership": option.partnership,
            "approval": approval,
            "break_fee": option.break_fee,
        },
    )
    if value > least:
        purchase = Purchase(option.holder, option.target, option.strike, option.break_fee, name)
        return [event, market.takeovers.open_review(purchase, findings)]
    return [event, *become_partners(option, market)]


def become_partners(option: Option, market: Market) -> list[MarketEvent]:
    """Pay for the partnership; where the target has apps and the holder models, the apps may use the models."""
    account = market.catalogue.account
    market.payables.owe(account[option.holder], account[option.target], "option_fee", option.fee)
    pair = option.target, option.holder
    parameters = market.parameters
    has_apps = any(app.owner == option.target for app in parameters.apps.values())
    has_models = any(model.lab == option.holder for model in parameters.models.values())
    if not (has_apps and has_models):
        return []
    before = item_of(market.contracts.terms.get(pair))
    after = Item(before.access, True)
    market.alliances.sign(pair, after, "option", 0.0)
    return [
        MarketEvent(
            market.month,
            "contract",
            f"{pair[0]}-{pair[1]}",
            "licensed" if not before.licensed else "renewed",
            str(before),
            str(after),
            "the option gave a partnership",
            {"fee": 0.0, "option_fee": option.fee},
        )
    ]
