"""Why something happened: one line, or the rule, the figures and the checks, in plain words."""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.report.why.event_figures import FigureLine, figure_lines, value_text, words_for
from sim.report.why.hand_checks import (
    access_after,
    change_check,
    checks_of,
    exclusivity_check,
    exclusivity_pays,
    joint_values,
)
from sim.results.reading.events import Event
from sim.scenario import Parameters
from sim.words.names import in_words, label, pair_label, plain
from sim.words.numbers import numeral, percent

CAUSES = {
    "start": "it held from the start",
    "scenario": "the scenario says so",
    "renegotiation": "the contract was due to be renegotiated",
    "capacity": "the partner's clouds were full",
    "runway": "the lab's cash was running out",
    "lead": "the lab's lead in capability had changed",
    "cap": "the cap of the revenue share was reached",
    "listing": "the lab was about to go public",
    "acquisition": "an acquisition changed who owns what",
    "entry": "a firm entered",
    "founding": "the alliance was founded",
    "renewal": "the term of the contract was over",
}
RULES = {
    "scenario": "The scenario changes this value at a date; nobody decides.",
    "contract": (
        "Partner and lab choose the clauses under which they have most together over the term (present value of the "
        "partner's profit + that of the lab's / worth of a dollar up front to the lab). A clause is given where the "
        "worth of a dollar to the lab x the partner's gain (G) is at least the lab's loss (L). Terms change only where "
        "the change brings each side more than negotiating costs; a payment up front divides by their weights what "
        "both have more than without an agreement, which leaves a running contract as it is."
    ),
    "option": (
        "At its end the option is exercised if the target is worth more than the threshold: the price above the fee, "
        "plus the partnership given up, over what owning adds to a dollar of the target's value."
    ),
    "bid": (
        "A bid is made if chance of approval x (value - price) - chance of a block x break fee is more than the best "
        "partnership brings."
    ),
    "review": (
        "The regulator looks for concentration, a gateway and a series of deals; each concern raises the chance of a "
        "block. The purchase is blocked if the draw is below that chance."
    ),
    "acquisition": "A purchase closes when it has been cleared, or needs no review.",
    "finance": (
        "A firm raises money when its cash will not last long enough, lists when it is large, independent, profitable "
        "and bound to nobody exclusively, and is in distress when its cash is nearly gone and nobody lends."
    ),
    "technology": "Breakthroughs and new architectures come by chance, at the rates that the scenario sets.",
    "outage": "Outages come by chance, at the rate that the scenario sets.",
    "entry": "Firms enter by chance, at a rate in proportion to what entry is expected to earn over its cost.",
}
LINE = 100  # characters of a line of text
_COMPARED = ("shadow_value", "gain", "loss", "margin", "payment", "utilisation", "capability_lead", "runway")


@dataclass(frozen=True)
class Explanation:
    """Everything that is known about why an event happened.

    Attributes
    ----------
    event : Event
        The event.
    heading, happened, rule : str
        What it is about, what happened, and the rule that decided.
    figures : list of FigureLine
        The figures with unit and meaning.
    checks : list of str
        What a reader can work out by hand.
    earlier : list of str
        What was different at the previous negotiation of the same contract; empty if there was none.
    """

    event: Event
    heading: str
    happened: str
    rule: str
    figures: list[FigureLine]
    checks: list[str]
    earlier: list[str] = field(default_factory=list)

    def as_text(self) -> str:
        """Return it as lines for a terminal."""
        lines = [self.heading, "", *_wrapped(self.happened), "", *_wrapped(f"Rule: {self.rule}")]
        if self.figures:
            width = max(len(line.name) for line in self.figures)
            room = max(len(line.text) for line in self.figures)
            lines += ["", "Figures:"]
            lines += [f"  {f.name:<{width}}  {f.text:<{room}}  {f.meaning}".rstrip() for f in self.figures]
        for title, entries in (("Check by hand:", self.checks), ("At the negotiation before:", self.earlier)):
            if entries:
                lines += ["", title, *(line for entry in entries for line in _wrapped(entry, "  "))]
        return "\n".join(lines)

    def as_record(self) -> dict[str, Any]:
        """Return it as plain data."""
        event = self.event
        return {
            "seed": event.seed,
            "number": event.number,
            "month": event.when,
            "kind": event.kind,
            "subject": event.subject,
            "decision": event.decision,
            "before": event.before,
            "after": event.after,
            "cause": event.cause,
            "happened": self.happened,
            "rule": self.rule,
            "figures": [
                {"figure": f.key, "name": f.name, "value": f.value, "text": f.text, "meaning": f.meaning}
                for f in self.figures
            ],
            "checks": self.checks,
            "earlier": self.earlier,
        }


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, LINE, initial_indent=indent, subsequent_indent=indent * 2, break_on_hyphens=False)


