"""Contracts: between whom, and which terms can stand together."""

from math import fsum

from sim.scenario.checks.draft import Draft, Entry
from sim.scenario.tree import Path, find
from sim.scenario.wording import nearest, suggestion


def check_contracts(draft: Draft) -> None:
    """Check the parties of every contract and the terms of all contracts of a lab."""
    pairs = {key: pair for key in draft.names("contracts") if (pair := _parties(draft, key)) is not None}
    by_lab: dict[str, list[str]] = {}
    for key, (_, lab) in pairs.items():
        by_lab.setdefault(lab, []).append(key)
    for key, (partner, lab) in pairs.items():
        _check_partner_can(draft, key, partner, lab)
    for lab, keys in by_lab.items():
        _check_one_exclusive(draft, lab, keys, "access", "exclusive access")
        _check_one_exclusive(draft, lab, keys, "licence", "an exclusive licence")
        _check_revenue_shares(draft, lab, keys)
        _check_stakes(draft, lab, keys)
        _check_compute(draft, lab, keys)
    _check_licences(draft)


def _parties(draft: Draft, key: str) -> tuple[str, str] | None:
    """Return partner and lab of a contract; None, with a problem noted, where its name is wrong."""
    owners = draft.names("owners")
    if not draft.is_there("owners"):
        return None
    path: Path = ("contracts", key)
    parts = key.split("-")
    if len(parts) != 2:
        hint = suggestion(key, _possible_contracts(draft), "possible contracts")
        draft.report(path, "a contract is named <partner>-<lab>, with one hyphen", hint, at_key=True)
        return None
    for part, role in zip(parts, ("partner", "lab"), strict=True):
        if part not in owners:
            close = nearest(part, owners)
            meant = f"did you mean {key.replace(part, close)}? " if close is not None else ""
            hint = f"{meant}owners: {', '.join(owners)}"
            draft.report(path, f'the {role} "{part}" is no owner', f"{hint}; {_without(key)}", at_key=True)
            return None
    partner, lab = parts
    if partner == lab:
        draft.report(path, "partner and lab are the same owner", "remove the contract", at_key=True)
        return None
    if not _has(draft, lab, "models", "lab"):
        hint = suggestion(lab, sorted(_holders(draft, "models", "lab")), "owners of models")
        draft.report(path, f"the lab {lab} owns no model", f"{hint}; {_without(key)}", at_key=True)
        return None
    return partner, lab


def _without(key: str) -> str:
    """Say how to do without a contract, for whoever removed one of its parties."""
    return f"contracts.{key}: null removes the contract"


def _possible_contracts(draft: Draft) -> list[str]:
    labs = _holders(draft, "models", "lab")
    return sorted(f"{partner}-{lab}" for partner in _partners(draft) for lab in labs if partner != lab)


def _partners(draft: Draft) -> set[str]:
    return _holders(draft, "clouds", "owner") | _holders(draft, "apps", "owner")


def _holders(draft: Draft, section: str, role: str) -> set[str]:
    """Return the owners of the entries of a section."""
    holders = {draft.value(section, name, role) for name in draft.names(section)}
    return holders & set(draft.names("owners"))


def _has(draft: Draft, owner: str, section: str, role: str) -> bool:
    """Whether an owner has an entry in a section; true where a wrong entry leaves that open."""
    holders = [draft.value(section, name, role) for name in draft.names(section)]
    return owner in holders or not draft.is_there(section) or not set(holders) <= set(draft.names("owners"))


def _check_partner_can(draft: Draft, key: str, partner: str, lab: str) -> None:
    """Check that the partner has the clouds and apps that the terms need."""
    path: Path = ("contracts", key)
    contract = draft.entries("contracts").get(key, {})
    has_cloud, has_app = _has(draft, partner, "clouds", "owner"), _has(draft, partner, "apps", "owner")
    if not has_cloud and not has_app:
        hint = suggestion(partner, sorted(_partners(draft)), "partners")
        message = f"the partner {partner} owns no cloud and no app"
        draft.report(path, message, f"{hint}; {_without(key)}", at_key=True)
        return
    access = contract.get("access")
    if access not in (None, "none") and not has_cloud:
        message = f"access: {access} puts the models of {lab} on clouds of {partner}, but {partner} owns no cloud"
        draft.report((*path, "access"), message, "write none, or leave the line out")
    clause = contract.get("compute")
    if clause not in (None, "free") and not has_cloud:
        message = f"compute: {clause} has {lab} compute on clouds of {partner}, but {partner} owns no cloud"
        draft.report((*path, "compute"), message, "write free, or leave the line out")
    licence = contract.get("licence")
    if licence not in (None, "none") and not has_app:
        message = f"licence: {licence} is for apps of {partner}, but {partner} owns no app"
        draft.report((*path, "licence"), message, "write none, or leave the line out")
    _check_has_its_clause(draft, path, contract)


