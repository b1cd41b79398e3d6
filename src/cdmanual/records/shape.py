"""What the schemas say of one place in a record: its title, its words, its keys in order, and what lies below it.

A place is often described twice, by the definition that is referred to and where it is used; here both are one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

Node = dict[str, Any]
_NOTHING = {"type": "null"}


class Shape:
    """One place in a record, as all schema nodes that apply to it describe it together."""

    def __init__(self, schemas: dict[str, Node], nodes: tuple[tuple[str, Any], ...]) -> None:
        """``schemas`` by kind; ``nodes`` are pairs of a kind and a node of its schema, the general one first."""
        self._schemas = schemas
        self.nodes = tuple(node for given in nodes for node in _resolved(schemas, *given))
        self._below: dict[str | int, Shape] = {}

    @cached_property
    def is_forbidden(self) -> bool:
        """Whether nothing may stand here (``false`` in the schema)."""
        return any(node is False for _, node in self.nodes)

    def says(self, keyword: str, default: Any = None) -> Any:
        """What the schema says here under a keyword; where it says it twice, the place of use wins."""
        return next((node[keyword] for _, node in reversed(self.nodes) if node and keyword in node), default)

    def is_a(self, name: str) -> bool:
        """Whether the shared definition of this name applies here, as ``authority-id``."""
        return any(node is self._schemas["common"]["$defs"].get(name) for _, node in self.nodes if node)

    @property
    def title(self) -> str:
        """The label of the place, or an empty string."""
        return str(self.says("title", ""))

    @property
    def description(self) -> str:
        """What to write here, or an empty string."""
        return str(self.says("description", ""))

    @cached_property
    def choices(self) -> tuple[Node, ...]:
        """The values that the schema spells out, each with ``const``, ``title`` and ``description``."""
        return tuple(row for row in self.says("oneOf", ()) if "const" in row)

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The JSON types that may stand here; empty where the schema names none."""
        named = self.says("type", ())
        return (named,) if isinstance(named, str) else tuple(named)

    @cached_property
    def may_be_nothing(self) -> bool:
        """Whether ``null`` may stand here, which readers see as “not established”."""
        return "null" in self.types or any(node and node.get("if") == _NOTHING for _, node in self.nodes)

    @cached_property
    def keys(self) -> dict[str, int]:
        """The keys that the schema knows here, each with its position in the order of the schema."""
        names = dict.fromkeys(key for _, node in self.nodes if node for key in node.get("properties", ()))
        return {name: position for position, name in enumerate(names)}

    @cached_property
    def required(self) -> frozenset[str]:
        """The keys that must stand here."""
        return frozenset(key for _, node in self.nodes if node for key in node.get("required", ()))

    def at(self, step: str | int) -> Shape:
        """The place below: that of a key, or that of the items of a list (any number)."""
        step = 0 if isinstance(step, int) else step
        if step not in self._below:
            self._below[step] = Shape(self._schemas, tuple(self._children(step)))
        return self._below[step]

    def _children(self, step: str | int) -> Iterator[tuple[str, Any]]:
        for kind, node in self.nodes:
            if not node:
                continue
            if isinstance(step, int):
                if "items" in node:
                    yield kind, node["items"]
            elif step in node.get("properties", ()):
                yield kind, node["properties"][step]
            else:
                yield from ((kind, form) for form in node.get("patternProperties", {}).values())
                if isinstance(node.get("additionalProperties"), dict):
                    yield kind, node["additionalProperties"]


def shape_of(schemas: dict[str, Node], kind: str) -> Shape:
    """The shape of a whole record of a kind; KeyError when there is no such schema."""
    return Shape(schemas, ((kind, schemas[kind]),))


def _resolved(schemas: dict[str, Node], kind: str, node: Any) -> Iterator[tuple[str, Any]]:
    """The nodes that apply where this one does: what it refers to, what it joins with allOf, itself."""
    if not isinstance(node, dict):
        if node is False:
            yield kind, node
        return
    if "$ref" in node:
        yield from _resolved(schemas, *_target(schemas, kind, node["$ref"]))
    yield kind, node
    if node.get("if") == _NOTHING:  # nothing, or else this
        yield from _resolved(schemas, kind, node["else"])
    for part in node.get("allOf", ()):
        if "if" not in part:
            yield from _resolved(schemas, kind, part)


def _target(schemas: dict[str, Node], kind: str, reference: str) -> tuple[str, Any]:
    file, _, pointer = reference.partition("#")
    kind = file.removesuffix(".schema.json") or kind
    target: Any = schemas[kind]
    for step in pointer.strip("/").split("/"):
        target = target[step]
    return kind, target
