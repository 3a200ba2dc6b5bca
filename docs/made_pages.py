"""Pages that are made from the code when the site is built; git does not keep them."""

import csv
import re
import shutil
from pathlib import Path

import typer
from typer.cli import get_docs_for_click

from sim.cli.main import app
from sim.documents.markdown import cell, table
from sim.experiments.calibration.reading import load_calibration
from sim.experiments.calibration.telling_apart import is_calibration
from sim.experiments.claims import load_claims
from sim.experiments.design import load_experiment
from sim.experiments.observables import OBSERVABLES
from sim.figures.declarations import BY_KIND
from sim.market.measures import MEASURES, outcome_name
from sim.results.tables import SCHEMAS
from sim.scenario import load, shipped_experiments, shipped_scenarios
from sim.scenario.yaml_reading import read_yaml


def write(docs: Path) -> None:
    """Write every page into the folder of the documentation, and copy the notebooks beside them."""
    pages = {
        "commands": commands(),
        "outcomes": outcomes(),
        "figures": figures(),
        "tables": tables(),
        "scenarios": scenarios(),
        "article": article(),
    }
    for name, text in pages.items():
        _keep(docs / "reference" / "made" / f"{name}.md", text.encode())
    for notebook in sorted((docs.parent / "notebooks").glob("*.ipynb")):
        _keep(docs / "tutorials" / "made" / notebook.name, notebook.read_bytes())
    _remove_others(docs / "tutorials" / "made", {file.name for file in (docs.parent / "notebooks").glob("*.ipynb")})


def _keep(file: Path, content: bytes) -> None:
    """Write a file where its content is new, so that a page that did not change is not built again."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.is_file() or file.read_bytes() != content:
        file.write_bytes(content)


def _remove_others(folder: Path, names: set[str]) -> None:
    for file in folder.iterdir():
        if file.name not in names:
            shutil.rmtree(file) if file.is_dir() else file.unlink()


def commands() -> str:
    """Return the help of every command."""
    command = typer.main.get_command(app)
    text = get_docs_for_click(obj=command, ctx=typer.Context(command, info_name="alliance"), name="alliance")
    text = re.sub(r"^Example: (.*)$", r"```console\n$ \1\n```", text, flags=re.MULTILINE)
    return text.replace("# `alliance`", "# Commands", 1).replace("## `alliance ", "## `")


def outcomes() -> str:
    """Return every outcome with meaning, unit and who gains."""
    rows = [
        (
            f"`{outcome_name(one.name, one.kind, f'<{one.kind}>')}`",
            cell(one.description),
            cell(one.outcome_unit),
            one.reduction.replace("_", " "),
            f"{one.better}: {one.for_whom}" if one.for_whom else "-",
        )
        for one in MEASURES
    ]
    header = ("outcome", "meaning", "unit", "over a run", "who gains when it is")
    opening = (
        "# Outcomes\n\nWhat a run records each month, and how the months become one number: their *total*, the mean of "
        "the *last year*, or the *largest*. Names in angle brackets stand for those that a scenario declares: "
        "`profit.openai`.\n\n"
    )
    return opening + table(header, rows) + "\n"


def figures() -> str:
    """Return every figure with what to look at."""
    parts = [
        f"## {kind}\n\n" + table(("figure", "what to look at"), [(f"`{one.name}`", one.caption) for one in declared])
        for kind, declared in BY_KIND.items()
    ]
    opening = (
        "# Figures\n\n`alliance report DIR` draws all that a result has, `--figure NAME` one. "
        "A name with a hyphen, such as `phase_diagram-profit.openai`, asks for one outcome, scenario or claim.\n\n"
    )
    return opening + "\n\n".join(parts) + "\n"


def tables() -> str:
    """Return the columns of each table of a run."""
    parts = [
        f"## `{name}.parquet`\n\n"
        + table(("column", "type"), [(f"`{field.name}`", f"`{field.type}`") for field in schema])
        for name, schema in SCHEMAS.items()
    ]
    opening = "# Tables\n\nThe Parquet files of a run; a replication is told apart by its `seed`.\n\n"
    return opening + "\n\n".join(parts) + "\n"


def article() -> str:
    """Return the article's argument step by step, with what the model says to each claim."""
    file = load_claims()
    with (file.path.parent / "verdicts.csv").open(encoding="utf-8", newline="") as table_of_verdicts:
        verdicts = {row["claim"]: row for row in csv.DictReader(table_of_verdicts)}
    claims = {claim.id: claim for claim in file.claims}
    parts = []
    for number, step in enumerate(file.article, start=1):
        rows = [
            (name, cell(claims[name].claim), _verdict(verdicts.get(name)), cell(claims[name].falsifier))
            for name in step.claims
        ]
        header = ("", "claim", "the model says", "what would speak against it")
        parts.append(
            f"## {number} {step.step}\n\n{step.argues}\n\n{table(header, rows)}\n\n**Not in the model.** {step.beyond}"
        )
    picture = "![Which claims hold](../../scorecard.png)\n\n"
    opening = (
        "# The article, step by step\n\nAn article says how the alliance between Microsoft and OpenAI came to loosen. "
        "Here is its argument in our own words, with the claims that try each step. A verdict is about this model, in "
        "worlds that differ in what nobody has measured; `alliance claims` says in which of them a claim holds, what "
        "is left of it without its mechanism, and draws a figure of each. Beside a verdict stands the version of the "
        "model that reached it.\n\n"
    )
    return opening + picture + "\n\n".join(parts) + "\n"


def _verdict(row: dict[str, str] | None) -> str:
    """Return a verdict as the page shows it."""
    return (
        "not tried on this edition" if row is None else f"**{row['verdict']}** ({row['worlds']} worlds, {row['model']})"
    )


def _question(path: Path) -> str:
    """Return what an experiment or a calibration asks."""
    return load_calibration(path, OBSERVABLES).question if is_calibration(path) else load_experiment(path).question


def scenarios() -> str:
    """Return the scenarios and experiments that come with the package."""
    own = [(path, load(path)) for path in shipped_scenarios()]
    rows = [(f"`{path.stem}`", cell(one.question), cell(one.title), _extends(path)) for path, one in own]
    experiments = [(f"`{path.stem}`", cell(_question(path))) for path in shipped_experiments()]
    return (
        "# Scenarios\n\nEvery command takes them by name; `alliance show NAME` prints one with the line of each value, "
        "`alliance show NAME --diff OTHER` what tells two apart.\n\n"
        + table(("name", "question", "title", "changes"), rows)
        + "\n\n## Experiments\n\nFor `alliance sweep` and `alliance sensitivity`.\n\n"
        + table(("name", "question"), experiments)
        + "\n"
    )


def _extends(path: Path) -> str:
    root, _ = read_yaml(path.read_text(encoding="utf-8"), path.name)
    parent = root.entries.get("extends") if root is not None else None
    return f"`{Path(str(parent.value)).stem}`" if parent is not None else "-"
