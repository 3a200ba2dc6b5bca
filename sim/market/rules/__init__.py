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

from sim.arrays import Array
from sim.economics.pricing import Buyers, PricingIncentives
from sim.economics.wholesale import Negotiation
from sim.market.agreements import Payoffs, Talks
from sim.market.catalogue import Catalogue
from sim.market.rules.memory import PriceMemory
from sim.scenario.choices import CHOICES
from sim.scenario.schema.root import Parameters
from sim.scenario.schema.rules import Rules

PricingRule = Callable[[Array, Buyers, PricingIncentives, Parameters, Catalogue, PriceMemory], tuple[Array, float]]
RoutingRule = Callable[[Array, Array, float, float, float], Array]
WholesaleRule = Callable[[Negotiation], float]
BargainingRule = Callable[[Talks], Payoffs | None]
FinanceRule = Callable[[bool, float, float], bool]
DealsRule = Callable[[float, float], bool]

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


def expected_prices_rule(rules: Rules) -> PricingRule | None:
    """Return how firms expect prices to settle if contracts, owners or products were others.

    It takes and returns what `pricing_rule` does; None where the rule says nothing about it.
    """
    return _found("pricing", rules.pricing, rules.code, "expected_prices", _prices)


def routing_rule(rules: Rules) -> RoutingRule:
    """Return how apps spread their requests.

    Takes quality and wholesale prices, shape (models,), price weight, dispersion and dislike of concentration; returns
    shares, shape (models,).
    """
    return _rule("routing", rules.routing, rules.code, _shares)


def wholesale_rule(rules: Rules) -> WholesaleRule:
    """Return how a wholesale price is fixed: takes what both sides know, returns USD per Mtok."""
    return _rule("wholesale", rules.wholesale, rules.code, _price)


def bargaining_rule(rules: Rules) -> BargainingRule:
    """Return what a pair falls back on.

    Takes what the pair can know; returns what both have without agreement, or None where they do not negotiate.
    """
    return _rule("bargaining", rules.bargaining, rules.code, _payoffs)


def finance_rule(rules: Rules) -> FinanceRule:
    """Return who can run out of cash.

    Takes whether investors fund the owner, its cash in bn USD, and what it spends beyond its receipts in bn USD per
    month; returns whether it can.
    """
    return _rule("finance", rules.finance, rules.code, _truth)


def deals_rule(rules: Rules) -> DealsRule:
    """Return who looks for a firm to buy.

    Takes the share of the volume of an owner's apps that its main supplier serves, and the share that the scenario
    says is tolerated; returns whether the owner looks.
    """
    return _rule("deals", rules.deals, rules.code, _truth)


def _rule(choice: str, name: str, code: dict[str, str], read: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function that every rule of a choice has."""
    found = _found(choice, name, code, CHOICES[choice].function, read)
    if found is None:
        raise RuleError(f"{name} has no function {CHOICES[choice].function}")
    return found


def _found(
    choice: str, name: str, code: dict[str, str], function: str, read: Callable[..., Any]
) -> Callable[..., Any] | None:
    """Return a function of a rule, if it is there; what one of the scenario's own gives back goes through `read`."""
    is_own = name in code
    module = _module(name, code[name]) if is_own else import_module(f"{__name__}.{choice}.{name}")
    rule: Callable[..., Any] | None = getattr(module, function, None)
    if rule is None or not is_own:
        return rule

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


def _payoffs(given: Any, *_: Any) -> Payoffs | None:
    """Read payoffs, or nothing where contracts are not negotiated."""
    return None if given is None else Payoffs(*_numbers(given, (len(Payoffs._fields),)).tolist())


def _truth(given: Any, *_: Any) -> bool:
    """Read whether something is so."""
    if not isinstance(given, bool | np.bool_):
        raise TypeError("expected True or False")
    return bool(given)


def _numbers(given: Any, shape: tuple[int, ...]) -> Array:
    """Read finite numbers of a shape."""
    numbers = np.asarray(given, dtype=float)
    if numbers.shape != shape or not np.isfinite(numbers).all():
        raise ValueError(f"expected finite numbers of shape {shape}")
    return numbers
