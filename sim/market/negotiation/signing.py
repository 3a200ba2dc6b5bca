"""What was agreed is put in force and written down (E16, E20 to E22)."""

from collections.abc import Mapping

from sim.economics.bargaining import exclusivity_margin, joint_value
from sim.market.agreements import ACCESS, NOTHING, Agreement, Item, decision_of
from sim.market.contracts import Pair, pair_name
from sim.market.events import Figure, MarketEvent
from sim.market.outlook.indicators import capability_lead, partner_load
from sim.market.state import State
from sim.scenario.schema.contracts import Contract
from sim.scenario.schema.root import Parameters


def contract_for(pair: Pair, item: Item, terms: Mapping[Pair, Contract], parameters: Parameters) -> Contract:
    """Write the contract for a menu item: everything that is not bargained stays as it is, or as it was written.

    Without access and licence nothing is shared and nothing committed; a stake remains a stake.
    """
    bargaining = parameters.bargaining
    written = parameters.contracts.get(pair_name(pair), Contract())
    markup = written.wholesale_markup if written.wholesale_markup is not None else bargaining.licence_markup
    changes: dict[str, object] = {
        "access": item.access,
        "wholesale_markup": markup if item.licensed else None,
        "preferred_lag": written.preferred_lag or bargaining.preferred_lag,
        "revenue_share": written.revenue_share if item != NOTHING else 0.0,
        "commitment": written.commitment if item != NOTHING else 0.0,
    }
    return terms.get(pair, written).model_copy(update=changes)


def sign(state: State, pair: Pair, item: Item, cause: str, fee: float) -> None:
    """Put an item of the menu in force."""
    contract = contract_for(pair, item, state.contracts.terms, state.parameters)
    state.contracts.sign(pair, contract.model_copy(update={"exclusivity_fee": fee}), state.month, cause)


def partnership_gain(state: State, pair: Pair) -> float:
    """What a partner would gain by the best contract with a lab that it has none with, as last weighed (E33)."""
    agreement = state.agreements.get(pair)
    if agreement is None or agreement.after != NOTHING or NOTHING not in agreement.menu:
        return 0.0
    gain = max(agreement.joint(item) for item in agreement.menu) - agreement.joint(NOTHING)
    return (1.0 - state.parameters.bargaining.lab_weight) * max(gain, 0.0)


def note_agreement(agreement: Agreement, state: State, cause: str, residual: float) -> MarketEvent:
    """Write down what was agreed and the figures that decided."""
    parameters = state.parameters
    menu, after = agreement.menu, agreement.after
    figures: dict[str, Figure] = {
        f"joint_{access}": max(found)
        for access in ACCESS
        if (found := [agreement.joint(item) for item in menu if item.access == access])
    }
    figures |= {
        "joint_nothing": joint_value(
            agreement.disagreement.partner, agreement.disagreement.lab, agreement.shadow_value
        ),
        "joint_after": agreement.joint(after),
        "partner_gain": agreement.partner_gain,
        "lab_gain": agreement.lab_gain,
        "lab_weight": parameters.bargaining.lab_weight,
        "shadow_value": agreement.shadow_value,
        "fee": agreement.fee,
        "least_gain": parameters.bargaining.least_gain,
        "utilisation": partner_load(state, agreement.pair[0]),
        "capability_lead": capability_lead(state, agreement.pair[1]),
        "runway": state.finances.runway(agreement.pair[1]),
        "residual": residual,
    }
    if agreement.before in menu:
        figures["joint_before"] = agreement.joint(agreement.before)
    compared = agreement.exclusive_against_open()
    if compared is not None:
        gain, loss = compared
        tight, loose = menu[Item("exclusive", after.licensed)], menu[Item("open", after.licensed)]
        figures |= {
            "gain": gain,
            "loss": loss,
            "margin": exclusivity_margin(gain, loss, agreement.shadow_value),
            "migration_value": tight.migration - loose.migration,
            "capital_gain": tight.capital - loose.capital,
            "listing_gain": tight.listing - loose.listing,
            "compensation": tight.compensation,
        }
    return MarketEvent(
        month=state.month,
        kind="contract",
        subject=pair_name(agreement.pair),
        decision=decision_of(agreement.before, after),
        before=str(agreement.before),
        after=str(after),
        cause=cause,
        figures=figures,
    )
