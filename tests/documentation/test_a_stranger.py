"""A stranger with the wheel alone gets from install to a cited, exported figure of an own scenario in ten commands."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SMALL = ("--set", "enterprises.count=60", "--set", "enterprises.panel=30", "--set", "horizon.months=3")
SEEDS = ("--seeds", "1..2", "--jobs", "1")
MOST_COMMANDS = 10


class Stranger:
    """Somebody in an empty folder, with an installed wheel and no checkout."""

    def __init__(self, home: Path, wheel: Path) -> None:
        self.home, self.installed, self.commands = home, home / "installed", 0
        self._ran(sys.executable, "-m", "uv", "pip", "install", "-q", "--no-deps", "--target", self.installed, wheel)

    def types(self, *arguments):
        return self._ran(self.installed / "bin" / "alliance", *arguments)

    def _ran(self, *command):
        self.commands += 1
        done = subprocess.run(
            list(map(str, command)),
            cwd=self.home,
            env=os.environ | {"PYTHONPATH": str(self.installed)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "uv", "build", "-q", "--wheel", "--no-build-isolation", "--out-dir", folder, ROOT]
    subprocess.run(list(map(str, command)), check=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.mark.study
def test_a_stranger_gets_from_the_wheel_to_a_cited_figure_of_an_own_scenario_in_ten_commands(wheel, tmp_path):
    stranger = Stranger(tmp_path, wheel)
    assert "exclusive" in stranger.types("list")
    stranger.types("new", "mine", "--from", "open")
    file = tmp_path / "mine.yaml"
    text = file.read_text(encoding="utf-8")
    assert "\n  enterprises.portability_friction: 1.0\n" in text
    file.write_text(text.replace("portability_friction: 1.0\n", "portability_friction: 0.5\n"), encoding="utf-8")
    assert "ok" in stranger.types("validate", "mine.yaml")
    said = stranger.types("compare", "exclusive", "mine.yaml", "--no-figures", *SMALL, *SEEDS)
    [folder] = [line.split()[-1] for line in said.splitlines() if line.startswith("tables:")]
    stranger.types("report", folder, "--figure", "forest", "--format", "pdf", "--width", "6.3in", "--no-title")
    cited = stranger.types("cite", folder)
    stranger.types("export", folder, "--csv")
    stranger.types("bundle", folder)
    assert stranger.commands <= MOST_COMMANDS
    assert (tmp_path / folder / "figures" / "forest.pdf").read_bytes().startswith(b"%PDF")
    assert "mine [" in cited
    assert "seeds 1..2" in cited
    assert (tmp_path / folder / "export" / "differences.csv").is_file()
    assert (tmp_path / f"{folder}.zip").is_file()
