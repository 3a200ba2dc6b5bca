"""Names and numbers of everything that exists in a scenario, in canonical (alphabetical) order."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.scenario.schema.root import Parameters

OUTSIDE_GOOD = 0
ENTERPRISES, CONSUMERS, INVESTORS, SUPPLIERS = "enterprises", "consumers", "investors", "suppliers"
SECTORS = (ENTERPRISES, CONSUMERS, INVESTORS, SUPPLIERS)


@dataclass(frozen=True)
class Catalogue:
    """Index of a scenario's entities.

    Options are numbered for the choice laws: 0 is doing without AI, then the models, then the apps.

    Attributes
    ----------
    bought : mapping of str to str
        Owners that belong to another owner by now, and to whom. They keep their name, their models and their
        contracts; their account is that of the buyer.
    """

    owners: tuple[str, ...]
    clouds: tuple[str, ...]
    models: tuple[str, ...]
    apps: tuple[str, ...]
    enterprise_tasks: tuple[str, ...]
    consumer_tasks: tuple[str, ...]
    bought: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, parameters: Parameters) -> "Catalogue":
        """Read the names from the parameters of a scenario."""
        tasks = parameters.tasks
        return cls(
            owners=tuple(sorted(parameters.owners)),
            clouds=tuple(sorted(parameters.clouds)),
            models=tuple(sorted(parameters.models)),
            apps=tuple(sorted(parameters.apps)),
            enterprise_tasks=tuple(sorted(name for name in tasks if tasks[name].buyer == "enterprise")),
            consumer_tasks=tuple(sorted(name for name in tasks if tasks[name].buyer == "consumer")),
        )

    @cached_property
    def options(self) -> tuple[str, ...]:
        """Names by option number."""
        return ("", *self.models, *self.apps)

    @cached_property
    def accounts(self) -> tuple[str, ...]:
        """Everybody who pays or is paid: owners, then sectors."""
        return self.owners + SECTORS

    @cached_property
    def account(self) -> dict[str, int]:
        """Number of each account; an owner that was bought shares its buyer's."""
        numbers = {name: number for number, name in enumerate(self.accounts)}
        return numbers | {name: numbers[self.ultimate_owner(name)] for name in self.bought}

    def lab_accounts(self, parameters: Parameters) -> NDArray[np.int64]:
        """Account of the lab of each model, shape (models,)."""
        return np.array([self.account[parameters.models[name].lab] for name in self.models], dtype=np.int64)

    def cloud_accounts(self, parameters: Parameters) -> NDArray[np.int64]:
        """Account of the owner of each cloud, shape (clouds,)."""
        return np.array([self.account[parameters.clouds[name].owner] for name in self.clouds], dtype=np.int64)

    def vendors(self, parameters: Parameters) -> NDArray[np.int64]:
        """Number of the owner who sells each option: the lab, or the app's owner; 0 for doing without."""
        sellers = [parameters.models[name].lab for name in self.models]
        sellers += [parameters.apps[name].owner for name in self.apps]
        return np.array([0, *(self.owners.index(name) for name in sellers)], dtype=np.int64)

    def ultimate_owner(self, owner: str) -> str:
        """Owner who holds an owner's assets: itself, unless it was bought."""
        while owner in self.bought:
            owner = self.bought[owner]
        return owner

    def common_ownership(self, first: str, second: str) -> bool:
        """Whether two owners belong together."""
        if not self.bought:
            return first == second
        return self.ultimate_owner(first) == self.ultimate_owner(second)

    def after_purchase(self, buyer: str, target: str) -> "Catalogue":
        """Return the catalogue after a purchase."""
        return replace(self, bought={**self.bought, target: buyer})

    @cached_property
    def cloud(self) -> dict[str, int]:
        """Number of each cloud."""
        return {name: number for number, name in enumerate(self.clouds)}

    @cached_property
    def option(self) -> dict[str, int]:
        """Option number of each model and app."""
        return {name: number for number, name in enumerate(self.options) if number != OUTSIDE_GOOD}

    def options_for(self, task: str, parameters: Parameters) -> list[int]:
        """Options that can serve a task: doing without, every model, and the task's apps."""
        apps = [self.option[name] for name in self.apps if parameters.apps[name].task == task]
        return [OUTSIDE_GOOD, *(self.option[name] for name in self.models), *apps]
