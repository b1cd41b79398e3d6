"""The schemas in the older form that editors read: JSON Schema draft-07, each kind of record whole in one file.

Language servers for YAML complete, explain and judge by draft-07; ours are written in draft 2020-12. A projection
accepts and refuses the same records, so that an editor and the check agree.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cdmanual.problems import SetupError

# What holds schemas in turn, and what means the same in both drafts.
_ONE_SCHEMA = frozenset(("items", "additionalProperties", "propertyNames", "not", "if", "then", "else"))
_NAMED_SCHEMAS = frozenset(("properties", "patternProperties"))
_THE_SAME = frozenset(
    (
        *("title", "description", "type", "const", "enum", "pattern", "format", "required", "uniqueItems"),
        *("minItems", "maxItems", "minLength", "maxLength", "minProperties", "minimum", "maximum"),
    )
)
_LEFT_OUT = frozenset(("$schema", "$id", "$defs"))
_WORDS = ("title", "description")


def editor_schemas(schemas: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The file of each kind of record for editors: its name, and its text."""
    for kind in schemas:
        if kind != "common":
            yield f"{kind}.json", json.dumps(project(schemas, kind), ensure_ascii=False, indent=1) + "\n"


def project(schemas: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The schema of a kind as draft-07, with the definitions that it uses.

    SetupError for a keyword that is not known here to mean the same in draft-07.
    """
    projector = _Projector(schemas, kind)
    whole = projector.schema(schemas[kind], kind)
    return {"$schema": "http://json-schema.org/draft-07/schema#", **whole, "definitions": projector.definitions()}


class _Projector:
    """Projects the schema of a kind, and remembers which definitions it needs."""

    def __init__(self, schemas: Mapping[str, Any], kind: str) -> None:
        self.schemas = schemas
        self.kind = kind
        self.needed: dict[str, tuple[Any, str, frozenset[str]]] = {}

    def definitions(self) -> dict[str, Any]:
        """Every definition that was asked for, and those that these ask for in turn, by name."""
        found: dict[str, Any] = {}
        while missing := [name for name in self.needed if name not in found]:
            found |= {name: self.schema(*self.needed[name]) for name in missing}
        return dict(sorted(found.items()))

    def schema(self, form: Any, home: str, unsaid: frozenset[str] = frozenset()) -> Any:
        """A schema of the kind ``home``, less the words that it leaves ``unsaid``."""
        if not isinstance(form, dict):
            return form
        made: dict[str, Any] = {}
        for keyword, value in form.items():
            if keyword in _LEFT_OUT or keyword in unsaid or keyword.startswith("x-"):
                continue
            if keyword == "$ref":
                # Draft-07 is deaf to what stands beside a $ref, so it moves into allOf.
                said = unsaid | {word for word in _WORDS if word in form}
                made.setdefault("allOf", []).insert(0, {"$ref": self.reference(value, home, said)})
            elif keyword == "allOf":
                made.setdefault("allOf", []).extend(self.schema(part, home) for part in value)
            elif keyword == "oneOf" and all("const" in choice for choice in value):
                made |= _choices(value)
            elif keyword in _ONE_SCHEMA:
                made[keyword] = self.schema(value, home)
            elif keyword in _NAMED_SCHEMAS:
                made[keyword] = {name: self.schema(part, home) for name, part in value.items()}
            elif keyword in _THE_SAME:
                made[keyword] = value
            else:
                raise SetupError(f"{home}.schema.json: nothing is known here of {keyword} in draft-07")
        return made["allOf"][0] if list(made) == ["allOf"] and len(made["allOf"]) == 1 else made

    def reference(self, target: str, home: str, said: frozenset[str]) -> str:
        """A reference within the one file; of the words that were ``said`` where it stands, its definition has none.

        An editor shows the first title and description that it meets, which would be those of the definition.
        """
        file, _, pointer = target.partition("#")
        home = file.removesuffix(".schema.json") or home
        steps = pointer.strip("/").split("/")
        if home == self.kind and steps[0] != "$defs":
            return f"#{pointer}"
        form = self.schemas[home]
        for step in steps:
            form = form[step]
        own = ".".join((home, *(step for step in steps if step not in ("$defs", "properties"))))
        name = "-without-".join((own, *sorted(said)))
        self.needed[name] = (form, home, said)
        return f"#/definitions/{name}"


def _choices(listed: list[dict[str, Any]]) -> dict[str, Any]:
    """A vocabulary; ``enumDescriptions`` is what editors read, and nothing to a validator."""
    words = [f"{choice['title']}: {choice['description']}" for choice in listed]
    return {"enum": [choice["const"] for choice in listed], "enumDescriptions": words}
