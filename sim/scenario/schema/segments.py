"""Segments of enterprises, and curves of adoption."""

from pydantic import Field

from sim.scenario.schema.quantities import Section, Utils, Weight, choice, numbers_by, quantity, share

MEMBERS = "it says who the enterprises of the segment are, and they stay who they are"


class Curve(Section):
    """A Bass curve of adoption."""

    innovation: float = quantity(
        "Coefficient of innovation", unit="per year", source="assumption", law="E41", ge=1e-6, le=5
    )
    imitation: float = quantity(
        "Coefficient of imitation", unit="per year", source="assumption", law="E41", ge=0, le=10
    )
    start_share: float = share("Share that has adopted at the start", source="assumption", law="E41", lt=1)


class Segment(Section):
    """A part of the enterprises that differs from the others in what it buys and how."""

    label: str = choice("Name as figures and reports print it", law="", start_only=True)
    firm_share: float = share(
        "Share of all enterprises; the segments sum to 1", source="assumption", law="E48", start_only=MEMBERS
    )
    spend_share: float = share(
        "Share of what all enterprises spend; the segments sum to 1",
        source="assumption",
        law="E42, E48",
        start_only=MEMBERS,
    )
    task_mix: dict[str, Weight] = numbers_by(
        "tasks",
        "Weight of a task in the segment's spend relative to the others; tasks not named count 1",
        law="E42, E48",
        default_factory=dict,
        start_only=MEMBERS,
    )
    price_sensitivity: float = quantity(
        "Factor on the price sensitivity of every task",
        unit="factor",
        source="assumption",
        law="E44, E48",
        ge=0.01,
        le=10,
        default=1.0,
    )
    suites: dict[str, float] | None = numbers_by(
        "enterprises.suites",
        "Share of the segment with each office suite; null: as enterprises.suites",
        law="E8, E48",
        start_only=MEMBERS,
        default=None,
    )
    homes: dict[str, Weight] = numbers_by(
        "clouds",
        "Weight of a cloud as home relative to its home_share; clouds not named count 1",
        law="E4, E48",
        start_only=MEMBERS,
        default_factory=dict,
    )
    multi_cloud_share: float | None = share(
        "Enterprises of the segment with a second cloud at the start; null: as enterprises.multi_cloud_share",
        source="assumption",
        law="E4, E48",
        start_only=MEMBERS,
        default=None,
    )
    adoption: Curve = Field(
        description="How the segment comes to use AI",
        json_schema_extra={
            "unit": "",
            "source": "assumption",
            "law": "E41",
            "start_only": True,
            "why_start_only": "each enterprise has its month of adoption from the start",
        },
    )
    brand_taste: dict[str, Utils] = numbers_by(
        "owners",
        "Utility added to all models and apps of an owner, in utils; owners not named count 0",
        law="E48",
        default_factory=dict,
    )
