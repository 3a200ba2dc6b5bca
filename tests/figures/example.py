"""A made-up market with the frames that a real run has: fast, seeded, and good enough to look at.

It takes the place of the market in ``sim.compare(..., simulate=made_up)``, so that everything else is real. Odd worlds
(one cloud, twenty models, no apps) come from :func:`world`.
"""

import copy
import functools
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from sim.experiments.comparison import Comparison, compare
from sim.experiments.ensemble import Ensemble, run
from sim.experiments.execution import Simulate
from sim.market.measures import LAYERS, MEASURES
from sim.scenario import Parameters, Scenario, load
from tests.figures.story import Story

ROOT = Path(__file__).parents[2]
TITLES = ("GPT is sold on Azure only", "GPT may be sold on every cloud", "Azure comes first", "As the law has it")
NAMES = ("exclusive", "open", "preferred", "later")


@functools.cache
def _base_world() -> dict[str, Any]:
    data = yaml.safe_load((ROOT / "scenarios" / "base.yaml").read_text())
    return {key: data[key] for key in Parameters.model_fields}


def world(
    clouds: int = 3, models: int = 7, apps: int = 6, months: int = 72, label: str = "", *, contracts: bool = True
) -> dict[str, Any]:
    """Return the parameters of the base world, cut down or grown to the numbers asked for.

    With a `label`, everything is called by that label and its name; without `contracts` there are none.
    """
    data = copy.deepcopy(_base_world())
    data["horizon"]["months"] = months
    for section, count in (("clouds", clouds), ("models", models), ("apps", apps)):
        data[section] = _sized(section, data[section], count)
    first_cloud, first_model = next(iter(data["clouds"])), next(iter(data["models"]))
    for cloud in data["clouds"].values():
        cloud["home_share"] = round(1 / clouds, 12) if cloud is not data["clouds"][first_cloud] else 0.0
    data["clouds"][first_cloud]["home_share"] = 1 - sum(c["home_share"] for c in data["clouds"].values())
    for model in data["models"].values():
        model["primary_host"] = model["primary_host"] if model["primary_host"] in data["clouds"] else first_cloud
    for app in data["apps"].values():
        app["host"] = app["host"] if app["host"] in data["clouds"] else first_cloud
        app["licences"] = [m for m in app["licences"] if m in data["models"]] or [first_model]
    for segment in data["enterprises"]["segments"].values():
        segment["homes"] = {name: tilt for name, tilt in segment.get("homes", {}).items() if name in data["clouds"]}
    if not contracts:
        data["contracts"] = {}
    _mend_contracts(data)
    firms = {"owners", "clouds", "models", "apps", "tasks"} if label else set()
    for section in firms:
        for name, entry in data[section].items():
            entry["label"] = f"{label} {name}"
    return data


def _mend_contracts(data: dict[str, Any]) -> None:
    """Drop the contracts of partners and labs that own nothing, and open the models that no cloud may sell any more."""
    with_cloud = {cloud["owner"] for cloud in data["clouds"].values()}
    with_app = {app["owner"] for app in data["apps"].values()}
    labs = {model["lab"] for model in data["models"].values()}
    for key in list(data["contracts"]):
        partner, lab = key.split("-")
        if partner not in with_cloud | with_app or lab not in labs:
            del data["contracts"][key]
        elif partner not in with_cloud:
            data["contracts"][key].pop("access", None)
        elif partner not in with_app:
            data["contracts"][key].pop("wholesale_markup", None)
            data["contracts"][key].pop("licence", None)
    for model in data["models"].values():
        host = data["clouds"][model["primary_host"]]["owner"]
        terms = data["contracts"].get(f"{host}-{model['lab']}", {})
        model["open"] = model["open"] or (host != model["lab"] and terms.get("access", "none") == "none")


def _sized(kind: str, section: dict[str, Any], count: int) -> dict[str, Any]:
    names = list(section)
    out = {name: section[name] for name in names[:count]}
    for number in range(len(names), count):
        source = section[names[number % len(names)]]
        out[f"{kind}_{number}"] = copy.deepcopy(source) | {"label": f"{source['label']} {number}"}
    return out