# Terms that say more about a clause, and what the contract must also have.
_BELONG_TO = {
    "wholesale_markup": ("licence", "open", "a licence"),
    "licence_until": ("licence", "open", "a licence"),
    "revenue_share_cap": ("revenue_share", "0.2", "a revenue share"),
    "revenue_share_until": ("revenue_share", "0.2", "a revenue share"),
}


def _check_has_its_clause(draft: Draft, path: Path, contract: Entry) -> None:
    """Check that nothing is said about a clause that is not even mentioned."""
    for key, (clause, example, what) in _BELONG_TO.items():
        if contract.get(key) is not None and find(draft.tree, (*path, clause)) is None:
            message = f"{key} belongs to {what}, and the contract gives none"
            draft.report((*path, key), message, f"write {clause}: {example} too, or leave the line out")


def _check_one_exclusive(draft: Draft, lab: str, keys: list[str], clause: str, what: str) -> None:
    exclusive: list[Path] = [("contracts", key, clause) for key in keys]
    exclusive = [path for path in exclusive if draft.value(*path) == "exclusive"]
    if len(exclusive) > 1:
        latest = draft.latest(exclusive)
        others = ", ".join(path[1] for path in exclusive if path != latest)
        message = f"{lab} already gives {what} in {others}"
        draft.report(latest, message, "only one contract of a lab can be exclusive")


def _check_revenue_shares(draft: Draft, lab: str, keys: list[str]) -> None:
    shares: list[Path] = [("contracts", key, "revenue_share") for key in keys]
    fees = [fee for cloud in draft.entries("clouds").values() if (fee := cloud.get("marketplace_fee")) is not None]
    total = fsum(draft.value(*path) or 0.0 for path in shares)
    if fees and total > 0 and total + max(fees) >= 1:
        what = f"{lab} gives away {total:g} of its revenue and up to {max(fees):g} as marketplace fee"
        paying = [path for path in shares if draft.value(*path)]
        draft.report_together(paying, max(paying, key=lambda path: draft.value(*path)), f"{what}; expected below 1")


def _check_stakes(draft: Draft, lab: str, keys: list[str]) -> None:
    stakes: list[Path] = [("contracts", key, "stake") for key in keys if draft.value("contracts", key, "stake")]
    total = fsum(draft.value(*path) for path in stakes)
    if total >= 1:
        draft.report_together(stakes, stakes[0], f"stakes in {lab} sum to {total:g}; expected below 1")


def _check_compute(draft: Draft, lab: str, keys: list[str]) -> None:
    """Check that only one partner has a claim to where the lab buys compute."""
    bound: list[Path] = [("contracts", key, "compute") for key in keys]
    bound = [path for path in bound if draft.value(*path) in ("tied", "first_refusal")]
    if len(bound) > 1:
        latest = draft.latest(bound)
        others = ", ".join(f"{path[1]} ({draft.value(*path)})" for path in bound if path != latest)
        message = f"where {lab} buys compute is already settled in {others}"
        draft.report(latest, message, "only one contract of a lab can be tied or give a first refusal")
    for path in bound:
        if draft.value(*path) == "tied":
            _check_committed_elsewhere(draft, lab, keys, path[1])


def _check_committed_elsewhere(draft: Draft, lab: str, keys: list[str], tied: str) -> None:
    """Check that a lab tied to one partner has promised nobody else to pay for compute."""
    for key in keys:
        commitment = draft.value("contracts", key, "commitment")
        if key != tied and commitment:
            message = f"{lab} commits {commitment:g} bn USD to compute that {tied} (compute: tied) forbids it to use"
            hint = f"write first_refusal or free in {tied}, or no commitment"
            draft.report(("contracts", key, "commitment"), message, hint)


def _check_licences(draft: Draft) -> None:
    """Check that apps may license what they route to, and belong to a suite only where enterprises buy."""
    for name, app in draft.entries("apps").items():
        _check_suite(draft, name, app)
        for position, model in enumerate(draft.texts(("apps", name, "licences"))):
            entry = draft.entries("models").get(model or "", {})
            lab, owner = entry.get("lab"), app.get("owner")
            if entry.get("open") is not False or None in (lab, owner) or lab == owner:
                continue
            key = f"{owner}-{lab}"
            if not _is_unclear(draft, key) and draft.value("contracts", key, "licence") in (None, "none"):
                message = f"{owner} has no licence for {model} from {lab}"
                hint = f"set contracts.{key}.licence to open, or take {model} out"
                draft.report_item(("apps", name, "licences"), position, message, hint)


def _is_unclear(draft: Draft, key: str) -> bool:
    """Whether a contract, or all of them, is written wrongly, so that nobody knows its terms."""
    is_wrong = key in draft.names("contracts") and "licence" not in (draft.value("contracts", key) or {})
    return is_wrong or not draft.is_there("contracts")


def _check_suite(draft: Draft, name: str, app: Entry) -> None:
    task = draft.entries("tasks").get(app.get("task") or "", {})
    if app.get("suite") is not None and task.get("buyer") == "consumer":
        message = f"only apps for enterprises belong to a suite, but {app['task']} is a task of consumers"
        draft.report(("apps", name, "suite"), message, "write null, or leave the line out")
