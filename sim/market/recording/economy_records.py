"""Stage 10, second part: measures of firms' money, of contracts and of deals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.economics.bargaining import exclusivity_margin
from sim.market.contracts import pair_name
from sim.market.deals.purchase_options import is_running, measures_of

if TYPE_CHECKING:
    from sim.market.market import Market

IN_USE = 0.05


def record_economy(market: Market) -> None:
    """Measure what contracts, money and deals came to this month."""
    _record_money(market)
    _record_contracts(market)
    _record_options(market)
    _record_complexity(market)


def _record_money(market: Market) -> None:
    ledger = market.ledger
    equity, overhead = ledger.flow("equity").sum(axis=0), ledger.flow("overhead").sum(axis=1)
    for number, (owner, books) in enumerate(market.finances.books.items()):
        measures = {"cash": books.cash, "equity_raised": float(equity[number]), "overhead": float(overhead[number])}
        if books.is_funded and owner not in market.catalogue.bought:
            measures |= {
                "valuation": books.value,
                "shadow_value": market.finances.shadow_value(owner),
                "runway": market.finances.runway(owner),
            }
        market.records.note("owner", owner, **measures)


def _record_contracts(market: Market) -> None:
    contracts = market.contracts
    for pair, terms in contracts.terms.items():
        measures = {
            "exclusive": float(contracts.effective_access(pair, market.month) == "exclusive"),
            "fee": terms.exclusivity_fee,
        }
        agreement = market.alliances.agreements.get(pair)
        compared = None if agreement is None else agreement.exclusive_against_open()
        if agreement is not None and compared is not None:
            gain, loss = compared
            measures |= {
                "exclusivity_gain": gain,
                "exclusivity_loss": loss,
                "exclusivity_margin": exclusivity_margin(gain, loss, agreement.shadow_value),
            }
        market.records.note("contract", pair_name(pair), **measures)


def _record_options(market: Market) -> None:
    for name, option in sorted(market.parameters.options.items()):
        gone = option.target in market.catalogue.bought or option.target in market.takeovers.closed_down
        if is_running(option, market.parameters, market.month) and not gone:
            market.records.note("option", name, **measures_of(option, market))


def _record_complexity(market: Market) -> None:
    """Count what makes the market hard to run and to regulate (E40)."""
    volume = sum(lab_volume.values()) if (lab_volume := _volume_by_lab(market)) else 0.0
    market.records.note(
        "market",
        "market",
        active_contracts=float(len(market.contracts.active(market.month))),
        contract_changes=float(market.contract_changes),
        open_reviews=float(len(market.regulator.reviews)),
        deals=float(market.takeovers.closed),
        overhead=float(market.ledger.flow("overhead").sum()),
        labs_in_use=float(sum(1 for amount in lab_volume.values() if volume > 0.0 and amount > IN_USE * volume)),
    )


def _volume_by_lab(market: Market) -> dict[int, float]:
    """Tokens served by the models of each lab, by account, Qt per month."""
    volumes: dict[int, float] = {}
    for component, volume in zip(market.offers.components, market.service.volume, strict=True):
        account = int(market.lab_account[component.model])
        volumes[account] = volumes.get(account, 0.0) + float(volume)
    return volumes
