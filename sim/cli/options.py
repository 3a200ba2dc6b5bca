"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

ScenarioPath = Annotated[
    Path, typer.Argument(help="Scenario file (YAML), or a name that `alliance list` shows.", show_default=False)
]
Seeds = Annotated[
    str | None, typer.Option("--seeds", help="Replications, e.g. 1..64 or 1,2,5; default: the scenario's.")
]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set", help="path.to.key=value, typed by the schema; may be given several times.", metavar="PATH=VALUE"
    ),
]
Out = Annotated[Path, typer.Option("--out", help="Folder for results.")]
Jobs = Annotated[int | None, typer.Option("--jobs", help="Replications at the same time; default: all cores.", min=1)]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler", help="Run on the workers of this Dask scheduler, e.g. tcp://127.0.0.1:8786.", metavar="ADDRESS"
    ),
]
Timeout = Annotated[
    float | None,
    typer.Option("--timeout", help="Seconds that one replication may take; no limit by default.", min=0.001),
]
DrawsFile = Annotated[
    Path | None,
    typer.Option(
        "--draws",
        help="Values of parameters, one draw a row; each is run once. `posterior` comes with the package.",
    ),
]
TrustRules = Annotated[
    bool, typer.Option("--trust-rules", help="Run code of rules that stands inside the files given; read it first.")
]
NoFigures = Annotated[
    bool, typer.Option("--no-figures", help="Tables only; `alliance report DIR` draws figures and report later.")
]
ResultsFolder = Annotated[
    Path,
    typer.Argument(
        help="Folder of results: of a run, a comparison, a sweep, a scorecard, a hindcast, an explanation and so on.",
        show_default=False,
        metavar="DIR",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress, no tables; only where the results are.")]

Variants = Annotated[
    list[str] | None,
    typer.Option(
        "--vs",
        help="Compare with the base but for path=value (several joined by ;); may be given several times.",
        metavar="PATH=VALUE",
    ),
]
ForOwner = Annotated[
    str | None, typer.Option("--for", help="Owner whose answer comes first, and through what.", metavar="OWNER")
]
Window = Annotated[str | None, typer.Option("--window", help="Only these months, e.g. 2026..2028 or 2026-03..2027-02.")]
Discount = Annotated[
    float,
    typer.Option("--discount", help="Interest a year, e.g. 0.08: money at its value in the first month counted."),
]
Annual = Annotated[bool, typer.Option("--annual", help="The differences of each calendar year as well.")]

RESULTS = Path("results")
