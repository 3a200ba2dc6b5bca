"""Results as tidy tables with calendar dates, for spreadsheets and other programs: a row per value, no empty cells."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import pandas as pd

from sim.experiments.claims.scorecard import Scorecard
from sim.experiments.comparison import Comparison
from sim.experiments.ensemble import Ensemble
from sim.experiments.explanation.explanation import Explanation
from sim.experiments.explored import ExperimentResult
from sim.experiments.hindcast import Hindcast
from sim.market.measures import MEASURES
from sim.results.files import ResultsError, as_results_error, make_folder, written_aside

FileFormat = Literal["csv", "parquet", "xlsx"]
Tidied = Ensemble | Comparison | ExperimentResult | Scorecard | Hindcast | Explanation
_FORMULA = re.compile(r"^(?:[=@\t\r]|[+-](?![\d.]+(?:e[+-]?\d+)?$))(?=.)", re.DOTALL)
MOST_ROWS_OF_A_SHEET = 1_048_575  # of a workbook, under its header
_UNITS = {(measure.name, measure.kind): measure.unit for measure in MEASURES}


def tidy(result: Tidied) -> dict[str, pd.DataFrame]:
    """Return the tables of a result by name.

    Parameters
    ----------
    result : Ensemble, Comparison, Sweep, Sensitivity, Scorecard, Hindcast or Explanation
        What to tidy.

    Returns
    -------
    dict of str to DataFrame
        Of a run ``summary``, ``outcomes``, ``monthly``, ``contracts``, ``events`` and ``ledger``; of a comparison the
        same of all scenarios, told apart by a column ``scenario``, with ``comparison`` and ``differences``; of a sweep
        ``points`` and ``replications``, of a sensitivity analysis also its indices; of claims ``verdicts``, ``effects``
        and ``worlds``; of a hindcast ``scores``, ``series`` and ``events``; of an explanation ``shares`` and
        ``interactions``. Months are dates, the first day of each.
    """
    if isinstance(result, Comparison):
        return _comparison(result)
    if isinstance(result, Ensemble):
        return _run([result])
    if isinstance(result, Hindcast):
        return _hindcast(result)
    if isinstance(result, Explanation):
        return {"shares": result.table(), "interactions": result.interactions()}
    return _scorecard(result) if isinstance(result, Scorecard) else _explored(result)


def export(result: Tidied, folder: str | Path, file_format: FileFormat) -> list[Path]:
    """Write the tidy tables of a result: a file each, or the sheets of one workbook (``xlsx``).

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    ResultsError
        If a file cannot be written, or a table is too long for a sheet.
    """
    tables, place = tidy(result), Path(folder)
    make_folder(place)
    if file_format != "parquet":
        tables = {name: without_formulas(table) for name, table in tables.items()}
    if file_format == "xlsx":
        return [_workbook(tables, place / "results.xlsx")]
    return [_table(table, place / f"{name}.{file_format}") for name, table in tables.items()]


def without_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose words no spreadsheet takes for a formula: those that look like one begin with a quote."""
    words = [str(name) for name in table if pd.api.types.is_string_dtype(table[name])]
    return table.assign(**{name: table[name].replace(_FORMULA, r"'\g<0>", regex=True) for name in words})


def _table(table: pd.DataFrame, path: Path) -> Path:
    with as_results_error(f"cannot write {path}"), written_aside(path) as aside:
        if path.suffix == ".csv":
            table.to_csv(aside, index=False, date_format="%Y-%m-%d", lineterminator="\n")
        else:
            table.to_parquet(aside, index=False)
    return path


def _workbook(tables: dict[str, pd.DataFrame], path: Path) -> Path:
    for name, table in tables.items():
        if len(table) > MOST_ROWS_OF_A_SHEET:
            raise ResultsError(f"{name} has {len(table):,} rows, and a sheet holds {MOST_ROWS_OF_A_SHEET:,}: use csv")
    with (
        as_results_error(f"cannot write {path}"),
        written_aside(path) as aside,
        aside.open("wb") as file,
        pd.ExcelWriter(file, engine="openpyxl", datetime_format="YYYY-MM-DD") as book,
    ):
        for name, table in tables.items():
            table.to_excel(book, sheet_name=name, index=False)
    return path


