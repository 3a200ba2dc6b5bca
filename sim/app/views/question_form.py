"""The question: which scenarios, which seeds, which changes; and saving the scenarios as files."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from sim.app.question import BASE, OTHER, Question, QuestionError, Side, TooLargeError
from sim.app.scenario_files import titled
from sim.app.views.levers_form import LeversForm
from sim.scenario.texts.describe import resolved_text

NOBODY = "none"
_PAUSE = 0.5  # seconds after a change, so that nobody waits while typing


class QuestionForm:
    """Everything that a visitor can set.

    Parameters
    ----------
    question : Question
        What is asked.
    files : mapping of str to Path
        Scenarios to start from, by name.
    on_change : callable
        Told when something has changed.
    on_problem : callable
        Told what is wrong.
    """

    def __init__(
        self,
        question: Question,
        files: Mapping[str, Path],
        on_change: Callable[[], None],
        on_problem: Callable[[str], None],
    ) -> None:
        self._question = question
        self._files = files
        self._on_change = on_change
        self._on_problem = on_problem
        with ui.element("div").classes("stack"):
            self._scenarios()
            self._seeds()
            self._save()
            self._levers = LeversForm(question, self._changed)
        self._changed()

    def _scenarios(self) -> None:
        names = {str(path): text for path, text in titled(self._files).items()}
        ui.select(
            names,
            label="Base scenario",
            value=str(self._question.files[BASE]),
            on_change=lambda event: self._choose(BASE, event),
        ).classes("w-full").props("outlined dense").mark("base scenario")
        other = self._question.files.get(OTHER)
        ui.select(
            {NOBODY: "nothing: run the base alone"} | names,
            label="Compare with",
            value=NOBODY if other is None else str(other),
            on_change=lambda event: self._choose(OTHER, event),
        ).classes("w-full").props("outlined dense").mark("other scenario")
        self._asks = ui.element("div").classes("stack")

    def _choose(self, side: Side, event: ValueChangeEventArguments[Any]) -> None:
        self._question.choose(side, None if event.value == NOBODY else Path(event.value))
        self._levers.build()
        self._changed()

    def _seeds(self) -> None:
        def change(event: ValueChangeEventArguments[Any]) -> None:
            self._question.seeds = event.value or ""
            self._changed()

        ui.input("Seeds", value=self._question.seeds, on_change=change).classes("w-full").props(
            'outlined dense hint="Replications of each scenario, e.g. 1..8 for a first look or 1,2,5"'
        ).mark("seeds")
        ui.checkbox(
            "Over the assumptions, too: each of the draws that come with the package, run once",
            value=self._question.over_assumptions,
            on_change=self._choose_doubts,
        ).mark("over assumptions")
        self._cost = ui.label().classes("quiet").props("role=status").mark("cost")
        self._soon = ui.timer(_PAUSE, self._estimate, active=False)

    def _choose_doubts(self, event: ValueChangeEventArguments[Any]) -> None:
        self._question.over_assumptions = bool(event.value)
        self._changed()

    def _estimate(self) -> None:
        """Show what the question would take, or that it is too large; what else is wrong is said when it runs."""
        self._soon.deactivate()
        try:
            self._cost.set_text(str(self._question.asked().cost))
        except TooLargeError as error:
            self._cost.set_text(str(error))
        except QuestionError:
            self._cost.set_text("")

    def _save(self) -> None:
        self._changes = ui.element("div").classes("w-full q-mt-sm")
        self._buttons = ui.row().classes("w-full gap-2")

    def _changed(self) -> None:
        """Show what is asked in words, and what differs from the files."""
        question = self._question
        self._asks.clear()
        with self._asks:
            for side in question.sides:
                scenario = question.original(side)
                ui.label(f"{scenario.name}: {scenario.question or scenario.title}").classes("quiet")
        summary = question.summary()
        self._changes.clear()
        with self._changes:
            if summary:
                ui.label("Your changes").classes("text-weight-bold")
                for line in summary:
                    ui.label(line).classes("quiet")
                ui.button("Take all changes back", on_click=self._take_all_back).props("flat dense no-caps")
        self._buttons.clear()
        with self._buttons:
            for number, side in enumerate(question.sides):
                name = question.original(side).name
                ui.button(f"Save {name} as YAML", icon="download", on_click=lambda n=number: self._download(n)).props(
                    "flat dense no-caps"
                ).mark(f"save {side}")
        self._soon.activate()
        self._on_change()

    def _take_all_back(self) -> None:
        self._question.reset()
        self._levers.build()
        self._changed()

    def _download(self, number: int) -> None:
        """Save a scenario with all changes as a file of its own."""
        try:
            scenario = self._question.asked().scenarios[number]
        except QuestionError as error:
            self._on_problem(str(error))
            return
        ui.download.content(resolved_text(scenario).encode(), f"{scenario.name}.yaml", "application/yaml")
