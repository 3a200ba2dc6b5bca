"""The network of alliances as a picture that moves by itself: SVG and style sheets, no script, nothing fetched."""

import base64
from collections.abc import Sequence
from html import escape

import numpy as np

from sim.figures.contracts.alliances import APP_COLOUR, TIE_LOOKS, disc_radius, is_preferred, tie_colour, tie_width
from sim.figures.drawing.owners import owner_colours
from sim.figures.drawing.style import INK, PAPER, QUIET, fit
from sim.report.why.reasons import reason, subject_label
from sim.results.reading.events import Event
from sim.results.reading.ties import APP, AllianceNetwork, Tie, curve
from sim.words.names import label, plain

_WIDTH, _HEIGHT = 960, 560
_CENTRE, _RADIUS = (480.0, 262.0), (210.0, 185.0)
_PIXELS_PER_INCH = 105.0
_BAR_LEFT, _BAR_RIGHT, _BAR_TOP = 60.0, 900.0, 515.0
_SECONDS_PER_MONTH, _REST = 0.4, 0.12  # the last month stays for a part of the whole
_STEP = 3  # months between keys
_MONTHS_SHOWN, _MOST_CAPTIONS, _CAPTION_INCHES = 5, 24, 8.6
_FONT = "font-family:system-ui,sans-serif"


def moving_network(network: AllianceNetwork, largest: float, events: Sequence[Event]) -> str:
    """Return the network over time as a data address of an SVG.

    Parameters
    ----------
    network : AllianceNetwork
        What to draw.
    largest : float
        Share of the thickest tie of all scenarios that are shown.
    events : sequence of Event
        Events to tell while they happen, in order of time.
    """
    svg = moving_svg(network, largest, events)
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def moving_svg(network: AllianceNetwork, largest: float, events: Sequence[Event]) -> str:
    """Return the SVG itself; whoever asks for less motion sees the last month, standing still."""
    seconds = max(1.0, network.months * _SECONDS_PER_MONTH / (1 - _REST))
    style = [
        f"text{{{_FONT};fill:{INK}}}",
        f".m{{animation-duration:{seconds:.1f}s;animation-iteration-count:infinite;animation-timing-function:linear}}",
        ".s{animation-timing-function:step-end}",
    ]
    body = [*_legend(), *_bar(network, style)]
    for number, tie in enumerate(reversed(network.ties)):
        body.append(_tie(network, tie, f"t{number}", largest, style))
    for number, owner in enumerate(network.places):
        body += _owner(network, owner, f"o{number}", style)
    body += _captions(network, events, style)
    style.append("@media (prefers-reduced-motion:reduce){.m{animation:none!important}.c{display:none}}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}">'
        f"<style>{''.join(style)}</style>"
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="{PAPER}"/>{"".join(body)}</svg>'
    )


def _when(network: AllianceNetwork, month: float) -> float:
    """Return the moment of a month in per cent of the whole."""
    return round(100 * (1 - _REST) * month / max(1, network.months - 1), 2)


def _keys(network: AllianceNetwork) -> list[int]:
    months = network.months
    return sorted({*range(0, months, _STEP), months - 1})


def _place(network: AllianceNetwork, owner: str) -> tuple[float, float]:
    x, y = network.places[owner]
    return _CENTRE[0] + x * _RADIUS[0], _CENTRE[1] - y * _RADIUS[1]


def _tie(network: AllianceNetwork, tie: Tie, name: str, largest: float, style: list[str]) -> str:
    """Return a tie as a path whose width and colour follow the months."""
    places = {owner: _place(network, owner) for owner in (tie.lab, tie.partner)}
    (x0, y0), (cx, cy), (x1, y1) = curve(tie, places, bend=-0.16)
    changes = {month for month in range(1, network.months) if _look(tie, month) != _look(tie, month - 1)}
    frames = []
    for month in sorted({*_keys(network), *changes}):
        if month in changes:  # colours change at once
            frames.append(f"{_when(network, month) - 0.01:.2f}%{{{_state(tie, month - 1, largest)}}}")
        frames.append(f"{_when(network, month)}%{{{_state(tie, month, largest)}}}")
    last = _state(tie, network.months - 1, largest)
    style.append(f"@keyframes {name}{{{''.join(frames)}100%{{{last}}}}}")
    return (
        f'<path class="m tie" d="M{x0:.1f} {y0:.1f}Q{cx:.1f} {cy:.1f} {x1:.1f} {y1:.1f}" fill="none" '
        f'style="{last};animation-name:{name}"/>'
    )


def _look(tie: Tie, month: int) -> tuple[str, bool]:
    return tie_colour(tie, month), tie.shown(month)


def _state(tie: Tie, month: int, largest: float) -> str:
    """Return the style of a tie in a month."""
    width = tie_width(float(tie.share[month]), largest) * _PIXELS_PER_INCH / 72
    dashes = "6 4" if tie.side == APP else "24 3" if is_preferred(tie, month) else "none"
    opacity = 0.9 if tie.shown(month) else 0
    return f"stroke:{tie_colour(tie, month)};stroke-width:{width:.1f};stroke-dasharray:{dashes};opacity:{opacity}"


