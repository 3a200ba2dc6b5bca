"""Commands on stored results: ``report``, ``export``, ``cite``, ``bundle`` and ``reproduce``."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console import echo, print_json
from sim.cli.options import (
    RESULTS,
    Annual,
    Discount,
    ForOwner,
    Jobs,
    Json,
    Out,
    Quiet,
    ResultsFolder,
    TrustRules,
    Window,
)

if TYPE_CHECKING:
    from sim.figures.drawing.style import Format

INCHES = {"in": 1.0, "cm": 1 / 2.54, "mm": 1 / 25.4}
NARROWEST, WIDEST = 5.0, 30.0  # inches
EXCEL = 'a workbook needs the extra "excel": pip install "alliance-market[excel]"'


class Picture(StrEnum):
    """Formats of figures."""

    png = "png"
    svg = "svg"
    pdf = "pdf"


def report(
    folder: ResultsFolder,
    figure: Annotated[str | None, typer.Option("--figure", help="Draw only this figure.")] = None,
    formats: Annotated[
        list[Picture] | None,
        typer.Option("--format", help="Format of the figures; may be given several times.  [default: png, svg]"),
    ] = None,
    width: Annotated[
        str | None,
        typer.Option(
            "--width", help="Width of the figures, e.g. 6.3in or 16cm; type keeps its size.", metavar="LENGTH"
        ),
    ] = None,
    titled: Annotated[bool, typer.Option("--title/--no-title", help="Whether titles stand above the figures.")] = True,
    asked_for: ForOwner = None,
    window: Window = None,
    discount: Discount = 0.0,
    annual: Annual = False,
) -> None:
    """Rebuild the report and figures of stored results, or one figure.

    With --width or --no-title figures are made for print: text stays text, and the report is left as it is. With --for,
    --window, --discount or --annual it answers that question, until it is built again.

    Example: alliance report results/exclusive-vs-open-1a2b3c4d --figure forest --format pdf --width 6.3in --no-title
    """
    from sim.cli.answers import Question, asked_of
    from sim.cli.running import keep_what_is_drawn
    from sim.experiments.stored import open_folder
    from sim.figures import names_for
    from sim.report.page import figures_to
    from sim.report.stored import shown_key
    from sim.results.drawn import note_drawn
    from sim.results.version import model_version

    look = _look(width, titled=titled)
    question = Question(asked_for, window, discount, annual)
    result = asked_of(open_folder(folder), question)
    is_whole = figure is None and look is None
    if is_whole:
        keep_what_is_drawn(result, partial(echo, err=True))
    names = names_for(result)
    if figure is not None and figure not in names:
        raise typer.BadParameter(f"{figure!r} is none of {', '.join(names)}", param_hint="--figure")
    wanted = [one.value for one in formats] if formats else ["png", "svg"]
    if result.model_version != model_version():
        echo(f"made by the model {result.model_version}; drawn by {model_version()}", err=True)
    for path in figures_to(result, folder / "figures", wanted, names if figure is None else [figure], look):
        echo(path)
    if is_whole:
        echo(result.report(**question.of_report))
    note_drawn(folder, shown_key(result, question.of_report) if is_whole and formats is None else "")


def _look(width: str | None, *, titled: bool) -> Format | None:
    """Return how figures are made for print; None where they are made for screens."""
    from sim.figures.drawing.style import FOR_SCREENS, Format

    if width is None and titled:
        return None
    return Format(FOR_SCREENS.width if width is None else _inches(width), titled, text_as_text=True)


def _inches(text: str) -> float:
    """Read a length."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*(in|cm|mm)\s*", text)
    inches = float(found[1]) * INCHES[found[2]] if found else 0.0
    if not NARROWEST <= inches <= WIDEST:
        expected = f"expected a length from {NARROWEST:g}in to {WIDEST:g}in, such as 6.3in or 16cm, found {text!r}"
        raise typer.BadParameter(expected, param_hint="--width")
    return inches


def export(
    folder: ResultsFolder,
    csv: Annotated[bool, typer.Option("--csv", help="Text files, one for each table (default).")] = False,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="One workbook with a sheet for each table.")] = False,
    parquet: Annotated[bool, typer.Option("--parquet", help="Parquet files, one for each table.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the files.  [default: export/ in DIR]", show_default=False)
    ] = None,
) -> int:
    """Write results as tidy tables with real dates: a row for each value, with its unit, and no empty cells.

    Example: alliance export results/exclusive-vs-open-1a2b3c4d --xlsx
    """
    from sim.experiments.stored import open_folder
    from sim.experiments.tidy import FileFormat
    from sim.experiments.tidy import export as write

    if xlsx and find_spec("openpyxl") is None:
        echo(EXCEL, err=True)
        return 2
    result = open_folder(folder)
    asked: dict[FileFormat, bool] = {"csv": csv or not (xlsx or parquet), "xlsx": xlsx, "parquet": parquet}
    for file_format, wanted in asked.items():
        for path in write(result, out or folder / "export", file_format) if wanted else ():
            echo(path)
    return 0


def cite(
    folder: ResultsFolder,
    bibtex: Annotated[bool, typer.Option("--bibtex", help="As an entry for BibTeX.")] = False,
    as_json: Json = False,
) -> None:
    """Say how results are cited: tool, version, commit, fingerprints of the scenarios, seeds, date.

    Example: alliance cite results/exclusive-vs-open-1a2b3c4d --bibtex
    """
    from sim.experiments.stored import open_folder
    from sim.report.citation import citation

    if bibtex and as_json:
        raise typer.BadParameter("either --json or --bibtex", param_hint="--bibtex")
    cited = citation(open_folder(folder))
    if as_json:
        print_json(cited.as_data())
    else:
        echo(cited.as_bibtex() if bibtex else cited.as_text())


def bundle(
    folder: ResultsFolder,
    out: Annotated[
        Path | None, typer.Option("--out", help="The archive.  [default: DIR.zip]", show_default=False)
    ] = None,
) -> None:
    """Put results into one archive, from which another machine gets the same bytes (`alliance reproduce`).

    Example: alliance bundle results/exclusive-vs-open-1a2b3c4d
    """
    from sim.experiments.bundle import bundle as write

    echo(write(folder, out))


def reproduce(
    archive: Annotated[Path, typer.Argument(help="What `alliance bundle` has written.", show_default=False)],
    out: Out = RESULTS,
    jobs: Jobs = None,
    trust_rules: TrustRules = False,
    quiet: Quiet = False,
) -> int:
    """Run anew what is in a bundle, and say of each table whether it has the same bytes.

    Example: alliance reproduce exclusive-vs-open-1a2b3c4d.zip
    """
    from tempfile import TemporaryDirectory

    from sim.cli.running import MANY, Options, simulation
    from sim.experiments.bundle import reproduce as run_anew
    from sim.experiments.bundle import unpack

    options = Options(jobs, scheduler=None, timeout=None, quiet=quiet, as_json=False)
    with TemporaryDirectory() as place, simulation(options, MANY) as how:
        folder = unpack(archive, place)
        same = run_anew(folder, out, trust_rules=trust_rules, **how)
    for file, is_same in same.items():
        echo(f"{'same bytes' if is_same else 'DIFFERENT '}  {file}")
    return 0 if all(same.values()) else 1
