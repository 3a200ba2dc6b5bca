"""The choices of rule that a scenario makes, and the names it may use for them.

An alternative is a file of its name in ``sim/market/rules/<choice>/``, or a file of the scenario's own. The names are
those of the files: reading a scenario imports no rule.
"""

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
    """

    function: str
    arguments: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.function}({', '.join(self.arguments)})"


CHOICES = {
    "pricing": Choice("post_prices", ("prices", "buyers", "incentives", "parameters", "catalogue", "memory")),
    "routing": Choice("route", ("quality", "wholesale_price", "price_weight", "dispersion", "concentration_cost")),
    "wholesale": Choice("wholesale_price", ("negotiation",)),
}


@cache
def rule_names(choice: str) -> tuple[str, ...]:
    """Return the names of the alternatives that come with the model, in alphabetical order."""
    return tuple(sorted(file.stem for file in (RULES / choice).glob("[!_]*.py")))


def is_file(name: object) -> bool:
    """Whether a rule is named by a file of the scenario's own."""
    return isinstance(name, str) and name.endswith(FILE_ENDING)
