"""Rights to buy a firm, or else to pay for a partnership: what they are worth, and how they end (E32)."""

from sim.economics.options import attempt_threshold, exercise_probability, option_value
from sim.market.agreements import item_of
from sim.market.deals.ownership import is_void, months_left
from sim.market.deals.regulator import Regulator
from sim.market.events import MarketEvent
from sim.market.negotiation.signing import sign
from sim.market.outlook.outlook import Outlook
from sim.market.purchases import Purchase
from sim.market.state import State
from sim.scenario.schema.finance import Option

MONTHS_PER_YEAR = 12.0


def measures_of(option: Option, state: State) -> dict[str, float]:
    """Value of an option, chance and threshold of its exercise, and value of the target (E32)."""
    value = state.finances.books[option.target].value
    terms = {
        "strike": option.strike,
        "fee": option.fee,
        "synergy": option.synergy,
        "holdup": option.holdup,
        "partnership": option.partnership,
    }
    time = {
        "years": months_left(option, state.parameters, state.month) / MONTHS_PER_YEAR,
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


def decide(name: str, option: Option, state: State, regulator: Regulator, outlook: Outlook) -> list[MarketEvent]:
    """Exercise an option that is due, or pay for the partnership; returns what happened."""
    subject = f"{option.holder}>{option.target}"
    if is_void(option.holder, option.target, state):
        return [MarketEvent(state.month, "option", subject, "void", cause=f"{option.target} cannot be bought any more")]
    findings = regulator.assess(option.holder, option.target, outlook)
    approval = 1.0 - findings.probability
    value, least = state.finances.books[option.target].value, threshold(option, approval)
    event = MarketEvent(
        month=state.month,
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
        return [event, regulator.open_review(purchase, findings)]
    return [event, *become_partners(option, state)]


def become_partners(option: Option, state: State) -> list[MarketEvent]:
    """Pay for the partnership; where the target has apps and the holder models, the apps may use the models."""
    account = state.catalogue.account
    state.payables.owe(account[option.holder], account[option.target], "option_fee", option.fee)
    pair = option.target, option.holder
    parameters = state.parameters
    has_apps = any(app.owner == option.target for app in parameters.apps.values())
    has_models = any(model.lab == option.holder for model in parameters.models.values())
    if not (has_apps and has_models):
        return []
    before = item_of(state.contracts.terms.get(pair))
    after = before if before.licensed else before._replace(licence="open")
    sign(state, pair, after, "option")
    return [
        MarketEvent(
            state.month,
            "contract",
            f"{pair[0]}-{pair[1]}",
            "licensed" if not before.licensed else "renewed",
            str(before),
            str(after),
            "the option gave a partnership",
            {"payment": 0.0, "option_fee": option.fee},
        )
    ]
