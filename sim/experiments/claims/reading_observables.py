"""Observables as files write them, read with everything that is wrong noted at its place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import get_args

from sim.experiments.claims.observables import (
    COMBINATIONS,
    Combination,
    EventCount,
    EventFigure,
    MonthsUntil,
    Observable,
    Outcome,
    RankCorrelation,
    Swings,
)
from sim.experiments.claims.windows import window
from sim.experiments.design.outcome_names import possible_outcomes, unknown_outcome
from sim.market.events import EventKind
from sim.scenario import Scenario
from sim.scenario.problems import Problem, problem_at
from sim.scenario.tree import Node, Path, plain
from sim.scenario.wording import found, suggestion

EVENT_KEYS = ("kind", "subject", "decision", "cause", "during")
FORMS = "an outcome such as reach.gpt, NAME during WINDOW, or a map with one of the keys"


@dataclass(frozen=True)
class Reader:
    """Reads observables for some scenarios, in each of which their outcomes must exist.

    Attributes
    ----------
    scenarios : sequence of Scenario
        Where they are looked at.
    problems : list of Problem
        Collects what is wrong.
    """

    scenarios: Sequence[Scenario]
    problems: list[Problem]

    def read(self, node: Node, path: Path) -> Observable | None:
        """Return an observable; None, with the problem noted, where it is none."""
        if isinstance(node.value, str):
            return self._outcome(node, path)
        forms = self._forms()
        if not node.is_map or len(node.entries) != 1 or next(iter(node.entries)) not in forms:
            keys = ", ".join(node.entries) if node.is_map else found(plain(node))
            self._note(node, path, f"expected {FORMS} {', '.join(forms)}; found {keys}")
            return None
        [(key, below)] = node.entries.items()
        return forms[key](below, (*path, key))

    def read_all(self, node: Node, path: Path, least: int = 1) -> tuple[Observable, ...]:
        """Return a list of observables; empty, with the problem noted, where it is none."""
        items = node.value if isinstance(node.value, tuple) else ()
        if len(items) < least:
            self._note(node, path, f"expected a list of {least} or more, found {found(plain(node))}")
            return ()
        read = [self.read(item, path) for item in items]
        return () if None in read else tuple(one for one in read if one is not None)

    def _forms(self) -> dict[str, Callable[[Node, Path], Observable | None]]:
        combinations = {kind: self._combination(kind) for kind in COMBINATIONS}
        return combinations | {
            "events": self._events,
            "figure": self._figure,
            "months_until": self._months_until,
            "swings": self._swings,
            "rank_correlation": self._rank_correlation,
        }

    def _note(self, node: Node, path: Path, message: str, hint: str = "") -> None:
        self.problems.append(problem_at(node.place, path, message, hint))

    def _outcome(self, node: Node, path: Path) -> Outcome | None:
        name, _, during = (part.strip() for part in str(node.value).partition(" during "))
        before = len(self.problems)
        for scenario in self.scenarios:
            if name not in possible_outcomes(scenario.parameters):
                self._note(node, path, *unknown_outcome(name, scenario.parameters))
                break
        if during:
            self._check_window(node, path, during)
        if len(self.problems) > before or not self.scenarios:
            return None
        measure, _ = possible_outcomes(self.scenarios[0].parameters)[name]
        return Outcome(name, measure, self._start(), during)

    def _start(self) -> str:
        return self.scenarios[0].parameters.horizon.start

    def _check_window(self, node: Node, path: Path, text: str) -> None:
        """Note a window that is none, or lies outside the run."""
        horizon = self.scenarios[0].parameters.horizon
        try:
            window(text, horizon.start, horizon.months)
        except ValueError as error:
            self._note(node, path, str(error))

    def _combination(self, kind: str) -> Callable[[Node, Path], Combination | None]:
        def read(node: Node, path: Path) -> Combination | None:
            parts = self.read_all(node, path, least=2)
            if kind == "ratio" and len(parts) > 2:
                self._note(node, path, f"expected two, one over the other, found {len(parts)}")
                return None
            return Combination(kind, parts) if parts else None

        return read

    def _texts(self, node: Node, path: Path, keys: Sequence[str], needed: Sequence[str]) -> dict[str, str] | None:
        """Return a map of texts; None, with problems noted, where it is none."""
        before = len(self.problems)
        for key, below in node.entries.items():
            if key not in keys:
                self._note(below, (*path, key), f'no key "{key}" here', suggestion(key, keys, "keys"))
            elif not isinstance(below.value, str):
                self._note(below, (*path, key), f"expected text, found {found(plain(below))}")
        for key in needed:
            if key not in node.entries:
                self._note(node, path, f"missing: {key}")
        return None if len(self.problems) > before else {key: str(one.value) for key, one in node.entries.items()}

    def _events(self, node: Node, path: Path) -> EventCount | None:
        texts = self._texts(node, path, EVENT_KEYS, ("kind",))
        if texts is None:
            return None
        if texts["kind"] not in get_args(EventKind):
            hint = suggestion(texts["kind"], get_args(EventKind), "kinds")
            self._note(node.entries["kind"], (*path, "kind"), f'no kind of event "{texts["kind"]}"', hint)
            return None
        if "during" in texts:
            before = len(self.problems)
            self._check_window(node.entries["during"], (*path, "during"), texts["during"])
            if len(self.problems) > before:
                return None
        return EventCount(self._start(), **texts)

    def _figure(self, node: Node, path: Path) -> EventFigure | None:
        name = node.entries.get("name")
        if name is None or not isinstance(name.value, str):
            self._note(node, path, "missing: name, the figure to look at")
            return None
        events = self._events(node.with_entry("name", None), path)
        return None if events is None else EventFigure(name.value, events)

    def _months_until(self, node: Node, path: Path) -> MonthsUntil | None:
        keys = {"of", "share"}
        if node.entries.keys() != keys:
            self._note(node, path, "expected a map with the keys of and share")
            return None
        share = node.entries["share"].value
        of = self._one_outcome(node.entries["of"], (*path, "of"))
        if not isinstance(share, float) or not 0.0 < share < 1.0:
            self._note(node.entries["share"], (*path, "share"), f"expected a share between 0 and 1, found {share}")
            return None
        return None if of is None else MonthsUntil(of, share)

    def _swings(self, node: Node, path: Path) -> Swings | None:
        of = self._one_outcome(node, path)
        return None if of is None else Swings(of)

    def _one_outcome(self, node: Node, path: Path) -> Outcome | None:
        if not isinstance(node.value, str) or " during " in node.value:
            self._note(node, path, f"expected the name of an outcome, found {found(plain(node))}")
            return None
        return self._outcome(node, path)

    def _rank_correlation(self, node: Node, path: Path) -> RankCorrelation | None:
        if node.entries.keys() != {"of", "with"}:
            self._note(node, path, "expected a map with the keys of and with")
            return None
        of, against = (self.read_all(node.entries[key], (*path, key), least=3) for key in ("of", "with"))
        if not of or not against:
            return None
        if len(of) != len(against):
            self._note(node, path, f"expected as many of the one as of the other, found {len(of)} and {len(against)}")
            return None
        return RankCorrelation(of, against)
