"""The article's claims as experiments: what each predicts, tried over worlds and seeds; a scorecard that can say no."""

from sim.experiments.claims.reading import load_claims
from sim.experiments.claims.scorecard import Scorecard, scorecard

__all__ = ["Scorecard", "load_claims", "scorecard"]
