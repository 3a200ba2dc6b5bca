"""Where models may be sold, and at what price where prices are posted."""

from sim.scenario.checks.draft import Draft, Entry
from sim.scenario.choices import LIST_PRICES, says


def check_selling(draft: Draft) -> None:
    """Check that the primary host of every closed model may sell it, and that posted prices are given."""
    for name, model in draft.entries("models").items():
        if model.get("open") is False:
            _check_primary_host(draft, name, model)
    if says(str(draft.value("rules", "pricing")), draft.value("rules", "code") or {}, "pricing", LIST_PRICES):
        _check_posted_prices(draft)


def _check_primary_host(draft: Draft, name: str, model: Entry) -> None:
    lab, host = model.get("lab"), model.get("primary_host")
    clouds = draft.entries("clouds")
    owners = draft.names("owners")
    if lab not in owners or host not in clouds or any(c.get("owner") not in owners for c in clouds.values()):
        return  # reported where those names are checked
    allowed = [cloud for cloud, entry in clouds.items() if _may_sell(draft, entry["owner"], lab)]
    path = ("models", name, "primary_host")
    if not allowed:
        message = f"no cloud may sell {name}: {lab} owns no cloud, and no contract of {lab} gives access"
        draft.report(path, message, f"set contracts.{clouds[host]['owner']}-{lab}.access: open")
    elif host not in allowed:
        message = f"{host} is the primary host of {name}, but {_why_not(draft, clouds[host]['owner'], lab)}"
        draft.report(path, message, f"clouds that may sell it: {', '.join(allowed)}")


def _may_sell(draft: Draft, partner: str, lab: str) -> bool:
    """Whether the clouds of a partner may sell a lab's closed models; unclear cases count as yes."""
    if partner == lab or not draft.is_there("contracts"):
        return True
    key = f"{partner}-{lab}"
    if key in draft.names("contracts") and draft.value("contracts", key, "access") is None:
        return True
    return draft.value("contracts", key, "access") not in (None, "none") and _first_in_line(draft, partner, lab) is None


def _first_in_line(draft: Draft, partner: str, lab: str) -> str | None:
    """Return the contract that keeps a partner out: exclusive, or preferred with its head start running."""
    for key, contract in draft.entries("contracts").items():
        is_first = contract.get("access") == "exclusive" or key in draft.head_starts
        if is_first and key.endswith(f"-{lab}") and key != f"{partner}-{lab}":
            return key
    return None


def _why_not(draft: Draft, partner: str, lab: str) -> str:
    key = f"{partner}-{lab}"
    if draft.value("contracts", key, "access") in (None, "none"):
        return f"{key} gives no access"
    blocking = _first_in_line(draft, partner, lab)
    return f"{blocking} is {draft.value('contracts', blocking or '', 'access')} and keeps others out"


def _check_posted_prices(draft: Draft) -> None:
    rule = draft.value("rules", "pricing")
    for section in ("models", "apps"):
        for name, entry in draft.entries(section).items():
            is_open = section == "models" and entry.get("open") is not False
            if not is_open and "list_price" in entry and entry["list_price"] is None:
                message = f"missing: rules.pricing is {rule}, so every closed model and every app needs a price"
                draft.report((section, name, "list_price"), message, "give a number of USD per Mtok")
            elif not is_open and draft.value("rules", "demand") == "budgets" and entry.get("list_price") == 0.0:
                message = "expected a price above 0: under rules.demand: budgets a budget buys endless tokens at 0"
                draft.report((section, name, "list_price"), message, "give a price, or set rules.demand: volumes")
