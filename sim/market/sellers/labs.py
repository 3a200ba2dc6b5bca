"""Labs: they train models, learn by serving, and decide what to spend."""

import math
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace

import mesa

from sim.economics.technology import (
    architecture_cost_factor,
    next_capability,
    reference_growth,
    serving_cost,
)
from sim.market.events import MarketEvent
from sim.market.sellers.versions import Version, is_trained, version_on_sale, versions_of
from sim.scenario.schema.agents import Model
from sim.scenario.schema.root import Parameters
from sim.streams import Streams


@dataclass
class ModelState:
    """A model as it stands.

    Attributes
    ----------
    capability : float
        Nats.
    output : float
        Tokens ever served, Qt.
    serving_cost : float
        GPU-hours per Mtok.
    version : Version
        The version on sale, or the first one where nothing is on sale yet.
    output_before : float
        Tokens served before that version came on sale, Qt.
    specialisation : mapping of str to float
        Quality on a task above or below capability, utils.
    on_sale : bool
        Whether anybody can have the model.
    training : float
        Training spend decided this month, bn USD.
    trained, learned_from : float
        Part of it for which there was capacity last month, bn USD, and the compute that it bought, bn GPU-hours.
    architecture : str
        How the model generates text.
    succeeded : int or None
        Month in which a diffusion architecture came to work at scale.
    """

    name: str
    capability: float
    output: float
    serving_cost: float
    version: Version
    output_before: float
    specialisation: Mapping[str, float]
    on_sale: bool = False
    architecture: str = "autoregressive"
    training: float = 0.0
    trained: float = 0.0
    learned_from: float = 0.0
    succeeded: int | None = None

    def take_over(self, version: Version) -> None:
        """Replace the version on sale by another."""
        self.version, self.capability, self.output_before = version, version.capability, self.output


def _unreleased(name: str, section: Model, start: str) -> ModelState:
    """Return a model as its first version will be."""
    first, output = versions_of(section, start)[0], section.initial_output
    return ModelState(
        name,
        first.capability,
        output,
        first.serving_cost,
        first,
        output,
        first.specialisation,
        architecture=section.architecture,
    )


def _is_due(section: Model, version: Version | None, capability: float) -> bool:
    """Whether a model can come on sale: it has been released, and is good enough."""
    return version is not None and capability >= (section.launch_capability or -math.inf)


