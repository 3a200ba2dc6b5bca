"""A folder with a small scenario and children of it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from sim.scenario import Problem, Scenario, ScenarioError, load
from tests.scenario.small_scenario import HEADER, SMALL


@dataclass
class Folder:
    """A working folder that holds small.yaml; the body of a child starts in line 5."""

    path: Path

    def write(self, name: str, text: str | bytes) -> Path:
        (self.path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return Path(name)

    def load(self, body: str = "", *overrides: str) -> Scenario:
        return load(self.write("child.yaml", HEADER + body), overrides)

    def problems(self, body: str = "", *overrides: str) -> list[Problem]:
        with pytest.raises(ScenarioError) as error:
            self.load(body, *overrides)
        return error.value.problems

    def problem(self, body: str = "", *overrides: str) -> Problem:
        problems = self.problems(body, *overrides)
        assert len(problems) == 1, "\n".join(map(str, problems))
        return problems[0]

    def problems_of(self, name: str, *overrides: str) -> list[Problem]:
        with pytest.raises(ScenarioError) as error:
            load(name, overrides)
        return error.value.problems


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.chdir(tmp_path)
    folder = Folder(tmp_path)
    folder.write("small.yaml", SMALL)
    return folder


def place_of(problem: Problem) -> str:
    return ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part is not None)
