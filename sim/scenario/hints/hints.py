"""What a scenario's own file sets to no effect, or seems to have forgotten: hints, not errors."""

from collections.abc import Iterator

from sim.scenario.hints.unread import unread
from sim.scenario.problems import COMMAND_LINE, DEFAULT, PYTHON, Origin, Problem
from sim.scenario.scenario import Scenario
from sim.scenario.schema.contracts import Contract
from sim.scenario.schema.root import Parameters

_MONEY = ("revenue_share", "investment", "stake", "commitment")


def hints(scenario: Scenario) -> list[Problem]:
    """Return what nothing reads, contracts that can do nothing, and clouds that were left without a contract."""
    return [*unread(scenario), *_idle_contracts(scenario), *_clouds_without_contract(scenario)]


def _idle_contracts(scenario: Scenario) -> Iterator[Problem]:
    for key in scenario.parameters.contracts:
        origin = _own_origin(scenario, f"contracts.{key}.")
        if origin is not None:
            reasons = [_why_idle(parameters, key) for parameters in scenario.parameters_over_time]
            if all(reasons):
                yield Problem(
                    origin.file, origin.line, origin.column, f"contracts.{key}", f"can do nothing: {reasons[0]}"
                )


def _why_idle(parameters: Parameters, key: str) -> str:
    """Return why a contract that only lets a partner sell lets it sell nothing; empty text where it may."""
    terms = parameters.contracts.get(key)
    if terms is None or terms.access not in ("open", "preferred") or _does_more(terms):
        return ""
    return _kept_out(parameters, key, _pair(parameters, key)[1])


def _does_more(terms: Contract) -> bool:
    """Whether a contract licenses models, moves money or ties compute."""
    return terms.wholesale_markup is not None or terms.compute != "free" or any(getattr(terms, one) for one in _MONEY)


def _kept_out(parameters: Parameters, key: str, lab: str) -> str:
    """Return which exclusive contract of the lab forbids what a contract allows, where nobody can bargain it away."""
    if parameters.rules.bargaining != "fixed":
        return ""
    exclusive = [
        f"contracts.{other}"
        for other, terms in parameters.contracts.items()
        if other != key and terms.access == "exclusive" and _pair(parameters, other)[1] == lab
    ]
    return f"{exclusive[0]}.access is exclusive" if exclusive else ""


def _clouds_without_contract(scenario: Scenario) -> Iterator[Problem]:
    """Yield clouds of the own file that sell nothing of labs that others' clouds may sell as they like."""
    last = scenario.parameters_over_time[-1]
    for name, cloud in scenario.parameters.clouds.items():
        origin = _own_origin(scenario, f"clouds.{name}.owner")
        missing = [lab for lab in _labs_on_several_clouds(last) if f"{cloud.owner}-{lab}" not in last.contracts]
        missing = [lab for lab in missing if lab != cloud.owner]
        if origin is not None and missing:
            message = (
                f"sells no model of {', '.join(missing)}, which other clouds sell: there is no contract; "
                f"contracts.{cloud.owner}-{missing[0]}.access: open would allow it"
            )
            yield Problem(origin.file, origin.line, origin.column, f"clouds.{name}", message)


def _labs_on_several_clouds(parameters: Parameters) -> list[str]:
    """Return the labs whose closed models the clouds of two owners or more may sell."""
    owners = {cloud.owner for cloud in parameters.clouds.values()}
    labs = dict.fromkeys(model.lab for model in parameters.models.values() if not model.open)
    found = []
    for lab in labs:
        access = {key: terms.access for key, terms in parameters.contracts.items() if _pair(parameters, key)[1] == lab}
        sellers = [key for key, one in access.items() if one != "none" and _pair(parameters, key)[0] in owners]
        if len(sellers) > 1 and "exclusive" not in access.values():
            found.append(lab)
    return found


def _pair(parameters: Parameters, key: str) -> tuple[str, str]:
    """Return partner and lab of a contract; names of owners may hold a hyphen themselves."""
    places = (place for place, letter in enumerate(key) if letter == "-")
    pairs = ((key[:place], key[place + 1 :]) for place in places)
    return next((pair for pair in pairs if {*pair} <= set(parameters.owners)), ("", ""))


def _own_origin(scenario: Scenario, start: str) -> Origin | None:
    """Return where the own file, or a change from outside, writes something below a path; None where it does not."""
    own = {scenario.own_file, COMMAND_LINE.file, PYTHON.file}
    written = (origin for path, origin in scenario.origins.items() if path.startswith(start))
    return next((origin for origin in written if origin != DEFAULT and origin.file in own), None)