def scenarios(count: int = 2, data: Mapping[str, Any] | None = None, titles: Sequence[str] = TITLES) -> list[Scenario]:
    """Return scenarios of a world: its first contract exclusive, open, and loosened by dated events."""
    out = []
    parameters = dict(data or world())
    access = f"contracts.{next(iter(parameters['contracts']))}.access" if parameters["contracts"] else ""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            content = {"schema": 1, "name": NAMES[number], "title": titles[number], **copy.deepcopy(parameters)}
            if access and number == 1:
                content["contracts"][access.split(".")[1]]["access"] = "open"
            if number > 1:
                when = f"2024-{number:02d}"
                content["events"] = [{"when": when, "set": {access: "preferred"}, "note": "first refusal instead"}]
            path = Path(folder) / f"{NAMES[number]}.yaml"
            path.write_text(yaml.safe_dump(content, sort_keys=False))
            out.append(load(path))
    return out


def comparison(
    seeds: int = 32,
    data: Mapping[str, Any] | None = None,
    count: int = 2,
    *,
    simulate: Simulate | None = None,
    **options: Any,
) -> Comparison:
    """Return made-up results of several scenarios over the same seeds."""
    return compare(*scenarios(count, data, **options), seeds=range(1, seeds + 1), jobs=1, simulate=simulate or made_up)


def ensemble(
    seeds: int = 32, data: Mapping[str, Any] | None = None, *, simulate: Simulate | None = None, **options: Any
) -> Ensemble:
    """Return made-up results of one scenario."""
    scenario = scenarios(1, data, **options)[0]
    return run(scenario, seeds=range(1, seeds + 1), jobs=1, simulate=simulate or made_up)


@dataclass
class MadeUpReplication:
    seed: int
    monthly: pd.DataFrame
    ledger: pd.DataFrame
    contracts: pd.DataFrame
    events: pd.DataFrame
    timings: dict[str, float] = field(default_factory=lambda: {"prices": 2.5, "service": 0.5})


def made_up(scenario: Scenario, seed: int) -> MadeUpReplication:
    """Stand in for the simulation of one seed."""
    market, story = MadeUp(scenario.parameters, seed), Story(scenario, seed)
    monthly = market.monthly([*market.blocks(), *story.blocks()])
    return MadeUpReplication(seed, monthly, market.ledger(), story.contracts(), story.events())


def without_a_story(scenario: Scenario, seed: int) -> MadeUpReplication:
    """Stand in likewise, for a market in which no contract is negotiated and nobody runs short of money."""
    market, story = MadeUp(scenario.parameters, seed), Story(scenario, seed)
    contracts = story.contracts().query("start == 0").assign(end=market.months)
    return MadeUpReplication(seed, market.monthly(market.blocks()), market.ledger(), contracts, story.events()[:0])


