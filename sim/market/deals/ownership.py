"""Who may still buy whom: options that run, and purchases that have become pointless (E32, E34)."""

from sim.market.state import State
from sim.scenario.months import month_index
from sim.scenario.schema.finance import Option
from sim.scenario.schema.root import Parameters


def months_left(option: Option, parameters: Parameters, month: int) -> int:
    """Months until an option is decided; negative once it is."""
    return month_index(parameters.horizon.start, option.expires) - month


def is_running(option: Option, parameters: Parameters, month: int) -> bool:
    """Whether an option has been granted and not decided."""
    granted = month_index(parameters.horizon.start, option.granted)
    return granted <= month and months_left(option, parameters, month) >= 0


def promised(state: State) -> set[str]:
    """Owners on which somebody holds an option that is running."""
    parameters = state.parameters
    return {option.target for option in parameters.options.values() if is_running(option, parameters, state.month)}


def is_under_review(owner: str, state: State) -> bool:
    """Whether the regulator looks at a purchase of or by an owner."""
    return any(owner in (review.purchase.target, review.purchase.buyer) for review in state.reviews)


def is_void(buyer: str, target: str, state: State) -> bool:
    """Whether a purchase has become pointless: a side is gone, or the target belongs to somebody already."""
    catalogue = state.catalogue
    gone = not state.closed_down.isdisjoint((buyer, target))
    return gone or target in catalogue.bought or catalogue.common_ownership(buyer, target)