def subject_label(event: Event, parameters: Parameters) -> str:
    """Return whom or what an event is about, in the scenario's words."""
    if event.kind == "contract":
        return pair_label(parameters, event.subject)
    if ">" in event.subject:
        return pair_label(parameters, event.subject, ">").replace(" – ", " > ")
    kind = {"finance": "owner", "entry": "owner", "technology": "model", "outage": "model"}.get(event.kind)
    return label(parameters, kind, event.subject) if kind else plain(event.subject)


def reason(event: Event) -> str:
    """Return in one line why an event happened, from its recorded figures."""
    text = _REASONS[event.kind](event) if event.kind in _REASONS else ""
    if event.kind == "outage":
        text = "by chance"
    return text or plain(event.note) or CAUSES.get(event.cause, plain(event.cause)) or "no figures were recorded"


def explanation(event: Event, history: Sequence[Event], parameters: Parameters) -> Explanation:
    """Explain an event.

    Parameters
    ----------
    event : Event
        The event.
    history : sequence of Event
        Events of the same run, in any order.
    parameters : Parameters
        Where labels come from.
    """
    heading = f"Event {event.number} of seed {event.seed}, {event.when}: {_title(event, parameters)}"
    return Explanation(
        event,
        heading,
        _happened(event, parameters),
        RULES.get(event.kind, "No rule is known for this kind of event."),
        figure_lines(event),
        checks_of(event),
        _earlier(event, history),
    )


def _title(event: Event, parameters: Parameters) -> str:
    return f"{event.kind} {subject_label(event, parameters)}, {event.decision}"


def _happened(event: Event, parameters: Parameters) -> str:
    """Say what happened, why it came up, and why it came out as it did."""
    whose = subject_label(event, parameters)
    change = ""
    if event.before or event.after:
        before, after = (in_words(parameters, text) or "–" for text in (event.before, event.after))
        change = f" (as before: {after})" if event.before == event.after else f" (from {before} to {after})"
    cause = CAUSES.get(event.cause) or in_words(parameters, event.cause)
    parts = [f"{whose}: {plain(event.decision)}{change}."]
    if cause:
        parts.append(f"It came up because {cause}." if event.kind == "contract" else f"Cause: {cause}.")
    why = reason(event)
    if why not in (cause, plain(event.note)):
        parts.append(f"Reason: {why}.")
    if event.note:
        parts.append(plain(event.note))
    return " ".join(parts)


def _earlier(event: Event, history: Sequence[Event]) -> list[str]:
    """Say what was different at the previous negotiation of the same contract."""
    if event.kind != "contract":
        return []
    before = [
        one
        for one in history
        if (one.kind, one.seed, one.subject) == ("contract", event.seed, event.subject) and one.number < event.number
    ]
    if not before:
        return []
    last = max(before, key=lambda one: one.number)
    lines = [f"event {last.number}, {last.when}: {last.decision}" + (f", {last.after}" if last.after else "")]
    check = exclusivity_check(last)
    if check:
        lines.append(f"exclusivity {'paid' if exclusivity_pays(last) else 'did not pay'} then: {check}")
    for name in _COMPARED:
        if event.has(name) and last.has(name) and event.amount(name) != last.amount(name):
            words = words_for("contract", name)
            then, now = (value_text(one.amount(name), words.unit) for one in (last, event))
            if then != now:
                lines.append(f"{words.name}: {then} then, {now} now")
    return lines


def _contract_reason(event: Event) -> str:
    compute = _compute_reason(event)
    if compute:
        return compute
    check = exclusivity_check(event)
    pays = exclusivity_pays(event)
    joint, chosen = joint_values(event), access_after(event)
    if event.decision == "loosened" and check and not pays:
        return f"exclusivity no longer pays: {check}"
    if event.decision in ("tightened", "signed") and chosen == "exclusive" and check and pays:
        return f"exclusivity pays: {check}"
    if event.decision == "renewed" and check and (pays == (chosen == "exclusive")):
        return f"exclusivity still {'pays' if pays else 'does not pay'}: {check}"
    best = max(joint, key=lambda access: joint[access], default="")
    if event.decision == "renewed" and best and best != chosen:
        change = change_check(event)
        return f"{best} access would be better, but too little so: {change}" if change else ""
    if event.decision == "ended" and {"none", best} <= joint.keys():
        return f"nothing to gain: together {numeral(joint['none'])} bn USD without, the most on the menu"
    return _gain_of_agreeing(event) or check


