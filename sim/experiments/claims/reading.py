"""Reading a file of claims: every path, scenario, outcome, fact and check that it names must exist."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.experiments.claims.checks import CHECKS, Check
from sim.experiments.claims.checks.shown import Shown
from sim.experiments.claims.checks.variance_share import VarianceShare
from sim.experiments.claims.claim import Claim, Claims, Condition, Form, Placebo, Setting, Step, settings_of
from sim.experiments.claims.reading_observables import Reader
from sim.experiments.claims.reading_settings import read_axes, read_settings, shipped, without
from sim.experiments.claims.schema import CLAIMS_FILE, ClaimsFile
from sim.experiments.claims.worlds import matching_paths
from sim.scenario import Scenario, ScenarioError, parse_seeds, shipped_folder, shipped_scenarios
from sim.scenario.changes import changes_of
from sim.scenario.facts import facts
from sim.scenario.files import GivenFile, SourceFile, shipped_seed, source_of
from sim.scenario.heads import read_seeds
from sim.scenario.places import Place
from sim.scenario.problems import Problem, in_order, problem_at
from sim.scenario.tree import Node, plain
from sim.scenario.validation import read_section
from sim.scenario.wording import found, suggestion

_EQUATION = re.compile(r"E([1-9]|[1-5]\d|6[0-2])")
_ID = re.compile(r"C\d{2}")


def shipped_claims() -> Path:
    """Return the file of claims that comes with the package."""
    return shipped_seed("claims.yaml")


def load_claims(path: GivenFile | None = None) -> Claims:
    """Read a file of claims.

    Parameters
    ----------
    path : path, optional
        The file, or what was read from it; by default the claims of the article.

    Raises
    ------
    ScenarioError
        With every problem of the file.
    """
    problems: list[Problem] = []
    source = source_of(path if path is not None else shipped_claims(), problems)
    claims = None
    if source is not None:
        problems.extend(read_section(ClaimsFile, CLAIMS_FILE, source.root, ()))
        if not problems:
            claims = _claims(source, problems)
    if problems or claims is None:
        raise ScenarioError(in_order(problems, [source.shown] if source is not None else []))
    return claims


def _claims(source: SourceFile, problems: list[Problem]) -> Claims | None:
    """Return the claims of a file whose form is right; None, with all that is wrong noted, where they are not valid."""
    keys = source.root.entries
    base = _changed(shipped(shipped_folder() / "base.yaml"), keys.get("market"), problems)
    whole = shipped(shipped_folder() / "endogenous.yaml")
    settings = read_settings(keys, problems)
    axes = read_axes(keys["assumptions"], base, problems)
    forms = {name: _form(name, keys[name], problems) for name in ("quick", "full")}
    if problems:
        return None  # without the scenarios nothing can be said about conditions
    claims = tuple(_claim(name, node, settings, whole, problems) for name, node in keys["claims"].entries.items())
    if problems:
        return None
    used = settings_of(claims)
    for scenario in (base, *(one for setting in settings.values() for one in (setting.scenario, setting.varied))):
        try:
            scenario.refuse_untrusted_rules()
        except ScenarioError as error:
            problems.extend(one for one in error.problems if one not in problems)
    if problems:
        return None
    for name, node in keys["variants"].entries.items() if "variants" in keys else ():
        if name not in used:
            problems.append(problem_at(node.place, ("variants", name), "no condition uses this variant"))
    article = _article(keys.get("article"), [claim.id for claim in claims], problems)
    if problems:
        return None
    market = plain(keys["market"]) if "market" in keys else {}
    chosen = {name: setting for name, setting in settings.items() if name in used}
    title, data = str(keys["title"].value), plain(source.root)
    return Claims(source.path, title, base, market, axes, chosen, forms, claims, article, data, source.text)


def _article(node: Node | None, known: Sequence[str], problems: list[Problem]) -> tuple[Step, ...]:
    """Return the argument step by step, noting claims that do not exist."""
    steps = []
    for number, item in enumerate(_items(node) if node is not None else (), start=1):
        _check_names(item.entries["claims"], ("article", str(number), "claims"), known, "no such claim", problems)
        words = (str(item.entries[key].value).strip() for key in ("step", "argues", "beyond"))
        step, argues, beyond = words
        steps.append(Step(step, argues, _texts(item.entries["claims"]), beyond))
    return tuple(steps)


def _changed(scenario: Scenario, block: Node | None, problems: list[Problem]) -> Scenario:
    """Return a scenario with the changes of a block, or as it is where they are wrong."""
    if block is None:
        return scenario
    try:
        return scenario.changed(changes_of(block))
    except ScenarioError as error:
        problems.extend(one for one in error.problems if one not in problems)
        return scenario


def _form(name: str, node: Node, problems: list[Problem]) -> Form:
    seeds = read_seeds(node.entries["seeds"], problems) or parse_seeds("1")
    return Form(name, int(plain(node.entries["worlds"])), tuple(sorted(seeds)))


def _claim(name: str, node: Node, settings: dict[str, Setting], whole: Scenario, problems: list[Problem]) -> Claim:
    keys, here = node.entries, ("claims", name)
    if not _ID.fullmatch(name):
        problems.append(problem_at(node.place, here, "expected an id such as C14"))
    mechanism = keys["mechanism"].entries
    _check_names(
        keys["actors"], (*here, "actors"), _actors(whole), "no such firm, cloud, model, app or surface", problems
    )
    _check_names(keys.get("facts"), (*here, "facts"), list(facts()), "no such fact", problems)
    for item in _items(mechanism["equations"]):
        if not _EQUATION.fullmatch(str(item.value)):
            message = f"expected an equation tag from E1 to E62, found {found(plain(item))}"
            problems.append(problem_at(item.origin, (*here, "mechanism", "equations"), message))
    for node_of_paths, where in ((mechanism["parameters"], "mechanism.parameters"), (keys["depends_on"], "depends_on")):
        for item in _items(node_of_paths):
            if not matching_paths(str(item.value), whole.parameters):
                message = f"there is no parameter {item.value}"
                problems.append(problem_at(item.origin, (*here, where), message))
    misread = str(keys["misread"].value) if "misread" in keys else ""
    reason = str(plain(keys["cannot_be_expressed"])) if "cannot_be_expressed" in keys else ""
    listed = _items(keys["conditions"]) if "conditions" in keys else []
    if bool(listed) == bool(reason):
        message = "expected either conditions or cannot_be_expressed with the reason"
        problems.append(problem_at(node.place, here, message))
    conditions = [
        _condition(item, (*here, "conditions", str(number)), settings, problems)
        for number, item in enumerate(listed, start=1)
    ]
    behind = [
        _of_kind(Shown, item, (*here, "behind", str(number)), settings, problems)
        for number, item in enumerate(_items(keys["behind"]) if "behind" in keys else [], start=1)
    ]
    placebo = None
    if "placebo" in keys and None not in conditions:
        placebo = _placebo(name, keys["placebo"], listed, settings, problems)
    return Claim(
        name,
        str(keys["claim"].value),
        str(keys["falsifier"].value),
        _texts(keys["actors"]),
        _texts(mechanism["equations"]),
        _texts(mechanism["parameters"]),
        _texts(keys["depends_on"]),
        _texts(keys.get("facts")),
        tuple(condition for condition in conditions if condition is not None),
        tuple(shown for shown in behind if shown is not None),
        placebo,
        misread,
        reason,
    )


def _placebo(
    name: str, node: Node, listed: Sequence[Node], settings: dict[str, Setting], problems: list[Problem]
) -> Placebo | None:
    """Return the conditions of a claim in settings without its mechanism; None where something is wrong."""
    here, keys = ("claims", name, "placebo"), node.entries
    chosen = [int(number) for number in plain(keys["conditions"])] if "conditions" in keys else []
    numbers = tuple(number - 1 for number in chosen) or tuple(range(len(listed)))
    if not all(0 <= number < len(listed) for number in numbers):
        problems.append(problem_at(node.place, here, f"expected numbers of conditions from 1 to {len(listed)}"))
        return None
    before = len(problems)
    conditions = []
    for number in numbers:
        tried = _condition(listed[number], (*here, str(number + 1)), settings, problems)
        if tried is not None:
            names = list(dict.fromkeys(tried.check.settings))
            renamed = without(names, f"-without-{name}", keys["set"], settings, problems)
            conditions.append(replace(tried, check=tried.check.elsewhere(renamed)))
    return None if len(problems) > before else Placebo(str(keys["says"].value), numbers, tuple(conditions))


def _condition(
    node: Node, path: tuple[str, ...], settings: dict[str, Setting], problems: list[Problem]
) -> Condition | None:
    """Return a condition; None, with all that is wrong noted, where it is none."""
    kind = node.entries.get("check")
    name = kind.value if kind is not None else None
    if not isinstance(name, str) or name not in CHECKS:
        place = node.place if kind is None else kind.origin
        message = f"no check {found(name)}" if kind is not None else "missing: check"
        problems.append(problem_at(place, (*path, "check"), message, suggestion(str(name), CHECKS, "checks")))
        return None
    return _of_kind(CHECKS[name], node, path, settings, problems)


def _of_kind(
    kind: type[Check], node: Node, path: tuple[str, ...], settings: dict[str, Setting], problems: list[Problem]
) -> Condition | None:
    """Return a condition of a kind; None, with all that is wrong noted, where it is none."""
    before = len(problems)
    problems.extend(read_section(kind, Place(kind), node, path))
    if len(problems) > before:
        return None
    check = kind.model_validate(plain(node))
    if isinstance(check, VarianceShare) and (len({len(row) for row in check.table}) != 1 or len(check.table[0]) < 2):
        message = "expected rows of the same number of scenarios, two or more"
        problems.append(problem_at(node.entries["table"].place, (*path, "table"), message))
    for setting in dict.fromkeys(check.settings):
        if setting not in settings:
            known = [*settings, *(path.stem for path in shipped_scenarios())]
            hint = suggestion(setting, dict.fromkeys(known), "scenarios and variants")
            problems.append(problem_at(node.place, path, f'no scenario or variant "{setting}"', hint))
    if len(problems) > before:
        return None
    scenarios = [settings[setting].varied for setting in dict.fromkeys(check.settings)]
    reader, of = Reader(scenarios, problems), node.entries["of"]
    if check.takes_several:
        several = reader.read_all(of, (*path, "of"), least=2)
        return Condition(check, several) if several else None
    one = reader.read(of, (*path, "of"))
    return None if one is None else Condition(check, (one,))


def _actors(scenario: Scenario) -> list[str]:
    parameters = scenario.parameters
    surfaces = [surface for app in parameters.apps.values() for surface in app.surfaces]
    names: list[Any] = [*parameters.owners, *parameters.clouds, *parameters.models, *parameters.apps, *surfaces]
    return list(dict.fromkeys(names))


def _items(node: Node) -> Sequence[Node]:
    return node.value if isinstance(node.value, tuple) else ()


def _texts(node: Node | None) -> tuple[str, ...]:
    return () if node is None else tuple(str(item.value) for item in _items(node))


def _check_names(
    node: Node | None, path: tuple[str, ...], known: Sequence[str], message: str, problems: list[Problem]
) -> None:
    for item in _items(node) if node is not None else ():
        if item.value not in known:
            hint = suggestion(str(item.value), known, "known")
            problems.append(problem_at(item.origin, path, f"{message}: {item.value}", hint))
