"""The pages of the form, written from templates that escape whatever records and people say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cdmanual.editing.checkout import Checkout
from cdmanual.editing.drafts import Draft, Typed
from cdmanual.editing.edits import ABSENT
from cdmanual.editing.form.desk import REMOVE, WAS, WHOLE, Desk, Judged, Preview
from cdmanual.editing.form.findings import faults
from cdmanual.editing.form.place import Opened, name_of
from cdmanual.editing.form.saving import Moved, Saved
from cdmanual.editing.form.waiting import waiting
from cdmanual.editing.merging import Clash, Difference, place_words, plain, shape_at
from cdmanual.editing.target import ENTRIES
from cdmanual.manual.model import State
from cdmanual.manual.reading import read_answer
from cdmanual.problems import visible

_BRIEF = 300


@dataclass(frozen=True, slots=True)
class Row:
    """One entry in the overview of a state."""

    address: str
    title: str
    text: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading, and the file that they stand in; no file for the groups of questions."""

    title: str
    rows: tuple[Row, ...]
    kind: str = ""
    can_grow: bool = False


@dataclass(frozen=True, slots=True)
class Met:
    """Fields that others changed, and those that both did, each with its name and its values in words."""

    others: tuple[dict[str, str], ...]
    clashes: tuple[dict[str, str], ...]


class Pages:
    """The templates of a folder."""

    def __init__(self, folder: Path) -> None:
        """``folder`` holds the templates of the form."""
        self._templates = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def _page(self, template: str, /, **given: Any) -> str:
        return self._templates.get_template(f"{template}.html.j2").render(**given)

    def index(self, desk: Desk, drafts: Sequence[Draft]) -> str:
        """All states, and what was typed and not saved."""
        states = [(key, _state_name(desk, key)) for key in desk.workspace.records.states]
        rows = waiting(desk, drafts)
        return self._page("index", states=sorted(states, key=lambda row: row[1]), names=dict(states), drafts=rows)

    def state(self, desk: Desk, key: str) -> str:
        """All entries of one state."""
        return self._page("state", key=key, name=_state_name(desk, key), groups=list(_groups(desk, key)))

    def entry(
        self,
        desk: Desk,
        opened: Opened,
        typed: Typed,
        tab: str,
        drafts: Sequence[Draft],
        judged: Judged,
        preview: Preview | None,
        moved: Moved | None,
        forbidden: bool,
        checked: bool,
        added: str,
    ) -> str:
        """One entry with its fields, what a check says beside them, and what saving would change."""
        is_text = opened.page.is_text
        fields = () if is_text else desk.fields(opened).show(typed)
        is_refused = bool(checked and judged.forbidding)
        return self._page(
            "entry",
            name=_state_name(desk, opened.page.key),
            opened=opened,
            fields=fields,
            added=added,
            text=typed.get(WHOLE, [""])[0],
            was=typed.get(WAS, [""])[0],
            tab=tab,
            drafts=waiting(desk, drafts),
            beside=judged.beside,
            faults=faults(fields, judged.beside) if is_refused else [],
            elsewhere=judged.elsewhere,
            is_refused=is_refused,
            used=judged.used,
            forbidding=judged.forbidding,
            preview=preview,
            moved=_met(opened, moved) if moved else None,
            forbidden=forbidden,
            removing=REMOVE in typed,
            lookups=() if is_text else list(_lookups(desk, opened)),
            is_public=opened.page.kind == "officers" and desk.setting.overlay is None,
        )

    def saved(self, desk: Desk, opened: Opened, saved: Saved) -> str:
        """What was written, and how it goes on from here."""
        can_open = False
        if saved.commit:
            checkout = Checkout(desk.setting.folder(opened.page.kind))
            can_open = bool(checkout.host_program and checkout.remote)
        name = _state_name(desk, opened.page.key)
        secret = opened.page.kind == "officers"
        return self._page("saved", name=name, opened=opened, saved=saved, can_open=can_open, secret=secret)

    def notice(self, title: str, lines: Sequence[str], said: str = "", back: str = "") -> str:
        """A short message."""
        return self._page("notice", title=title, lines=lines, said=said, back=back)


