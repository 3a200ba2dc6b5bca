"""What happens to alliances, in words."""

from sim.scenario import Scenario
from sim.words.names import plain

_HAPPENINGS = {
    "compute_untied": "{subject}'s compute is no longer tied",
    "compute_free": "{subject}'s compute is free, no right of first refusal left",
    "sales_open": "{subject}'s models are no longer sold exclusively",
    "licensed": "{partner}'s apps license {subject}'s models",
    "bought": "{subject} is bought",
}


def milestone_text(scenario: Scenario, happening: str, subject: str, partner: str) -> str:
    """Return what happened, with the names that figures and reports print."""
    owners = scenario.parameters.owners
    names = {"subject": plain(owners[subject].label), "partner": plain(owners[partner].label)}
    return _HAPPENINGS[happening].format(**names)
