"""Command ``why``: what happened in stored results, and the figures that decided it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.console import echo, print_json, print_table, records
from sim.cli.options import Json
from sim.scenario import Parameters

if TYPE_CHECKING:
    from sim.experiments.ensemble import Ensemble
    from sim.results.reading.events import Event


def why(
    folder: Annotated[Path, typer.Argument(help="Folder of a run or a comparison.", show_default=False, metavar="DIR")],
    event: Annotated[
        str | None,
        typer.Argument(help="NUMBER, SEED.NUMBER or a subject such as PARTNER-LAB.", show_default=False),
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Only events of this kind, e.g. contract.")] = None,
    subject: Annotated[str | None, typer.Option("--subject", help="Only events of this subject.")] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Seed; default: the first.")] = None,
    scenario: Annotated[str | None, typer.Option("--scenario", help="Which scenario of a comparison.")] = None,
    profit: Annotated[
        bool, typer.Option("--profit", help="Of a comparison: through what the profit of the OWNER named changes.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List what happened in a run, or say why one of it did: the rule, the figures, and a check to do by hand.

    Example: alliance why results/endogenous-1a2b3c4d 12
    """
    if profit:
        _profit(folder, event, scenario, as_json=as_json)
        return
    from sim.experiments.stored import open_folder
    from sim.report.why.reasons import explanation
    from sim.results.reading.events import read_events

    ensemble = _ensemble(open_folder(folder), folder, scenario)
    every = read_events(ensemble.events)
    number = _number(event)
    chosen = _seed(ensemble, seed, number)
    events = [one for one in every if one.seed == chosen]
    if not events:
        raise typer.BadParameter(_nothing(every, chosen), param_hint="DIR")
    parameters = ensemble.scenario.parameters
    events = _filtered(events, kind, subject)
    if event is None:
        _list(events, parameters, as_json=as_json)
        return
    asked = _asked(events, event, number, chosen)
    explanations = [explanation(one, every, parameters) for one in asked]
    if as_json:
        print_json([one.as_record() for one in explanations])
    else:
        echo("\n\n\n".join(one.as_text() for one in explanations))


def _profit(folder: Path, owner: str | None, scenario: str | None, *, as_json: bool) -> None:
    """Say through which payments an owner's profit differs between the scenarios of a comparison."""
    from sim.cli.answers import print_bridge
    from sim.experiments.comparison import Comparison
    from sim.experiments.stored import open_folder
    from sim.words.names import owners_of

    result = open_folder(folder)
    if not isinstance(result, Comparison):
        raise typer.BadParameter(
            "one scenario alone has no difference: give the folder of a comparison", param_hint="DIR"
        )
    owners = owners_of(one.scenario for one in result.ensembles)
    if owner not in owners:
        raise typer.BadParameter(_unknown(owner or "", owners), param_hint="OWNER")
    chosen = [one for one in result.others if scenario in (None, one.scenario.name)]
    if not chosen:
        raise typer.BadParameter(
            _unknown(str(scenario), [one.scenario.name for one in result.others]), param_hint="--scenario"
        )
    if as_json:
        print_json({one.scenario.name: records(result.bridge(owner, one.scenario.name)) for one in chosen})
        return
    for one in chosen:
        print_bridge(result.base, one, owner)


def _ensemble(result: Any, folder: Path, scenario: str | None) -> Ensemble:
    """Return the scenario that is asked about; a comparison has several."""
    runs: tuple[Ensemble, ...] = getattr(result, "ensembles", (result,))
    ensembles = {one.scenario.name: one for one in runs}
    names = ", ".join(ensembles)
    if scenario is None and len(ensembles) > 1:
        raise typer.BadParameter(f"{folder} compares {names}: say which one", param_hint="--scenario")
    if scenario is not None and scenario not in ensembles:
        raise typer.BadParameter(f"{scenario!r} is none of {names}", param_hint="--scenario")
    return ensembles[scenario] if scenario is not None else runs[0]


