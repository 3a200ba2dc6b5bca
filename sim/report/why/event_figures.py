"""What each recorded figure of an event is called, its unit, and what it means."""

from dataclasses import dataclass
from typing import Any

from sim.results.reading.events import Event
from sim.words.names import plain
from sim.words.numbers import numeral, percent

MONEY, STOCK, SHARE = "bn USD per month", "bn USD", "share"


@dataclass(frozen=True)
class Words:
    """Name, unit and meaning of a figure."""

    name: str
    unit: str
    meaning: str


FIGURES: dict[str, Words] = {
    "gain": Words("gain of the partner (G)", STOCK, "what exclusive instead of open access brings it over the term"),
    "loss": Words("loss of the lab (L)", STOCK, "what exclusive instead of open access costs it over the term"),
    "shadow_value": Words(
        "worth of a dollar to the lab",
        "USD per USD",
        "up front: what it earns in training while the lab is short of cash",
    ),
    "margin": Words(
        "margin of exclusivity", STOCK, "worth of a dollar x gain - loss; exclusivity pays while not negative"
    ),
    "compute_gain": Words("gain of the partner by tied compute", STOCK, "instead of free compute, over the term"),
    "compute_loss": Words("loss of the lab by tied compute", STOCK, "instead of free compute, over the term"),
    "compute_margin": Words(
        "margin of tied compute", STOCK, "worth of a dollar x gain - loss; it pays while not negative"
    ),
    "lab_weight": Words("bargaining weight of the lab", SHARE, "part of the joint gain that the lab obtains"),
    "partner_gain": Words("gain of the partner by signing", STOCK, "over no agreement, before the payment"),
    "lab_gain": Words(
        "gain of the lab by signing",
        STOCK,
        "over no agreement, before the payment; 0 for open weights, which have no say",
    ),
    "joint_nothing": Words(
        "together without agreeing",
        STOCK,
        "present value of the partner's profit + that of the lab's / worth of a dollar",
    ),
    "joint_none": Words("together without sales on its clouds", STOCK, "the same, with the best of the other clauses"),
    "joint_open": Words("together under open access", STOCK, "the same"),
    "joint_preferred": Words("together under preferred access", STOCK, "the same"),
    "joint_exclusive": Words("together under exclusive access", STOCK, "the same"),
    "joint_before": Words("together on the terms before", STOCK, "the same"),
    "joint_after": Words("together on the terms agreed", STOCK, "the same"),
    "worth_of_sales": Words("worth of sales", STOCK, "what both lose together without sales on the partner's clouds"),
    "worth_of_exclusivity": Words("worth of exclusivity", STOCK, "what both lose together with open access instead"),
    "worth_of_licence": Words("worth of the licence", STOCK, "what both lose together without it"),
    "worth_of_sole_licence": Words("worth of the sole licence", STOCK, "what both lose together if others may license"),
    "worth_of_revenue_share": Words("worth of the revenue share", STOCK, "what both lose together without it"),
    "worth_of_compute": Words("worth of the compute clause", STOCK, "what both lose together with free compute"),
    "payment": Words("payment", STOCK, "up front by the partner to the lab; below zero the lab pays"),
    "negotiation_cost": Words("cost of new terms", STOCK, "terms stay where a change brings a side less"),
    "months": Words("months that count", "months", "of the term of the contract"),
    "utilisation": Words("load of the partner's clouds", SHARE, "compute asked for over capacity"),
    "capability_lead": Words("capability lead", "nats", "of the lab over the best other lab"),
    "runway": Words("runway", "months", "until cash is gone"),
    "migration_value": Words("value of moving homes", STOCK, "part of G: enterprises that move their home cloud"),
    "capital_gain": Words("gain in valuation", STOCK, "part of L: what open access adds to the lab's valuation"),
    "listing_gain": Words("gain by listing", STOCK, "part of L: what the way to the stock market is worth"),
    "compensation": Words("compensation", STOCK, "part of G: what those who would lose access are owed"),
    "residual": Words(
        "price residual",
        "log points",
        "largest distance of a solved price from its equilibrium condition; with volumes in USD per Mtok",
    ),
    "option_fee": Words("fee of the option", STOCK, "paid by its holder for the partnership"),
    "value": Words("value to the buyer", STOCK, "what owning the target is worth to the buyer"),
    "threshold": Words("threshold", STOCK, "value of the target above which the option is exercised"),
    "strike": Words("strike", STOCK, "price of the target"),
    "synergy": Words("synergy", SHARE, "what the target is worth more to the holder, of its value"),
    "holdup": Words("value without buying", SHARE, "part of the target's value that the holder has anyway"),
    "approval": Words("chance of approval", SHARE, "that the regulator lets the purchase through"),
    "break_fee": Words("break fee", STOCK, "paid if the regulator blocks the purchase"),
    "partnership": Words("best partnership", STOCK, "what the best contract with the target is worth instead"),
    "profit_gain": Words("gain in profit", STOCK, "what owning the target adds to the buyer's profit"),
    "insurance": Words("fallback", STOCK, "what the target is worth to fall back on in bargaining"),
    "talent": Words("talent", STOCK, "what the people are worth"),
    "price": Words("price", STOCK, "what the buyer pays"),
    "premium": Words("premium", SHARE, "by which the price exceeds the valuation"),
    "net_value": Words(
        "net value", STOCK, "of bidding: value and break fee weighted by the chance of approval, less the price"
    ),
    "hhi_before": Words("HHI before", "points", "concentration of the layer"),
    "hhi_after": Words("HHI after", "points", "concentration of the layer with the two as one"),
    "hhi_rise": Words("rise of the HHI", "points", "by the acquisition"),
    "layer": Words("layer", "", "where the acquisition raises concentration most"),
    "joint_share": Words("joint share", SHARE, "of both firms in the layer"),
    "gateway_share": Words("share of the gateway", SHARE, "of the buyer, in what rivals need to reach buyers"),
    "foreclosure_gain": Words("gain by shutting rivals out", MONEY, "of the buyer, with prices settled anew"),
    "recent_deals": Words("recent deals", "deals", "of the buyer, in the period that the regulator looks at"),
    "presumption": Words("presumed to harm", "", "because of concentration"),
    "gateway": Words("gateway concern", "", "the buyer could and would shut rivals out"),
    "serial": Words("series of deals", "", "one of many"),
    "block_probability": Words("chance of a block", SHARE, "given these concerns"),
    "draw": Words("draw", SHARE, "random number between 0 and 1; blocked where it is below the chance"),
    "cash": Words("cash", STOCK, "at hand"),
    "burn": Words("burn", MONEY, "cash spent above receipts"),
    "valuation": Words("valuation", STOCK, "what investors think the firm is worth"),
    "amount": Words("amount raised", STOCK, "from investors"),
    "limit": Words("limit", STOCK, "the most that investors give at once"),
    "annual_revenue": Words("revenue", "bn USD per year", "at the present rate"),
    "dependence": Words("dependence", SHARE, "of the firm on one other, as investors weigh revenue and compute"),
    "gross_margin": Words("gross margin", SHARE, "part of revenue left after the cost of serving"),
    "size": Words("size", "nats", "by which capability jumps"),
    "hazard": Words("chance per month", SHARE, "that it succeeds"),
    "expected_profit": Words("expected profit", MONEY, "of a firm that enters"),
    "horizon": Words("horizon", "months", "over which an entrant counts its profit"),
    "ruling_month": Words("month of the ruling", "months", "after the start"),
    "entry_cost": Words("cost of entry", STOCK, "what entering takes"),
    "rate": Words("rate of entry", "firms per month", "on average"),
    "capability": Words("capability", "nats", "of the entrant"),
}
_OF_KIND: dict[tuple[str, str], Words] = {
    ("option", "value"): Words("value of the target", STOCK, "when the option ends"),
    ("bid", "dependence"): Words("dependence", SHARE, "of the buyer on its main supplier"),
    ("entry", "draw"): Words("draw", SHARE, "random number between 0 and 1; a firm enters where it is below the rate"),
    ("technology", "draw"): Words("draw", SHARE, "random number between 0 and 1; it happens below the chance"),
    ("technology", "rate"): Words("chance per month", SHARE, "that it happens"),
    ("outage", "draw"): Words("draw", SHARE, "random number between 0 and 1; it happens below the chance"),
    ("outage", "rate"): Words("chance per month", SHARE, "that it happens"),
    ("option", "fee"): Words("fee", STOCK, "due if the target is not bought"),
    ("finance", "shadow_value"): Words(
        "worth of a dollar to the firm", "USD per USD", "above 1 when it is short of cash"
    ),
}
_COUNTED = {"deals", "months", "points"}


