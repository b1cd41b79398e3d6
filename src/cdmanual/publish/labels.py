"""Labels of vocabularies and the field reference, read from the schemas: the one list of words that pages use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cdmanual.manual.questionnaire import Choice, choices_of

# name of a vocabulary -> the schema that spells it out, and the path of the property in it
_VOCABULARIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "european-union": ("country", ("properties", "european_union")),
    "schengen": ("country", ("properties", "schengen")),
    "law-kind": ("legislation", ("properties", "instruments", "items", "properties", "kind")),
    "law-status": ("legislation", ("properties", "instruments", "items", "properties", "status")),
    "authority-kind": ("authorities", ("properties", "authorities", "items", "properties", "kind")),
    "level": ("authorities", ("properties", "authorities", "items", "properties", "level")),
    "role": ("authorities", ("properties", "authorities", "items", "properties", "roles", "items")),
    "function": ("officers", ("properties", "officers", "items", "properties", "functions", "items")),
    "treaty-kind": ("instruments", ("properties", "kind")),
    "bearing": ("instruments", ("properties", "bearing")),
    "party": ("instruments", ("properties", "parties", "properties", "rows", "items", "properties", "status")),
    "party-by": ("instruments", ("properties", "parties", "properties", "rows", "items", "properties", "by")),
    "channel-kind": ("channels", ("properties", "kind")),
    "hours": ("channels", ("properties", "hours", "properties", "value")),
    "member": ("channels", ("properties", "members", "properties", "rows", "items", "properties", "status")),
    "link-kind": ("common", ("$defs", "link", "properties", "kind")),
    "source-kind": ("common", ("$defs", "source", "properties", "kind")),
    "contact-kind": ("common", ("$defs", "contact", "properties", "kind")),
    "verified-by": ("common", ("$defs", "verified", "properties", "by")),
    "verified-method": ("common", ("$defs", "verified", "properties", "method")),
}


@dataclass(frozen=True, slots=True)
class FieldText:
    """One field in the field reference."""

    anchor: str
    name: str
    title: str
    text: str
    depth: int
    required: bool
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class KindText:
    """One kind of record in the field reference."""

    id: str
    title: str
    text: str
    fields: tuple[FieldText, ...]


class Labels:
    """The labels of every vocabulary, from the parsed schemas by kind."""

    def __init__(self, schemas: dict[str, dict[str, Any]]) -> None:
        """Read the vocabularies; KeyError when a schema no longer has one of them."""
        self.schemas = {kind: _with_full_references(kind, form) for kind, form in schemas.items()}
        self._labels: dict[str, dict[str, str]] = {}
        for name, (kind, path) in _VOCABULARIES.items():
            form: Any = schemas[kind]
            for step in path:
                form = form[step]
            self._labels[name] = {choice.id: choice.title for choice in choices_of(form)}

    def __call__(self, vocabulary: str, value: str) -> str:
        """The label of a value of a vocabulary; KeyError for one that the schema does not have."""
        return self._labels[vocabulary][value]

    def of(self, vocabulary: str) -> dict[str, str]:
        """Every value of a vocabulary with its label, in the order of the schema."""
        return dict(self._labels[vocabulary])

    def field_reference(self) -> tuple[KindText, ...]:
        """Every field of every kind of record, in the order of the schemas."""
        kinds = (
            "country",
            "legislation",
            "authorities",
            "officers",
            "procedure",
            "sources",
            "instruments",
            "channels",
            "terms",
            "search",
            "changes",
        )
        return tuple(
            KindText(kind, form["title"], form["description"], tuple(self._fields(form, kind, 0)))
            for kind in kinds
            for form in (self.schemas[kind],)
        )

    def _fields(self, form: dict[str, Any], anchor: str, depth: int) -> Iterator[FieldText]:
        needed = form.get("required", ())
        for name, raw in form.get("properties", {}).items():
            field = self._resolve(raw)
            inner = self._resolve(field["items"]) if "items" in field else field
            at = name if anchor == "procedure.answers" else f"{anchor}.{name}"
            choices = choices_of(field) or choices_of(inner)
            if anchor == "procedure.answers":
                value = field["properties"]["value"]
                inner = {}
                if value is not False:
                    resolved = self._resolve(value)
                    choices = choices_of(resolved) or choices_of(self._resolve(resolved.get("items", {})))
            text = field.get("description") or inner.get("description", "")
            yield FieldText(at, name, field.get("title", ""), text, depth, name in needed, choices)
            if depth < 3:
                yield from self._fields(inner, at, depth + 1)

    def _resolve(self, form: Any) -> dict[str, Any]:
        if not isinstance(form, dict):
            return {}
        merged: dict[str, Any] = {}
        for part in form.get("allOf", ()):
            merged |= self._resolve(part) if "$ref" in part else {}
        if "$ref" in form:
            file, _, pointer = form["$ref"].partition("#")
            target: Any = self.schemas[file.removesuffix(".schema.json")]
            for step in pointer.strip("/").split("/"):
                target = target[step]
            merged |= self._resolve(target)
        return merged | {key: value for key, value in form.items() if key != "$ref"}


def _with_full_references(kind: str, form: Any) -> Any:
    """The schema with every local reference made to name its file, so that a part can be read away from its home."""
    if isinstance(form, list):
        return [_with_full_references(kind, part) for part in form]
    if not isinstance(form, dict):
        return form
    return {
        key: f"{kind}.schema.json{part}"
        if key == "$ref" and part.startswith("#")
        else _with_full_references(kind, part)
        for key, part in form.items()
    }