def _comparison(comparison: Comparison) -> dict[str, pd.DataFrame]:
    tables = []
    for other in comparison.others:
        name = other.scenario.name
        differences = _long(comparison.differences_of(name)).assign(unit=lambda rows: _units(comparison.base, rows))
        paired = comparison.table(name)
        for table in (paired, differences):
            table.insert(0, "less", comparison.base.scenario.name)
            table.insert(0, "scenario", name)
        tables.append((paired, differences))
    paired, differences = (pd.concat(parts, ignore_index=True) for parts in zip(*tables, strict=True))
    drawn = comparison.drawn_tables
    return {"comparison": paired, "differences": differences, **drawn, **_run(comparison.ensembles)}


def _run(ensembles: Sequence[Ensemble]) -> dict[str, pd.DataFrame]:
    makers: dict[str, Callable[[Ensemble], pd.DataFrame]] = {
        "summary": lambda one: one.table(),
        "outcomes": lambda one: _long(one.outcomes).assign(unit=lambda rows: _units(one, rows)),
        "monthly": lambda one: _monthly(dated(one.monthly, one)),
        "contracts": lambda one: dated(one.contracts, one, "start", "end"),
        "events": lambda one: dated(one.events, one).drop(columns="when"),
        "ledger": lambda one: dated(one.ledger, one),
    }
    return {name: _stacked({one.scenario.name: maker(one) for one in ensembles}) for name, maker in makers.items()}


def _stacked(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    for scenario, table in tables.items():
        table.insert(0, "scenario", scenario)
    filled = [table for table in tables.values() if not table.empty]
    return pd.concat(filled, ignore_index=True) if filled else next(iter(tables.values()))


def dated(table: pd.DataFrame, ensemble: Ensemble | Hindcast, *columns: str) -> pd.DataFrame:
    """Return a table whose months, counted from the start of the run, are dates; ``month`` becomes ``date``."""
    start = pd.Period(ensemble.scenario.parameters.horizon.start, "M")
    calendar = {month: (start + month).to_timestamp() for month in range(_last(table, columns or ("month",)) + 1)}
    dates = {name: table[name].map(calendar).astype("datetime64[ns]") for name in columns or ("month",)}
    return table.assign(**dates).rename(columns={"month": "date"})


def _last(table: pd.DataFrame, columns: Sequence[str]) -> int:
    return int(table[list(columns)].max().max()) if len(table) else 0


def _monthly(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each value that was measured."""
    long = table.melt(["seed", "date", "kind", "entity"], var_name="measure").dropna(subset="value")
    units = [_UNITS.get(pair, "") for pair in zip(long["measure"], long["kind"], strict=True)]
    order = ["seed", "date", "kind", "entity", "measure"]
    return long.assign(unit=units).sort_values(order, ignore_index=True)


def _long(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return seeds by outcomes as a row for each value."""
    return outcomes.rename_axis("seed").reset_index().melt("seed", var_name="outcome").dropna(ignore_index=True)


def _units(ensemble: Ensemble, rows: pd.DataFrame) -> list[str]:
    return [ensemble.definitions[name].unit for name in rows["outcome"]]


def _explored(result: ExperimentResult) -> dict[str, pd.DataFrame]:
    return {**result.stored_tables(), "replications": result.cells}


def _hindcast(hindcast: Hindcast) -> dict[str, pd.DataFrame]:
    return {
        "scores": hindcast.table.drop(columns=["first", "end"]),
        "series": dated(hindcast.series, hindcast).dropna(subset="value", ignore_index=True),
        "events": dated(hindcast.events, hindcast).drop(columns="when"),
    }


def _scorecard(scorecard: Scorecard) -> dict[str, pd.DataFrame]:
    claims = scorecard.claims.claims
    verdicts = [(claim.id, claim.claim, scorecard.answer(claim)) for claim in claims]
    effects = [
        (claim.id, number + 1, condition.check.says, world, float(effect), condition.unit)
        for claim in claims
        for number, condition in enumerate(claim.conditions)
        for world, effect in enumerate(scorecard.in_worlds(claim, number))
    ]
    columns = ["claim", "condition", "says", "world", "effect", "unit"]
    return {
        "verdicts": pd.DataFrame(verdicts, columns=["claim", "says", "verdict"]),
        "effects": pd.DataFrame(effects, columns=columns).dropna(ignore_index=True),
        "worlds": scorecard.worlds.rename_axis("world").reset_index(),
    }