@dataclass(frozen=True)
class FigureLine:
    """One figure of an event as people read it."""

    key: str
    name: str
    value: Any
    text: str
    meaning: str


def words_for(kind: str, figure: str) -> Words:
    """Return what a figure of a kind of event is called; one that is not known keeps its own name."""
    return _OF_KIND.get((kind, figure)) or FIGURES.get(figure) or Words(plain(figure.replace("_", " ")), "", "")


def figure_lines(event: Event) -> list[FigureLine]:
    """Return the figures of an event, known ones first, in the order in which they matter."""
    order = {name: place for place, name in enumerate(FIGURES)}
    names = sorted(event.figures, key=lambda name: (order.get(name, len(order)), name))
    lines = []
    for name in names:
        words, value = words_for(event.kind, name), event.figures[name]
        lines.append(FigureLine(name, words.name, value, value_text(value, words.unit), words.meaning))
    return lines


def value_text(value: Any, unit: str) -> str:
    """Write a figure with its unit; texts stay as they are."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, int | float):
        return plain(str(value)) + (f" {unit}" if value in ("inf", "-inf") and unit != SHARE else "")
    if unit == SHARE:
        return percent(float(value), 1)
    counted = unit in _COUNTED and float(value).is_integer()
    return f"{numeral(float(value), 0) if counted else numeral(float(value))} {unit}".rstrip()
