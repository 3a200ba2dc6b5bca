"""Checks that a reader can do by hand: each computed from the recorded figures of one event and nothing else."""

from collections.abc import Callable, Iterator

from sim.results.reading.events import Event
from sim.words.numbers import apart, close, numeral, percent, worked

ACCESS = ("none", "open", "preferred", "exclusive")
OPEN, EXCLUSIVE = "open", "exclusive"


def checks_of(event: Event) -> list[str]:
    """Return the checks of an event as sentences, the one that decided first."""
    check = _CHECKS.get(event.kind)
    return list(check(event)) if check is not None else []


def exclusivity_check(event: Event, clause: str = "") -> str:
    """Compare worth of a dollar x gain with loss, e.g. ``1.30 x 0.42 = 0.55 is less than 0.61``; empty without them.

    Parameters
    ----------
    event : Event
        A contract event.
    clause : str
        Prefix of the figures of a clause: nothing for sales, ``compute_`` for where the lab buys compute.
    """
    if not event.has(f"{clause}gain", f"{clause}loss", "shadow_value"):
        return ""
    gain, loss, worth = (event.amount(name) for name in (f"{clause}gain", f"{clause}loss", "shadow_value"))
    product, against = apart(worth * gain, loss)
    places = len((product if "." in product else against).partition(".")[2])
    left = worked("{} x {}", lambda worth, gain: worth * gain, worth, gain, show=lambda value: numeral(value, places))
    verdict = "is at least" if worth * gain >= loss else "is less than"
    return f"{left} {'is practically' if product == against else verdict} {against}"


def exclusivity_pays(event: Event, clause: str = "") -> bool:
    """Whether worth of a dollar x gain is at least the loss."""
    return event.amount("shadow_value") * event.amount(f"{clause}gain") >= event.amount(f"{clause}loss")


def access_after(event: Event) -> str:
    """Return the access that a contract has after its event; empty where the event does not say."""
    access = event.after.split(",")[0].strip()
    return access if access in ACCESS else ""


def joint_values(event: Event) -> dict[str, float]:
    """Return what both sides have together under each kind of access that was weighed, bn USD."""
    return {access: event.amount(f"joint_{access}") for access in ACCESS if event.has(f"joint_{access}")}


def change_check(event: Event) -> str:
    """Compare what the best terms would add for the smaller part with the cost of new terms; empty without it."""
    joint = joint_values(event)
    if not joint or not event.has("joint_before", "lab_weight", "negotiation_cost"):
        return ""
    weight, before = min(event.amount("lab_weight"), 1 - event.amount("lab_weight")), event.amount("joint_before")
    best, least = max(joint.values()), event.amount("negotiation_cost")
    part, against = apart(weight * (best - before), least)
    places = len((part if "." in part else against).partition(".")[2])
    left = worked(
        "{} x ({} - {})",
        lambda weight, best, before: weight * (best - before),
        weight,
        best,
        before,
        show=lambda value: numeral(value, places),
    )
    more = weight * (best - before) > least
    return f"{left} is {'more' if more else 'not more'} than the cost of new terms, {against}"


def _contract_checks(event: Event) -> Iterator[str]:
    check = exclusivity_check(event)
    if check:
        pays = "exclusivity pays" if exclusivity_pays(event) else "exclusivity does not pay"
        yield f"worth of a dollar x gain against loss: {check}: {pays}."
    compute = exclusivity_check(event, "compute_")
    if compute:
        pays = "tied compute pays" if exclusivity_pays(event, "compute_") else "tied compute does not pay"
        yield f"the same for tied instead of free compute: {compute}: {pays}."
    joint, chosen = joint_values(event), access_after(event)
    if len(joint) > 1:
        best = max(joint, key=lambda access: joint[access])
        listed = ", ".join(f"{access} {numeral(value)}" for access, value in joint.items())
        yield f"together they have: {listed}; the most under {best}{'' if chosen in ('', best) else f', not {chosen}'}."
    change = change_check(event)
    if change:
        yield f"smaller weight x what the best terms add to those before: {change}."
    yield from _payment_checks(event)


