"""Turn checked records into the manual's frozen data; a field's name in a record is its name in the model."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from types import GenericAlias
from typing import Any, get_args, get_type_hints

from cdmanual.manual.model import (
    Answer,
    Authority,
    Channel,
    LegalInstrument,
    Manual,
    Marking,
    Note,
    Officer,
    Part,
    Review,
    SearchWords,
    Source,
    State,
    Term,
    Treaty,
    Urgent,
)
from cdmanual.manual.questionnaire import read_questionnaire
from cdmanual.records.load import Records

UNMARKED = Marking("AMBER")


def assemble(records: Records, overlay: Records | None = None) -> Manual:
    """The manual of records that a check found free of errors."""
    read = [key for key in records.states if ("country", key) in records.found]  # of an excerpt, some are known by name
    return Manual(
        read_questionnaire(records.schemas.by_kind),
        tuple(sorted((_state(records, key) for key in read), key=lambda state: state.name["en"])),
        tuple(sorted((_treaty(record.file.value) for record in records.of_kind("instruments")), key=_usefulness)),
        tuple(_channel(record.file.value) for record in records.of_kind("channels")),
        tuple(make(Term, term) for record in records.of_kind("terms") for term in record.file.value["terms"]),
        tuple(make(Source, row) for record in records.of_kind("terms") for row in record.file.value["bibliography"]),
        {record.key.upper(): _officers(record.file.value) for record in overlay.of_kind("officers")}
        if overlay
        else None,
        next((make(SearchWords, record.file.value) for record in records.of_kind("search")), SearchWords()),
    )


def make(kind: Any, data: dict[str, Any], **given: Any) -> Any:
    """A dataclass from a record's group of keys; nested groups by the types of its fields."""
    hints = _hints(kind)
    values = {name: _convert(hints[name], data[name]) for name in hints if name in data and name not in given}
    return kind(**values, **given)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _convert(hint: Any, value: Any) -> Any:
    if value is None:
        return None if type(None) in get_args(hint) else ""
    if isinstance(value, dict):
        model = next((kind for kind in (hint, *get_args(hint)) if hasattr(kind, "__dataclass_fields__")), None)
        if model:
            return make(model, value)
        return {key: tuple(map(str, item)) if isinstance(item, list) else item for key, item in value.items()}
    if isinstance(value, list):
        item = get_args(hint)[0] if isinstance(hint, GenericAlias) else str
        return tuple(_convert(item, part) for part in value)
    return value if isinstance(value, bool) else str(value)


def _officers(data: dict[str, Any]) -> tuple[Officer, ...]:
    return tuple(
        make(Officer, row, marking=make(Marking, row["marking"]) if "marking" in row else UNMARKED)
        for row in data["officers"]
    )


def _state(records: Records, key: str) -> State:
    data = {
        kind: records.found[kind, key].file.value
        for kind in ("country", "legislation", "authorities", "officers", "procedure", "sources")
    }
    country = data["country"]
    made: State = make(
        State,
        country,
        iso=country["country"],
        adjective=country.get("adjective", ""),
        open_points=tuple(country.get("open_points", ())),
        owners=tuple(country.get("owners", ())),
        country_sources=tuple(country["sources"]),
        sources=tuple(make(Source, row) for row in data["sources"]["sources"]),
        legislation=tuple(
            make(LegalInstrument, {"short": row["title"]["en"], **row}) for row in data["legislation"]["instruments"]
        ),
        authorities=tuple(make(Authority, row) for row in data["authorities"]["authorities"]),
        officers=_officers(data["officers"]),
        answers=tuple(_answer(name, row) for name, row in data["procedure"]["answers"].items()),
        reviews={kind: make(Review, record["review"]) for kind, record in data.items()},
    )
    return made


def _answer(question: str, data: dict[str, Any]) -> Answer:
    several = data.get("variants") or data.get("positions")
    if not several:
        return Answer(question, data["status"], (_part(data, data),))
    parts = tuple(_part(data, part) for part in several)
    return Answer(question, data["status"], parts, data.get("text", ""), tuple(data.get("sources", ())))


def _part(answer: dict[str, Any], part: dict[str, Any]) -> Part:
    value = part.get("value")
    when = tuple((key, tuple(case) if isinstance(case, list) else case) for key, case in part.get("when", {}).items())
    made: Part = make(
        Part,
        part,
        value=make(Urgent, value) if isinstance(value, dict) else tuple(value) if isinstance(value, list) else value,
        when=when,
        as_of=str(part.get("as_of", answer.get("as_of", ""))),
    )
    return made


def _usefulness(treaty: Treaty) -> tuple[bool, int, str]:
    """Treaties of many states before bilateral ones, specific rules before general ones, then by name."""
    bearing = ("specific", "general", "historical").index(treaty.bearing)
    return treaty.kind == "bilateral", bearing, treaty.short


def _treaty(data: dict[str, Any]) -> Treaty:
    parties = data["parties"]
    made: Treaty = make(
        Treaty,
        {**data, "reservations": data.get("reservations", []), "parties": parties["rows"]},
        adopted_on=data["adopted"]["on"],
        adopted_at=data["adopted"].get("place", ""),
        parties_as_of=None if parties["as_of"] is None else str(parties["as_of"]),
        parties_note=parties["note"],
    )
    return made


def _channel(data: dict[str, Any]) -> Channel:
    members, hours = data["members"], data["hours"]
    made: Channel = make(
        Channel,
        {**data, "members": members["rows"]},
        hours=hours["value"],
        hours_note=Note(hours.get("text", ""), tuple(hours.get("sources", ()))),
        members_as_of=None if members["as_of"] is None else str(members["as_of"]),
        members_note=members.get("note", ""),
    )
    return made
