"""Where each value of a scenario was written."""

from collections.abc import Mapping, Sequence

from sim.scenario.events import DatedEvent
from sim.scenario.problems import DEFAULT, Origin
from sim.scenario.schema.frozen import FrozenMap
from sim.scenario.schema.root import Parameters
from sim.scenario.tree import Node, find, flat


def origins_of(
    heads: Mapping[str, Node], tree: Node, parameters: Parameters, events: Sequence[DatedEvent]
) -> FrozenMap[str, Origin]:
    """Return the origin of every single value.

    Parameters
    ----------
    heads : mapping of str to Node
        Name, title and seeds as written.
    tree : Node
        The parameters as written.
    parameters : Parameters
        The parameters as validated; what they hold beyond the tree comes from defaults of the schema.
    events : sequence of DatedEvent
        Dated changes; their values count as ``events.2025-01.<path>``.
    """
    origins = {key: heads[key].origin if key in heads else DEFAULT for key in ("name", "title", "seeds")}
    for path in flat(parameters.model_dump()):
        node = find(tree, path)
        origins[".".join(path)] = DEFAULT if node is None else node.origin
    for event in events:
        for key, origin in event.origins.items():
            origins[f"events.{event.when}.{key}"] = origin
    return FrozenMap(origins)
