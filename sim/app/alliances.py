"""The alliance network month by month: what is sold where, how much, and under which contract."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.arrays import Array
from sim.figures.drawing.owners import owner_colours
from sim.figures.market.network import plan_of
from sim.results.protocols import EnsembleResult, RunResult
from sim.results.reading.series import ensembles_of, mean_by_month, scenarios_of
from sim.scenario import Parameters
from sim.words.names import label

ACCESS = ("exclusive", "preferred", "open", "none")
OWN, OPEN_WEIGHTS, LICENCE = "own", "open weights", "licence"
_WIDTH = 5.0  # inches of the plan; only proportions count here


@dataclass(frozen=True)
class Node:
    """A cloud, a model or an app at its place, each coordinate from 0 to 1.

    Attributes
    ----------
    share : array, shape (months,)
        Its share of all tokens.
    """

    kind: str
    name: str
    label: str
    owner: str
    colour: str
    x: float
    y: float
    share: Array


@dataclass(frozen=True)
class Line:
    """A model sold on a cloud or through an app.

    Attributes
    ----------
    volume : array, shape (months,)
        Qt per month, mean over seeds.
    state : list of str, one per month
        Under which contract it is sold.
    """

    model: str
    kind: str
    partner: str
    volume: Array
    state: list[str]


@dataclass(frozen=True)
class ContractTerms:
    """A contract in one span of months.

    Attributes
    ----------
    partner, lab : str
        Labels of both sides.
    start, end : int
        Months in which the terms hold, the end exclusive.
    terms : mapping of str to value
        Columns of the table of contracts.
    seeds : int
        How many seeds have exactly this.
    """

    partner: str
    lab: str
    start: int
    end: int
    terms: Mapping[str, Any]
    seeds: int


@dataclass(frozen=True)
class MonthlyNetwork:
    """The network of one scenario over the months."""

    nodes: list[Node]
    lines: list[Line]
    contracts: list[ContractTerms]
    months: int
    seeds: int


def alliances(result: RunResult) -> list[MonthlyNetwork]:
    """Return the network of each scenario, everything at the same place in all of them.

    Parameters
    ----------
    result : Comparison or Ensemble
        What was run.
    """
    scenarios = scenarios_of(result)
    plan = plan_of(scenarios, [], _WIDTH)
    columns, rows = (sorted({place[axis] for place in plan.nodes.values()}) for axis in (0, 1))
    places = {node: (_within(x, columns), _within(y, rows)) for node, (x, y) in plan.nodes.items()}
    colours = owner_colours(scenarios)
    return [_alliances(ensemble, places, colours) for ensemble in ensembles_of(result)]


def _within(place: float, places: list[float]) -> float:
    """Return where a place lies between the first and the last, from 0 to 1."""
    first, last = places[0], places[-1]
    return (place - first) / (last - first) if last > first else 0.5


def _alliances(
    ensemble: EnsembleResult, places: Mapping[tuple[str, str], tuple[float, float]], colours: Mapping[str, str]
) -> MonthlyNetwork:
    parameters = ensemble.scenario.parameters
    months = parameters.horizon.months
    lines = _lines(ensemble, months)
    total = mean_by_month(ensemble, "market", "volume").sum(axis=1).reindex(range(months)).to_numpy(dtype=float)
    shares = _shares(ensemble, lines, np.where(total > 0, total, np.nan))
    nodes = []
    for (kind, name), (x, y) in places.items():
        entry = getattr(parameters, f"{kind}s").get(name)
        if entry is None:
            continue
        owner = entry.lab if kind == "model" else entry.owner
        share = shares.get((kind, name), np.zeros(months))
        names = label(parameters, kind, name), label(parameters, "owner", owner)
        nodes.append(Node(kind, name, *names, colours[owner], x, y, share))
    return MonthlyNetwork(nodes, lines, _contracts(ensemble), months, len(ensemble.seeds))


def _lines(ensemble: EnsembleResult, months: int) -> list[Line]:
    lines = []
    states = _states(ensemble, months)
    parameters = ensemble.scenario.parameters
    for kind, measure, side in (("model_on_cloud", "hosted_volume", "cloud"), ("model_in_app", "routed_volume", "app")):
        volumes = mean_by_month(ensemble, kind, measure).reindex(range(months)).fillna(0.0)
        for entity in volumes:
            model, _, partner = str(entity).partition("@")
            values = volumes[entity].to_numpy(dtype=float)
            if values.any():
                owner = getattr(parameters, f"{side}s")[partner].owner
                state = _line_states(parameters, model, owner, side, states, months)
                lines.append(Line(model, side, partner, values, state))
    return lines


def _line_states(
    parameters: Parameters,
    model: str,
    owner: str,
    side: str,
    states: Mapping[tuple[str, str], list[str]],
    months: int,
) -> list[str]:
    """Return under which contract a model is sold by an owner in each month."""
    entry = parameters.models[model]
    if entry.lab == owner:
        return [OWN] * months
    if entry.open:
        return [OPEN_WEIGHTS] * months
    if side == "app":
        return [LICENCE] * months
    return states.get((owner, entry.lab), ["none"] * months)


def _states(ensemble: EnsembleResult, months: int) -> dict[tuple[str, str], list[str]]:
    """Return the effective access of each contract by month, as most seeds have it."""
    counts: dict[tuple[str, str], Array] = {}
    rows: list[Any] = list(ensemble.contracts.itertuples())
    for row in rows:
        count = counts.setdefault((row.partner, row.lab), np.zeros((len(ACCESS), months)))
        if row.effective_access in ACCESS:
            count[ACCESS.index(row.effective_access), row.start : row.end] += 1
    return {pair: [ACCESS[state] for state in count.argmax(axis=0)] for pair, count in counts.items()}


def _shares(ensemble: EnsembleResult, lines: list[Line], total: Array) -> dict[tuple[str, str], Array]:
    """Return each node's share of all tokens by month."""
    months = len(total)
    shares: dict[tuple[str, str], Array] = {}
    for line in lines:
        node = (line.kind, line.partner)
        shares[node] = shares.get(node, np.zeros(months)) + line.volume / total
    for model, values in mean_by_month(ensemble, "model", "share").reindex(range(months)).items():
        shares["model", str(model)] = values.to_numpy(dtype=float)
    return {node: np.nan_to_num(values) for node, values in shares.items()}


def _contracts(ensemble: EnsembleResult) -> list[ContractTerms]:
    """Return all terms that contracts have in any seed, with the number of seeds that have them."""
    table = ensemble.contracts
    columns = [column for column in table.columns if column != "seed"]
    keys = ("partner", "lab", "start", "end")
    counted = table.groupby(columns, dropna=False, sort=True)["seed"].nunique().reset_index()
    parameters = ensemble.scenario.parameters
    return [
        ContractTerms(
            label(parameters, "owner", row["partner"]),
            label(parameters, "owner", row["lab"]),
            int(row["start"]),
            int(row["end"]),
            {name: row[name] for name in columns if name not in keys},
            int(row["seed"]),
        )
        for row in counted.to_dict(orient="records")
    ]
