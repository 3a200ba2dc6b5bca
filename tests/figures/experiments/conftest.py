"""Sweeps and sensitivity analyses of a market of one formula."""

import functools

import pytest

from sim.experiments.sensitivity import sensitivity
from sim.experiments.sweep import sweep
from sim.figures import draw
from tests.experiments.experiment_files import (
    FRICTION,
    GRID,
    HOME,
    LINE,
    SOBOL,
    SWITCHING,
    TILTED,
    FormulaMarket,
    experiment,
    ishigami,
)

SCATTERED = GRID.replace("design: grid", "design: latin_hypercube\npoints: 12").replace(", levels: 3", "")


ISHIGAMI = FormulaMarket({"volume": ishigami}, (FRICTION, SWITCHING, HOME))


@pytest.fixture(scope="session")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("experiments")
    market = FormulaMarket(TILTED)
    return {
        "grid": sweep(experiment(folder, GRID), jobs=1, simulate=market),
        "line": sweep(experiment(folder, LINE), jobs=1, simulate=market),
        "scattered": sweep(experiment(folder, SCATTERED, seeds="1..2"), jobs=1, simulate=market),
        "sobol": sensitivity(experiment(folder, SOBOL), jobs=1, simulate=ISHIGAMI),
        "morris": sensitivity(
            experiment(folder, SOBOL.replace("method: sobol\nsamples: 16", "method: morris\nsamples: 6")),
            jobs=1,
            simulate=ISHIGAMI,
        ),
    }


@pytest.fixture(scope="session")
def drawn(results):
    return functools.cache(lambda kind, name: draw(name, results[kind]))
