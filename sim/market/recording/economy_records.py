"""Stage 10, second part: measures of firms' money, of contracts and of deals."""

from sim.economics.bargaining import exclusivity_margin
from sim.market.contracts import pair_name
from sim.market.deals.ownership import is_running
from sim.market.deals.purchase_options import measures_of
from sim.market.recording.records import Records
from sim.market.state import State

IN_USE = 0.05


def record_economy(state: State, records: Records) -> None:
    """Measure what contracts, money and deals came to this month."""
    _record_money(state, records)
    _record_contracts(state, records)
    _record_options(state, records)
    _record_complexity(state, records)


def _record_money(state: State, records: Records) -> None:
    ledger = state.ledger
    equity, overhead = ledger.flow("equity").sum(axis=0), ledger.flow("overhead").sum(axis=1)
    for number, (owner, books) in enumerate(state.finances.books.items()):
        measures = {"cash": books.cash, "equity_raised": float(equity[number]), "overhead": float(overhead[number])}
        if books.is_funded and owner not in state.catalogue.bought:
            measures |= {
                "valuation": books.value,
                "shadow_value": state.finances.shadow_value(owner),
                "runway": state.finances.runway(owner),
            }
        records.note("owner", owner, **measures)


def _record_contracts(state: State, records: Records) -> None:
    contracts, account = state.contracts, state.catalogue.account
    paid = state.ledger.flow("clause_payment")
    for pair, terms in contracts.terms.items():
        measures = {
            "exclusive": float(contracts.effective_access(pair, state.month) == "exclusive"),
            "compute_tied": float(terms.compute == "tied"),
            "clause_payment": float(
                paid[account[pair[0]], account[pair[1]]] - paid[account[pair[1]], account[pair[0]]]
            ),
        }
        agreement = state.agreements.get(pair)
        compared = None if agreement is None else agreement.exclusive_against_open()
        if agreement is not None and compared is not None:
            gain, loss = compared
            measures |= {
                "exclusivity_gain": gain,
                "exclusivity_loss": loss,
                "exclusivity_margin": exclusivity_margin(gain, loss, agreement.shadow_value),
            }
        records.note("contract", pair_name(pair), **measures)


def _record_options(state: State, records: Records) -> None:
    for name, option in sorted(state.parameters.options.items()):
        gone = option.target in state.catalogue.bought or option.target in state.closed_down
        if is_running(option, state.parameters, state.month) and not gone:
            records.note("option", name, **measures_of(option, state))


def _record_complexity(state: State, records: Records) -> None:
    """Count what makes the market hard to run and to regulate (E40)."""
    volume = sum(lab_volume.values()) if (lab_volume := _volume_by_lab(state)) else 0.0
    records.note(
        "market",
        "market",
        active_contracts=float(len(state.contracts.active(state.month))),
        contract_changes=float(sum(spell.start == state.month for spell in state.contracts.spells)),
        open_reviews=float(len(state.reviews)),
        deals=float(sum(month == state.month for month, _ in state.purchases)),
        overhead=float(state.ledger.flow("overhead").sum()),
        labs_in_use=float(sum(1 for amount in lab_volume.values() if volume > 0.0 and amount > IN_USE * volume)),
    )


def _volume_by_lab(state: State) -> dict[int, float]:
    """Tokens served by the models of each lab, by account, Qt per month."""
    volumes: dict[int, float] = {}
    accounts = state.lab_account
    for component, volume in zip(state.offers.components, state.service.volume, strict=True):
        account = int(accounts[component.model])
        volumes[account] = volumes.get(account, 0.0) + float(volume)
    return volumes
