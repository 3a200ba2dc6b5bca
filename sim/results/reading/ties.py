"""Who sells and licenses whose models, month by month, between owners at fixed places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.arrays import Array
from sim.results.protocols import EnsembleResult
from sim.results.reading.contract_spells import shown_seed, spells_of
from sim.scenario import Parameters, Scenario

SMALLEST_SHARE = 0.001  # of all tokens: thinner ties are left out
CLOUD, APP = "cloud", "app"
_SIDES = (("model_on_cloud", "hosted_volume", CLOUD), ("model_in_app", "routed_volume", APP))


@dataclass(frozen=True)
class Tie:
    """What one owner's clouds sell, or its apps use, of a lab's models in one seed.

    Attributes
    ----------
    lab, partner : str
        Owners.
    side : {"cloud", "app"}
        Whether the partner sells the models on its clouds or uses them in its apps.
    share : array, shape (months,)
        Share of all tokens of the month.
    access : sequence of str
        Effective access by month; empty for apps and where there is no contract.
    """

    lab: str
    partner: str
    side: str
    share: Array
    access: Sequence[str]

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells ties apart."""
        return self.lab, self.partner, self.side

    def shown(self, month: int) -> bool:
        """Whether the tie carries enough in a month to be drawn."""
        return bool(self.share[month] >= SMALLEST_SHARE)


def ties_of(ensemble: EnsembleResult, seed: int) -> list[Tie]:
    """Return the ties between different owners in one seed, those that carry most at the end first."""
    parameters = ensemble.scenario.parameters
    months = parameters.horizon.months
    frame = ensemble.monthly[ensemble.monthly["seed"] == seed]
    total = _by_month(frame[frame["kind"] == "market"], "volume", months)
    shares: dict[tuple[str, str, str], Array] = {}
    for kind, measure, side in _SIDES:
        for entity, rows in frame[frame["kind"] == kind].groupby("entity"):
            model, _, place = str(entity).partition("@")
            entry = getattr(parameters, f"{side}s").get(place)
            if model not in parameters.models or entry is None or parameters.models[model].lab == entry.owner:
                continue
            share = np.divide(_by_month(rows, measure, months), total, out=np.zeros(months), where=total > 0)
            key = (parameters.models[model].lab, entry.owner, side)
            shares[key] = shares.get(key, np.zeros(months)) + share
    ties = [
        Tie(lab, partner, side, share, _access(ensemble, seed, (partner, lab), months) if side == CLOUD else ())
        for (lab, partner, side), share in shares.items()
        if share.max() >= SMALLEST_SHARE
    ]
    return sorted(ties, key=lambda tie: (-tie.share[-1], tie.key))


def lab_shares(ensemble: EnsembleResult, seed: int) -> dict[str, Array]:
    """Return each lab's share of all tokens by month in one seed."""
    months = ensemble.scenario.parameters.horizon.months
    frame = ensemble.monthly[(ensemble.monthly["seed"] == seed) & (ensemble.monthly["kind"] == "owner")]
    return {str(owner): _by_month(rows, "lab_share", months) for owner, rows in frame.groupby("entity")}


def _by_month(rows: Any, measure: str, months: int) -> Array:
    series = rows.set_index("month")[measure].reindex(range(months))
    return np.nan_to_num(series.to_numpy(dtype=float))


def _access(ensemble: EnsembleResult, seed: int, pair: tuple[str, str], months: int) -> list[str]:
    access = [""] * months
    spells = spells_of(ensemble, pair)
    for spell in spells[spells["seed"] == seed].itertuples():
        start, end = int(str(spell.start)), min(int(str(spell.end)), months)
        access[start:end] = [str(spell.effective_access)] * (end - start)
    return access


def places_of(parameters: Parameters) -> dict[str, tuple[float, float]]:
    """Return where owners stand: owners of clouds and apps at the left, labs without either at the right.

    Owners of nothing that is traded are left out. Both axes go from -1 to 1, the vertical one up.
    """
    partners = {entry.owner for section in (parameters.clouds, parameters.apps) for entry in section.values()}
    labs = {model.lab for model in parameters.models.values()}
    left = [owner for owner in parameters.owners if owner in partners]
    right = [owner for owner in parameters.owners if owner in labs and owner not in partners]
    return {**_column(left, -1), **_column(right, 1)}


def _column(owners: Sequence[str], side: int) -> dict[str, tuple[float, float]]:
    """Spread owners evenly from top to bottom along a slightly bent column."""
    places = {}
    for number, owner in enumerate(owners):
        height = 1 - 2 * (number + 0.5) / len(owners)
        places[owner] = (side * (1 - 0.25 * height**2), height)
    return places


def curve(tie: Tie, places: Mapping[str, tuple[float, float]], bend: float = 0.16) -> tuple[tuple[float, float], ...]:
    """Return start, control point and end of a tie as a curve; ties on clouds and in apps bend to different sides."""
    (x0, y0), (x1, y1) = places[tie.lab], places[tie.partner]
    turn = bend if tie.side == CLOUD else -bend
    middle = ((x0 + x1) / 2 - turn * (y1 - y0), (y0 + y1) / 2 + turn * (x1 - x0))
    return (x0, y0), middle, (x1, y1)


@dataclass(frozen=True)
class AllianceNetwork:
    """What one scenario's network shows: one seed, its ties, the places of owners and their shares."""

    scenario: Scenario
    seed: int
    reason: str
    ties: Sequence[Tie]
    shares: Mapping[str, Array]
    places: Mapping[str, tuple[float, float]]

    @property
    def months(self) -> int:
        """Number of months."""
        return int(self.scenario.parameters.horizon.months)


def alliances_of(ensemble: EnsembleResult) -> AllianceNetwork:
    """Return the network of the seed that stands for a scenario."""
    shown = shown_seed(ensemble)
    places = places_of(ensemble.scenario.parameters)
    ties = [tie for tie in ties_of(ensemble, shown.seed) if tie.lab in places and tie.partner in places]
    return AllianceNetwork(ensemble.scenario, shown.seed, shown.reason, ties, lab_shares(ensemble, shown.seed), places)


def largest_share(networks: Sequence[AllianceNetwork]) -> float:
    """Return the share of the thickest tie, so that all frames have one scale."""
    return max((float(tie.share.max()) for network in networks for tie in network.ties), default=1.0)
