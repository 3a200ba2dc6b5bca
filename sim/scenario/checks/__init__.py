"""Checks across sections: what no single value can show."""

from sim.scenario.checks.contracts import check_contracts
from sim.scenario.checks.deals import check_deals
from sim.scenario.checks.draft import Draft
from sim.scenario.checks.names import check_names
from sim.scenario.checks.releases import check_releases
from sim.scenario.checks.segments import check_segments
from sim.scenario.checks.selling import check_selling
from sim.scenario.checks.shares import check_shares

__all__ = ["Draft", "check_all"]


def check_all(draft: Draft) -> None:
    """Run every check; `draft.problems` then holds what is wrong."""
    check_names(draft)
    check_segments(draft)
    check_releases(draft)
    check_contracts(draft)
    check_selling(draft)
    check_deals(draft)
    check_shares(draft)
