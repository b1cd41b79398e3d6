"""What was typed and not yet saved, as people tell it apart: of which entry, when, and what."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cdmanual.editing.drafts import Draft, Typed
from cdmanual.editing.edits import ABSENT
from cdmanual.editing.form.desk import REMOVE, WAS, WHOLE, Desk
from cdmanual.editing.form.fields import Field
from cdmanual.editing.form.findings import labelled
from cdmanual.editing.form.place import Opened, Page, page_at
from cdmanual.problems import SetupError, visible

_BRIEF = 60


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft: its name and page, the title of its entry, the local time, and the first words that were changed."""

    name: str
    page: str
    key: str
    title: str
    when: str
    words: str


def waiting(desk: Desk, drafts: Sequence[Draft]) -> list[Waiting]:
    """The drafts of pages that there are, the newest first."""
    pages = ((draft, page_at(draft.page)) for draft in drafts)
    return [_waiting(desk, draft, page) for draft, page in pages if page]


def _waiting(desk: Desk, draft: Draft, page: Page) -> Waiting:
    try:
        opened = desk.open(page)
    except SetupError:
        opened = None
    title = opened.title if opened else f"{page.address}, which is no longer there or cannot be read"
    return Waiting(
        draft.name, page.address, page.key, title, local(draft.when), _changed(desk, opened, draft) if opened else ""
    )


def local(when: str) -> str:
    """A time as the clock on the wall of this machine shows it: ``21 Nov 2026, 14:03``."""
    try:
        return f"{datetime.fromisoformat(when).astimezone():%-d %b %Y, %H:%M}"
    except (ValueError, OverflowError):
        return visible(when[:40])


def _changed(desk: Desk, opened: Opened, draft: Draft) -> str:
    """The first field that is not as it was, and how what was typed in it begins."""
    if REMOVE in draft.typed:
        return "to be removed"
    if opened.page.is_text:
        return next((_brief(line) for line in _new_lines(draft.typed)), "")
    try:
        was = json.loads(draft.typed.get(WAS, ["null"])[0])
    except (ValueError, RecursionError):
        was = None
    fields = desk.fields(opened)
    before = fields.from_value(ABSENT if was is None else was)
    for field, label in labelled(fields.show(draft.typed)):
        if not field.fields and draft.typed.get(field.name, before.get(field.name)) != before.get(field.name):
            return f"{label}: {_brief(_shown(field))}"
    return ""


def _new_lines(typed: Typed) -> Iterator[str]:
    was, text = (typed.get(name, [""])[0].replace("\r\n", "\n").split("\n") for name in (WAS, WHOLE))
    known = set(was)
    return (line.strip() for line in text if line not in known)


def _shown(field: Field) -> str:
    titles = {choice.value: choice.title for choice in field.choices}
    said = field.chosen or ((field.text,) if field.text else ())
    return ", ".join(titles.get(value, value) for value in said) or "nothing"


def _brief(text: str) -> str:
    words = visible(" ".join(text.split()))
    return words if len(words) <= _BRIEF else f"{words[: _BRIEF - 1]}…"
