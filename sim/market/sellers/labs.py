"""Labs: they train models, learn by serving, and decide what to spend."""

from collections.abc import Container
from dataclasses import dataclass

import mesa

from sim.economics.technology import (
    architecture_cost_factor,
    next_capability,
    reference_growth,
    serving_cost,
)
from sim.market.events import MarketEvent
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
    training : float
        Training spend decided this month, bn USD.
    trained : float
        Part of it for which there was capacity last month, bn USD.
    architecture : str
        How the model generates text.
    succeeded : int or None
        Month in which a diffusion architecture came to work at scale.
    """

    name: str
    capability: float
    output: float
    serving_cost: float
    architecture: str = "autoregressive"
    training: float = 0.0
    trained: float = 0.0
    succeeded: int | None = None


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
            key: ModelState(key, section.capability, section.initial_output, section.serving_cost, section.architecture)
            for key, section in sorted(parameters.models.items())
            if section.lab == name
        }

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
            if state.name in absent:
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
                    state.trained,
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
            section = parameters.models[state.name]
            state.serving_cost = float(
                serving_cost(
                    section.serving_cost,
                    state.output / section.initial_output,
                    month,
                    state.capability - section.capability,
                    progress_ratio=technology.progress_ratio,
                    algorithmic_decline=technology.algorithmic_decline,
                    cost_of_capability=technology.cost_of_capability,
                )
            ) * architecture_cost_factor(state.succeeded is not None, technology.diffusion_cost_advantage)

    def decide_training(
        self, parameters: Parameters, month: int, affordable: float, absent: Container[str] = ()
    ) -> None:
        """Spend the budget, grown with the reference, plus part of last month's model receipts (E24, E27).

        Parameters
        ----------
        affordable : float
            Most that the lab can spend on all its models, bn USD.
        """
        technology = parameters.technology
        growth = reference_growth(month, technology.training_growth, technology.training_saturation)
        present = [state for state in self.models.values() if state.name not in absent]
        reinvested = technology.reinvestment_share * max(self.receipts, 0.0) / max(len(present), 1)
        for state in self.models.values():
            state.training = 0.0
        for state in present:
            state.training = parameters.models[state.name].training_budget * growth + reinvested
        wanted = self.training
        if wanted > affordable:
            for state in present:
                state.training *= affordable / wanted

    @property
    def training(self) -> float:
        """Training spend decided this month, bn USD."""
        return sum(state.training for state in self.models.values())

    @property
    def trained(self) -> float:
        """Training paid for last month, bn USD."""
        return sum(state.trained for state in self.models.values())