def _compute_reason(event: Event) -> str:
    """Say why compute is bought elsewhere than before, where only that changed; empty otherwise."""
    before, after = (_without_compute(terms) for terms in (event.before, event.after))
    check = exclusivity_check(event, "compute_")
    if event.decision not in ("loosened", "tightened") or before != after or not check:
        return ""
    pays = "pays" if exclusivity_pays(event, "compute_") else "does not pay"
    return f"tied instead of free compute {pays}: {check}"


def _without_compute(terms: str) -> str:
    return ", ".join(clause for clause in terms.split(", ") if "compute" not in clause)


def _gain_of_agreeing(event: Event) -> str:
    """Say what both have more than without an agreement."""
    joint, chosen = joint_values(event), access_after(event)
    after = event.amount("joint_after") if event.has("joint_after") else joint.get(chosen, math.nan)
    nothing = event.amount("joint_nothing") if event.has("joint_nothing") else joint.get("none", math.nan)
    if math.isfinite(after - nothing):
        return f"together {numeral(after - nothing)} bn USD more than without an agreement"
    if event.has("partner_gain", "lab_gain"):
        partner, lab = numeral(event.amount("partner_gain")), numeral(event.amount("lab_gain"))
        return f"before the payment the partner gains {partner} and the lab {lab} bn USD"
    return ""


def _option_reason(event: Event) -> str:
    if not event.has("value", "threshold"):
        return ""
    value, threshold = numeral(event.amount("value")), numeral(event.amount("threshold"))
    above = "more" if event.amount("value") > event.amount("threshold") else "not more"
    return f"the target is worth {value} bn USD, {above} than the threshold of {threshold}"


def _bid_reason(event: Event) -> str:
    if not event.has("net_value", "partnership"):
        return ""
    net, partnership = numeral(event.amount("net_value")), numeral(event.amount("partnership"))
    more = "more" if event.amount("net_value") > event.amount("partnership") else "not more"
    return f"bidding is worth {net} bn USD, {more} than the best partnership ({partnership})"


def _review_reason(event: Event) -> str:
    concerns = {"presumption": "concentration", "gateway": "a gateway", "serial": "a series of deals"}
    found = [text for name, text in concerns.items() if event.figures.get(name) is True]
    text = f"concerns: {', '.join(found)}" if found else "no concern"
    if event.has("block_probability"):
        text += f"; chance of a block {percent(event.amount('block_probability'), 1)}"
    if event.has("draw", "block_probability"):
        below = event.amount("draw") < event.amount("block_probability")
        text += f", the draw of {numeral(event.amount('draw'))} is {'below' if below else 'not below'}"
    return text


def _finance_reason(event: Event) -> str:
    parts = []
    if event.has("runway"):
        parts.append(f"cash lasts {numeral(event.amount('runway'))} months")
    if event.has("amount"):
        parts.append(f"{numeral(event.amount('amount'))} bn USD come in")
    return ", ".join(parts)


def _acquisition_reason(event: Event) -> str:
    return f"for {numeral(event.amount('price'))} bn USD" if event.has("price") else ""


def _technology_reason(event: Event) -> str:
    if event.has("size"):
        return f"capability jumps by {numeral(event.amount('size'))} nats"
    return f"by chance, {percent(event.amount('hazard'), 1)} per month" if event.has("hazard") else "by chance"


def _entry_reason(event: Event) -> str:
    if not event.has("expected_profit", "entry_cost"):
        return ""
    profit, cost = numeral(event.amount("expected_profit")), numeral(event.amount("entry_cost"))
    return f"an entrant expects to earn {profit} bn USD per month; entry costs {cost}"


def _scenario_reason(event: Event) -> str:
    change = f"from {plain(event.before)} to {plain(event.after)}"
    return f"the scenario says so: {change}" + (f" ({plain(event.note)})" if event.note else "")


_REASONS = {
    "scenario": _scenario_reason,
    "contract": _contract_reason,
    "option": _option_reason,
    "bid": _bid_reason,
    "review": _review_reason,
    "finance": _finance_reason,
    "acquisition": _acquisition_reason,
    "technology": _technology_reason,
    "entry": _entry_reason,
}
