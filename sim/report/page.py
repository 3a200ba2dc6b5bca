"""The report: one HTML file with everything in it, and the figures of a result as files."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2

from sim.figures import caption, draw, names_for
from sim.figures.contracts.alliances_gif import moving_picture
from sim.figures.drawing.style import Format, formatted, picture
from sim.report.alliance_story import FIRM_COLUMNS, alliance_stories
from sim.report.citation import citation
from sim.report.claims import (
    RULE,
    article_steps,
    assumption_rows,
    audit_sentences,
    claim_entry,
    scorecard_facts,
    scorecard_sentences,
)
from sim.report.competition import competition_tables
from sim.report.experiment_sentences import reading, sentences
from sim.report.experiment_tables import experiment_facts, moved_parameters, tables_of
from sim.report.explanation import explanation_facts, explanation_reading, explanation_tables, explanation_title
from sim.report.facts import run_facts, version
from sim.report.hindcast import hindcast_facts, hindcast_sentences, score_rows, skill_rows
from sim.report.lead import annual_tables, counted_note, leads
from sim.report.outcome_table import ENSEMBLE_COLUMNS, PAIR_COLUMNS, Section, sections_of
from sim.report.sentences import headlines
from sim.report.through_what import waterfalls
from sim.results.files import file_name, make_folder, write_text, written_aside
from sim.results.protocols import RunResult, is_comparison
from sim.results.reading.contract_spells import contracts_change
from sim.results.reading.series import ensembles_of, scenarios_of
from sim.results.reading.ties import alliances_of, largest_share
from sim.scenario import Scenario
from sim.scenario.texts.describe import difference, value_text
from sim.statistics.paired_row import ENOUGH_SEEDS, open_text
from sim.statistics.protocols import (
    ExplanationResult,
    ExploredResult,
    HindcastResult,
    Result,
    ScorecardResult,
    is_explanation,
    is_explored,
    is_hindcast,
    is_run,
    is_scorecard,
)
from sim.words.dates import counted_text
from sim.words.names import plain


@dataclass(frozen=True)
class Picture:
    """One figure in the page."""

    name: str
    caption: str
    source: str


@dataclass(frozen=True)
class OutcomeTable:
    """All outcomes of one pair of scenarios, or of one scenario."""

    title: str
    columns: Sequence[str]
    sections: list[Section]


def write(result: Result, path: str | Path, owner: str | None = None, *, annual: bool = False) -> None:
    """Write the report of a result.

    Parameters
    ----------
    result : Comparison, Ensemble, Sweep, Sensitivity or Scorecard
        What to report.
    path : path
        The HTML file; it needs no other file and opens from disk.
    owner : str, optional
        Of a comparison: whose answer comes first, and through what.
    annual : bool
        Of a comparison: whether each calendar year is told as well.

    Raises
    ------
    ResultsError
        If the file cannot be written.
    """
    text = page(result, owner, annual=annual)
    make_folder(Path(path).parent)
    write_text(Path(path), text)


def page(result: Result, owner: str | None = None, *, annual: bool = False) -> str:
    """Return the report as HTML; of a comparison with the answer for an owner first, and each year, if asked."""
    if is_explored(result):
        return _experiment_page(result)
    if is_hindcast(result):
        return _hindcast_page(result)
    if is_scorecard(result):
        return _claims_page(result)
    if is_explanation(result):
        return _explanation_page(result)
    assert is_run(result)
    return _run_page(result, owner, annual=annual)


def _run_page(result: RunResult, owner: str | None, *, annual: bool) -> str:
    """Return the report of a run or a comparison as HTML."""
    scenarios, base = scenarios_of(result), ensembles_of(result)[0]
    return template("page.html").render(
        title=_title(scenarios),
        several=len(scenarios) > 1,
        scenarios=[(plain(s.name), plain(s.title), plain(s.question)) for s in scenarios],
        counted=counted_note(base),
        over=counted_text(base),
        leads=leads(result, owner) if is_comparison(result) and owner is not None else [],
        annual=annual_tables(result) if is_comparison(result) and annual else [],
        headlines=headlines(result),
        differences=[_differences(scenarios[0], other) for other in scenarios[1:]],
        bridges=[(plain(o.scenario.title), waterfalls(base, o)) for o in ensembles_of(result)[1:]],
        stories=alliance_stories(result.whole),
        firm_columns=FIRM_COLUMNS,
        pictures=[_picture(result, name) for name in names_for(result)],
        competition=competition_tables(result),
        tables=list(_tables(result)),
        facts=run_facts(result),
        dropped={name: count for name, count in result.dropped.items() if count} if is_comparison(result) else {},
        seeds=len(base.seeds),
        enough_seeds=ENOUGH_SEEDS,
        unclear=open_text(len(base.seeds)),
        version=version(result),
        citation=citation(result).as_text(),
    )


def template(name: str) -> jinja2.Template:
    """Return a template of this package."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("sim.report", "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _experiment_page(result: ExploredResult) -> str:
    """Return the report of a sweep or a sensitivity analysis as HTML."""
    experiment = result.experiment
    return template("experiment.html").render(
        title=plain(experiment.title),
        question=plain(experiment.question),
        scenarios=[(plain(s.name), plain(s.title)) for s in experiment.scenarios],
        sentences=sentences(result),
        moved=moved_parameters(result),
        reading=reading(result),
        pictures=[_picture(result, name) for name in names_for(result)],
        tables=tables_of(result),
        facts=experiment_facts(result),
        version=version(result),
        citation=citation(result).as_text(),
    )


