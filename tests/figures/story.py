"""A made-up story of contracts, deals and money: every kind of event with figures that fit together."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from sim.market.events import EVENT_COLUMNS, MarketEvent
from sim.market.measures import EFFORTS, LAYERS
from sim.scenario import Scenario
from sim.scenario.months import month_name

CONTRACT_COLUMNS = (
    "partner",
    "lab",
    "start",
    "end",
    "access",
    "effective_access",
    "revenue_share",
    "revenue_share_cap",
    "compute",
    "stake",
    "commitment",
    "licence",
    "wholesale_markup",
    "licensed",
    "cause",
)
LAB_WEIGHT = 0.5
Block = tuple[str, str, dict[str, np.ndarray]]


class Story:
    """What one seed of a scenario tells about contracts and money.

    Exclusive contracts are negotiated every half year and loosened when the shadow value of the lab's cash times the
    partner's gain falls below the lab's loss. Firms without a cloud run short of money.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario = scenario
        self.p = scenario.parameters
        self.months = self.p.horizon.months
        self.time = np.arange(self.months)
        self.rng = np.random.default_rng([seed, 7])
        self.first = 4 + seed % 5
        cloud_owners = {cloud.owner for cloud in self.p.clouds.values()}
        self.short_of_cash = [owner for owner in self.p.owners if owner not in cloud_owners]
        self.pairs = [self._pair(key) for key in self.p.contracts]
        self.changes: list[
            tuple[int, int, str, bool, float, str]
        ] = []  # contract, month, access, licensed, payment, cause
        self.market_events: list[MarketEvent] = []
        order = sorted(range(len(self.pairs)), key=lambda i: self._terms(i).revenue_share == 0)
        self.exclusivity = {i: self._paths(rank) for rank, i in enumerate(order[:2])}
        self.licensing = order[2] if len(order) > 2 else -1
        for number in range(len(self.pairs)):
            self._tell_contract(number)
        self._tell_deals()
        self.finance = {owner: self._tell_finance(owner, n) for n, owner in enumerate(self.short_of_cash)}
        self._tell_technology()

    def _terms(self, number: int) -> Any:
        return self.p.contracts["-".join(self.pairs[number])]

    def _pair(self, key: str) -> tuple[str, str]:
        return next((a, b) for a in self.p.owners for b in self.p.owners if f"{a}-{b}" == key)

    def _paths(self, number: int) -> dict[str, np.ndarray]:
        """Return gain, loss and shadow value of exclusivity by month."""
        luck = np.exp(self.rng.normal(0, 0.02, (2, self.months)).cumsum(axis=1))
        falling = 0.6 * np.maximum(0, 1 - self.time / 40)
        return {
            "gain": 0.5 * np.exp(-self.time / 60) * luck[0] / (1 + 9 * number),
            "loss": (0.05 + 0.5 * self.time / 60) * luck[1],
            "shadow_value": 1 + falling,
        }

    def _tell(self, month: int, kind: Any, subject: str, decision: str, **rest: Any) -> None:
        if 0 <= month < self.months:
            self.market_events.append(MarketEvent(month, kind, subject, decision, **rest))

    def _tell_contract(self, number: int) -> None:
        key = "-".join(self.pairs[number])
        terms = self._terms(number)
        access, licensed = terms.access, terms.licensed
        self.changes.append((number, 0, access, licensed, 0.0, "start"))
        for event in self.scenario.events:
            if f"contracts.{key}.access" in event.changes:
                self.changes.append((number, event.month, "preferred", licensed, 0.0, "scenario"))
                self._tell(
                    event.month, "scenario", f"contracts.{key}.access", "changed", before=access, after="preferred"
                )
                return
        for month in range(self.first, self.months, 6) if number in self.exclusivity else ():
            figures = self._figures(number, month)
            figures["joint_before"] = figures[f"joint_{access}"]
            decision, before = "renewed", _terms(access, licensed)
            if access == "exclusive" and figures["margin"] < 0:
                decision, access = "loosened", "open"
            figures |= self._split(figures, access)
            cause = "renegotiation" if decision == "renewed" else "capacity"
            self.changes.append((number, month, access, licensed, figures["payment"], cause))
            self._tell(
                month,
                "contract",
                key,
                decision,
                before=before,
                after=_terms(access, licensed),
                cause=cause,
                figures=figures,
            )
        if number == self.licensing:
            month = self.first + 14
            self.changes.append((number, month, access, not licensed, 0.0, "lead"))
            self._tell(
                month,
                "contract",
                key,
                "unlicensed" if licensed else "licensed",
                before=_terms(access, licensed),
                after=_terms(access, not licensed),
                cause="lead",
                figures={
                    "joint_none": 0.0,
                    "joint_open": 0.8,
                    "partner_gain": 0.5,
                    "lab_gain": 0.3,
                    "negotiation_cost": 0.01,
                },
            )

    def _split(self, figures: dict[str, float], access: str) -> dict[str, float]:
        """Let the partner have six tenths of the joint gain before the payment evens it out (E21)."""
        joint = figures[f"joint_{access}"] - figures["joint_none"]
        partner, lab = 0.6 * joint, 0.4 * joint * figures["shadow_value"]
        payment = LAB_WEIGHT * partner - (1 - LAB_WEIGHT) * lab / figures["shadow_value"]
        after = {"joint_nothing": figures["joint_none"], "joint_after": figures[f"joint_{access}"]}
        return {"partner_gain": partner, "lab_gain": lab, "payment": payment, **after}

    def _figures(self, number: int, month: int) -> dict[str, float]:
        gain, loss, shadow_value = (float(path[month]) for path in self.exclusivity[number].values())
        joint_open = 1.1 + 0.01 * month
        return {
            "gain": gain,
            "loss": loss,
            "shadow_value": shadow_value,
            "margin": shadow_value * gain - loss,
            "lab_weight": LAB_WEIGHT,
            "joint_none": 0.4,
            "joint_open": joint_open,
            "joint_preferred": joint_open - 0.02,
            "joint_exclusive": joint_open + gain - loss / shadow_value,
            "negotiation_cost": 0.0,
            "utilisation": min(1.0, 0.7 + month / 120),
            "capability_lead": 0.4 - month / 200,
            "runway": 18.0,
            "migration_value": 0.3 * gain,
            "capital_gain": 0.1 * loss,
            "listing_gain": 0.05 * loss,
            "residual": 1e-9,
        }

    def _tell_deals(self) -> None:
        """Tell of an option, a bid that is refused and one that is reviewed and closed."""
        owners = list(self.p.owners)
        if len(owners) < 3:
            return
        buyer, holder, target = owners[0], owners[1], owners[-1]
        option = {
            "value": 12.0,
            "threshold": (60 - 10 + 1.5) / 1.1,
            "strike": 60.0,
            "fee": 10.0,
            "synergy": 0.25,
            "holdup": 0.15,
        }
        option |= {"approval": 0.7, "break_fee": 2.0, "partnership": 1.5}
        self._tell(12, "option", f"{holder}>{target}", "lapsed", figures=option)
        bid = {"value": 20.0, "profit_gain": 15.0, "insurance": 3.0, "talent": 2.0, "premium": 0.3, "approval": 0.8}
        bid |= {"break_fee": 1.0, "partnership": 2.0}
        refused = bid | {"price": 19.0, "net_value": 0.8 * 20 - 0.8 * 19 - 0.2}
        made = bid | {"price": 14.0, "net_value": 0.8 * 20 - 0.8 * 14 - 0.2}
        deal = f"{buyer}>{target}"
        self._tell(30, "bid", deal, "refused", figures=refused)
        self._tell(34, "bid", deal, "made", figures=made)
        review: dict[str, Any] = {"hhi_before": 2400.0, "hhi_after": 2700.0, "hhi_rise": 300.0, "layer": "coding"}
        review |= {"joint_share": 0.35, "gateway_share": 0.2, "foreclosure_gain": -0.1, "recent_deals": 1}
        review |= {"presumption": True, "gateway": False, "serial": False, "block_probability": 0.378, "months": 12}
        self._tell(34, "review", deal, "opened", figures=review)
        self._tell(46, "review", deal, "cleared", figures=review | {"draw": 0.62})
        self._tell(46, "acquisition", deal, "closed", figures={"price": 14.0})

    def _tell_finance(self, owner: str, number: int) -> dict[str, np.ndarray]:
        cash, valuation = np.zeros(self.months), (8 + 0.4 * number) * np.exp(self.time / 30)
        raised, held = np.zeros(self.months), (2.0 + number) * np.exp(self.rng.normal(0, 0.1))
        for month in range(self.months):
            burn = 0.05 * (1 + month / 24)
            held -= burn
            figures = {"cash": held, "burn": burn, "runway": max(0.0, held / burn), "valuation": valuation[month]}
            if held < 12 * burn and number < 4:
                raised[month] = 18 * burn
                limit = 0.2 * valuation[month]
                self._tell(
                    month, "finance", owner, "raised", figures=figures | {"amount": raised[month], "limit": limit}
                )
            elif held < 3 * burn:
                self._tell(month, "finance", owner, "distressed", figures=figures)
                raised[month] = 30 * burn
            if month == 50 and number == 0:
                raised[month] += 0.1 * valuation[month]
                listing = {"annual_revenue": 12.0, "dependence": 0.4, "gross_margin": 0.5, "amount": raised[month]}
                self._tell(month, "finance", owner, "listed", figures=figures | listing)
            held += raised[month]
            cash[month] = held
        burn = 0.05 * (1 + self.time / 24)
        short = np.maximum(0, 24 * burn - cash) / valuation
        return {
            "cash": cash,
            "valuation": valuation,
            "shadow_value": 1 + np.minimum(short, 1.5),
            "runway": np.minimum(cash / burn, 120),
            "equity_raised": raised,
            "overhead": np.full(self.months, 0.01),
        }

    def _tell_technology(self) -> None:
        models, owners = list(self.p.models), list(self.p.owners)
        self._tell(8, "technology", models[0], "breakthrough", figures={"size": 0.4})
        self._tell(9, "technology", models[-1], "succeeded", figures={"hazard": 0.02})
        self._tell(15, "outage", models[0], "failed")
        entry = {"expected_profit": 0.6, "entry_cost": 2.0, "horizon": 60.0, "rate": 0.02, "capability": 3.1}
        self._tell(20, "entry", owners[-1], "entered", figures=entry)

    def events(self) -> pd.DataFrame:
        start = self.p.horizon.start
        told = sorted(self.market_events, key=lambda event: event.month)
        rows = [
            {
                name: getattr(h, name)
                for name in ("month", "kind", "subject", "decision", "before", "after", "cause", "note")
            }
            | {"when": month_name(start, h.month), "number": number, "figures": h.figures_text()}
            for number, h in enumerate(told, start=1)
        ]
        return pd.DataFrame(rows, columns=list(EVENT_COLUMNS))

    def contracts(self) -> pd.DataFrame:
        months = sorted({month for _, month, *_ in self.changes if month < self.months})
        rows: list[list[Any]] = []
        latest: dict[tuple[str, str], list[Any]] = {}
        for month in months:
            standing = {
                n: (access, licensed, payment, cause)
                for n, m, access, licensed, payment, cause in self.changes
                if m <= month
            }
            locked = {self.pairs[n][1]: n for n, (access, *_) in standing.items() if access == "exclusive"}
            for number, (access, licensed, payment, cause) in standing.items():
                pair = self.pairs[number]
                effective = access if locked.get(pair[1], number) == number else "none"
                terms = self._terms(number)
                row = [
                    *pair,
                    month,
                    self.months,
                    access,
                    effective,
                    float(terms.revenue_share),
                    np.nan,
                    "tied" if payment > 0.0 else "free",
                ]
                row += [0.0, 0.0, "open" if licensed else "none", 1.0 if licensed else np.nan, licensed, cause]
                before = latest.get(pair)
                if before is None or any(before[column] != row[column] for column in (4, 5, 8, 13)):
                    if before is not None:
                        before[3] = month
                    latest[pair] = row
                    rows.append(row)
        return pd.DataFrame(rows, columns=list(CONTRACT_COLUMNS))

    def blocks(self) -> Iterator[Block]:
        """Yield kind, entity and measures by month of everything the story tells of."""
        for owner in self.p.owners:
            yield "owner", owner, self.finance.get(owner, _ample(self.months))
        spells = self.contracts()
        for number, (partner, lab) in enumerate(self.pairs):
            mine = spells[(spells["partner"] == partner) & (spells["lab"] == lab)]
            exclusive = np.zeros(self.months)
            for spell in mine.itertuples():
                exclusive[spell.start : spell.end] = spell.access == "exclusive"
            measures = {"exclusive": exclusive, "compute_tied": np.zeros(self.months)}
            if number in self.exclusivity:
                paths = {
                    name: np.where(self.time < self.first, np.nan, v) for name, v in self.exclusivity[number].items()
                }
                measures["exclusivity_gain"], measures["exclusivity_loss"] = paths["gain"], paths["loss"]
                measures["exclusivity_margin"] = paths["shadow_value"] * paths["gain"] - paths["loss"]
            yield "contract", f"{partner}-{lab}", measures
            yield "pair", f"{lab}-on-{partner}", {"exposure": 0.1 + 0.002 * self.time}
        rising = self.time / max(1, self.months)
        returns = (1.6 - rising, 1.1 + 0.4 * np.sin(3 * rising), 0.6 + 0.9 * rising)
        for effort, path in zip(EFFORTS, returns, strict=True):
            yield "effort", effort, {"return_per_dollar": path + self.rng.normal(0, 0.03, self.months)}
        for number, layer in enumerate(LAYERS):
            yield "layer", layer, {"pivotality": 0.2 * (1 + number) * (1 + rising)}
        yield "market", "market", self._market(spells)
        owners = list(self.p.owners)
        if len(owners) >= 3:
            yield "option", f"{owners[1]}-{owners[-1]}", self._option()

    def _market(self, spells: pd.DataFrame) -> dict[str, np.ndarray]:
        starts = spells["start"].to_numpy()[:, None]
        active = (starts <= self.time) & (spells["end"].to_numpy()[:, None] > self.time)
        active &= (spells["effective_access"] != "none").to_numpy()[:, None]
        return {
            "active_contracts": active.sum(axis=0).astype(float),
            "contract_changes": ((starts == self.time) & (starts > 0)).sum(axis=0).astype(float),
            "open_reviews": ((self.time >= 34) & (self.time < 46)).astype(float),
            "deals": (self.time == 46).astype(float),
            "overhead": np.full(self.months, 0.1),
            "labs_in_use": np.full(self.months, 3.0),
            "price_equilibria": np.ones(self.months),
        }

    def _option(self) -> dict[str, np.ndarray]:
        runs = (self.time >= 6) & (self.time <= 12)
        underlying = 40 + self.rng.normal(0, 3, self.months).cumsum()
        paths = {
            "option_value": 0.3 * underlying,
            "exercise_probability": np.clip(underlying / 100, 0, 1),
            "exercise_threshold": np.full(self.months, (60 - 10 + 1.5) / 1.1),
            "underlying_value": underlying,
        }
        return {name: np.where(runs, path, np.nan) for name, path in paths.items()}


def _terms(access: str, licensed: bool) -> str:
    return f"{access}, {'licensed' if licensed else 'unlicensed'}"


def _ample(months: int) -> dict[str, np.ndarray]:
    return {"shadow_value": np.ones(months), "overhead": np.full(months, 0.01)}
