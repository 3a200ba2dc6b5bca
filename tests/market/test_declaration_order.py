"""The order in which things are declared cannot matter."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from sim.market.replication import Replication, simulate
from sim.scenario import load
from tests.market.small_runs import FEW, SCENARIOS

MAPS = ("owners", "clouds", "models", "tasks", "apps", "contracts")
TABLES = ("monthly", "ledger", "contracts", "events")


def reordered(plain, order):
    """A map with its entries in another order, the maps and lists inside it too."""
    if isinstance(plain, dict):
        keys = list(plain)
        return {key: reordered(plain[key], order) for key in order(keys)}
    if isinstance(plain, list):
        return order(plain)
    return plain


def rotated(entries):
    return [*entries[2:], *entries[:2]]


def backwards(entries):
    return list(reversed(entries))


@pytest.fixture(scope="module")
def plain():
    """The historical start with dated events, as plain data."""
    text = yaml.safe_load((SCENARIOS / "base.yaml").read_text())
    text["events"] = [
        {
            "when": "2023-06",
            "set": {"contracts.microsoft-openai.access": "open", "contracts.microsoft-openai.stake": 0.27},
        },
        {"when": "2023-09", "set": {"clouds.aws.marketplace_fee": 0.05}},
    ]
    return text


def simulated(folder: Path, plain: dict) -> Replication:
    file = folder / "order.yaml"
    file.write_text(yaml.safe_dump(plain, sort_keys=False))
    return simulate(load(file, (*FEW, "horizon.months=10")), 1)


@pytest.fixture(scope="module")
def as_declared(plain, tmp_path_factory):
    return simulated(tmp_path_factory.mktemp("declared"), plain)


def assert_identical(first: Replication, second: Replication) -> None:
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name), check_exact=True)
    numbers = [table.monthly.select_dtypes("float64").to_numpy().tobytes() for table in (first, second)]
    assert numbers[0] == numbers[1]


@pytest.mark.study
@pytest.mark.parametrize("section", MAPS)
def test_a_section_backwards_gives_the_same_bytes(plain, as_declared, tmp_path, section):
    other = simulated(tmp_path, {**plain, section: reordered(plain[section], backwards)})
    assert_identical(as_declared, other)


@pytest.mark.parametrize("order", [backwards, rotated])
def test_everything_in_another_order_gives_the_same_bytes(plain, as_declared, tmp_path, order):
    kept = {key: plain[key] for key in ("schema", "name", "title", "seeds", "horizon", "events")}
    changed = reordered({key: value for key, value in plain.items() if key not in kept}, order)
    assert_identical(as_declared, simulated(tmp_path, {**kept, **changed}))


def test_a_second_run_gives_the_same_bytes(plain, as_declared, tmp_path):
    assert_identical(as_declared, simulated(tmp_path, plain))
