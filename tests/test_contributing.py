"""The map of the house is true: what CONTRIBUTING.md names is there, floor by floor as the import contracts say."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PATHS = sorted(set(re.findall(r"`((?:[a-z_]+/)+(?:[a-z_0-9]+\.(?:py|csv|md|yaml|json))?)`", TEXT)))
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


def floors(container: str) -> dict[str, int]:
    """Floor by name of the layer, counted from the top."""
    contract = next(one for one in CONTRACTS if one.get("containers") == [container])
    return {name.strip(): floor for floor, layer in enumerate(contract["layers"]) for name in layer.split("|")}


def stand_in_order(names: list[str], container: str) -> bool:
    """Whether names are those of the layers, each floor after the one above."""
    known = floors(container)
    return set(names) == set(known) and names == sorted(names, key=lambda name: known[name])


@pytest.mark.parametrize("path", PATHS)
def test_what_the_map_names_is_there(path):
    assert (ROOT / path).exists() or (ROOT / "sim" / path).exists() or list((ROOT / "sim").glob(f"*/{path}"))


def test_the_picture_shows_every_floor_in_order():
    shown = [name.removesuffix(".py").rstrip("/") for name in re.findall(r"^sim/(\S+)", TEXT, re.MULTILINE)]
    assert stand_in_order(shown, "sim")


def test_the_floors_of_the_market_stand_in_order():
    sentence = TEXT[TEXT.index("Inside the market, top down") :].partition("\n\n")[0]
    named = [name.removesuffix(".py").rstrip("/") for name in re.findall(r"`([^`]+)`", sentence)]
    assert stand_in_order(named, "sim.market")


def test_the_table_of_rules_names_files_that_are_there():
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \|$", TEXT[TEXT.index("| the article says") :], re.MULTILINE)
    files = [name for row in rows[:30] for name in re.findall(r"`([a-z_/]+/[a-z_]*(?:\.py)?)`", row)]
    assert len(files) > 30
    assert not [name for name in files if not (ROOT / "sim" / name).exists()]
