"""Rolling origins: for each month a fit to what was observed before it, and forecasts of what came later."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any, Unpack

import pandas as pd

from sim.experiments.calibration.calibrate import calibrate
from sim.experiments.calibration.plan import Calibration
from sim.experiments.calibration.reading import load_calibration
from sim.experiments.execution import Execution, ExecutionOptions
from sim.experiments.hindcast.hindcast import Hindcast, hindcast
from sim.experiments.hindcast.plan import HindcastPlan, load_hindcast
from sim.experiments.observables import OBSERVABLES
from sim.experiments.observations import Registry
from sim.results.files import write_text
from sim.results.records import Failure
from sim.results.store import Contents, FolderStore
from sim.results.tables import table_of
from sim.scenario import ScenarioError
from sim.scenario.problems import Problem, wrong_month

KIND = "origins"
FITTED = "calibration"
"""What is fitted before each origin unless draws are given."""
ORIGIN = "{origin}"
"""Stands for the month in the path of the draws."""
REPORT_FILE, SKILL_FILE = "report.html", "skill.csv"


@dataclass(frozen=True)
class Asked:
    """What was asked for, read and found right.

    Attributes
    ----------
    months : tuple of str
        Origins (YYYY-MM), in order of time.
    given : dict of str to object
        What `load_hindcast` is called with besides draws and origin.
    draws : dict of str to str
        File of draws by origin; empty where they are to be fitted.
    fits : tuple of Calibration
        What is fitted, one for each origin; none where draws are given.
    """

    months: tuple[str, ...]
    given: dict[str, Any]
    draws: dict[str, str]
    fits: tuple[Calibration, ...]

    def plan(self, month: str, draws: str | PathLike[str] | None = None) -> HindcastPlan:
        """Return the forecasts made in a month."""
        return load_hindcast(**self.given, draws=draws, since=month)


@dataclass(frozen=True)
class Origins:
    """Forecasts made in several months, each fitted to what was observed before it.

    Attributes
    ----------
    forecasts : tuple of Hindcast
        In order of time.
    folder : Path
        Where table and page of all lie.
    """

    forecasts: tuple[Hindcast, ...]
    folder: Path

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per origin, group and rival: ``skill`` with its 90 % interval ``low``, ``high``; ``count``."""
        return _skills(self.forecasts)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Replications that failed."""
        return tuple(one for forecast in self.forecasts for one in forecast.failures)

    def content(self) -> dict[str, Any]:
        """Return the result as plain data."""
        parts = [{"origin": one.origin, "folder": one.folder, **one.content()} for one in self.forecasts]
        return {"origins": parts}

    def report(self) -> Path:
        """Write the page of all origins into the folder; return its path."""
        from sim.report.origins import origins_page  # matplotlib is slow to import

        path = self.folder / REPORT_FILE
        write_text(path, origins_page(self.forecasts))
        return path


def ask(
    months: str,
    *,
    draws: str | PathLike[str] | None = None,
    fit: str | PathLike[str] = FITTED,
    changes: Sequence[str] = (),
    seeds: Sequence[int] | None = None,
    registry: Registry = OBSERVABLES,
    **given: Any,
) -> Asked:
    """Read what is asked for, so that nothing wrong is found only after the first fit.

    Parameters
    ----------
    months : str
        Origins with commas between them, such as ``"2024-06,2024-12"``.
    draws : path, optional
        Draws that were fitted before each origin: `ORIGIN` in the path stands for the month. Fitted by default.
    fit : path
        Calibration that is fitted before each origin where no draws are given.
    changes, seeds, registry, **given
        As for `load_hindcast`; `changes` and `registry` hold for the fits, too.

    Raises
    ------
    ScenarioError
        With what is wrong.
    """
    names = tuple(sorted({part.strip() for part in months.split(",")}))
    problems = [one for name in names for one in wrong_month("--origins", name, "2024-06,2024-12")]
    if draws is not None and len(names) > 1 and ORIGIN not in str(draws):
        message = "the same draws before every origin would know what came later"
        problems.append(Problem("--draws", None, None, "", message, f"write {ORIGIN} where the month stands"))
    if problems:
        raise ScenarioError(problems)
    files = {} if draws is None else {name: str(draws).replace(ORIGIN, name) for name in names}
    fits = () if files else tuple(load_calibration(fit, registry, changes, before=name) for name in names)
    asked = Asked(names, {"changes": changes, "seeds": seeds, "registry": registry, **given}, files, fits)
    for name in names:
        asked.plan(name, files.get(name))
    return asked


def forecast(asked: Asked, out: str | Path, **how: Unpack[ExecutionOptions]) -> Origins:
    """Fit before each origin where no draws are given, and score what came later.

    Parameters
    ----------
    asked : Asked
        What `ask` has read.
    out : path
        Where the folders go. What is stored there is not run again.
    **how
        As for `sim.run`.

    Raises
    ------
    Interrupted, LostWorkersError, ResultsError, WorkersError
        As for `sim.run`.
    """
    draws = dict(asked.draws)
    for name, fit in zip(asked.months, asked.fits, strict=False):
        draws[name] = f"{calibrate(fit, out, **how).folder}/posterior.parquet"
    forecasts = tuple(hindcast(asked.plan(name, draws[name]), out=out, **how) for name in asked.months)
    return Origins(forecasts, _kept(forecasts, Path(out), Execution(**how)))


def _skills(forecasts: Sequence[Hindcast]) -> pd.DataFrame:
    rows = [
        {"origin": one.origin, "group": group, "rival": rival}
        | {"skill": found.skill, "low": found.low, "high": found.high, "count": found.count}
        for one in forecasts
        for group, rivals in one.skill.items()
        for rival, found in rivals.items()
    ]
    return pd.DataFrame(rows, columns=["origin", "group", "rival", "skill", "low", "high", "count"])


def _kept(forecasts: Sequence[Hindcast], out: Path, execution: Execution) -> Path:
    """Put the table of all origins into a folder of its own."""
    frame = _skills(forecasts)
    table = table_of(frame)
    folders = [one.folder.name for one in forecasts if one.folder is not None]
    contents = Contents(
        kind=KIND,
        name=f"{forecasts[0].scenario.name}-{KIND}",
        determined_by=folders,
        combine=lambda _: [("skill", table.schema, [table])],
        about={"origins": [one.origin for one in forecasts], "folders": folders},
        texts={SKILL_FILE: frame.to_csv(index=False)},
    )
    store = FolderStore(contents, (), out)
    with store.filling(execution.tell):
        return store.folder
