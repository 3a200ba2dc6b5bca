"""What was agreed is put in force and written down (E16, E20 to E22)."""

from collections.abc import Mapping

from sim.economics.alliances import annuity_factor
from sim.economics.bargaining import exclusivity_margin
from sim.market.agreements import ACCESS, NOTHING, Agreement, Item, decision_of
from sim.market.contracts import Pair, pair_name
from sim.market.events import Figure, MarketEvent
from sim.market.outlook.indicators import capability_lead, partner_load
from sim.market.state import State
from sim.scenario.schema.contracts import Contract
from sim.scenario.schema.root import Parameters


def contract_for(
    pair: Pair, item: Item, terms: Mapping[Pair, Contract], parameters: Parameters, *, runs: bool = False
) -> Contract:
    """Write the contract for a bundle: everything that is not bargained stays as it is, or as it was written.

    Without any clause nothing is committed, unless the term of the contract still runs. A stake remains a stake.

    Parameters
    ----------
    pair : (str, str)
        Partner and lab.
    item : Item
        Bundle of clauses.
    terms : mapping
        Contracts, by partner and lab.
    runs : bool
        Whether the term of the contract still runs.
    """
    bargaining = parameters.bargaining
    written = parameters.contracts.get(pair_name(pair), Contract())
    changes: dict[str, object] = {
        "access": item.access,
        "compute": item.compute,
        "licence": item.licence,
        "revenue_share": item.revenue_share,
        "preferred_lag": written.preferred_lag or bargaining.preferred_lag,
    }
    if not runs:
        changes["commitment"] = written.commitment if item != NOTHING else 0.0
    return terms.get(pair, written).model_copy(update=changes)


def sign(state: State, pair: Pair, item: Item, cause: str, *, new_term: bool = True) -> None:
    """Put a bundle in force."""
    contract = contract_for(pair, item, state.contracts.terms, state.parameters, runs=not new_term)
    state.contracts.sign(pair, contract, state.month, cause, new_term=new_term)


def pay_for_clauses(state: State, agreement: Agreement) -> None:
    """Pay what was agreed up front: between the pair, and to those who lose access (E60)."""
    account = state.catalogue.account
    partner, lab = (account[name] for name in agreement.pair)
    payer, payee = (partner, lab) if agreement.payment >= 0.0 else (lab, partner)
    if agreement.payment != 0.0:
        state.payables.owe(payer, payee, "clause_payment", abs(agreement.payment))
    for loser, amount in agreement.losses.items():
        state.payables.owe(partner, account[loser], "compensation", amount)


def partnership_gain(state: State, pair: Pair) -> float:
    """What a partner would gain by the best contract with a lab that it has none with, bn USD per month (E33).

    As last weighed: its part of the gain over the term, spread over the term.
    """
    agreement = state.agreements.get(pair)
    if agreement is None or agreement.after != NOTHING or NOTHING not in agreement.menu:
        return 0.0
    gain = max(agreement.joint(item) for item in agreement.menu) - agreement.joint(NOTHING)
    bargaining = state.parameters.bargaining
    spread = annuity_factor(agreement.months, bargaining.discount_rate)
    return (1.0 - bargaining.lab_weight) * max(gain, 0.0) / spread


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
        "joint_nothing": agreement.joint(after) - agreement.joint_gain,
        "joint_after": agreement.joint(after),
        "partner_gain": agreement.partner_gain,
        "lab_gain": agreement.lab_gain,
        "lab_weight": parameters.bargaining.lab_weight,
        "shadow_value": agreement.shadow_value,
        "payment": agreement.payment,
        "negotiation_cost": parameters.bargaining.negotiation_cost,
        "months": agreement.months,
        "utilisation": partner_load(state, agreement.pair[0]),
        "capability_lead": capability_lead(state, agreement.pair[1]),
        "runway": state.finances.runway(agreement.pair[1]),
        "residual": residual,
    }
    if agreement.before in menu:
        figures["joint_before"] = agreement.joint(agreement.before)
    figures |= _sales_figures(agreement) | _compute_figures(agreement) | _worth_of_clauses(agreement)
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


def _worth_of_clauses(agreement: Agreement) -> dict[str, Figure]:
    """What both would lose together if one clause of those agreed were left out, bn USD."""
    after = agreement.after
    without = {
        "worth_of_sales": after._replace(access="none"),
        "worth_of_exclusivity": after._replace(access="open"),
        "worth_of_licence": after._replace(licence="none"),
        "worth_of_sole_licence": after._replace(licence="open"),
        "worth_of_revenue_share": after._replace(revenue_share=0.0),
        "worth_of_compute": after._replace(compute="free"),
    }
    return {
        name: agreement.joint(after) - agreement.joint(item)
        for name, item in without.items()
        if item != after and item in agreement.menu and after in agreement.menu
    }


def _sales_figures(agreement: Agreement) -> dict[str, Figure]:
    """What exclusive sales are worth against open ones, and what of."""
    compared, menu, after = agreement.exclusive_against_open(), agreement.menu, agreement.after
    if compared is None:
        return {}
    gain, loss = compared
    tight, loose = menu[after._replace(access="exclusive")], menu[after._replace(access="open")]
    return {
        "gain": gain,
        "loss": loss,
        "margin": exclusivity_margin(gain, loss, agreement.shadow_value),
        "migration_value": tight.migration - loose.migration,
        "capital_gain": tight.capital - loose.capital,
        "listing_gain": tight.listing - loose.listing,
        "compensation": tight.compensation,
    }


def _compute_figures(agreement: Agreement) -> dict[str, Figure]:
    """What tied compute is worth against free compute."""
    compared = agreement.tied_against_free()
    if compared is None:
        return {}
    gain, loss = compared
    return {
        "compute_gain": gain,
        "compute_loss": loss,
        "compute_margin": exclusivity_margin(gain, loss, agreement.shadow_value),
    }
