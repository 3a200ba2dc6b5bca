"""What a calibration found, in sentences."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sim.words.numbers import numeral, percent

LITTLE = 0.1
"""Contraction below which the data say next to nothing about a parameter."""
_LARGE_LOADING = 0.3


def calibration_sentences(about: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return what was found: the fit, what stays open, and what cannot be met together.

    Parameters
    ----------
    about : mapping
        Numbers of the whole.
    tables : mapping of str to DataFrame
        ``parameters``, ``correlations``, ``directions``, ``observations`` and ``conflicts``.
    """
    return [*_fit(about, tables["observations"]), *_open(tables), *_together(tables)]


def _fit(about: Mapping[str, Any], observations: pd.DataFrame) -> Iterator[str]:
    yield (
        f"{about['inside']} of {about['observations']} observations lie within their tolerance at the best point, of "
        f"{about['points']} that were run; {numeral(about['effective_draws'])} effective draws."
    )
    if about["failed"]:
        yield f"{about['failed']} replications failed."
    never = observations.loc[~observations["met_somewhere"] & (observations["refused"] == ""), "id"]
    if len(never):
        yield f"Met at no point that was run: {', '.join(never)}."
    for row in observations.loc[observations["refused"] != "", ["id", "refused"]].itertuples():
        yield f"Refused: {row.id}: {row.refused}."


def _open(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    parameters = tables["parameters"]
    silent = parameters.loc[parameters["contraction"] < LITTLE, "parameter"]
    if len(silent):
        yield f"The data say next to nothing about {', '.join(silent)}."
    for row in tables["correlations"].itertuples():
        yield f"Fixed only together: {row.first} and {row.second} (correlation {_two(row.correlation)})."
    for _, rows in tables["directions"].groupby("direction"):
        large = rows[rows["loading"].abs() >= _LARGE_LOADING]
        named = ", ".join(f"{_two(row.loading)} {row.parameter}" for row in large.itertuples())
        yield f"A direction on which the data say nothing: {named}."


def _together(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    for row in tables["conflicts"].itertuples():
        nearest: Any = row.nearest
        yield (
            f"{row.first} and {row.second} contradict each other: {row.why}; {row.met_first} and {row.met_second} "
            f"points meet each alone, and the nearest to both is {numeral(nearest)} tolerances from one of them."
        )


def parameter_rows(parameters: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return what the data say about each parameter, as a table shows it."""
    rows: list[Any] = list(parameters.itertuples())
    return [
        (
            row.parameter,
            numeral(row.at_first),
            numeral(row.best),
            f"{numeral(row.median)} [{numeral(row.low)}, {numeral(row.high)}]",
            numeral(row.prior_sd, 2),
            numeral(row.posterior_sd, 2),
            percent(row.contraction),
        )
        for row in rows
    ]


def _two(value: Any) -> str:
    return numeral(float(value), 2, sign=True)
