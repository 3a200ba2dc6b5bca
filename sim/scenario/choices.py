"""The choices of rule that a scenario makes, and the names it may use for them.

An alternative is a file of its name in ``sim/market/rules/<choice>/``, or a file of the scenario's own. The names are
those of the files: reading a scenario imports no rule.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

RULES = Path(__file__).parents[1] / "market" / "rules"
FILE_ENDING = ".py"
EXAMPLE = "my_rule.py"


@dataclass(frozen=True)
class Choice:
    """What every rule file of a choice defines.

    Attributes
    ----------
    function : str
        Name of the function.
    arguments : tuple of str
        Its arguments, in order.
    also : tuple of str
        Functions with the same arguments that a file may define besides.
    """

    function: str
    arguments: tuple[str, ...]
    also: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.signature(self.function)

    def signature(self, function: str) -> str:
        """Return how a function of the choice is written."""
        return f"{function}({', '.join(self.arguments)})"


CHOICES = {
    "pricing": Choice(
        "post_prices", ("prices", "buyers", "incentives", "parameters", "catalogue", "memory"), ("expected_prices",)
    ),
    "routing": Choice("route", ("quality", "wholesale_price", "price_weight", "dispersion", "concentration_cost")),
    "wholesale": Choice("wholesale_price", ("negotiation",)),
    "bargaining": Choice("disagreement", ("talks",)),
    "finance": Choice("can_run_out_of_cash", ("is_funded", "cash", "burn")),
    "deals": Choice("looks_for_target", ("dependence", "dependence_target")),
}
# What a pricing rule says of itself where every closed model and every app needs a list price.
LIST_PRICES = "NEEDS_LIST_PRICES"
# What a bargaining rule says of itself under which nobody negotiates.
CONTRACTS_STAY = "CONTRACTS_STAY"


@cache
def rule_names(choice: str) -> tuple[str, ...]:
    """Return the names of the alternatives that come with the model, in alphabetical order."""
    return tuple(sorted(file.stem for file in (RULES / choice).glob("[!_]*.py")))


def says(name: str, code: Mapping[str, str], choice: str, what: str) -> bool:
    """Whether a rule sets a name of its file to True.

    Parameters
    ----------
    name : str
        The rule: one that comes with the model, or a file of the scenario's own.
    code : mapping of str to str
        Text of the files of the scenario's own.
    choice : str
        What it is a rule of.
    what : str
        Name, such as `LIST_PRICES`.
    """
    if name not in code and name not in rule_names(choice):
        return False
    text = code[name] if name in code else (RULES / choice / f"{name}{FILE_ENDING}").read_text(encoding="utf-8")
    try:
        written = ast.parse(text).body
    except (SyntaxError, ValueError):
        return False  # told where the file is read
    return any(isinstance(line, ast.Assign) and ast.unparse(line) == f"{what} = True" for line in written)


def is_file(name: object) -> bool:
    """Whether a rule is named by a file of the scenario's own."""
    return isinstance(name, str) and name.endswith(FILE_ENDING)
