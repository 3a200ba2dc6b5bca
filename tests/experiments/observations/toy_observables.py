"""A small registry, and rows of files for it."""

from pathlib import Path

from sim.experiments.observations import MarketTables, Observable, by_month
from sim.experiments.observations.observable import MONEY, SHARE
from sim.market.measures import EVERYBODY

HEADER = "id,observable,entity,segment,from,to,aggregate,transform,value,unit,tolerance,survey,facts,note"
GOOD = 'O1,cloud_share,azure,all,2023-04,2023-06,mean,logit,24,%,3,synergy,D010,"restated, later"'
MONEY_ROW = "O2,spend,,all,2023-06,2023-06,annualised,log,3.5,USD bn per year,factor 1.3,menlo,,"


def clouds(scenario):
    return tuple(scenario.parameters.clouds)


def segments(scenario):
    return (EVERYBODY, "startups")


def utilisation(tables: MarketTables, entity: str, segment: str):
    return tables.series("utilisation", "cloud", entity)


def spend(tables: MarketTables, entity: str, segment: str):
    return tables.payments(flows=("api_sales",))


REGISTRY = {
    one.name: one
    for one in (
        Observable(
            "cloud_share",
            "clouds",
            SHARE,
            "Share of the revenue of all clouds",
            by_month(utilisation),
            "cloud",
            clouds,
            aggregates=("mean", "end"),
        ),
        Observable("spend", "money", MONEY, "What is paid for models", by_month(spend), segments=segments),
    )
}


def written(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "seen.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path
