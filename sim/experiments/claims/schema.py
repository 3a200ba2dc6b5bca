"""The keys of a file of claims."""

from typing import Any, Literal

from sim.scenario.places import Place
from sim.scenario.schema.quantities import Section, choice
from sim.scenario.texts.editor_schema import DRAFT


class Form(Section):
    """How many worlds and seeds the claims are tried in."""

    worlds: int = choice("Points of the latin hypercube over the assumptions", law="", ge=2, le=10_000)
    seeds: str | list[int] = choice("Replications of the first world; further worlds have as many others", law="")


class Assumption(Section):
    """The range of one parameter that nobody has measured."""

    low: float = choice("Lower end", law="")
    high: float = choice("Upper end", law="")
    scale: Literal["linear", "log"] = choice("Whether steps or factors are as likely", law="", default="linear")
    why: str = choice("Why this range", law="")


class Variant(Section):
    """A scenario with changes, under a name that conditions use like that of a scenario."""

    scenario: str = choice("Scenario file", law="")
    set: dict[str, object] = choice("Changes by dotted path", law="", default_factory=dict)
    scale: dict[str, float] = choice(
        "Factors by dotted path; * stands for any name. They apply to what the scenario has in the world at hand",
        law="",
        default_factory=dict,
    )
    why: str = choice("What the variant is for", law="", default="")


class Mechanism(Section):
    """Where in the model a claim lives."""

    equations: list[str] = choice("Equation tags", law="")
    parameters: list[str] = choice("Dotted paths; * stands for any name", law="")


class Placebo(Section):
    """The conditions of a claim once more, with its mechanism switched off."""

    says: str = choice("What is switched off, in one sentence", law="")
    set: dict[str, object] = choice("How, by dotted path: in every setting of the conditions", law="", min_length=1)
    conditions: list[int] = choice(
        "Which conditions, counted from 1; all where none is given", law="", default_factory=list
    )


class ClaimEntry(Section):
    """One claim of the article, in our own words."""

    claim: str = choice("What is claimed", law="")
    actors: list[str] = choice("Owners, clouds, models, apps and surfaces that it is about", law="")
    mechanism: Mechanism = choice("Where in the model it lives", law="")
    depends_on: list[str] = choice("Parameters on which the answer should depend, as dotted paths", law="")
    falsifier: str = choice("What would speak against it", law="")
    facts: list[str] = choice("Ids of dated figures that it rests on", law="", default_factory=list)
    conditions: list[object] = choice("What must hold, all of it", law="", default_factory=list)
    behind: list[object] = choice(
        "What else is measured in the same runs, with nothing predicted, to say why", law="", default_factory=list
    )
    placebo: Placebo | None = choice("What must turn the verdict if its mechanism decides it", law="", default=None)
    misread: str = choice(
        "How an earlier edition of the file misread the claim, and why that was wrong", law="", default=""
    )
    cannot_be_expressed: str = choice("Why the model cannot try it", law="", default="")


class ArticleStep(Section):
    """One step of the argument that the claims are taken from."""

    step: str = choice("What it is about, in a few words", law="")
    argues: str = choice("What is argued, in our own words", law="")
    claims: list[str] = choice("Claims that try it, by id", law="", min_length=1)
    beyond: str = choice("What the model cannot express of it", law="")


class ClaimsFile(Section):
    """Keys that a file of claims may have."""

    schema_: Literal[1] = choice("Version of this file format", law="", alias="schema")
    title: str = choice("What the claims are, in one line", law="")
    market: dict[str, object] = choice("Changes of every scenario by dotted path", law="", default_factory=dict)
    quick: Form = choice("The quick form", law="")
    full: Form = choice("The full form", law="")
    assumptions: dict[str, Assumption] = choice("Parameters that worlds differ in, by dotted path", law="")
    variants: dict[str, Variant] = choice("Scenarios with changes, by name", law="", default_factory=dict)
    article: list[ArticleStep] = choice("The argument step by step", law="", default_factory=list)
    claims: dict[str, ClaimEntry] = choice("The claims, by id", law="")


CLAIMS_FILE = Place(ClaimsFile)


def claims_schema() -> dict[str, Any]:
    """Return the JSON Schema of a file of claims, for editors."""
    return {"$schema": DRAFT, **ClaimsFile.model_json_schema(), "title": "Alliance claims"}