def _claims_page(result: ScorecardResult) -> str:
    """Return the scorecard of claims as HTML."""
    pictures = {name: _picture(result, name) for name in names_for(result)}
    return template("claims.html").render(
        title=plain(result.claims.title),
        sentences=scorecard_sentences(result),
        rule=RULE,
        overview=pictures["scorecard"],
        claims=[claim_entry(result, claim, pictures.get(f"claim-{claim.id}")) for claim in result.claims.claims],
        assumptions=assumption_rows(result),
        article=article_steps(result),
        audit=audit_sentences(result),
        facts=scorecard_facts(result),
        version=version(result),
        citation=citation(result).as_text(),
    )


def _hindcast_page(result: HindcastResult) -> str:
    """Return the report of a hindcast as HTML."""
    return template("hindcast.html").render(
        title=f"Does it fit the record? {plain(result.scenario.title)}",
        question=plain(result.scenario.question),
        sentences=hindcast_sentences(result),
        skill=skill_rows(result),
        pictures=[_picture(result, name) for name in names_for(result)],
        scores=score_rows(result),
        refused=[(name, plain(why)) for name, why in result.refused.items()],
        facts=hindcast_facts(result),
        version=version(result),
        citation=citation(result).as_text(),
    )


def _explanation_page(result: ExplanationResult) -> str:
    """Return where a difference comes from as HTML."""
    return template("explanation.html").render(
        title=explanation_title(result),
        reading=explanation_reading(result),
        sentences=[f"{outcome}: {result.sentence(outcome)}" for outcome in result.plan.outcomes],
        pictures=[_picture(result, name) for name in names_for(result)],
        tables=explanation_tables(result),
        facts=explanation_facts(result),
        version=version(result),
        citation=citation(result).as_text(),
    )


def figures_to(
    result: Result,
    folder: str | Path,
    formats: Sequence[str] = ("png", "svg"),
    names: Sequence[str] | None = None,
    look: Format | None = None,
) -> list[Path]:
    """Write the figures of a result into a folder; with the network of alliances comes one that moves (GIF).

    Parameters
    ----------
    result : Comparison, Ensemble, Sweep, Sensitivity or Scorecard
        What to draw.
    folder : path
        Where the files go, named after the figures.
    formats : sequence of str
        ``"png"``, ``"svg"`` or ``"pdf"``.
    names : sequence of str, optional
        Figures to draw; by default all that the result has.
    look : Format, optional
        Width, and whether titles are drawn and text stays text; that of the report by default.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    ResultsError
        If a file cannot be written.
    """
    make_folder(Path(folder))
    written = []
    with formatted(look or Format()):
        for name in names_for(result) if names is None else names:
            figure = draw(name, result)
            for file_format in formats:
                path = Path(folder) / f"{name}.{file_format}"
                with written_aside(path) as aside:
                    aside.write_bytes(picture(figure, file_format))
                written.append(path)
            if name == "alliances" and look is None and is_run(result):
                written += _moving_pictures(result, Path(folder))
    return written


def _moving_pictures(result: RunResult, folder: Path) -> list[Path]:
    """Write the network of alliances as a moving picture, one file per scenario in which contracts change."""
    networks = [alliances_of(ensemble) for ensemble in ensembles_of(result) if contracts_change(ensemble)]
    written = []
    for network in networks:
        suffix = f"-{file_name(network.scenario.name)}" if len(ensembles_of(result)) > 1 else ""
        path = folder / f"alliances{suffix}.gif"
        with written_aside(path) as aside:
            aside.write_bytes(moving_picture(network, largest_share(networks)))
        written.append(path)
    return written


def _title(scenarios: Sequence[Scenario]) -> str:
    """Name the others, then the base."""
    titles = [f"“{plain(scenario.title)}”" for scenario in scenarios]
    return titles[0].strip("“”") if len(titles) == 1 else f"{', '.join(titles[1:])} against {titles[0]}"


def _picture(result: Result, name: str) -> Picture:
    source = base64.b64encode(picture(draw(name, result), "svg")).decode()
    return Picture(name, caption(name, result), f"data:image/svg+xml;base64,{source}")


def _differences(base: Scenario, other: Scenario) -> tuple[str, list[tuple[str, str, str, str]]]:
    """Return how a scenario differs from the base: path, both values, where the other value was written."""
    rows = []
    for one in difference(base, other):
        if one.path != "seeds":
            before = "–" if one.origin_a is None else value_text(one.value_a)
            after = "–" if one.origin_b is None else value_text(one.value_b)
            origins = dict.fromkeys(str(origin) for origin in (one.origin_a, one.origin_b) if origin is not None)
            rows.append((one.path, before, after, ", ".join(origins)))
    return plain(other.title), rows


def _tables(result: RunResult) -> Iterable[OutcomeTable]:
    base, *others = ensembles_of(result)
    parameters = base.scenario.parameters
    if not others:
        yield OutcomeTable(
            plain(base.scenario.title),
            ENSEMBLE_COLUMNS,
            sections_of(base.table(), base.definitions, parameters),
        )
    elif is_comparison(result):
        for other in others:
            sections = sections_of(result.table(other.scenario.name), base.definitions, parameters)
            yield OutcomeTable(plain(other.scenario.title), PAIR_COLUMNS, sections)
