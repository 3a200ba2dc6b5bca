"""The closed set of checks, one kind a file."""

from sim.experiments.claims.checks.difference import Difference
from sim.experiments.claims.checks.form import Check, Value
from sim.experiments.claims.checks.interaction import Interaction
from sim.experiments.claims.checks.interior import Interior
from sim.experiments.claims.checks.level import Level
from sim.experiments.claims.checks.ordering import Ordering
from sim.experiments.claims.checks.steps import Steps
from sim.experiments.claims.checks.variance_share import VarianceShare

CHECKS: dict[str, type[Check]] = {
    "difference": Difference,
    "level": Level,
    "ordering": Ordering,
    "steps": Steps,
    "interaction": Interaction,
    "interior": Interior,
    "variance_share": VarianceShare,
}

__all__ = ["CHECKS", "Check", "Value"]
