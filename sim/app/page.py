"""The page of one visitor: question on the left, results on the right, progress on top."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nicegui import ui

from sim.app.cost import LIMITS
from sim.app.findings import Findings
from sim.app.jobs import Job, Queue
from sim.app.messages import Advanced, Broken, Refused, Stopped, Waiting
from sim.app.question import BASE, OTHER, Question, QuestionError
from sim.app.scenario_files import GivenRules
from sim.app.views.question_form import QuestionForm
from sim.app.views.results import show_results

TITLE = "Alliance"
START = ("exclusive", "open")  # what is compared at first, where both are there
_STYLE = Path(__file__).with_name("page.css")


class Page:
    """Everything that belongs to one visitor.

    Parameters
    ----------
    files : mapping of str to Path
        Scenarios to start from, by name.
    out : Path
        Where results go.
    queue : Queue
        Where visitors wait for a place to simulate.
    rules : GivenRules, optional
        Code of rules that may run; none by default.
    """

    def __init__(self, files: Mapping[str, Path], out: Path, queue: Queue, rules: GivenRules | None = None) -> None:
        self._out = out
        self._queue = queue
        self._job: Job | None = None
        self._began: tuple[float, int] | None = None
        self._done = ""
        self._question = _first_question(files, rules or GivenRules())
        ui.add_css(_STYLE.read_text())
        ui.colors(primary="#0060a0")
        self._header()
        self._problems = ui.label().classes("problems").props("role=alert").mark("problems")
        self._problems.set_visibility(False)
        with ui.element("main").classes("columns"):
            form = ui.element("section").classes("form").props('aria-label="Question"')
            self._results = ui.element("section").classes("results stack").props('aria-label="Results"')
        with self._results:
            _invitation()
        with form:
            QuestionForm(self._question, files, self._clear_problems, self._say)
        ui.context.client.on_delete(self._leave)

    def _header(self) -> None:
        with ui.header().classes("bg-white text-black q-py-sm").style("border-bottom: 1px solid #d8d8d8"):
            with ui.row().classes("w-full items-center no-wrap gap-2"):
                ui.label(TITLE).classes("text-h6").props("role=heading aria-level=1")
                self._state = ui.label("set the levers and press Run").classes("col quiet")
                self._state.props("role=status").mark("state")
                self._stop_button = ui.button("Stop", icon="stop", on_click=self._stop).props("outline no-caps")
                self._run_button = ui.button("Run", icon="play_arrow", on_click=self._run).props("no-caps unelevated")
                self._stop_button.mark("stop")
                self._run_button.mark("run")
            self._bar = ui.linear_progress(value=0, show_value=False).props('aria-label="Progress"')
        self._show_working(False)

    def _show_working(self, working: bool) -> None:
        self._stop_button.set_visibility(working)
        self._bar.set_visibility(working)
        self._run_button.set_enabled(not working)

    async def _run(self) -> None:
        """Simulate what is asked, and show what comes of it."""
        if self._job is not None:
            return
        try:
            asked = self._question.asked()
        except QuestionError as error:
            self._say(str(error))
            return
        self._clear_problems()
        self._began, self._done = None, ""
        self._bar.set_value(0)
        self._state.set_text("waiting for a place" if self._queue.is_full else "starting")
        self._show_working(True)
        self._job = Job(asked, self._out, self._tell)
        try:
            answer = await self._job.result(self._queue)
        finally:
            self._job = None
        if not ui.context.client.is_deleted:
            self._show_working(False)
            self._show(answer)

    def _show(self, answer: Any) -> None:
        self._state.set_text("")
        match answer:
            case Findings():
                self._state.set_text(f"done: {', '.join(scenario.name for scenario in answer.scenarios)}")
                self._results.clear()
                with self._results:
                    show_results(answer)
                _bring_into_view(self._results)
            case Stopped():
                kept = f" after {self._done}; what is finished is kept" if self._done else ""
                self._state.set_text(f"stopped{kept}; Run goes on from there" if kept else "stopped")
            case Refused(text):
                self._say(text)
            case Broken(text):
                self._say(f"This is our fault, not yours. Please report it:\n{text}")

    def _tell(self, message: Advanced | Waiting) -> None:
        """Show how far the simulation is."""
        if isinstance(message, Waiting):
            self._state.set_text(message.why)
            return
        now = time.monotonic()
        self._began = self._began or (now, message.done)
        self._done = f"{message.done} of {message.total} replications"
        self._bar.set_value(round(message.done / message.total, 3) if message.total else 0)
        self._state.set_text(self._done + _time_left(now - self._began[0], message.done - self._began[1], message))

    def _stop(self) -> None:
        if self._job is not None:
            self._state.set_text("stopping")
            self._job.cancel()

    def _leave(self) -> None:
        """The visitor is gone: nobody waits for the answer any more."""
        if self._job is not None:
            self._job.cancel()

    def _say(self, problem: str) -> None:
        self._problems.set_text(problem)
        self._problems.set_visibility(True)
        _bring_into_view(self._problems)

    def _clear_problems(self) -> None:
        self._problems.set_visibility(False)


def _bring_into_view(element: ui.element) -> None:
    """Scroll to an element; where the page is one column it may be far down."""
    ui.run_javascript(f"getHtmlElement({element.id}).scrollIntoView()")


def _time_left(seconds: float, done: int, message: Advanced) -> str:
    if done <= 0 or message.done >= message.total:
        return ""
    left = seconds / done * (message.total - message.done)
    return f", about {round(left / 60)} min left" if left > 90 else f", about {max(1, round(left))} s left"


def _first_question(files: Mapping[str, Path], rules: GivenRules) -> Question:
    names = [name for name in START if name in files] or list(files)[:2]
    return Question(dict(zip((BASE, OTHER), (files[name] for name in names), strict=False)), rules=rules)


def _invitation() -> None:
    ui.label("Who gains when AI's alliances open up?").classes("text-h6").props("role=heading aria-level=2")
    for text in (
        "Choose a scenario and what to compare it with, move the levers, and press Run. Every scenario is simulated "
        "month by month with the same seeds, so that differences come from the scenarios and not from luck.",
        "Then this place shows who is better and worse off, every measure over time, the network of alliances, "
        "who pays whom, and a table of all outcomes.",
        "32 seeds of 10,000 enterprises over 72 months take a few minutes, seeds 1..4 of 1,000 enterprises much less. "
        f"What was run once is shown again without running. {LIMITS}",
    ):
        ui.label(text).style("max-width: 44rem")