def _met(opened: Opened, moved: Moved) -> Met:
    """What others changed and where both did, in the words of the fields."""
    clashing = {clash.place for clash in moved.clashes}
    return Met(
        tuple(
            {
                "field": place_words(opened.shape, each.place),
                **_sides(opened, each),
            }
            for each in moved.others
            if each.place not in clashing
        ),
        tuple(
            {
                "field": place_words(opened.shape, each.place),
                "stands": "yours" if each.stands_mine else "theirs",
                **_sides(opened, each),
            }
            for each in moved.clashes
        ),
    )


def _sides(opened: Opened, each: Difference | Clash) -> dict[str, str]:
    shape = shape_at(opened.shape, each.place)
    if isinstance(each, Difference):
        return {"was": plain(shape, each.old), "theirs": plain(shape, each.new)}
    return {"was": plain(shape, each.was), "theirs": plain(shape, each.theirs), "mine": plain(shape, each.mine)}


def _state_name(desk: Desk, key: str) -> str:
    record = desk.workspace.records.get("country", key)
    names = ((record.sound if record else None) or {}).get("name")
    return str(names.get("en", key.upper())) if isinstance(names, dict) else key.upper()


def _groups(desk: Desk, key: str) -> Iterator[Group]:
    shapes = desk.workspace.layout.shape
    yield from _answers(desk, key)
    for kind in ("authorities", "officers", "legislation", "sources", "country"):
        if kind not in ENTRIES:
            yield Group(shapes(kind).title, (Row(f"/{key}/{kind}", "Name, languages, time zone, open points"),), kind)
            continue
        record = desk.workspace.records.get(kind, key)
        listed = ((record.file.value if record else None) or {}).get(ENTRIES[kind]) or ()
        rows = tuple(
            Row(f"/{key}/{kind}/{row['id']}", name_of(row)) for row in listed if isinstance(row, dict) and row.get("id")
        )
        yield Group(shapes(kind).title, rows, kind, True)


def _answers(desk: Desk, key: str) -> Iterator[Group]:
    """The questions in their groups, each with the answer in one line where it can be read."""
    procedure = desk.setting.schemas.by_kind["procedure"]
    manual = desk.workspace.manual((), key)
    state = manual.states[0] if manual else None
    form = procedure["properties"]["answers"]["properties"]
    for group in procedure["x-groups"]:
        rows = []
        for question in (name for name in form if form[name]["x-group"] == group["id"]):
            text, status = _headline(manual, state, question)
            rows.append(Row(f"/{key}/procedure/{question}", form[question]["title"], text, status))
        yield Group(group["title"], tuple(rows))
    yield Group(f"{desk.workspace.layout.shape('procedure').title}: the whole file", (), "procedure")


def _headline(manual: Any, state: State | None, question: str) -> tuple[str, str]:
    if manual is None or state is None:
        return "", ""
    try:
        reading = read_answer(manual, state, manual.questionnaire.question(question))
    except LookupError:
        return "", ""
    return ("", reading.status_label) if not reading.is_answered else (_brief(reading.headline), reading.status_label)


def _lookups(desk: Desk, opened: Opened) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The ids that fields ask for, with what each stands for."""
    sources = desk.workspace.records.get("sources", opened.page.key)
    rows = ((sources.sound if sources else None) or {}).get("sources") or ()
    if listed := [(str(row["id"]), str(row.get("title", ""))) for row in rows if isinstance(row, dict) and "id" in row]:
        yield "Sources of this state, by their ids", listed
    if opened.page.kind != "procedure":
        return
    laws = desk.workspace.records.get("legislation", opened.page.key)
    found = []
    for law in ((laws.sound if laws else None) or {}).get("instruments") or ():
        if not isinstance(law, dict) or "id" not in law:
            continue
        for provision in law.get("provisions") or ():
            if isinstance(provision, dict) and "id" in provision:
                words = f"{name_of(law)} {provision.get('cite', '')}: {_brief(provision.get('summary', ''))}"
                found.append((f"{law['id']}#{provision['id']}", words))
    if found:
        yield "Provisions of this state, for the legal basis", found


def _brief(value: Any) -> str:
    """A value in one line, cut where it is long."""
    if value is ABSENT:
        return "nothing"
    text = visible(" ".join(value.split()) if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    return text if len(text) <= _BRIEF else f"{text[: _BRIEF - 1]}…"
