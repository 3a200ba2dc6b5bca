"""The levers: one row for each parameter, with one value for both scenarios or one for each."""

from collections.abc import Callable
from typing import Any

from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from sim.app.levers import CONTRACTS, SIZE, Lever, contract_names, lever_at, levers_of
from sim.app.question import BASE, Question, QuestionError, Side, path_and_value
from sim.app.views.naming import named

OPEN_AT_FIRST = (CONTRACTS, SIZE)
MORE = "Any other parameter"


class LeversForm:
    """All levers, by heading.

    Parameters
    ----------
    question : Question
        What the levers change.
    on_change : callable
        Told when a value has changed.
    """

    def __init__(self, question: Question, on_change: Callable[[], None]) -> None:
        self._question = question
        self._on_change = on_change
        self._contract = ""
        self._opened = set(OPEN_AT_FIRST)
        self._added: list[str] = []
        self._place = ui.element("div").classes("w-full")
        self.build()

    def build(self) -> None:
        """Show the levers of the chosen scenarios, with the values in force."""
        parameters = self._question.original(BASE).parameters
        contracts = contract_names(parameters)
        if self._contract not in contracts:
            self._contract = next(iter(contracts), "")
        self._place.clear()
        with self._place:
            for heading, levers in levers_of(parameters, self._contract).items():
                if levers:
                    with self._section(heading):
                        if heading == CONTRACTS:
                            self._choose_contract(contracts)
                        for lever in levers:
                            LeverRow(lever, self._question, self._on_change)
            with self._section(MORE):
                for path in self._added:
                    LeverRow(lever_at(path, parameters), self._question, self._on_change)
                self._free_field()

    def _section(self, heading: str) -> ui.expansion:
        def remember(event: ValueChangeEventArguments[Any]) -> None:
            (self._opened.add if event.value else self._opened.discard)(heading)

        section = ui.expansion(heading, value=heading in self._opened, on_value_change=remember)
        return section.classes("w-full").props("header-class=text-weight-bold dense-toggle")

    def _choose_contract(self, contracts: dict[str, str]) -> None:
        def choose(event: ValueChangeEventArguments[Any]) -> None:
            self._contract = event.value
            self.build()

        ui.select(contracts, label="Contract between", value=self._contract, on_change=choose).classes("w-full").props(
            "dense outlined"
        )

    def _free_field(self) -> None:
        ui.label("A path as in scenario files, e.g. consumers.switching_cost=2").classes("quiet")
        with ui.row().classes("w-full items-center no-wrap"):
            field = ui.input("path=value").classes("col").props("dense outlined").mark("path=value")
            ui.button("Set", on_click=lambda: self._set_free(field.value)).props("outline")
        field.on("keydown.enter", lambda: self._set_free(field.value))
        self._free_problem = ui.label().classes("problems").props("role=alert")
        self._free_problem.set_visibility(False)

    def _set_free(self, text: str) -> None:
        """Set a parameter by its path; what is wrong is said, and stays in the field."""
        question = self._question
        try:
            path, value = path_and_value(text or "")
            question.check_change(path, value)
        except QuestionError as error:
            self._free_problem.set_text(str(error))
            self._free_problem.set_visibility(True)
            return
        question.set_both(path, value)
        if path not in self._added:
            self._added.append(path)
        self.build()
        self._on_change()


class LeverRow:
    """One lever.

    Parameters
    ----------
    lever : Lever
        The parameter.
    question : Question
        What it changes.
    on_change : callable
        Told when its value has changed.
    """

    def __init__(self, lever: Lever, question: Question, on_change: Callable[[], None]) -> None:
        self._lever = lever
        self._question = question
        self._on_change = on_change
        self._row = ui.element("div").classes("lever")
        self._build()

    def _build(self) -> None:
        lever, question = self._lever, self._question
        apart = question.is_apart(lever.path)
        self._row.clear()
        with self._row:
            with ui.row().classes("w-full items-center no-wrap gap-1"):
                ui.label(lever.label).classes("lever-name")
                self._undo = ui.button(icon="undo", on_click=self._take_back).props("flat dense round size=sm")
                named(self._undo, f"Take back: {lever.label}").tooltip("Take the change back")
                if len(question.sides) == 2:
                    text = "One value for both scenarios" if apart else "A value for each scenario"
                    link = ui.button(icon="link_off" if apart else "link", on_click=self._toggle)
                    named(link, f"{text}: {lever.label}").props("flat dense round size=sm").tooltip(text)
            with ui.row().classes("w-full no-wrap gap-2"):
                for side in question.sides if apart else (None,):
                    self._field(side)
            ui.label(lever.description).classes("quiet")
            if lever.facts:
                ui.label(lever.facts).classes("quiet")
        self._mark()

    def _field(self, side: Side | None) -> None:
        """Add the field of one scenario, or of both."""
        lever, question = self._lever, self._question
        value = question.text(side or BASE, lever.path)

        def change(event: ValueChangeEventArguments[Any]) -> None:
            text = str(event.value or "")
            question.set(side, lever.path, text) if side else question.set_both(lever.path, text)
            self._mark()
            self._on_change()

        name = question.original(side).name if side else "both scenarios" if len(question.sides) == 2 else ""
        field: ui.select | ui.input
        if lever.options:
            options = list(dict.fromkeys((*lever.options, value)))
            field = ui.select(options, label=name or None, value=value, on_change=change)
        else:
            field = ui.input(name or None, value=value, on_change=change)
        named(field, f"{lever.label}, {name}" if name else lever.label).classes("col").props("dense outlined")
        field.mark(f"{lever.path} {side or 'both'}")

    def _mark(self) -> None:
        """Show whether the value is the scenario's own."""
        changed = any(self._lever.path in self._question.changes[side] for side in self._question.sides)
        self._row.classes(add="changed" if changed else "", remove="" if changed else "changed")
        self._undo.set_visibility(changed)

    def _toggle(self) -> None:
        """Give each scenario a value of its own, or both that of the base."""
        path = self._lever.path
        if self._question.is_apart(path):
            self._question.set_both(path, self._question.text(BASE, path))
        else:
            self._question.apart.add(path)
        self._build()
        self._on_change()

    def _take_back(self) -> None:
        for side in self._question.sides:
            self._question.set(side, self._lever.path, "")
        self._question.apart.discard(self._lever.path)
        self._build()
        self._on_change()