class Lab(mesa.Agent):
    """An owner of models.

    Parameters
    ----------
    model : Market
        The market.
    name : str
        Owner.
    """

    def __init__(self, model: mesa.Model, name: str, parameters: Parameters) -> None:
        super().__init__(model)
        self.name = name
        self.receipts = 0.0
        self.models = {
            key: _unreleased(key, section, parameters.horizon.start)
            for key, section in sorted(parameters.models.items())
            if section.lab == name
        }
        for key, state in self.models.items():
            section = parameters.models[key]
            version = version_on_sale(section, parameters.rules, parameters.horizon.start, 0)
            state.on_sale = _is_due(section, version, state.capability if version is None else version.capability)

    def release(self, parameters: Parameters, before: Parameters, month: int) -> list[MarketEvent]:
        """Bring out what is due, and take over what a dated event changed (E50).

        Parameters
        ----------
        before : Parameters
            Parameters in force last month.
        """
        happened = []
        for state in self.models.values():
            section, past = parameters.models[state.name], before.models[state.name]
            changed = (section.capability, section.serving_cost) != (past.capability, past.serving_cost)
            version = version_on_sale(section, parameters.rules, parameters.horizon.start, month)
            if version is not None and (changed or version.since != state.version.since):
                state.take_over(replace(version, since=month) if changed else version)
            if version is not None:
                state.specialisation = version.specialisation
            due = _is_due(section, version, state.capability)
            if due and (not state.on_sale or state.version.since == month) and month > 0:
                figures = {"capability": state.capability, "serving_cost": state.version.serving_cost}
                happened.append(
                    MarketEvent(month, "technology", state.name, "released", cause="release", figures=figures)
                )
            state.on_sale = state.on_sale or due
        return happened

    def learn(
        self, parameters: Parameters, month: int, streams: Streams, absent: Container[str], frontier: float
    ) -> list[MarketEvent]:
        """Turn last month's training, the others' progress and luck into capability (E24, E36).

        Parameters
        ----------
        absent : container of str
            Models that do not exist now; they learn nothing.
        frontier : float
            Capability of the best model, nats.
        """
        technology, shocks = parameters.technology, parameters.shocks
        reference = technology.training_reference * reference_growth(
            month, technology.training_growth, technology.training_saturation
        )
        happened = []
        for state in self.models.values():
            draws = streams.generator("capability luck", state.name, month)
            luck = technology.capability_noise * draws.standard_normal()
            if state.name in absent or not is_trained(parameters.models[state.name], parameters.rules):
                continue
            if draws.random() < shocks.breakthrough_rate:
                luck += shocks.breakthrough_size
                figures = {"size": shocks.breakthrough_size, "rate": shocks.breakthrough_rate}
                happened.append(
                    MarketEvent(month, "technology", state.name, "breakthrough", cause="luck", figures=figures)
                )
            state.capability = float(
                next_capability(
                    state.capability,
                    frontier,
                    state.learned_from,
                    reference,
                    training_effect=technology.training_effect,
                    catch_up=technology.catch_up,
                    luck=luck,
                )
            )
        return happened

    def try_architecture(
        self, parameters: Parameters, month: int, streams: Streams, absent: Container[str]
    ) -> list[MarketEvent]:
        """See whether a diffusion architecture comes to work at scale (E26)."""
        happened = []
        for state in self.models.values():
            draw = streams.generator("architecture", state.name, month).random()
            waiting = state.architecture == "diffusion" and state.succeeded is None and state.name not in absent
            if waiting and draw < parameters.technology.diffusion_hazard:
                state.succeeded = month
                figures = {"hazard": parameters.technology.diffusion_hazard, "draw": float(draw)}
                happened.append(
                    MarketEvent(month, "technology", state.name, "succeeded", cause="luck", figures=figures)
                )
        return happened

    def cheapen(self, parameters: Parameters, month: int) -> None:
        """Work out what serving costs now (E25, E26)."""
        technology = parameters.technology
        for state in self.models.values():
            version = state.version
            state.serving_cost = float(
                serving_cost(
                    version.serving_cost,
                    state.output / state.output_before,
                    month - version.since,
                    state.capability - version.capability,
                    progress_ratio=technology.progress_ratio,
                    algorithmic_decline=technology.algorithmic_decline,
                    cost_of_capability=technology.cost_of_capability,
                )
            ) * architecture_cost_factor(state.succeeded is not None, technology.diffusion_cost_advantage)

    def decide_training(self, budget: float, parameters: Parameters, inactive: Container[str] = ()) -> None:
        """Share a training budget out among the lab's models, in proportion to their floors (E52).

        Parameters
        ----------
        budget : float
            Bn USD.
        inactive : container of str
            Models that do not exist now.
        """
        present = [state for state in self.models.values() if state.name not in inactive]
        floors = [parameters.models[state.name].training_budget for state in present]
        whole = sum(floors)
        for state in self.models.values():
            state.training = 0.0
        for state, floor in zip(present, floors, strict=True):
            state.training = budget * (floor / whole if whole > 0.0 else 1.0 / len(present))

    def training_floor(self, parameters: Parameters, month: int, inactive: Container[str] = ()) -> float:
        """Least that the lab spends on training: its floors, grown with the reference, bn USD per month (E52)."""
        technology = parameters.technology
        growth = reference_growth(month, technology.training_growth, technology.training_saturation)
        return growth * sum(parameters.models[name].training_budget for name in self.models if name not in inactive)

    @property
    def training(self) -> float:
        """Training spend decided this month, bn USD."""
        return sum(state.training for state in self.models.values())

    @property
    def trained(self) -> float:
        """Training paid for last month, bn USD."""
        return sum(state.trained for state in self.models.values())
