"""The rule in force for each choice: a file of its name here, or one of the scenario's own.

A choice is a folder and an alternative a file in it; every file of a choice defines the same function, as
`sim.scenario.choices.CHOICES` lists them. What a rule of the scenario's own gives back is checked, because nobody else
has tested it.
"""

import linecache
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.economics.pricing import Buyers, PricingIncentives
from sim.economics.wholesale import Negotiation
from sim.market.catalogue import Catalogue
from sim.market.rules.memory import PriceMemory
from sim.scenario.choices import CHOICES
from sim.scenario.schema.root import Parameters
from sim.scenario.schema.rules import Rules

Array = NDArray[np.float64]
PricingRule = Callable[[Array, Buyers, PricingIncentives, Parameters, Catalogue, PriceMemory], tuple[Array, float]]
RoutingRule = Callable[[Array, Array, float, float, float], Array]
WholesaleRule = Callable[[Negotiation], float]


_modules: ContextVar[dict[tuple[str, str], ModuleType]] = ContextVar("rule files that have been run", default={})  # noqa: B039 - shared on purpose
_ROUNDING = 1e-9  # by which shares may miss 1


class RuleError(ValueError):
    """A rule of the scenario's own gave back what cannot be used."""


def pricing_rule(rules: Rules) -> PricingRule:
    """Return how prices are posted.

    Takes last prices, shape (options,), long-run demand, what deciders earn, parameters, catalogue, and what was noted
    in earlier months; returns the prices and how far they are from equilibrium, both in USD per Mtok.
    """
    return _rule("pricing", rules.pricing, rules.code, _prices)


def routing_rule(rules: Rules) -> RoutingRule:
    """Return how apps spread their requests.

    Takes quality and wholesale prices, shape (models,), price weight, dispersion and dislike of concentration; returns
    shares, shape (models,).
    """
    return _rule("routing", rules.routing, rules.code, _shares)


def wholesale_rule(rules: Rules) -> WholesaleRule:
    """Return how a wholesale price is fixed: takes what both sides know, returns USD per Mtok."""
    return _rule("wholesale", rules.wholesale, rules.code, _price)


def _rule(choice: str, name: str, code: dict[str, str], read: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function of a rule; what one of the scenario's own gives back goes through `read`."""
    function = CHOICES[choice].function
    if name not in code:
        found: Callable[..., Any] = getattr(import_module(f"{__name__}.{choice}.{name}"), function)
        return found
    rule = getattr(_module(name, code[name]), function)

    def checked(*arguments: Any) -> Any:
        given = rule(*arguments)
        try:
            return read(given, *arguments)
        except (TypeError, ValueError) as error:
            raise RuleError(f"{function} in {name} gave back {str(given)[:200]}: {error}") from error

    return checked


@contextmanager
def fresh_rules() -> Iterator[None]:
    """Run the text of rule files anew within: what one keeps count of ends with the replication."""
    token = _modules.set({})
    try:
        yield
    finally:
        _modules.reset(token)


def _module(name: str, code: str) -> ModuleType:
    """Return a rule file as a module."""
    modules = _modules.get()
    if (name, code) not in modules:
        modules[name, code] = _executed(name, code)
    return modules[name, code]


def _executed(name: str, code: str) -> ModuleType:
    """Run the text of a rule file; tracebacks show its lines."""
    module = ModuleType(name)
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    exec(compile(code, name, "exec"), vars(module))
    return module


def _prices(given: Any, prices: Array, *_: Any) -> tuple[Array, float]:
    """Read prices, one for each option, and a residual."""
    posted, residual = given
    return _numbers(posted, prices.shape), float(_numbers(residual, ()))


def _shares(given: Any, quality: Array, *_: Any) -> Array:
    """Read shares, one for each model, that sum to 1."""
    shares = _numbers(given, quality.shape)
    if (shares < 0.0).any() or abs(shares.sum() - 1.0) > _ROUNDING:
        raise ValueError("shares are 0 or more and sum to 1")
    return shares


def _price(given: Any, *_: Any) -> float:
    """Read one price."""
    return float(_numbers(given, ()))


def _numbers(given: Any, shape: tuple[int, ...]) -> Array:
    """Read finite numbers of a shape."""
    numbers = np.asarray(given, dtype=float)
    if numbers.shape != shape or not np.isfinite(numbers).all():
        raise ValueError(f"expected finite numbers of shape {shape}")
    return numbers
