"""A small market in one month, which tests share and only look at."""

from functools import cache

from sim.experiments.competition.situation import Situation, situation_at
from tests.market.small_runs import small

# Budgets in months in which somebody buys; a stake, so that it counts somewhere.
STAKE = "contracts.microsoft-openai.stake=0.27"


@cache
def situation(*overrides: str, name: str = "exclusive") -> Situation:
    """The market in its fifth month."""
    return situation_at(small(name, *overrides), "2023-05", 1)
