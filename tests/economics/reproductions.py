"""How the product reproduces each exact case."""

from tests.economics.alliance_cases import ALLIANCES
from tests.economics.budget_cases import BUDGETS
from tests.economics.cases import Reproduction
from tests.economics.contract_cases import CONTRACTS
from tests.economics.growth_cases import GROWTH
from tests.economics.price_cases import PRICES
from tests.economics.supply_cases import SUPPLY

REPRODUCTIONS: dict[str, Reproduction] = PRICES | CONTRACTS | GROWTH | BUDGETS | SUPPLY | ALLIANCES
