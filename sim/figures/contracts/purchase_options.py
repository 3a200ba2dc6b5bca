"""Options to acquire: the worth of the target against the threshold, that of the option, how likely exercise is."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.figures.drawing.calendar import use_dates
from sim.figures.drawing.labels import head
from sim.figures.drawing.lines import draw_seeds, from_zero, role_handle
from sim.figures.drawing.style import BLACK, BLUE, GREEN, VERMILLION, Role, blank, house_style
from sim.results.protocols import EnsembleResult, RunResult
from sim.results.reading.money import options_in
from sim.results.reading.series import by_seed, ensembles_of, scenarios_of
from sim.words.names import option_label, plain

_COLUMNS, _MOST = 3, 9
_HEAD, _UPPER, _GAP, _LOWER, _DATES = 0.48, 1.5, 0.14, 0.8, 0.42  # inches, from the top of an option down
LINES = {
    "underlying_value": (Role(BLUE, "-", "o", ""), "value of the target"),
    "exercise_threshold": (Role(VERMILLION, (0, (5, 1.6)), "s", ""), "exercised above"),
    "option_value": (Role(GREEN, (0, (1.2, 1.2)), "^", ""), "value of the option"),
}
_PROBABILITY = Role(BLACK, "-", "D", "")


def options(result: RunResult) -> Figure:
    """Draw each option over the months in which it runs.

    Parameters
    ----------
    result : Comparison or Ensemble
        What to draw.
    """
    with house_style():
        ensembles, scenarios = ensembles_of(result), scenarios_of(result)
        found = [(ensemble, option) for ensemble in ensembles for option in options_in(ensemble)]
        shown, left_out = found[:_MOST], found[_MOST:]
        columns = min(_COLUMNS, max(1, len(shown)))
        height = _HEAD + _UPPER + _GAP + _LOWER + _DATES
        sheet = blank(
            "Options to acquire" + ("" if len(scenarios) > 1 else f": “{plain(scenarios[0].title)}”"),
            max(1, -(-len(shown) // columns)) * height,
            note=(
                "Mean over the seeds in which the option runs; bands: middle 80 % of them. At its end it is "
                "exercised if the target is worth more than the threshold."
            ),
            legend=[role_handle(role, text) for role, text in LINES.values()],
            footnotes=[f"Options left out: {len(left_out)}."] if left_out else [],
        )
        places = sheet.columns(columns, first=0.85, between=0.7)
        for number, (ensemble, option) in enumerate(shown):
            left, width = places[number % columns]
            top = number // columns * height + _HEAD
            upper = sheet.place(left, top, width, _UPPER)
            lower = sheet.place(left, top + _UPPER + _GAP, width, _LOWER, sharex=upper)
            for measure, (role, _) in LINES.items():
                _draw(upper, ensemble, option, measure, role)
            _draw(lower, ensemble, option, "exercise_probability", _PROBABILITY, scale=100)
            lines = [f"“{plain(ensemble.scenario.title)}”"] if len(ensembles) > 1 else []
            head(upper, option_label(ensemble.scenario.parameters, option), lines, width + 0.3)
            upper.tick_params(labelbottom=False)
            from_zero(upper)
            from_zero(lower)
            lower.set_ylim(0, 105)
            if number % columns == 0:
                upper.set_ylabel("bn USD")
                lower.set_ylabel("% chance\nof exercise")
            use_dates(lower, most=5)
        return sheet.figure


def _draw(axes: Axes, ensemble: EnsembleResult, option: str, measure: str, role: Role, scale: float = 1.0) -> None:
    table = (by_seed(ensemble, "option", measure, option) * scale).dropna(how="all")
    draw_seeds(axes, ensemble.scenario, table, role, alpha=0.15)
