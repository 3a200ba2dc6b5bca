"""What the schema says about each dotted path: type, unit, bounds, and whether a name is free to choose."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from functools import cache, cached_property
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from sim.scenario.choices import rule_names
from sim.scenario.schema.quantities import Section
from sim.scenario.schema.root import Event, Parameters, ScenarioFile
from sim.scenario.tree import Node, Path, below_in, is_position


@dataclass(frozen=True)
class Place:
    """What may stand at a path.

    Attributes
    ----------
    kind : type
        Declared type without ``| None``.
    nullable : bool
        Whether null is a value here.
    field : FieldInfo or None
        The declared field that the path belongs to; for an entry of a named map, that of the map.
    is_entry : bool
        Whether the path names an entry of a named map.
    limits : tuple
        Bounds and patterns that the declaration sets.
    around : Place or None
        The place above.
    """

    kind: Any
    nullable: bool = False
    field: FieldInfo | None = None
    is_entry: bool = False
    limits: tuple[Any, ...] = ()
    around: "Place | None" = attribute(default=None, repr=False, compare=False)

    @cached_property
    def is_section(self) -> bool:
        """Whether the keys below are fixed by the schema."""
        return isinstance(self.kind, type) and issubclass(self.kind, Section)

    @cached_property
    def is_named_map(self) -> bool:
        """Whether the keys below are names that a scenario chooses."""
        return get_origin(self.kind) is dict

    @cached_property
    def is_list(self) -> bool:
        """Whether a list stands here."""
        return get_origin(self.kind) is list

    @property
    def options(self) -> tuple[Any, ...]:
        """The values of a choice, and the rules that come with the model; nothing for every other type."""
        if self.takes_file:
            return rule_names(str(self.metadata["rule"]))
        return get_args(self.kind) if get_origin(self.kind) is Literal else ()

    @property
    def takes_file(self) -> bool:
        """Whether a rule stands here, which may also be a file of the scenario's own."""
        return "rule" in self.metadata

    @cached_property
    def metadata(self) -> Mapping[str, Any]:
        """Unit, source, law, start_only and names of the field."""
        extra = self.field.json_schema_extra if self.field is not None else None
        return extra if isinstance(extra, dict) else {}

    @property
    def unit(self) -> str:
        """Unit, or empty text."""
        return str(self.metadata.get("unit", ""))

    @cached_property
    def names(self) -> str:
        """Dotted section whose entries the value must name, or empty text."""
        return str(self.metadata.get("names", ""))

    @cached_property
    def start_only(self) -> bool:
        """Whether events cannot change it, or what it belongs to."""
        return bool(self.metadata.get("start_only")) or (self.around is not None and self.around.start_only)

    @property
    def why_start_only(self) -> str:
        """Why events cannot change it."""
        reason = str(self.metadata.get("why_start_only", ""))
        if not reason and self.around is not None and self.around.start_only:
            return self.around.why_start_only
        return reason or "it shapes the start"

    @cached_property
    def keys_of(self) -> str:
        """Dotted section whose entries the keys of a map of numbers must name, or empty text."""
        return "" if self.is_entry else str(self.metadata.get("keys_of", ""))

    @cached_property
    def bounds(self) -> dict[str, float]:
        """Bounds ``ge``, ``gt``, ``le``, ``lt``; where two point the same way, the tighter one."""
        found: dict[str, float] = {}
        for limit in self.limits:
            for name in ("ge", "gt", "le", "lt"):
                if getattr(limit, name, None) is not None:
                    found[name] = getattr(limit, name)
        if found.get("lt", float("inf")) <= found.get("le", float("inf")):
            found.pop("le", None)
        if found.get("gt", float("-inf")) >= found.get("ge", float("-inf")):
            found.pop("ge", None)
        return found

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Keys of a section as files write them; nothing for other types."""
        return tuple(_fields(self.kind)) if self.is_section else ()

    @cached_property
    def _below(self) -> "dict[str, Place]":
        fields = _fields(self.kind) if self.is_section else {}
        return {name: _place_of(field.annotation, field, self) for name, field in fields.items()}

    @cached_property
    def _entry(self) -> "Place | None":
        return _place_of(get_args(self.kind)[1], self.field, self, is_entry=True) if self.is_named_map else None

    @cached_property
    def item(self) -> "Place | None":
        """What each item of a list of sections may hold; None for every other place."""
        place = _place_of(get_args(self.kind)[0], self.field, self, is_entry=True) if self.is_list else None
        return place if place is not None and place.is_section else None

    def child(self, name: str) -> "Place | None":
        """Return what may stand below under a name or position; None where the schema knows no such key."""
        if self.is_list:
            return self.item if is_position(name) else None
        return self._below.get(name) if self.is_section else self._entry

    def at(self, path: Sequence[str]) -> "Place | None":
        """Return what may stand at a path below; None where the schema knows no such path."""
        place: Place | None = self
        for part in path:
            place = place.child(part) if place is not None else None
        return place


def _fields(section: type[Section]) -> dict[str, FieldInfo]:
    """Return the fields of a section by the key that files use."""
    return {field.alias or name: field for name, field in section.model_fields.items()}


def _place_of(annotation: Any, field: FieldInfo | None, around: Place, *, is_entry: bool = False) -> Place:
    """Return the place of a declared type, setting ``| None`` and annotations apart."""
    limits = tuple(field.metadata) if field is not None and not is_entry else ()
    annotation, extra = _bare(annotation)
    kinds = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    solid = [kind for kind in kinds if kind is not NoneType]
    kind, inner = _bare(solid[0]) if len(solid) == 1 else (annotation, ())
    return Place(kind, len(solid) < len(kinds), field, is_entry, (*limits, *extra, *inner), around)


def _bare(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """Return a type without its annotations, and the annotations."""
    if get_origin(annotation) is not Annotated:
        return annotation, ()
    kind, *extra = get_args(annotation)
    return kind, tuple(limit for one in extra for limit in (one.metadata if isinstance(one, FieldInfo) else (one,)))


PARAMETERS = Place(Parameters)
FILE = Place(ScenarioFile)
EVENT = Place(Event)
FILE_KEYS = (*FILE.keys, "set")


def walk(node: Node, place: Place, path: Path = ()) -> Iterator[tuple[Path, Place, Node]]:
    """Yield each node of a tree that the schema knows, with its path and place, outer ones first."""
    yield path, place, node
    for key, below in below_in(node):
        child = place.child(key)
        if child is None:
            continue
        if isinstance(below.value, dict | tuple):
            yield from walk(below, child, (*path, key))
        else:
            yield (*path, key), child, below


@cache
def homes_of(key: str) -> tuple[str, ...]:
    """Return the dotted paths under which the schema knows a key, e.g. ``clouds.<name>.capacity``."""
    return tuple(".".join(path) for path in _declared(PARAMETERS, ()) if path[-1] == key)


def _declared(place: Place, path: Path) -> Iterator[Path]:
    """Yield the path of every field below a place, ``<name>`` standing for free names."""
    for key in place.keys or (("<name>",) if place.is_named_map else ()):
        child = place.child(key)
        if child is not None:
            if place.is_section:
                yield (*path, key)
            yield from _declared(child, (*path, key))
