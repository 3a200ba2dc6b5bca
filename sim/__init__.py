"""The market for AI models, clouds and the alliances between them, as an agent-based simulation.

Everything named here is imported when it is first used, so that ``import sim`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.experiments.claims.reading import load_claims as load_claims
    from sim.experiments.claims.scorecard import scorecard as scorecard
    from sim.experiments.comparison import compare as compare
    from sim.experiments.competition.study import competition as competition
    from sim.experiments.design.experiment import load_experiment as load_experiment
    from sim.experiments.ensemble import run as run
    from sim.experiments.explanation.explain import explain as explain
    from sim.experiments.forecast import forecast as forecast
    from sim.experiments.hindcast.hindcast import hindcast as hindcast
    from sim.experiments.sensitivity import sensitivity as sensitivity
    from sim.experiments.stored import open_folder as open  # noqa: A004 - as in other libraries, sim.open
    from sim.experiments.sweep import sweep as sweep
    from sim.market.market import Market as Market
    from sim.scenario import Scenario as Scenario
    from sim.scenario import load as load

    __version__: str

_HOMES = {
    "open": "sim.experiments.stored",
    "load": "sim.scenario",
    "Scenario": "sim.scenario",
    "run": "sim.experiments.ensemble",
    "compare": "sim.experiments.comparison",
    "competition": "sim.experiments.competition.study",
    "explain": "sim.experiments.explanation.explain",
    "load_experiment": "sim.experiments.design.experiment",
    "sweep": "sim.experiments.sweep",
    "load_claims": "sim.experiments.claims.reading",
    "scorecard": "sim.experiments.claims.scorecard",
    "forecast": "sim.experiments.forecast",
    "hindcast": "sim.experiments.hindcast.hindcast",
    "sensitivity": "sim.experiments.sensitivity",
    "Market": "sim.market.market",
}

_OTHER_NAMES = {"open": "open_folder"}  # in its home

__all__ = [
    "Market",
    "Scenario",
    "__version__",
    "compare",
    "competition",
    "explain",
    "forecast",
    "hindcast",
    "load",
    "load_claims",
    "load_experiment",
    "open",
    "run",
    "scorecard",
    "sensitivity",
    "sweep",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        value: Any = _installed_version()
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), _OTHER_NAMES.get(name, name))
    else:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__


def _installed_version() -> str:
    """Return the version of the installed package; a tree that was never installed is version 0."""
    from importlib.metadata import PackageNotFoundError, version  # slow to import, and seldom asked for

    try:
        return version("alliance-market")
    except PackageNotFoundError:
        return "0"
