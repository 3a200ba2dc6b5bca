"""What figures and tables of claims say beside a verdict."""

from sim.statistics.claim_protocols import ClaimText
from sim.statistics.protocols import ScorecardResult
from sim.words.experiments import assumption_name, setting_text


def beside(result: ScorecardResult, claim: ClaimText) -> str:
    """Return in a few words what a claim depends on."""
    answer = result.answer(claim)
    if answer != "depends":
        return "" if answer in ("supported", "not supported") else answer
    split = result.split_of(claim)
    if split is None or not split["clear"]:
        return "nothing splits the worlds"
    axis = next(axis for axis in result.claims.axes if axis.path == split["parameter"])
    name = assumption_name(axis, result.claims.base.parameters).partition(" (")[0].lower()
    return f"{'>' if split['holds'] == 'above' else '<'} {setting_text(split['threshold'])} {name}"
