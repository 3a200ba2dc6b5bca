"""The real command in the process of the tests, on markets small enough to be quick."""

import sys
from dataclasses import dataclass

import pytest

from sim.cli.main import _exit_code

SMALL = ("enterprises.count=60", "enterprises.panel=30", "bargaining.panel=10", "horizon.months=2")
ADOPTED = tuple(f"enterprises.segments.{name}.adoption.start_share=0.5" for name in ("startups", "mid_market", "large"))


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


@pytest.fixture
def alliance(monkeypatch, capfd):
    """Call the command as from a shell; `small` adds what makes the market small."""

    def call(*arguments, small=False):
        settings = [part for one in (*SMALL, *ADOPTED) for part in ("--set", one)] + ["--jobs", "1", "--no-figures"]
        monkeypatch.setattr(sys, "argv", ["alliance", *map(str, arguments), *(settings if small else ())])
        capfd.readouterr()
        code = _exit_code()
        return Said(code, *capfd.readouterr())

    return call


@pytest.fixture
def without_pictures(monkeypatch):
    """Leave out of reports what takes long to draw."""
    for name in ("draw", "picture"):
        monkeypatch.setattr(f"sim.report.page.{name}", lambda *_: b"<svg/>")
    for name in ("_moving_pictures", "alliance_stories"):
        monkeypatch.setattr(f"sim.report.page.{name}", lambda *_: [])
