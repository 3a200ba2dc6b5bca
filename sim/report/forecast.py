"""A forecast as a page in Markdown, which anybody can score later."""

from collections.abc import Sequence
from typing import Any

from sim.documents.markdown import cell, table
from sim.words.numbers import mean_and_interval

_OPENING = """# Forecast of {year}

Made on {date} with version {version} of the model, from *{title}*: {draws} draws of the parameters, one run each. Each
cell has the median and the interval from the 10 to the 90 % point over the draws: if the forecast is worth its name,
about eight in ten of what will be observed lie inside. Releases of {year} are assumed in the scenario, contracts stay
as they are. What is measured is what `seeds/observations.csv` measures, errors of surveys not included. How the same
model did on the past stands in the README, and should be read first.

`alliance forecast {changes}--page docs/forecast.md` made this page; hash of its numbers: `{hash}`.
"""
_SCORING = """## Score it

Write what was observed as a table of observations and run
`alliance hindcast forecast --observations seen.csv --draws posterior` ([how](how-to/record.md)): it says how many lie
inside their tolerance and in the intervals, and whether the model did better than the last value known and the trend.
"""


def forecast_page(result: Any, changes: Sequence[str] = ()) -> str:
    """Return the page of a forecast.

    Parameters
    ----------
    result : Forecast
        The forecast.
    changes : sequence of str
        Changes of the scenario with which it was made, as ``"path=value"``.
    """
    numbers = result.table
    quarters = list(dict.fromkeys(zip(numbers["from"], numbers["to"], strict=True)))
    rows, definitions = [], {}
    for (name, entity), mine in numbers.groupby(["observable", "entity"], sort=False):
        cells = [mean_and_interval(row.median, row.low, row.high) for row in mine.itertuples()]
        rows.append([cell(f"{name}.{entity}" if entity else name), mine["unit"].iloc[0], *cells])
    for question in result.questions:
        definitions[question.observable.name] = question.observable.definition
    opening = _OPENING.format(
        year=quarters[-1][1][:4],
        date=result.date or "a day that is not known",
        version=f"`{result.made_by}`",
        draws=len(result.draws),
        title=result.scenario.title,
        changes="".join(f"--set {one} " for one in changes),
        hash=result.hash,
    )
    heads = ["observable", "unit", *(f"{since} to {until}" for since, until in quarters)]
    told = "\n".join(f"- `{name}`: {text}." for name, text in definitions.items())
    return "\n".join([opening, table(heads, rows), "", "## What is measured", "", told, "", _SCORING])
