"""Explanations of a market of one formula, of which the shares are known."""

from functools import cache

from sim.experiments.explanation.explain import explain
from sim.scenario import load
from tests.experiments.experiment_files import FRICTION, FormulaMarket

FEE = "clouds.aws.marketplace_fee"
DISCOUNT = "enterprises.neutrality_discount"
# Three channels are open, so that few sets are run.
OPENED = ("horizon.months=6", f"{FRICTION}=1", f"{FEE}=0.03", f"{DISCOUNT}=0.3")
BASE, OTHER = (load(name, OPENED) for name in ("null", "null_open"))


def worth(friction: float, fee: float, discount: float, seed: int, is_open: bool) -> float:
    """What is bought: opening brings the friction, what a fee takes from it, and nothing by neutrality."""
    return float(seed) + is_open * (10.0 * friction - 20.0 * friction * fee * seed) + 0.0 * discount


MARKET = FormulaMarket({"volume": worth}, (FRICTION, FEE, DISCOUNT))


@cache
def explained_once():
    """An explanation that tests only look at."""
    return explained()


def explained(**how):
    return explain(BASE, OTHER, **{"outcomes": ["volume"], "seeds": "1..3", "jobs": 1, "simulate": MARKET, **how})
