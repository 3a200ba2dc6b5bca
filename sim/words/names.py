"""What figures and reports call things: labels come from the scenario, never from code."""

import re
from collections.abc import Iterable, Sequence

from sim.market.measures import COHORTS, LAYERS, cohort_name
from sim.scenario import Parameters, Scenario

_ABBREVIATIONS = ("ai", "api", "hhi")
_SECTIONS = {
    "owner": "owners",
    "cloud": "clouds",
    "home": "clouds",
    "home_at_start": "clouds",
    "model": "models",
    "app": "apps",
    "task": "tasks",
}
# Parts of a compound entity such as "gpt@aws": the kind of each side.
_SIDES = {
    "model_at_home": ("model", "cloud"),
    "model_on_cloud": ("model", "cloud"),
    "model_in_app": ("model", "app"),
    "control": ("layer", "owner"),
    "lab_in_segment": ("owner", "segment"),
    "model_count": ("count", "segment"),
}


def plain(text: str) -> str:
    """Return `text` on one line, without characters that cannot be printed."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def label(parameters: Parameters, kind: str, entity: str) -> str:
    """Return the scenario's label of an entity.

    Parameters
    ----------
    parameters : Parameters
        Parameters of the scenario.
    kind : str
        Kind of the entity, as in the monthly table.
    entity : str
        Name in the monthly table, e.g. ``"gpt"`` or ``"gpt@aws"``.
    """
    if kind in _SIDES and "@" in entity:
        first, second = entity.split("@", 1)
        left, right = _SIDES[kind]
        return f"{label(parameters, left, first)} at {label(parameters, right, second)}"
    if kind in COHORTS:
        entity = entity.removeprefix(cohort_name(kind, ""))
    if kind == "lab_pair":
        return " and ".join(label(parameters, "owner", owner) for owner in entity.split("+"))
    if kind == "pair" and "-on-" in entity:
        first, second = entity.split("-on-", 1)
        return f"{label(parameters, 'owner', first)} on {label(parameters, 'owner', second)}"
    if kind == "option":
        return option_label(parameters, entity)
    if kind == "contract":
        return pair_label(parameters, entity)
    if kind == "layer":
        return layer_label(entity)
    entry = getattr(parameters, _SECTIONS.get(kind, ""), {}).get(entity)
    return plain(getattr(entry, "label", "")) or plain(entity.replace("_", " "))


def owners_in(parameters: Parameters, pair: str, between: str = "-") -> tuple[str, str] | None:
    """Return the two owners that a name such as ``partner-lab`` or ``buyer>target`` joins; None where it does not.

    Names of owners may hold a hyphen themselves.
    """
    for place in (i for i in range(len(pair)) if pair.startswith(between, i)):
        first, second = pair[:place], pair[place + len(between) :]
        if first in parameters.owners and second in parameters.owners:
            return first, second
    return None


def pair_label(parameters: Parameters, pair: str, between: str = "-") -> str:
    """Return the label of a contract or a deal, both owners joined by a dash."""
    owners = owners_in(parameters, pair, between)
    if owners is None:
        return plain(pair.replace("_", " "))
    return " – ".join(label(parameters, "owner", owner) for owner in owners)


def option_label(parameters: Parameters, option: str) -> str:
    """Return who may buy whom by an option, as a label."""
    terms = getattr(parameters, "options", {}).get(option)
    if terms is None:
        return pair_label(parameters, option)
    return " – ".join(label(parameters, "owner", owner) for owner in (terms.holder, terms.target))


def in_words(parameters: Parameters, text: str) -> str:
    """Return a text in which names of owners and options are replaced by their labels."""
    options = getattr(parameters, "options", {})

    def word(found: re.Match[str]) -> str:
        name = found[0]
        if name in options:
            return option_label(parameters, name)
        return label(parameters, "owner", name) if name in parameters.owners else name

    return re.sub(r"[\w-]+", word, plain(text))


def layer_label(layer: str) -> str:
    """Return the short name of a control layer, e.g. ``"Cost of inference"``."""
    name = LAYERS.get(layer, layer).split(":")[0]
    return name[:1].upper() + name[1:]


def layer_meaning(layer: str) -> str:
    """Return what the shares of a control layer are shares of."""
    return LAYERS.get(layer, "").partition(":")[2].strip()


def account_label(parameters: Parameters, account: str) -> str:
    """Return the label of a payer or payee: an owner, or a sector such as ``enterprises``."""
    if account in parameters.owners:
        return label(parameters, "owner", account)
    return plain(account.replace("_", " ")).capitalize()


def flow_label(flow: str) -> str:
    """Return what a kind of payment in the ledger is called, e.g. ``"API sales"``."""
    return " ".join("API" if word == "api" else word for word in flow.split("_"))


def model_label(parameters: Parameters, model: str, *, with_lab: bool = False) -> str:
    """Return a model's label, with its lab in brackets where asked."""
    name = label(parameters, "model", model)
    if not with_lab or model not in parameters.models:
        return name
    return f"{name} ({label(parameters, 'owner', parameters.models[model].lab)})"


def owners_of(scenarios: Iterable[Scenario]) -> list[str]:
    """Return the owners that any of the scenarios has, each once."""
    return list(dict.fromkeys(owner for one in scenarios for owner in one.parameters.owners))


def owner_label(scenarios: Sequence[Scenario], owner: str) -> str:
    """Return the label of an owner that some of the scenarios have."""
    having = (one.parameters for one in scenarios if owner in one.parameters.owners)
    return label(next(having, scenarios[0].parameters), "owner", owner)


def product_label(parameters: Parameters, name: str) -> str:
    """Return the label of something that buyers choose: a model or an app."""
    return label(parameters, "model" if name in parameters.models else "app", name)


def merged(scenarios: Sequence[Scenario], section: str) -> list[str]:
    """Return the names in a section of any of the scenarios, in order of first appearance."""
    return list(dict.fromkeys(name for scenario in scenarios for name in getattr(scenario.parameters, section)))


def words(name: str) -> str:
    """Return a name in code as words, e.g. ``"Consumer surplus"``."""
    written = [word.upper() if word in _ABBREVIATIONS else word for word in name.split("_")]
    text = plain(" ".join(written))
    return text[:1].upper() + text[1:]
