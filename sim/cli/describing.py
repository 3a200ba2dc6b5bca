"""The command ``describe``: what the code declares, as a whole or one name of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.console import echo, print_json, print_table
from sim.cli.options import Json

if TYPE_CHECKING:
    from collections.abc import Callable

SUBJECTS = ("params", "outcomes", "figures", "facts", "model", "schema", "experiment-schema", "claims-schema")


def describe(
    subject: Annotated[
        str,
        typer.Argument(
            help=f"{', '.join(SUBJECTS)}; or a name: a path, an outcome, a figure, a fact, a claim or an equation.",
            show_default=False,
        ),
    ],
    scenario: Annotated[
        Path | None,
        typer.Option("--scenario", help="Whose values to show (params and paths); default: base."),
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="params: print a page in Markdown.")] = False,
    as_json: Json = False,
) -> None:
    """Print what the code declares: everything of a kind, a page, a schema, or all that is known about one name.

    params: every parameter with unit, value, range, source, law and the code that reads it; outcomes: what a run
    records; figures: what can be drawn; facts: the dated figures behind the parameters; model: the model in ODD form,
    in Markdown; schema, experiment-schema, claims-schema: the JSON Schema of each kind of file, for editors.

    Example: alliance describe D019
    """
    if scenario is not None and subject in SUBJECTS and subject != "params":
        raise typer.BadParameter(f"only params and paths take it, not {subject}", param_hint="--scenario")
    if markdown and subject != "params":
        raise typer.BadParameter(f"only params takes it, not {subject}", param_hint="--markdown")
    if subject == "params":
        _parameters(scenario, markdown=markdown, as_json=as_json)
    elif subject == "model":
        _model(as_json=as_json)
    elif subject.endswith("schema"):
        print_json(_schema(subject))
    elif subject in _LISTS:
        title, header, rows = _LISTS[subject]()
        if as_json:
            print_json([dict(zip(header, row, strict=True)) for row in rows])
        else:
            print_table(title, header, rows, text=len(header), whole_names=True)
    else:
        _one(subject, scenario, as_json=as_json)


def _parameters(scenario: Path | None, *, markdown: bool, as_json: bool) -> None:
    from sim.documents.parameters import parameter_notes
    from sim.documents.parameters_page import HEADER, parameters_page, table_rows
    from sim.scenario import load, shipped_folder

    if markdown and as_json:
        raise typer.BadParameter("either --json or --markdown", param_hint="--markdown")
    loaded = load(scenario or shipped_folder() / "base.yaml")
    notes = parameter_notes(loaded)
    if as_json:
        print_json([note.as_data() for note in notes])
    elif markdown:
        echo(parameters_page(notes, loaded), nl=False)
    else:
        title = f"Parameters, with the values of {loaded.name} ({loaded.title})"
        print_table(title, HEADER, table_rows(notes), text=len(HEADER), whole_names=True)


def _model(*, as_json: bool) -> None:
    from sim.documents.model_page import model_page

    if as_json:
        raise typer.BadParameter("the model is a page in Markdown", param_hint="--json")
    echo(model_page(), nl=False)


def _schema(subject: str) -> dict[str, Any]:
    from sim.experiments.claims.schema import claims_schema
    from sim.experiments.design.schema import experiment_schema
    from sim.scenario.texts.describe import json_schema

    schemas = {"schema": json_schema, "experiment-schema": experiment_schema, "claims-schema": claims_schema}
    if subject not in schemas:
        raise typer.BadParameter(_unknown(subject, [*schemas]), param_hint="SUBJECT")
    return schemas[subject]()


Listed = tuple[str, tuple[str, ...], list[tuple[str, ...]]]


def _outcomes() -> Listed:
    from sim.market.measures import MEASURES, outcome_pattern

    rows: list[tuple[str, ...]] = [
        (outcome_pattern(one), one.outcome_unit, one.reduction, one.description) for one in MEASURES
    ]
    return "What a run comes to, by name", ("outcome", "unit", "over a run", "meaning"), rows


def _figures() -> Listed:
    rows: list[tuple[str, ...]] = list(_captions().items())
    return "What `alliance report DIR --figure NAME` can draw", ("figure", "what to look at"), rows


def _captions() -> dict[str, str]:
    """Return what each figure shows and where to look."""
    from sim.figures.declarations import BY_KIND

    return {one.name: one.caption for declared in BY_KIND.values() for one in declared}


def _facts() -> Listed:
    from sim.scenario.facts import facts

    rows: list[tuple[str, ...]] = [
        (fact.id, f"{fact.actor}: {fact.metric}", fact.figure, fact.source) for fact in facts().values()
    ]
    return "Dated figures behind the parameters", ("fact", "what was measured", "figure", "source"), rows


_LISTS: dict[str, Callable[[], Listed]] = {"outcomes": _outcomes, "figures": _figures, "facts": _facts}


def _one(name: str, scenario: Path | None, *, as_json: bool) -> None:
    """Print all that is known about one name."""
    from sim.documents.lookup import known_names, looked_up
    from sim.scenario import load

    loaded = load(scenario or "base")
    lines = looked_up(name, loaded) or _claim(name) or _figure(name)
    if lines is None:
        raise typer.BadParameter(_unknown(name, [*SUBJECTS, *_captions(), *known_names(loaded)]), param_hint="SUBJECT")
    if as_json:
        print_json([{"what": label, "text": text} for label, text in lines])
        return
    width = max(len(label) for label, _ in lines)
    for label, text in lines:
        echo(f"{label:{width}}  {text}")


def _claim(name: str) -> list[tuple[str, str]] | None:
    """Return what a claim of the article says; None where none has that id."""
    from sim.experiments.claims import load_claims

    claim = next((one for one in load_claims().claims if one.id == name), None)
    if claim is None:
        return None
    conditions = [("must hold", condition.check.says) for condition in claim.conditions]
    return [("claim", claim.id), ("says", claim.claim), *conditions, ("try it", f"alliance claims {claim.id}")]


def _figure(name: str) -> list[tuple[str, str]] | None:
    """Return what a figure shows; None where none has that name."""
    caption = _captions().get(name)
    if caption is None:
        return None
    return [("figure", name), ("look", caption), ("draw", f"alliance report DIR --figure {name}")]


def _unknown(name: str, known: list[str]) -> str:
    from sim.scenario.wording import nearest

    close = nearest(name, known)
    meant = f"; did you mean {close}?" if close else "."
    return f"nothing is called {name!r}{meant} Lists: {', '.join(SUBJECTS)}"
