"""The keys of a scenario file apart from the parameters: schema, name, title, extends, seeds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sim.scenario.places import FILE
from sim.scenario.problems import Problem, problem_at
from sim.scenario.schema.root import SCHEMA_VERSION, ScenarioFile
from sim.scenario.seeds import count_hint, parse_seeds
from sim.scenario.tree import Node, plain
from sim.scenario.validation import read_section
from sim.scenario.wording import expected, found


@dataclass(frozen=True)
class Heads:
    """What a scenario is called and which replications it asks for."""

    name: str
    title: str
    seeds: tuple[int, ...]


def check_file_keys(root: Node, problems: list[Problem]) -> None:
    """Check what every file of a chain says about itself; only the file asked for needs name and title."""
    own: dict[str, Node] = {}
    for key in ("schema", "name", "title", "extends"):
        if key in root.entries:
            own[key] = root.entries[key]
    advice = f"write schema: {SCHEMA_VERSION}"
    version = own.get("schema")
    if version is not None and isinstance(version.value, bool | float):  # in Python true and 1.0 equal 1
        message = f"expected {SCHEMA_VERSION}, found {found(version.value)}"
        problems.append(problem_at(version.origin, ("schema",), message, advice))
        own["schema"] = replace(version, value=SCHEMA_VERSION)
    wrong = read_section(ScenarioFile, FILE, replace(root, value=own), (), may_lack=("name", "title"))
    problems.extend(replace(each, hint=advice) if each.key == "schema" else each for each in wrong)


def read_heads(heads: Mapping[str, Node], top: Node, problems: list[Problem]) -> Heads:
    """Return name, title and seeds, noting what is wrong with them.

    Parameters
    ----------
    heads : mapping of str to Node
        What files and changes say about name, title and seeds.
    top : Node
        The parameters, whose origin is where to point for a missing key.
    problems : list of Problem
        Collects what is wrong.
    """
    own = {key: heads[key] for key in ("name", "title") if key in heads}
    version = Node(SCHEMA_VERSION, top.origin)
    problems.extend(read_section(ScenarioFile, FILE, replace(top, value=own | {"schema": version}), ()))
    texts = {key: str(node.value) for key, node in own.items()}
    return Heads(texts.get("name", ""), texts.get("title", ""), read_seeds(heads.get("seeds"), problems))


def read_seeds(node: Node | None, problems: list[Problem]) -> tuple[int, ...]:
    """Return the seeds that a file asks for, noting what is wrong with them."""
    if node is None:
        return parse_seeds(ScenarioFile.model_fields["seeds"].default)
    seeds = plain(node)
    if not isinstance(seeds, str | list):
        place = FILE.child("seeds")
        assert place is not None
        message = f"expected {expected(place)}, found {found(seeds)}"
        problems.append(problem_at(node.origin, ("seeds",), message, count_hint(seeds)))
        return ()
    try:
        return parse_seeds(seeds)
    except ValueError as error:
        problems.append(problem_at(node.origin, ("seeds",), str(error)))
        return ()
