"""Labs: they train models, learn by serving, and decide what to spend."""

from dataclasses import dataclass

import mesa

from sim.economics.technology import next_capability, reference_growth, serving_cost
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
    """

    name: str
    capability: float
    output: float
    serving_cost: float
    training: float = 0.0
    trained: float = 0.0


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
            key: ModelState(key, section.capability, section.initial_output, section.serving_cost)
            for key, section in sorted(parameters.models.items())
            if section.lab == name
        }

    def learn(self, parameters: Parameters, frontier: float, month: int, streams: Streams) -> None:
        """Turn last month's training, the others' progress and luck into capability (E24)."""
        technology = parameters.technology
        reference = technology.training_reference * reference_growth(
            month, technology.training_growth, technology.training_saturation
        )
        for state in self.models.values():
            luck = (
                technology.capability_noise * streams.generator("capability luck", state.name, month).standard_normal()
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

    def cheapen(self, parameters: Parameters, month: int) -> None:
        """Work out what serving costs now (E25)."""
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
            )

    def decide_training(self, parameters: Parameters, month: int) -> None:
        """Spend the budget, grown with the reference, plus part of last month's model receipts (E24, E27)."""
        technology = parameters.technology
        growth = reference_growth(month, technology.training_growth, technology.training_saturation)
        reinvested = technology.reinvestment_share * max(self.receipts, 0.0) / max(len(self.models), 1)
        for state in self.models.values():
            state.training = parameters.models[state.name].training_budget * growth + reinvested
