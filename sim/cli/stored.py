"""Commands on stored results: ``report``."""

from pathlib import Path
from typing import Annotated

import typer


def report(
    folder: Annotated[
        Path,
        typer.Argument(
            help="Folder of a run, a comparison, a sweep, a sensitivity analysis or a scorecard.", show_default=False
        ),
    ],
    figure: Annotated[str | None, typer.Option("--figure", help="Draw only this figure.")] = None,
) -> None:
    """Rebuild the report and figures of stored results, or one figure.

    Example: alliance report results/exclusive-vs-open-1a2b3c4d --figure forest
    """
    from sim.experiments.stored import open_folder
    from sim.figures import names_for
    from sim.report.page import figures_to
    from sim.report.stored import draw_anew
    from sim.results.version import model_version

    result = open_folder(folder)
    names = names_for(result)
    if figure is not None and figure not in names:
        raise typer.BadParameter(f"{figure!r} is none of {', '.join(names)}", param_hint="--figure")
    if result.model_version != model_version():
        typer.echo(f"made by the model {result.model_version}; drawn by {model_version()}", err=True)
    if figure is None:
        figures, page = draw_anew(result)
        typer.echo("\n".join(map(str, [*figures, page])))
    else:
        typer.echo("\n".join(map(str, figures_to(result, folder / "figures", names=[figure]))))