def _payment_checks(event: Event) -> Iterator[str]:
    """Work the payment out (E60), and what each side has of the contract after it."""
    if not event.has("partner_gain", "lab_gain", "lab_weight", "shadow_value", "payment"):
        return
    partner, lab, weight, worth, paid = (
        event.amount(name) for name in ("partner_gain", "lab_gain", "lab_weight", "shadow_value", "payment")
    )
    due = weight * partner - (1 - weight) * lab / worth
    sum_text = worked(
        "{} x {} - {} x {} / {}",
        lambda beta, partner, rest, lab, worth: beta * partner - rest * lab / worth,
        weight,
        partner,
        1 - weight,
        lab,
        worth,
    )
    other = f"not the payment of {numeral(paid)}; for open weights none is due"
    agrees = "the payment" if close(due, paid) else other
    yield f"weight x partner's gain - (1 - weight) x lab's gain / worth of a dollar: {sum_text}: {agrees}."
    yield (
        f"after the payment the partner has {numeral(partner - paid)} and the lab {numeral(lab / worth + paid)} more "
        "than without an agreement."
    )


def _option_checks(event: Event) -> Iterator[str]:
    if event.has("strike", "fee", "synergy", "holdup", "threshold"):
        strike, fee, synergy, holdup, threshold = (
            event.amount(name) for name in ("strike", "fee", "synergy", "holdup", "threshold")
        )
        yield from _threshold_check(event, strike, fee, 1 + synergy - holdup, threshold)
    if event.has("value", "threshold"):
        value, threshold = event.amount("value"), event.amount("threshold")
        left, right = apart(value, threshold)
        above = value > threshold
        text = f"value against threshold: {left} is {'more' if above else 'not more'} than {right}"
        if above != (event.decision == "exercised"):
            text += f", yet it {event.decision}: other figures decided"
        yield f"{text}."


def _threshold_check(event: Event, strike: float, fee: float, worth: float, threshold: float) -> Iterator[str]:
    """Work the threshold out, for a purchase that cannot be blocked, or for one that may be (E32)."""
    partnership = event.amount("partnership") if event.has("partnership") else 0.0
    plain = (strike - fee + partnership) / worth
    if close(plain, threshold):
        sum_text = worked(
            "({} - {} + {}) / {}",
            lambda strike, fee, partnership, worth: (strike - fee + partnership) / worth,
            strike,
            fee,
            partnership,
            worth,
        )
        yield f"(strike - fee + partnership) / (1 + synergy - value without buying): {sum_text}: the threshold."
    elif event.has("approval", "break_fee") and event.amount("approval") > 0:
        approval, break_fee = event.amount("approval"), event.amount("break_fee")
        attempt = ((strike + partnership - fee) * approval + (1 - approval) * break_fee) / (approval * worth)
        if close(attempt, threshold):
            sum_text = worked(
                "({} x {} + {} x {}) / ({} x {})",
                lambda more, q, rest, lost, again, worth: (more * q + rest * lost) / (again * worth),
                strike + partnership - fee,
                approval,
                1 - approval,
                break_fee,
                approval,
                worth,
            )
            yield (
                "((strike + partnership - fee) x chance of approval + chance of a block x break fee) / (chance of "
                f"approval x (1 + synergy - value without buying)): {sum_text}: the threshold."
            )


