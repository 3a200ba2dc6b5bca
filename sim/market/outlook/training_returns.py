"""What a dollar more of training brings a lab (E39, E51, E59)."""

import math
from dataclasses import replace

from sim.economics.alliances import MONTHS_PER_YEAR, date_weights, monthly_rate
from sim.economics.technology import reference_growth
from sim.market.outlook.foresight import Foresight
from sim.market.outlook.outlook import Outlook
from sim.market.sellers.versions import is_trained
from sim.market.state import State

# Step of a quality for which a derivative is taken, utils: small enough for a slope, large enough for rounding.
STEP = 0.05


def nats_per_dollar(state: State, name: str) -> float:
    """Capability that a dollar more of training adds to a model: psi hours / (reference + all hours) (E51).

    Returns
    -------
    float
        Nats per bn USD.
    """
    technology, model = state.parameters.technology, state.models[name]
    reference = technology.training_reference * reference_growth(
        state.month, technology.training_growth, technology.training_saturation
    )
    if model.trained > 0.0:
        hours_per_dollar = model.learned_from / model.trained
    else:
        owner = state.catalogue.account[state.parameters.models[name].lab]
        efficiency = technology.training_efficiency_growth ** (state.month / MONTHS_PER_YEAR)
        hours_per_dollar = efficiency / float(state.training_prices[owner].min())
    learned_from = hours_per_dollar * model.training
    return technology.training_effect * hours_per_dollar / (reference + learned_from)


def profit_per_nat(outlook: Outlook, name: str) -> float:
    """What a nat of a model would add to its owner's profit at unchanged prices, bn USD per month (E39)."""
    state = outlook.state
    now = replace(state.as_it_is(), prices_stay=True)
    owner = state.catalogue.account[state.parameters.models[name].lab]
    gained = outlook.under(replace(now, lift={name: STEP})).profit[owner] - outlook.under(now).profit[owner]
    return float(gained) / STEP


def return_on_training(foresight: Foresight, lab: str, dates: tuple[int, ...], term: float) -> float:
    """Present value of what one more dollar of training earns a lab over a term, USD (E59).

    What it gains wears off as others catch up. A lab whose models are trained by no rule earns nothing.

    Parameters
    ----------
    dates : tuple of int
        Months ahead at which the market is looked at.
    term : float
        Months that count.
    """
    state = foresight.today.state
    parameters = state.parameters
    trained = [
        name
        for name in state.models_of(lab)
        if name not in state.absent and is_trained(parameters.models[name], parameters.rules)
    ]
    spend = sum(state.models[name].training for name in trained)
    if not trained or spend <= 0.0:
        return 0.0
    wearing = monthly_rate(parameters.bargaining.discount_rate) + parameters.technology.catch_up
    weights = date_weights(dates, term, math.expm1(MONTHS_PER_YEAR * wearing))
    worth = 0.0
    for name in trained:
        flows = [profit_per_nat(foresight.at(date), name) for date in dates]
        worth += state.models[name].training / spend * float(weights @ flows) * nats_per_dollar(state, name)
    return worth