class MadeUp:
    """Arrays of shape (seed, month, entity...) from a few lines of make-believe economics."""

    def __init__(self, parameters: Parameters, seed: int) -> None:
        p = self.p = parameters
        seeds = self.seeds = 1
        self.months = p.horizon.months
        self.models, self.clouds, self.apps = list(p.models), list(p.clouds), list(p.apps)
        rng = np.random.default_rng(seed)
        luck = rng.normal(0, 0.03, (seeds, self.months, len(self.models))).cumsum(axis=1)
        time = np.arange(self.months)
        self.home = np.array([p.clouds[c].home_share for c in self.clouds])
        self.home = self.home / self.home.sum()
        capability = np.array([p.models[m].capability for m in self.models])
        gap = capability.max() - capability
        quality = luck - 0.55 * gap * np.exp(-time / 90)[:, None]
        self.sold = self._sold()
        friction = 1.4 * ~self.sold
        utility = quality[:, :, None, :] - friction.T[None, None]
        mass = np.exp(utility)
        self.at_home = mass / mass.sum(axis=3, keepdims=True)
        self.share = np.einsum("stcm,c->stm", self.at_home, self.home)
        self.reach = np.clip((self.sold * self.home).sum(axis=1) + 0.1 * ~self.sold.all(axis=1), 0, 1)
        growth = 3.0 / (1 + np.exp(-(time - 40) / 9))
        self.volume = growth[None, :, None] * self.share
        cost = 2.6 * np.array([p.models[m].serving_cost for m in self.models]) * np.exp(-0.03 * time)[:, None]
        self.cost = cost[None] * np.exp(rng.normal(0, 0.02, (seeds, self.months, 1)))
        self.price = self.cost * (1.2 + 0.9 * self.share + 0.25 * self.reach) + 0.25
        self.surplus = growth[None, :, None] * (3.2 + np.log(mass.sum(axis=3))) * self.home

    def _sold(self) -> np.ndarray:
        """Return which model (row) is sold on which cloud (column)."""
        p = self.p
        out = np.zeros((len(self.models), len(self.clouds)), dtype=bool)
        for row, model in enumerate(p.models.values()):
            ties = {c: p.contracts.get(f"{p.clouds[c].owner}-{model.lab}") for c in self.clouds}
            locked = [c for c, tie in ties.items() if tie is not None and tie.access == "exclusive"]
            for column, cloud in enumerate(self.clouds):
                tied = ties[cloud] is not None and ties[cloud].access != "none"
                own = p.clouds[cloud].owner == model.lab
                out[row, column] = model.open or own or (cloud in locked if locked else tied)
            out[row, self.clouds.index(model.primary_host)] = True
        return out

    def hosted(self) -> np.ndarray:
        """Return volume by model and cloud (seed, month, model, cloud)."""
        wanted = self.at_home.transpose(0, 1, 3, 2) * self.home * self.volume.sum(axis=2)[:, :, None, None]
        primary = np.array([[self.clouds.index(m.primary_host)] for m in self.p.models.values()])
        placed = wanted * self.sold
        lost = (wanted * ~self.sold).sum(axis=3)
        for row in range(len(self.models)):
            placed[:, :, row, primary[row, 0]] += lost[:, :, row]
        return placed

    def routed(self) -> np.ndarray:
        """Return volume by model and app (seed, month, model, app)."""
        licensed = np.array([[m in a.licences for a in self.p.apps.values()] for m in self.models], dtype=float)
        licensed = licensed.reshape(len(self.models), len(self.apps))
        weight = (
            0.35 * licensed / max(1, len(self.apps)) * np.linspace(1.6, 0.4, max(1, len(self.apps)))[: len(self.apps)]
        )
        return self.volume[..., None] * weight

    def owned(self, values: np.ndarray, owners: Sequence[str]) -> dict[str, np.ndarray]:
        """Sum the last axis by owner."""
        names = np.array(owners)
        return {o: values[..., names == o].sum(axis=-1) for o in self.p.owners}

    def blocks(self) -> Iterator[tuple[str, str, dict[str, np.ndarray]]]:
        """Yield kind, entity and its measures, each (seed, month)."""
        p, shape = self.p, (self.seeds, self.months)
        total, hosted, routed = self.volume.sum(axis=2), self.hosted(), self.routed()
        labs, hosts = [m.lab for m in p.models.values()], [c.owner for c in p.clouds.values()]
        margin = (self.price - self.cost) * self.volume
        fees = self.owned((hosted * self.price[..., None] * 0.05).sum(axis=2), hosts)
        made = self.owned(margin * 0.9, labs)
        profit = {o: made[o] + fees[o] + 0.02 for o in p.owners}
        hours = (hosted * (self.cost / 2.2)[..., None]).sum(axis=2)
        capacity = np.maximum.accumulate(hours * 1.02 + 0.01, axis=1)
        capacity = np.concatenate([capacity[:, :1].repeat(min(6, self.months), axis=1), capacity[:, :-6]], axis=1)[
            :, : self.months
        ]
        unserved = np.clip(1 - capacity / np.maximum(hours, 1e-9), 0, 1)
        surplus = self.surplus.sum(axis=2)
        yield (
            "market",
            "market",
            {
                "consumer_surplus": surplus,
                "total_surplus": surplus + sum(profit.values()),
                "volume": total,
                "adoption": total * 1.3,
                "mean_price": (self.price * self.volume).sum(axis=2) / total,
                "models_per_enterprise": 2 + self.reach.mean() + 0.2 * self.share[:, :, 0],
                "models_worth_integrating": np.full(shape, 4.0),
                "multi_homing_share": 0.5 + 0.2 * self.share[:, :, -1],
                "rationed_share": unserved.mean(axis=2),
                "price_residual": np.full(shape, 1e-9),
                "ledger_imbalance": np.full(shape, 1e-16),
            },
        )
        lab_share = self.owned(self.share, labs)
        for o in p.owners:
            yield (
                "owner",
                o,
                {
                    "revenue": 2 * profit[o],
                    "profit": profit[o],
                    "investment": fees[o] * 3,
                    "capital_cost": np.full(shape, 0.01),
                    "model_revenue": made[o] * 1.6,
                    **({"lab_share": lab_share[o]} if o in labs else {}),
                },
            )
        for i, c in enumerate(self.clouds):
            yield (
                "cloud",
                c,
                {
                    "revenue": hours[:, :, i] * 2.2,
                    "margin": np.full(shape, 0.4),
                    "utilisation": np.minimum(hours[:, :, i] / capacity[:, :, i], 1),
                    "compute_price": 2.2 * np.exp(-0.004 * np.arange(self.months)) + np.zeros(shape),
                    "capacity": capacity[:, :, i],
                    "unserved_share": unserved[:, :, i],
                    "home_share": np.full(shape, self.home[i]),
                },
            )
            yield "home", c, {"consumer_surplus": self.surplus[:, :, i]}
            yield "home_at_start", f"home_at_start.{c}", {"consumer_surplus": self.surplus[:, :, i]}
        for i, m in enumerate(self.models):
            yield (
                "model",
                m,
                {
                    "price": self.price[:, :, i],
                    "volume": self.volume[:, :, i],
                    "share": self.share[:, :, i],
                    "reach": np.full(shape, self.reach[i]),
                    "capability": 3 + 0.05 * np.arange(self.months) + np.zeros(shape),
                    "serving_cost": self.cost[:, :, i] / 2.2,
                },
            )
            for j, c in enumerate(self.clouds):
                yield "model_at_home", f"{m}@{c}", {"share_at_home": self.at_home[:, :, j, i]}
                yield "model_on_cloud", f"{m}@{c}", {"hosted_volume": hosted[:, :, i, j]}
            for j, a in enumerate(self.apps):
                if m in p.apps[a].licences:
                    yield "model_in_app", f"{m}@{a}", {"routed_volume": routed[:, :, i, j]}
        for j, a in enumerate(self.apps):
            yield (
                "app",
                a,
                {
                    "price": self.price.mean(axis=2) * (1.3 + 0.1 * j),
                    "volume": routed[:, :, :, j].sum(axis=2),
                    "margin": np.full(shape, 0.3),
                    "unit_cost": self.price.mean(axis=2),
                },
            )
        weights = np.linspace(2, 1, len(p.tasks)) / np.linspace(2, 1, len(p.tasks)).sum()
        for weight, task in zip(weights, p.tasks, strict=True):
            yield "task", task, {"volume": total * weight, "consumer_surplus": surplus * weight}
        by_layer = {
            "model": lab_share,
            "cloud": self.owned(hours, hosts),
            "customer": {o: profit[o] * 3 for o in p.owners},
            "coding": {o: lab_share[o] ** 2 for o in p.owners},
            "distribution": self.owned(routed.sum(axis=2), [a.owner for a in p.apps.values()]),
            "inference": {o: profit[o] ** 1.2 for o in p.owners},
        }
        for layer in LAYERS:
            stacked = np.stack([by_layer[layer][o] for o in p.owners])
            sums = stacked.sum(axis=0)
            shares = np.divide(stacked, sums, out=np.zeros_like(stacked), where=sums > 0)
            yield "layer", layer, {"hhi": 1e4 * (shares**2).sum(axis=0), "top_share": shares.max(axis=0)}
            for i, o in enumerate(p.owners):
                yield "control", f"{layer}@{o}", {"control_share": shares[i]}
        for key in p.contracts:
            partner, lab = key.split("-")
            yield "pair", f"{lab}-on-{partner}", {"dependence": np.full(shape, 0.4)}

    def monthly(self, noted: Iterable[tuple[str, str, dict[str, np.ndarray]]]) -> pd.DataFrame:
        columns = list(dict.fromkeys(measure.name for measure in MEASURES))
        month = np.arange(self.months)
        found: dict[tuple[str, str], np.ndarray] = {}
        for kind, entity, values in noted:
            block = found.setdefault((kind, entity), np.full((self.months, len(columns)), np.nan))
            for name, series in values.items():
                block[:, columns.index(name)] = np.broadcast_to(series, (self.seeds, self.months)).ravel()
        kinds = np.repeat([kind for kind, _ in found], self.months)
        entities = np.repeat([entity for _, entity in found], self.months)
        blocks = list(found.values())
        frame = pd.DataFrame(np.concatenate(blocks), columns=columns)
        frame.insert(0, "entity", entities)
        frame.insert(0, "kind", kinds)
        frame.insert(0, "month", np.tile(month, len(blocks)))
        return frame

    def ledger(self) -> pd.DataFrame:
        p, hosted = self.p, self.hosted()
        rows: list[tuple[str, str, str, np.ndarray]] = []
        for i, (name, model) in enumerate(p.models.items()):
            sales = self.volume[:, :, i] * self.price[:, :, i]
            rows.append(("enterprises", model.lab, "api_sales", sales * 0.5))
            rows.append(("consumers", model.lab, "api_sales", sales * 0.2))
            for j, cloud in enumerate(p.clouds.values()):
                rows.append((model.lab, cloud.owner, "serving_compute", hosted[:, :, i, j] * self.cost[:, :, i]))
                rows.append((model.lab, cloud.owner, "training_compute", hosted[:, :, i, j] * 0.3))
                rows.append(
                    (model.lab, cloud.owner, "marketplace_fee", hosted[:, :, i, j] * self.price[:, :, i] * 0.03)
                )
                rows.append((cloud.owner, "suppliers", "resource_cost", hosted[:, :, i, j] * self.cost[:, :, i] * 0.6))
                rows.append(
                    (cloud.owner, "suppliers", "capital_expenditure", hosted[:, :, i, j] * self.cost[:, :, i] * 0.9)
                )
            for key, tie in p.contracts.items():
                if key.endswith(f"-{model.lab}") and tie.revenue_share:
                    rows.append((model.lab, key.split("-")[0], "revenue_share", tie.revenue_share * sales))
            for app in p.apps.values():
                if name in app.licences:
                    rows.append(("enterprises", app.owner, "app_sales", 0.12 * sales))
                    rows.append((app.owner, model.lab, "wholesale", 0.07 * sales))
        for o, owner in p.owners.items():
            if owner.search_revenue:
                rows.append(
                    ("enterprises", o, "search_advertising", np.full((self.seeds, self.months), owner.search_revenue))
                )
        for c in p.clouds.values():
            rows.append(("enterprises", c.owner, "base_cloud", np.full((self.seeds, self.months), 25 * c.home_share)))
            rows.append(
                (c.owner, "suppliers", "base_cloud_cost", np.full((self.seeds, self.months), 16 * c.home_share))
            )
        month = np.arange(self.months)
        frames = [
            pd.DataFrame({"month": month, "payer": a, "payee": b, "flow": f, "amount": np.ravel(v)})
            for a, b, f, v in rows
        ]
        return pd.concat(frames, ignore_index=True)
