"""What owners and models are called, the order in which they are declared, and bystanders change nothing."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from sim.market.replication import Replication, simulate
from sim.scenario import load
from tests.market.small_economies import FILE, LENIENT, OPTION, lived
from tests.market.small_runs import by_entity, moved

pytestmark = pytest.mark.study

# Everything happens, appraisals as well, but nothing by luck that belongs to a name.
EVERYTHING = (OPTION, LENIENT, "owners.startup.initial_cash=0.3", "appraisal.period=100")
OWNERS = {"bigsoft": "zz_bigsoft", "lab": "mm_lab", "rival": "aa_rival", "startup": "bb_startup", "studio": "yy_studio"}
MODELS = {"alpha": "zz_alpha", "beta": "aa_beta", "gem": "yy_gem", "mo": "bb_mo"}
TABLES = ("monthly", "ledger", "contracts", "events")


def renamed(value: object, names: dict[str, str]) -> object:
    """Plain data with other names: of entries that are maps or numbers, in values, and in pairs of contracts."""
    if isinstance(value, dict):
        return {
            key if isinstance(entry, str) else renamed(key, names): renamed(entry, names)
            for key, entry in value.items()
        }
    if isinstance(value, list):
        return [renamed(entry, names) for entry in value]
    if isinstance(value, str) and value.count("-") == 1:
        return "-".join(names.get(part, part) for part in value.split("-"))
    return names.get(value, value) if isinstance(value, str) else value


def simulated(folder: Path, plain: object, *overrides: str) -> Replication:
    file = folder / "other.yaml"
    file.write_text(yaml.safe_dump(plain, sort_keys=False))
    return simulate(load(file, overrides), 1)


@pytest.fixture
def plain():
    return yaml.safe_load(FILE.read_text())


def test_other_names_of_owners_change_nothing(plain, tmp_path):
    """Shares, prices, cash, contracts and deals are those of the roles, whatever sorts first."""
    overrides = [
        text.replace("bigsoft", OWNERS["bigsoft"])
        .replace("target: studio", f"target: {OWNERS['studio']}")
        .replace("owners.startup", f"owners.{OWNERS['startup']}")
        for text in EVERYTHING
    ]
    base, other = lived(*EVERYTHING), simulated(tmp_path, renamed(plain, OWNERS), *overrides)
    back = {new: old for old, new in OWNERS.items()}
    for kind, measure in (("owner", "profit"), ("owner", "cash"), ("owner", "lab_share"), ("owner", "valuation")):
        mine, theirs = by_entity(base, kind, measure), by_entity(other, kind, measure).rename(columns=back)
        np.testing.assert_allclose(theirs[mine.columns], mine, rtol=1e-6, atol=1e-8)
    for kind, measure in (("model", "price"), ("model", "volume"), ("cloud", "utilisation"), ("app", "price")):
        np.testing.assert_allclose(by_entity(other, kind, measure), by_entity(base, kind, measure), rtol=1e-6)

    def happened(replication: Replication, names: dict[str, str]) -> set[tuple[object, ...]]:
        rows = replication.events[["month", "kind", "subject", "decision", "before", "after"]]
        for new, old in names.items():
            rows = rows.replace(new, old, regex=True)
        return set(rows.itertuples(index=False, name=None))

    assert happened(other, back) == happened(base, {})
    assert {row[1] for row in happened(base, {})} >= {"contract", "option", "review", "acquisition", "finance"}


def test_other_names_of_models_change_no_price_and_no_surplus(plain, tmp_path):
    """Which enterprise likes which model is luck of its name, so prices on a panel are compared."""
    overrides = ("horizon.months=1", "appraisal.period=1")
    base, other = lived(*overrides), simulated(tmp_path, renamed(plain, MODELS), *overrides)
    back = {new: old for old, new in MODELS.items()}
    prices = by_entity(other, "model", "price").rename(columns=back)
    np.testing.assert_allclose(prices[list(MODELS)], by_entity(base, "model", "price")[list(MODELS)], rtol=1e-9)
    np.testing.assert_allclose(
        by_entity(other, "market", "consumer_surplus"), by_entity(base, "market", "consumer_surplus"), rtol=1e-9
    )


@pytest.mark.parametrize("backwards", [("owners", "models", "apps"), ("clouds", "tasks", "contracts")])
def test_the_order_of_declaration_gives_the_same_bytes(plain, tmp_path, backwards):
    turned = {key: dict(reversed(section.items())) if key in backwards else section for key, section in plain.items()}
    base, other = lived(*EVERYTHING), simulated(tmp_path, turned, *EVERYTHING)
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(base, name), getattr(other, name), check_exact=True)


@pytest.mark.parametrize("cash", ["null", "5"])
def test_a_bystander_changes_nothing(cash):
    """An owner with nothing to sell that buys nothing; sums over one owner more are rounded otherwise, no more."""
    bystander = f"owners.idle={{label: Idle, initial_cash: {cash}}}"
    base, other = lived(*EVERYTHING), lived(*EVERYTHING, bystander)
    changed = {name for name in moved(base, other, relative=1e-9) if ".idle." not in name and "@idle" not in name}
    assert changed <= {"market.market.price_residual", "market.market.ledger_imbalance"}
    pd.testing.assert_frame_equal(base.events.drop(columns="figures"), other.events.drop(columns="figures"))
    assert "idle" not in set(other.ledger["payer"]) | set(other.ledger["payee"])
