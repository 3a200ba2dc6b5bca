"""The command ``ask``: the common questions about a lab, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import (
    RESULTS,
    Annual,
    Changes,
    Discount,
    ForOwner,
    Jobs,
    Json,
    NoFigures,
    Out,
    Quiet,
    Seeds,
    Window,
)
from sim.cli.running import compare

if TYPE_CHECKING:
    from sim.scenario import Parameters


def ask(
    lab: Annotated[str, typer.Argument(help="Name of the lab.", show_default=False)],
    opened: Annotated[bool, typer.Option("--open", help="What if every cloud firm could sell its models?")] = False,
    exclusive_to: Annotated[
        str | None, typer.Option("--exclusive", help="What if this partner alone could?", metavar="PARTNER")
    ] = None,
    without: Annotated[
        str | None, typer.Option("--without", help="What if it had no contract with this one?", metavar="PARTNER")
    ] = None,
    base: Annotated[str, typer.Option("--base", help="The scenario that is asked about.")] = "exclusive",
    asked_for: ForOwner = None,
    seeds: Seeds = None,
    changes: Changes = None,
    window: Window = None,
    discount: Discount = 0.0,
    annual: Annual = False,
    out: Out = RESULTS,
    jobs: Jobs = None,
    no_figures: NoFigures = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Ask what would change if a lab's contracts were others; the lab's own answer comes first, or that of --for.

    Example: alliance ask LAB --open --for PARTNER
    """
    from pathlib import Path

    from sim.scenario import load

    parameters = load(base, changes or ()).parameters
    _check(lab, parameters, "LAB", labs=True)
    asked = [opened, exclusive_to is not None, without is not None]
    if sum(asked) != 1:
        raise typer.BadParameter("give one of --open, --exclusive PARTNER, --without PARTNER", param_hint="LAB")
    if opened:
        terms = {partner: "open" for partner in _partners(parameters) if partner != lab}
    else:
        partner = str(exclusive_to or without)
        _check(partner, parameters, "--exclusive" if exclusive_to else "--without", labs=False)
        terms = {partner: "exclusive" if exclusive_to else "none"}
    changed = [
        f"contracts.{partner}-{lab}.access={access}"
        for partner, access in terms.items()
        if _access(parameters, partner, lab) != access
    ]
    if not changed:
        raise typer.BadParameter(f"in {base} that is so already", param_hint="LAB")
    return compare(
        Path(base),
        variants=["; ".join(changed)],
        seeds=seeds,
        changes=changes,
        asked_for=asked_for or lab,
        window=window,
        discount=discount,
        annual=annual,
        out=out,
        jobs=jobs,
        no_figures=no_figures,
        as_json=as_json,
        quiet=quiet,
    )


def _partners(parameters: Parameters) -> list[str]:
    """Return the owners of clouds that have a contract with any lab: those that sell closed models at all."""
    owners = dict.fromkeys(cloud.owner for cloud in parameters.clouds.values())
    return [owner for owner in owners if any(key.startswith(f"{owner}-") for key in parameters.contracts)]


def _access(parameters: Parameters, partner: str, lab: str) -> str:
    contract = parameters.contracts.get(f"{partner}-{lab}")
    return "none" if contract is None else contract.access


def _check(name: str, parameters: Parameters, hint: str, *, labs: bool) -> None:
    """Refuse a lab without models, and a partner without clouds."""
    from sim.scenario.wording import nearest

    models, clouds = parameters.models.values(), parameters.clouds.values()
    known = list(dict.fromkeys([model.lab for model in models] if labs else [cloud.owner for cloud in clouds]))
    if name not in known:
        close = nearest(name, known)
        meant = f"did you mean {close}? " if close else ""
        what = "has no model" if labs else "has no cloud"
        raise typer.BadParameter(f"{name!r} {what}: {meant}{', '.join(known)}", param_hint=hint)