def _bid_checks(event: Event) -> Iterator[str]:
    if event.has("value", "profit_gain", "insurance", "talent"):
        parts = [event.amount(name) for name in ("profit_gain", "insurance", "talent")]
        if close(sum(parts), event.amount("value")):
            sum_text = worked("{} + {} + {}", lambda *addends: sum(addends), *parts)
            yield f"profit + fallback + talent: {sum_text}: the value."
    if event.has("value", "price", "approval", "break_fee"):
        value, price, approval, break_fee = (event.amount(name) for name in ("value", "price", "approval", "break_fee"))
        sum_text = worked(
            "{} x ({} - {}) - {} x {}",
            lambda approval, value, price, block, break_fee: approval * (value - price) - block * break_fee,
            approval,
            value,
            price,
            1 - approval,
            break_fee,
        )
        yield (
            "chance of approval x (value - price) - chance of a block x break fee: "
            f"{sum_text}: the net value of bidding."
        )
    if event.has("net_value", "partnership"):
        net, partnership = event.amount("net_value"), event.amount("partnership")
        left, right = apart(net, partnership)
        more = net > partnership
        text = f"net value against the best partnership: {left} is {'more' if more else 'not more'} than {right}"
        if more != (event.decision == "made"):
            text += f", yet the bid was {event.decision}: other figures decided"
        yield f"{text}."


def _review_checks(event: Event) -> Iterator[str]:
    if event.has("hhi_before", "hhi_after", "hhi_rise"):
        before, after, rise = (event.amount(f"hhi_{name}") for name in ("before", "after", "rise"))
        yield f"{before:,.0f} + {rise:,.0f} = {before + rise:,.0f} points of concentration, recorded as {after:,.0f}."
    if event.has("draw", "block_probability"):
        draw, chance = event.amount("draw"), event.amount("block_probability")
        left, right = apart(draw, chance)
        below = draw < chance
        yield f"{left} is {'below' if below else 'not below'} {right}: {'blocked' if below else 'cleared'}."


def _ratio(first: float, second: float) -> float:
    return first / second


def _finance_checks(event: Event) -> Iterator[str]:
    if event.has("cash", "burn") and event.amount("burn") > 0:
        cash, burn = event.amount("cash"), event.amount("burn")
        yield f"cash / burn: {worked('{} / {}', _ratio, max(0.0, cash), burn)} months of runway."
    if event.has("amount", "limit"):
        left, right = apart(event.amount("amount"), event.amount("limit"))
        within = event.amount("amount") <= event.amount("limit") or close(event.amount("amount"), event.amount("limit"))
        yield f"amount against limit: {left} is {'within' if within else 'above'} {right}."
    if event.has("amount", "valuation") and event.amount("valuation") > 0:
        amounts = event.amount("amount"), event.amount("valuation")
        yield f"amount / valuation: {worked('{} / {}', _ratio, *amounts, show=lambda share: percent(share, 1))}."


def _entry_checks(event: Event) -> Iterator[str]:
    if event.has("expected_profit", "horizon", "entry_cost") and event.amount("entry_cost") > 0:
        amounts = [event.amount(name) for name in ("expected_profit", "horizon", "entry_cost")]
        sum_text = worked("{} x {} / {}", lambda profit, months, cost: profit * months / cost, *amounts)
        yield f"expected profit x horizon / cost of entry: {sum_text}; the rate of entry is in proportion to it."
    yield from _luck_checks(event, "rate")


def _luck_checks(event: Event, chance: str) -> Iterator[str]:
    if event.has("draw", chance):
        draw, limit = apart(event.amount("draw"), event.amount(chance))
        below = event.amount("draw") < event.amount(chance)
        yield f"the draw of {draw} is {'below' if below else 'not below'} {limit}."


def _technology_checks(event: Event) -> Iterator[str]:
    yield from _luck_checks(event, "hazard")


def _outage_checks(event: Event) -> Iterator[str]:
    yield from _luck_checks(event, "rate")


_CHECKS: dict[str, Callable[[Event], Iterator[str]]] = {
    "contract": _contract_checks,
    "option": _option_checks,
    "bid": _bid_checks,
    "review": _review_checks,
    "finance": _finance_checks,
    "entry": _entry_checks,
    "technology": _technology_checks,
    "outage": _outage_checks,
}
