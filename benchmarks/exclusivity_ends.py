"""When OpenAI's exclusivity ends, and what decides it: run ``python benchmarks/exclusivity_ends.py``.

Alliances are founded and bargained as in ``scenarios/endogenous.yaml``, without deals and entry, in a small market (300
enterprises). One thing is moved at a time: how long budgets grow, how fast GPU supply grows, what cash OpenAI starts
with. For every value and seed the month is taken in which exclusive sales, and the claim to its compute, have ended for
good. A table goes to standard output, the figure to ``docs/exclusivity_ends.png`` (``--out``).
"""

import argparse
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd

import sim

ROOT = Path(__file__).resolve().parents[1]
LAB = "openai"
MONTHS = 48
SMALL = {
    "enterprises.count": 300,
    "enterprises.panel": 60,
    "bargaining.panel": 60,
    "horizon.months": MONTHS,
    "appraisal.period": 120,
    "rules.deals": "none",
    "entry.rate": 0,
}
MOVED = {
    "adoption.budget_fading": ("Budgets: growth that fades each year", [0.1, 0.35, 0.9]),
    "compute.gpu_supply_growth": ("GPU supply: growth per year, times", [1.2, 1.8, 2.4]),
    f"owners.{LAB}.initial_cash": ("OpenAI's cash in January 2023, bn USD", [0.3, 1, 10, 100]),
}
CLAUSES = {
    "sales": ("exclusive sales", "#0072b2", "o", -0.12),
    "compute": ("first or only claim to its compute", "#d55e00", "s", 0.12),
}


def main() -> None:
    """Run, print the table, draw the figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="1..2")
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "exclusivity_ends.png")
    arguments = parser.parse_args()
    found = pd.concat(
        [
            ends(sim.run(scenario_with(path, value), seeds=arguments.seeds, jobs=arguments.jobs)).assign(
                parameter=path, value=value
            )
            for path, (_, values) in MOVED.items()
            for value in values
        ],
        ignore_index=True,
    )
    print(found.pivot_table(["sales", "compute"], ["parameter", "value"], "seed").round().to_string())
    draw(found, arguments.out)


def scenario_with(path: str, value: float) -> Any:
    """Return the small market with one parameter moved."""
    return sim.load("endogenous").with_(**SMALL, **{path: value})


def ends(ensemble: Any) -> pd.DataFrame:
    """Return, by seed, months until each clause had ended for good: 0 without it, the last month if it holds."""
    spells = ensemble.contracts[ensemble.contracts["lab"] == LAB]
    bound = {
        "sales": spells[spells["effective_access"] == "exclusive"],
        "compute": spells[spells["compute"] != "free"],
    }
    last = {clause: rows.groupby("seed")["end"].max() for clause, rows in bound.items()}
    rows = [{"seed": seed, **{clause: last[clause].get(seed, 0) for clause in last}} for seed in ensemble.seeds]
    return pd.DataFrame(rows)


def draw(found: pd.DataFrame, out: Path) -> None:
    """Draw a panel per parameter: seeds as marks, their median as a line."""
    figure, panels = plt.subplots(1, len(MOVED), figsize=(10, 3.6), sharey=True, layout="constrained")
    for axes, (path, (label, values)) in zip(panels, MOVED.items(), strict=True):
        mine = found[found["parameter"] == path]
        for clause, (name, colour, mark, shift) in CLAUSES.items():
            place = mine["value"].map(values.index) + shift
            axes.plot(place, mine[clause], mark, color=colour, alpha=0.6, markersize=5, label=name)
            median = mine.groupby("value")[clause].median().reindex(values)
            axes.plot([n + shift for n in range(len(values))], median, color=colour, linewidth=1.5)
        axes.set_xticks(range(len(values)), [f"{value:g}" for value in values])
        axes.set_xlabel(label)
        axes.grid(axis="y", linewidth=0.4, alpha=0.5)
    panels[0].set_ylabel(f"Months until it had ended for good\n(0: never given; {MONTHS}: still holds)")
    panels[0].legend(frameon=False, fontsize=8, loc="best")
    figure.suptitle("When OpenAI's exclusivity ends, by what is moved (others as in endogenous.yaml)")
    figure.savefig(out, dpi=150)


if __name__ == "__main__":
    main()
