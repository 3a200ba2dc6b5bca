"""Settings that nothing reads under the rules that a scenario chooses: they have no effect there."""

from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase

from sim.scenario.choices import LIST_PRICES, is_file, says
from sim.scenario.problems import COMMAND_LINE, PYTHON, Problem
from sim.scenario.scenario import Scenario
from sim.scenario.schema.rules import Rules

_SEARCH = ("premium", "break_fee", "dependence_target", "search_period")
_WORTH = ("horizon", "talent")


def nothing_reads(path: str, scenario: Scenario) -> str:
    """Return why nothing reads a parameter in a scenario, in no month of it; empty text where something may.

    Parameters
    ----------
    path : str
        Dotted path.
    scenario : Scenario
        Whose rules decide.
    """
    why = next((why for pattern, why in _REASONS.items() if fnmatchcase(path, pattern)), None)
    if why is None:
        return ""
    reasons = [why(parameters.rules) for parameters in scenario.parameters_over_time]
    return reasons[0] if all(reasons) else ""


def unread(scenario: Scenario) -> list[Problem]:
    """Return what a scenario's own file, or a change from outside, sets although nothing reads it there."""
    return list(_unread(scenario))


def _unread(scenario: Scenario) -> Iterator[Problem]:
    own = {scenario.own_file, COMMAND_LINE.file, PYTHON.file}
    for path, origin in scenario.origins.items():
        if origin.file in own and (why := nothing_reads(path, scenario)):
            yield Problem(origin.file, origin.line, origin.column, path, f"has no effect here: {why}")


def _nobody_bids(rules: Rules) -> str:
    return f"rules.deals is {rules.deals}" if rules.deals == "none" else ""


def _nobody_buys(rules: Rules) -> str:
    if rules.finance != "ample":  # firms in distress are auctioned
        return ""
    return f"rules.deals is {rules.deals} and rules.finance {rules.finance}" if _nobody_bids(rules) else ""


def _nobody_tries(rules: Rules) -> str:
    return "" if rules.pricing == "adaptive" or is_file(rules.pricing) else f"rules.pricing is {rules.pricing}"


def _prices_are_found(rules: Rules) -> str:
    if is_file(rules.pricing) or says(rules.pricing, rules.code, "pricing", LIST_PRICES):
        return ""
    return f"rules.pricing is {rules.pricing}"


_REASONS: dict[str, Callable[[Rules], str]] = {
    **dict.fromkeys((f"deals.{name}" for name in _SEARCH), _nobody_bids),
    **dict.fromkeys((f"deals.{name}" for name in _WORTH), _nobody_buys),
    "trials.*": _nobody_tries,
    "models.*.list_price": _prices_are_found,
    "apps.*.list_price": _prices_are_found,
}
