"""``cdmanual new country``: the six files of a state that has none yet, with every question still open.

Only facts that CLDR holds are filled in, with CLDR as their source; whatever else a record must have is left empty
below a line that begins with TODO, so that a check points at it.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path as FilePath
from typing import Any

from cdmanual.editing.record_file import Rewrite
from cdmanual.editing.workspace import Workspace
from cdmanual.names import state_names
from cdmanual.records.canonical import as_yaml
from cdmanual.records.comments import Comments
from cdmanual.records.load import COUNTRY_KINDS
from cdmanual.records.rules.identity import is_fictitious
from cdmanual.records.shape import Shape
from cdmanual.records.yamlfile import Path

_TABLES = {"instruments": "parties", "channels": "members"}
_CONTACTS_EVERY, _LAW_EVERY = "P3M", "P12M"  # as the schema advises under review: every
_LINE = 100


def new_state(workspace: Workspace, iso: str, day: str) -> list[Rewrite]:
    """The files of a new state, and its row in every table; ``day`` is the day on which the editor begins.

    ValueError where there is no such state, or the manual has it already.
    """
    key = iso.lower()
    if iso not in state_names() and not is_fictitious(iso):
        raise ValueError(f"there is no state with the code {iso}; write the code of ISO 3166-1, as HR for Croatia")
    folder = workspace.home / "countries" / key
    if folder.exists():
        raise ValueError(f"the manual has {iso} already: countries/{key}/")
    values: dict[str, dict[str, Any]] = {
        "country": _country(iso),
        "legislation": {"instruments": []},
        "authorities": {"authorities": []},
        "officers": {"officers": []},
        "procedure": {"answers": {question: {"status": "unknown"} for question in workspace.schemas.questions}},
        "sources": {"sources": [_cldr(day)]},
    }
    made = [
        _file(workspace, folder / f"{kind}.yml", kind, {"country": iso, **values[kind]}, day) for kind in COUNTRY_KINDS
    ]
    return [*made, *_rows(workspace, iso)]


def _country(iso: str) -> dict[str, Any]:
    """What CLDR says of a state; nothing where it says nothing, or several things."""
    from babel import Locale
    from babel.languages import get_official_languages

    tags = [_tag(language, get_official_languages(iso)) for language in get_official_languages(iso)]
    known = not is_fictitious(iso)
    names = {"en": state_names()[iso]} if known else {}
    for tag in tags:
        name = Locale.parse(tag, sep="-").territories.get(iso)
        if name:
            names.setdefault(tag, name)
    zones = _zones(iso)
    return {
        "name": names,
        "languages": tags,
        "time_zone": zones[0] if len(zones) == 1 else None,
        "european_union": "unknown",
        "schengen": "unknown",
        "measure": {},
        "sources": ["cldr"],
    }


def _tag(language: str, others: tuple[str, ...]) -> str:
    """CLDR's ``sr`` is in Cyrillic; where it stands beside ``sr_Latn``, the script is said."""
    from babel.core import get_global

    if any(other.startswith(f"{language}_") for other in others):
        language = "_".join(get_global("likely_subtags")[language].split("_")[:2])
    return language.replace("_", "-")


def _zones(iso: str) -> list[str]:
    from babel.core import get_global

    return list(get_global("territory_zones").get(iso) or [])


def _cldr(day: str) -> dict[str, Any]:
    return {
        "id": "cldr",
        "title": "Common Locale Data Repository (CLDR): names of states, official languages, time zones",
        "publisher": "Unicode Consortium",
        "kind": "other",
        "url": "https://cldr.unicode.org/",
        "date": None,
        "language": "en",
        "accessed": day,
        "read_in": f"The copy in the package Babel {version('babel')}",
    }


def _file(workspace: Workspace, path: FilePath, kind: str, value: dict[str, Any], day: str) -> Rewrite:
    every = _CONTACTS_EVERY if kind in ("authorities", "officers") else _LAW_EVERY
    verified = {"on": day, "by": "desk-research", "method": "public-sources"}
    value = {**value, "review": {"verified": verified, "every": every}}
    shape = workspace.layout.shape(kind)
    head = (*_first_line(workspace, kind), *_rows_of(shape.description))
    before = dict(_explained(shape, value))
    text = as_yaml(value, shape, Comments(head, before))
    return Rewrite(path, path.relative_to(workspace.home).as_posix(), kind, path.parent.name, None, text)


def _first_line(workspace: Workspace, kind: str) -> tuple[str, ...]:
    """What the same file of another state begins with: the line that tells editors its schema."""
    others = [record.key for record in workspace.records.of_kind(kind)]
    return workspace.open(kind, others[0]).comments.head[:1] if others else ()


def _explained(shape: Shape, value: dict[str, Any]) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """What stands above each key: what to write there, what is still to do, and how an entry looks."""
    for key, below in value.items():
        place = shape.at(key)
        if key == "answers":
            for question in below:
                text = place.at(question).description
                yield (key, question), _rows_of(text)
            continue
        rows = [*_rows_of(place.description)] if key not in ("country", "review") else []
        if _is_open(shape, key, below):
            zones = _zones(value["country"]) if key == "time_zone" else []
            rows += _rows_of(_todo(place, below) + (f" CLDR lists {', '.join(zones)}." if zones else ""))
            if isinstance(below, list) and place.at(0).keys:
                sample = as_yaml({key: [_sample(place.at(0))]}, shape).splitlines()[1:]
                rows += [f"#{line}" for line in sample]
        elif below == [] and key not in shape.required:
            continue
        if rows:
            yield (key,), tuple(rows)


def _is_open(shape: Shape, key: str, value: Any) -> bool:
    """Whether a check will miss something here."""
    least = shape.at(key).says("minItems", 0) or shape.at(key).says("minProperties", 0)
    return value is None or (not value and bool(least))


def _todo(place: Shape, value: Any) -> str:
    title = place.title or "This"
    if isinstance(value, list) and place.at(0).keys:
        return f"TODO: {title}: none is entered yet. Write the first in place of [], in this form:"
    return f"TODO: {title}: look it up, write it here and name its source."


def _rows_of(text: str) -> tuple[str, ...]:
    """A comment of as many lines as it needs."""
    rows: list[str] = []
    for word in text.split():
        if rows and len(rows[-1]) + 1 + len(word) <= _LINE:
            rows[-1] += f" {word}"
        else:
            rows.append(f"# {word}")
    return tuple(rows)


def _sample(shape: Shape) -> Any:
    """The required keys of an entry, each with the words to choose from, or dots where only a person can write."""
    if shape.choices:
        return " | ".join(choice["const"] for choice in shape.choices)
    if shape.keys:
        return {key: _sample(shape.at(key)) for key in shape.keys if key in shape.required}
    if "array" in shape.types:
        return [_sample(shape.at(0))]
    if "object" in shape.types:
        return {"en": "…"}
    return None if shape.may_be_nothing else "…"


def _rows(workspace: Workspace, iso: str) -> Iterator[Rewrite]:
    """The row of the state in each party table and list of members: nothing is established yet."""
    for kind, table in _TABLES.items():
        for record in workspace.records.of_kind(kind):
            file = workspace.open_regional(kind, record.key)
            rows = file.value[table]["rows"]
            states = [row["state"] for row in rows]
            if iso not in states:
                at = next((i for i, state in enumerate(states) if state > iso), len(rows))
                at = at if states == sorted(states) else len(rows)
                new = [*rows[:at], {"state": iso, "status": "not-established"}, *rows[at:]]
                yield workspace.change(file, {(table, "rows"): new})
