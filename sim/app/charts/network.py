"""The alliance network in one month."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from sim.app.alliances import LICENCE, OPEN_WEIGHTS, OWN, Line, MonthlyNetwork, Node
from sim.app.charts.style import BASE, TEXT, TOOLTIP, Options, literal
from sim.figures.drawing.style import BLACK, ORANGE, PAPER, SKY
from sim.words.numbers import MINUS, numeral, percent

_COMMON = "#b8b8b8"
# How lines look, by the contract under which a model is sold.
LOOKS = {
    "exclusive": (BLACK, "solid", "exclusive: nobody else may sell it"),
    "preferred": (ORANGE, "solid", "preferred: others follow later"),
    "open": (SKY, "solid", "open: others may sell it too"),
    OWN: (_COMMON, "solid", "the firm's own model"),
    OPEN_WEIGHTS: (_COMMON, "dashed", "open weights: anybody may host it"),
    LICENCE: ("#8c8c8c", "dotted", "licensed to the app"),
    "none": (_COMMON, "dotted", "no contract"),
}
_WIDTH, _HEIGHT = 96, 44  # pixels of a node
_THICKEST, _THINNEST = 22.0, 1.0
_NOTHING = 1e-6  # terms below are what bargaining left over


def network_options(alliances: MonthlyNetwork, month: int) -> Options:
    """Return the chart of one scenario in one month; lines are as thick as their share of the month's tokens."""
    month = min(month, alliances.months - 1)
    total = _total(alliances, month)
    names = {(node.kind, node.name): f"{node.kind} {node.name}" for node in alliances.nodes}
    ends = {(node.kind, node.name): node for node in alliances.nodes}
    return {
        **BASE,
        "tooltip": {**TOOLTIP, "trigger": "item"},
        "grid": {"left": _WIDTH / 2 + 4, "right": _WIDTH / 2 + 4, "top": _HEIGHT / 2 + 4, "bottom": _HEIGHT / 2 + 4},
        "xAxis": {"type": "value", "min": 0, "max": 1, "show": False},
        "yAxis": {"type": "value", "min": 0, "max": 1, "show": False, "inverse": True},
        "series": [
            {
                "type": "graph",
                "coordinateSystem": "cartesian2d",
                "symbol": "roundRect",
                "symbolSize": [_WIDTH, _HEIGHT],
                "data": [_node(node, month, names[node.kind, node.name]) for node in alliances.nodes],
                "links": [
                    _link(line, month, total, names, ends)
                    for line in alliances.lines
                    if line.volume[month] > 0 and ("model", line.model) in names and (line.kind, line.partner) in names
                ],
            }
        ],
    }


def _total(alliances: MonthlyNetwork, month: int) -> float:
    """Return all tokens of a month; what goes through apps is served from clouds too."""
    return float(sum(line.volume[month] for line in alliances.lines if line.kind == "cloud"))


def _node(node: Node, month: int, name: str) -> Options:
    share = percent(float(node.share[month]), 1)
    label = literal(node.label)
    return {
        "name": name,
        "value": [round(node.x, 4), round(node.y, 4)],
        "itemStyle": {"color": PAPER, "borderColor": node.colour, "borderWidth": 2},
        "label": {
            **TEXT,
            "show": True,
            "fontSize": 10,
            "lineHeight": 12,
            "width": _WIDTH - 6,
            "overflow": "break",
            "formatter": f"{{b|{label}}}\n{share}" if len(node.label) < 14 else f"{label}\n{share}",
            "rich": {"b": {"fontWeight": "bold", "fontSize": 11, "lineHeight": 13}},
        },
        "tooltip": {
            "formatter": f"{escape(label)} ({node.kind} of {literal(escape(node.owner))})<br>{share} of all tokens"
        },
    }


def _link(
    line: Line,
    month: int,
    total: float,
    names: dict[tuple[str, str], str],
    ends: dict[tuple[str, str], Node],
) -> Options:
    model, partner = ("model", line.model), (line.kind, line.partner)
    seller, outlet = (literal(escape(ends[node].label)) for node in (model, partner))
    volume = float(line.volume[month])
    share = volume / total if total else 0.0
    colour, dashes, meaning = LOOKS[line.state[month]]
    where = "on" if line.kind == "cloud" else "in"
    return {
        "source": names[model],
        "target": names[partner],
        "lineStyle": {
            "color": colour,
            "type": dashes,
            "width": max(_THINNEST, min(_THICKEST, 60 * share)),
            "opacity": 0.85,
        },
        "tooltip": {
            "formatter": (
                f"{seller} {where} {outlet}<br>{numeral(volume)} Qt per month, "
                f"{percent(share, 1)} of all tokens<br>{meaning}"
            )
        },
    }


@dataclass(frozen=True)
class StandingTerms:
    """What a contract says in one month, over the seeds."""

    access: str
    terms: str

    @property
    def text(self) -> str:
        """All on one line."""
        return "; ".join(part for part in (self.access, self.terms) if part)


def standing_contracts(alliances: MonthlyNetwork, month: int) -> dict[tuple[str, str], StandingTerms]:
    """Return the contracts of a month by partner and lab.

    Their access comes with the number of seeds that have it, their terms as means over seeds.
    """
    month = min(month, alliances.months - 1)
    pairs: dict[tuple[str, str], list[tuple[dict[str, object], int]]] = {}
    for one in alliances.contracts:
        if one.start <= month < one.end:
            pairs.setdefault((one.partner, one.lab), []).append((dict(one.terms), one.seeds))
    return {pair: StandingTerms(_access(spells, alliances.seeds), _terms(spells)) for pair, spells in pairs.items()}


def _access(spells: Sequence[tuple[dict[str, object], int]], seeds: int) -> str:
    counts: dict[str, int] = {}
    for terms, count in spells:
        access = str(terms.get("effective_access"))
        counts[access] = counts.get(access, 0) + count
    ordered = sorted(counts.items(), key=lambda pair: -pair[1])
    if len(ordered) == 1 and ordered[0][1] == seeds:
        return ordered[0][0]
    return ", ".join(f"{access} in {count} of {seeds} seeds" for access, count in ordered)


def _terms(spells: Sequence[tuple[dict[str, object], int]]) -> str:
    """Return what a contract says beyond access, e.g. ``"revenue share 0.2, licensed"``."""
    parts = []
    seeds = sum(count for _, count in spells)
    for name in spells[0][0]:
        if isinstance(spells[0][0][name], bool):
            holds = sum(count for terms, count in spells if terms[name] is True)
            parts += [name if holds == seeds else f"{name} in {holds} of {seeds} seeds"] if holds else []
            continue
        found = [(float(v), n) for terms, n in spells if isinstance(v := terms[name], int | float) and v == v]
        mean = sum(v * n for v, n in found) / sum(n for _, n in found) if found else 0.0
        if abs(mean) >= _NOTHING:
            parts.append(f"{name.replace('_', ' ')} {mean:.3g}".replace("-", MINUS))
    return ", ".join(parts)
