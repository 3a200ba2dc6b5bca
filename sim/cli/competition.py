"""Command ``competition``: what a competition authority asks of a market."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.console import echo, number, print_json, print_table, records
from sim.cli.options import Changes, Json, TrustRules
from sim.cli.running import check_rules

if TYPE_CHECKING:
    from sim.experiments.competition import Competition
    from sim.scenario import Scenario

_PARTS = ("share", "without", "guppi", "cmcr", "first_order", "solved", "everything_shared", "rise", "diversion")
"""Columns with one of these in their name are parts, shown as per cent."""
_LEFT_OUT = ("pairs", "pass_through")
_TITLES = {
    "markets": "Markets (spend bn USD a month, tokens Qt a month)",
    "products": "Products (price and unit cost USD per Mtok)",
    "merger_products": "Merger: pressure on prices, cost reductions that undo it, change of prices",
    "merger_markets": "Merger: concentration by spend",
    "merger": "Merger: what it does",
    "hypothetical_monopolist": "Hypothetical monopolist: does one owner raise a price by 5 % or more?",
    "vertical_rivals": "Tie: apps of rivals that use the lab's models",
    "vertical_partner": "Tie: apps of the partner",
    "foreclosure": "Tie: what shutting rivals out does (bn USD a month)",
    "raised_costs": "Tie: what rivals pay and charge (USD per Mtok)",
    "pass_through": "Pass-through: rise of the price (row) per USD of the cost (column)",
}


def competition(
    scenario: Annotated[
        Path, typer.Argument(help="Scenario (file or name), or the folder of a run.", show_default=False)
    ],
    month: Annotated[str | None, typer.Option("--month", help="Month, e.g. 2025-06; default: the last.")] = None,
    merge: Annotated[
        str | None, typer.Option("--merge", help="Two firms that would be one.", metavar="BUYER+TARGET")
    ] = None,
    tie: Annotated[
        str | None, typer.Option("--tie", help="Contract that might shut rivals out.", metavar="PARTNER-LAB")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Seed; default: the scenario's first.")] = None,
    matrices: Annotated[
        bool, typer.Option("--matrices", help="Also elasticities, diversion and pass-through, product by product.")
    ] = False,
    changes: Changes = None,
    trust_rules: TrustRules = False,
    as_json: Json = False,
) -> None:
    """Say what a competition authority asks of a month: shares, margins, diversion, a merger, a tie.

    Example: alliance competition exclusive --month 2025-06 --matrices
    """
    from sim.experiments.competition import competition as study

    if seed is not None and seed < 0:
        raise typer.BadParameter(f"{seed} is no seed", param_hint="--seed")
    read = _read(scenario, changes, trust_rules=trust_rules)
    found = study(read, month, merge=merge, tie=tie, seed=seed)
    if as_json:
        about = {"scenario": found.scenario.name, "month": found.when, "seed": found.seed}
        print_json({**about, **{name: records(table) for name, table in found.tables.items()}})
    else:
        _print(found, matrices=matrices)


def _read(given: Path, changes: list[str] | None, *, trust_rules: bool) -> Scenario | Path:
    from sim.scenario import load

    if given.is_dir():
        if changes:
            raise typer.BadParameter("a stored run cannot be changed: name its scenario", param_hint="--set")
        return given
    scenario = load(given, changes or (), trust_rules=trust_rules)
    check_rules([scenario], quiet=True)
    return scenario


def _print(found: Competition, *, matrices: bool) -> None:
    echo(f"{found.scenario.title}, {found.when}, seed {found.seed}")
    for name, table in found.tables.items():
        if name == "foreclosure":
            _print_turned(found)
        elif name not in _LEFT_OUT and not table.empty:
            _print_rows(_TITLES[name], records(table))
    if matrices:
        for title, figure in (
            ("Elasticity of the row in the price of the column", "elasticity_in_price_of_other"),
            ("Diversion from the row to the column, small rise of its price", "diversion_to_other"),
            ("Diversion from the row to the column, the row gone", "long_run_diversion_to_other"),
            (_TITLES["pass_through"], "pass_through"),
        ):
            matrix = found.matrix(figure)
            rows = [[str(name), *map(number, row)] for name, row in zip(matrix.index, matrix.to_numpy(), strict=True)]
            echo("")
            print_table(title, ["", *matrix.columns], rows, text=1, whole_names=True)


def _print_rows(title: str, rows: list[dict[str, Any]]) -> None:
    header = list(rows[0])
    words = sum(isinstance(value, str) for value in rows[0].values())
    header.sort(key=lambda name: not isinstance(rows[0][name], str))  # words first
    shown = [[_cell(name, row[name]) for name in header] for row in rows]
    echo("")
    print_table(title, [name.replace("_", " ") for name in header], shown, text=words)


def _print_turned(found: Competition) -> None:
    """Print what shutting rivals out does, a column for each way."""
    table = found["foreclosure"]
    if not table.empty:
        turned = table.set_index("way").T
        rows = [[name.replace("_", " "), *(_cell("", value) for value in turned.loc[name])] for name in turned.index]
        echo("")
        print_table(_TITLES["foreclosure"], ["", *turned.columns], rows, text=1)


def _cell(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if value != value:
        return "-"
    if any(part in name for part in _PARTS) and not name.startswith("hhi"):
        return f"{100.0 * value:.2f} %"
    return number(float(value))