def _owner(network: AllianceNetwork, owner: str, name: str, style: list[str]) -> list[str]:
    """Return an owner's disc, which grows with its share of all tokens, and its name."""
    x, y = _place(network, owner)
    share = network.shares.get(owner, np.zeros(network.months))
    radii = {month: disc_radius(float(share[month])) * _PIXELS_PER_INCH for month in _keys(network)}
    frames = "".join(f"{_when(network, month)}%{{r:{radius:.1f}px}}" for month, radius in radii.items())
    last = radii[network.months - 1]
    style.append(f"@keyframes {name}{{{frames}100%{{r:{last:.1f}px}}}}")
    colour = owner_colours([network.scenario])[owner]
    side = -1 if network.places[owner][0] < 0 else 1
    room = max(radii.values()) + 8
    anchor = "end" if side < 0 else "start"
    text = escape(fit(label(network.scenario.parameters, "owner", owner), 2.0))
    return [
        f'<circle class="m" cx="{x:.1f}" cy="{y:.1f}" r="{last:.1f}" fill="{colour}" stroke="{PAPER}" '
        f'style="animation-name:{name}"/>',
        f'<text x="{x + side * room:.1f}" y="{y + 5:.1f}" text-anchor="{anchor}" font-size="15">{text}</text>',
    ]


def _bar(network: AllianceNetwork, style: list[str]) -> list[str]:
    """Return the line of time with its years and the mark that moves along it."""
    start = np.datetime64(network.scenario.parameters.horizon.start, "M")
    whole = max(1, network.months - 1)
    parts = [
        f'<line x1="{_BAR_LEFT}" y1="{_BAR_TOP}" x2="{_BAR_RIGHT}" y2="{_BAR_TOP}" stroke="{QUIET}" stroke-width="2"/>'
    ]
    for month in range(network.months):
        date = start + np.timedelta64(month, "M")
        if month == 0 or str(date).endswith("-01"):
            x = _BAR_LEFT + (_BAR_RIGHT - _BAR_LEFT) * month / whole
            text = str(date)[:4] if str(date).endswith("-01") else str(date)
            parts.append(
                f'<line x1="{x:.1f}" y1="{_BAR_TOP - 5}" x2="{x:.1f}" y2="{_BAR_TOP + 5}" stroke="{QUIET}"/>'
                f'<text x="{x:.1f}" y="{_BAR_TOP + 24}" font-size="13" text-anchor="middle">{text}</text>'
            )
    length = _BAR_RIGHT - _BAR_LEFT
    style.append(
        f"@keyframes now{{0%{{transform:translateX(-{length}px)}}{100 * (1 - _REST):.2f}%{{transform:translateX(0)}}"
        "100%{transform:translateX(0)}}"
    )
    parts.append(f'<circle class="m" cx="{_BAR_RIGHT}" cy="{_BAR_TOP}" r="8" fill="{INK}" style="animation-name:now"/>')
    return parts


def _captions(network: AllianceNetwork, events: Sequence[Event], style: list[str]) -> list[str]:
    """Return one caption per event, seen for some months or until the next one."""
    told = list(events)[:_MOST_CAPTIONS]
    parts = []
    for number, event in enumerate(told):
        until = min([event.month + _MONTHS_SHOWN, *(one.month for one in told[number + 1 : number + 2])])
        if until <= event.month:
            continue  # several in one month: the last one is told
        start = _when(network, event.month)
        end = _when(network, until) if until < network.months - 1 else 100.0
        frames = f"{start}%{{opacity:1}}{end}%{{opacity:0}}" if end < 100 else f"{start}%,100%{{opacity:1}}"
        style.append(f"@keyframes c{number}{{{'' if start == 0 else '0%{opacity:0}'}{frames}}}")
        heading = f"{event.when}  {subject_label(event, network.scenario.parameters)}: {event.decision}"
        lines = (escape(fit(plain(heading), _CAPTION_INCHES)), escape(fit(plain(reason(event)), _CAPTION_INCHES)))
        parts.append(
            f'<g class="m s c" style="opacity:0;animation-name:c{number}">'
            f'<text x="{_WIDTH / 2}" y="472" font-size="15" font-weight="bold" text-anchor="middle">{lines[0]}</text>'
            f'<text x="{_WIDTH / 2}" y="492" font-size="14" text-anchor="middle">{lines[1]}</text></g>'
        )
    return parts


def _legend() -> list[str]:
    """Return what lines mean."""
    meanings = (
        (TIE_LOOKS["exclusive"], "exclusive on its clouds", ""),
        (TIE_LOOKS["preferred"], "preferred there", ' stroke-dasharray="14 3"'),
        (TIE_LOOKS[""], "others may sell it", ""),
        (APP_COLOUR, "used in its apps", ' stroke-dasharray="6 4"'),
    )
    return [
        f'<line x1="{left}" y1="24" x2="{left + 32}" y2="24" stroke="{colour}" stroke-width="6"{dashes}/>'
        f'<text x="{left + 40}" y="29" font-size="14">{text}</text>'
        for left, (colour, text, dashes) in zip((60, 300, 490, 690), meanings, strict=True)
    ]
