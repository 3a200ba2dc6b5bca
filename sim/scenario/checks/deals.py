"""Options on firms and labs that enter later: dates, and whether there is anything to value, to buy or to wait for."""

from sim.scenario.checks.draft import Draft, Entry
from sim.scenario.months import month_index
from sim.scenario.tree import Path


def check_deals(draft: Draft) -> None:
    """Check every option, and every lab that waits outside the market."""
    for name, option in draft.entries("options").items():
        _check_parties(draft, name, option)
        _check_dates(draft, name, option)
        _check_gain(draft, name, option)
    _check_entrants(draft)


def _check_parties(draft: Draft, name: str, option: Entry) -> None:
    holder, target = option.get("holder"), option.get("target")
    path: Path = ("options", name, "target")
    owner = draft.entries("owners").get(target or "")
    if owner is None:
        return  # reported where names are checked
    if holder == target:
        draft.report(path, f"{target} holds the option on itself", "name the owner that may be bought")
    elif "initial_cash" in owner and owner["initial_cash"] is None:
        message = f"{target} has no initial_cash, so another business pays for it and no investor says what it is worth"
        draft.report(path, message, f"set owners.{target}.initial_cash")


def _check_dates(draft: Draft, name: str, option: Entry) -> None:
    """Check that an option ends after it is granted and after the start; it may outlast the run."""
    granted, expires, start = option.get("granted"), option.get("expires"), draft.value("horizon", "start")
    path: Path = ("options", name, "expires")
    if expires is None:
        return
    if granted is not None and month_index(granted, expires) <= 0:
        draft.report(path, f"the option ends in {expires}, but is granted in {granted}", "name a later month")
    elif start is not None and month_index(start, expires) <= 0:
        message = f"the option ends in {expires}, but the run starts in {start}, so nobody would decide it"
        draft.report(path, message, f"name a month after {start}")


def _check_gain(draft: Draft, name: str, option: Entry) -> None:
    synergy, holdup = option.get("synergy"), option.get("holdup")
    if synergy is not None and holdup is not None and holdup >= 1.0 + synergy:
        message = f"holdup {holdup:g} leaves the holder nothing to gain by buying"
        draft.report(("options", name, "holdup"), message, f"write a share below 1 + synergy ({1.0 + synergy:g})")


def _check_entrants(draft: Draft) -> None:
    models = draft.entries("models")
    waiting = {name: model.get("lab") for name, model in models.items() if model.get("entrant")}
    if waiting and len(waiting) == len(draft.names("models")):
        message = "every model is an entrant, so there is none at the start"
        draft.report(("models",), message, "let one be there: entrant: false", at_key=True)
        return
    for name, lab in waiting.items():
        busy = _business_of(draft, lab)
        if busy is not None:
            draft.report(
                ("models", name, "entrant"),
                f"{name} waits for its lab to enter, but {lab} is in the market already: it owns {busy}",
                "give the entrant a lab of its own",
            )


def _business_of(draft: Draft, lab: str | None) -> str | None:
    """Return something that an owner has in the market from the start; None where it has nothing."""
    present = {"models": "lab", "clouds": "owner", "apps": "owner"}
    for section, role in present.items():
        for name, entry in draft.entries(section).items():
            if lab is not None and entry.get(role) == lab and not entry.get("entrant"):
                return name
    return None