def _number(event: str | None) -> tuple[int | None, int] | None:
    """Return seed, if given, and number of an event; None where a subject is meant."""
    found = re.fullmatch(r"(?:(\d+)\.)?(\d+)", event or "")
    return None if found is None else (int(found[1]) if found[1] else None, int(found[2]))


def _seed(ensemble: Ensemble, seed: int | None, number: tuple[int | None, int] | None) -> int:
    """Return the seed that is asked about."""
    from sim.results.records import nothing_finished
    from sim.scenario import seeds_text

    of_event = number[0] if number is not None else None
    if seed is not None and of_event is not None and seed != of_event:
        raise typer.BadParameter(f"the event is of seed {of_event}, not of seed {seed}", param_hint="--seed")
    if ensemble.is_empty:
        raise nothing_finished(ensemble.failures)
    chosen = of_event if of_event is not None else seed if seed is not None else ensemble.seeds[0]
    if chosen not in ensemble.seeds:
        raise typer.BadParameter(
            f"there is no seed {chosen}: {seeds_text(ensemble.seeds)} were run", param_hint="--seed"
        )
    return chosen


def _nothing(every: Sequence[Event], seed: int) -> str:
    if every:
        seeds = ", ".join(dict.fromkeys(str(one.seed) for one in every))
        return f"nothing happened in seed {seed}; there are events in the seeds {seeds}"
    return "nothing happened in this run: contracts are fixed, and the scenario has no dated events"


def _filtered(events: Sequence[Event], kind: str | None, subject: str | None) -> list[Event]:
    """Return the events of a kind and a subject; both must exist."""
    for hint, wanted, names in (
        ("--kind", kind, dict.fromkeys(one.kind for one in events)),
        ("--subject", subject, dict.fromkeys(one.subject for one in events)),
    ):
        if wanted is not None and wanted not in names:
            raise typer.BadParameter(_unknown(wanted, list(names)), param_hint=hint)
    found = [one for one in events if kind in (None, one.kind) and subject in (None, one.subject)]
    if not found:
        raise typer.BadParameter(f"{subject} has no event of the kind {kind}", param_hint="--kind")
    return found


def _asked(events: Sequence[Event], event: str, number: tuple[int | None, int] | None, seed: int) -> list[Event]:
    """Return the events to explain: one by its number, or those that changed something about a subject."""
    if number is not None:
        found = [one for one in events if one.number == number[1]]
        if not found:
            numbers = f"{events[0].number} to {events[-1].number}"
            raise typer.BadParameter(
                f"seed {seed} has no event {number[1]} here; there are {numbers}", param_hint="EVENT"
            )
        return found
    found = [one for one in events if one.subject == event]
    if not found:
        names = list(dict.fromkeys(one.subject for one in events))
        raise typer.BadParameter(_unknown(event, names), param_hint="EVENT")
    return [one for one in found if one.decision != "renewed"] or found[-1:]


def _unknown(wanted: str, names: list[str]) -> str:
    from sim.scenario.wording import nearest

    close = nearest(wanted, names)
    meant = f"did you mean {close}? " if close else ""
    return f"there is no {wanted!r}: {meant}there are {', '.join(names)}"


def _list(events: Sequence[Event], parameters: Parameters, *, as_json: bool) -> None:
    from sim.report.why.reasons import reason, subject_label

    if as_json:
        print_json(
            [
                {
                    "seed": one.seed,
                    "number": one.number,
                    "month": one.when,
                    "kind": one.kind,
                    "subject": one.subject,
                    "decision": one.decision,
                    "reason": reason(one),
                }
                for one in events
            ]
        )
        return
    rows = [
        (str(one.number), one.when, one.kind, subject_label(one, parameters), one.decision, reason(one))
        for one in events
    ]
    title = f"What happened in seed {events[0].seed}; alliance why DIR NUMBER tells more"
    print_table(title, ("number", "month", "kind", "subject", "decision", "reason"), rows, text=6)
