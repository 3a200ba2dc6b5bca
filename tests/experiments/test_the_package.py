"""What `import sim` gives, and what it costs."""

import subprocess
import sys

import pytest

import sim

HEAVY = (
    "pandas",
    "numpy",
    "scipy",
    "numba",
    "mesa",
    "matplotlib",
    "pyarrow",
    "networkx",
    "pydantic",
    "importlib.metadata",
)


def test_importing_sim_imports_nothing_heavy():
    code = f"import sys, sim; print([name for name in {HEAVY} if name in sys.modules])"
    assert (
        subprocess.check_output([sys.executable, "-S", "-c", code], env={"PYTHONPATH": sim.__path__[0] + "/.."})
        == b"[]\n"
    )


def test_names_are_found_when_they_are_asked_for():
    from sim.experiments.comparison import compare
    from sim.experiments.ensemble import run
    from sim.experiments.stored import open_folder
    from sim.scenario import Scenario, load

    assert sim.open is open_folder
    assert (sim.run, sim.compare, sim.load, sim.Scenario) == (run, compare, load, Scenario)
    assert sim.__version__[0].isdecimal()
    assert dir(sim) == sorted(sim.__all__)
    assert {"run", "compare", "open", "Market", "__version__"} <= set(dir(sim))
    with pytest.raises(AttributeError, match="module 'sim' has no attribute 'runn'"):
        sim.runn  # noqa: B018
