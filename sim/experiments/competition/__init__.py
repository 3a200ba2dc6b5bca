"""What a competition authority asks of a market in one month: structure, a merger, a tie."""

from sim.experiments.competition.situation import CompetitionError
from sim.experiments.competition.study import Competition, competition

__all__ = ["Competition", "CompetitionError", "competition"]
