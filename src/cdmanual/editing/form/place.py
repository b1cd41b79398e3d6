"""The pages of the form and the entries they stand for: ``/rs/procedure/deadline`` is one answer of Serbia."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from cdmanual.editing.edits import ABSENT
from cdmanual.editing.record_file import RecordFile
from cdmanual.editing.target import ENTRIES
from cdmanual.records.load import COUNTRY_KINDS
from cdmanual.records.shape import Shape
from cdmanual.records.yamlfile import Path

# No id begins with a plus, so that these never meet one.
NEW, REVIEW, TEXT = "+new", "+review", "+text"
_ADDRESS = re.compile(rf"/([a-z]{{2}})/({'|'.join(COUNTRY_KINDS)})(?:/([a-z0-9-]{{1,60}}|\+new|\+review|\+text))?/?\Z")


@dataclass(frozen=True, slots=True)
class Page:
    """One entry of one file of one state; ``name`` is empty where the file is the entry."""

    key: str
    kind: str
    name: str = ""

    @property
    def address(self) -> str:
        """Its address in the form."""
        return f"/{self.key}/{self.kind}/{self.name}".rstrip("/")

    @property
    def is_text(self) -> bool:
        """Whether the whole file is edited as text."""
        return self.name == TEXT


def page_at(address: str) -> Page | None:
    """The page of an address; None where it is none."""
    found = _ADDRESS.match(address)
    if found is None:
        return None
    page = Page(found.group(1), found.group(2), found.group(3) or "")
    listed = page.kind in ENTRIES
    if listed != bool(page.name) and page.name not in (REVIEW, TEXT):
        return None
    return None if page.name == NEW and page.kind == "procedure" else page


@dataclass(frozen=True, slots=True)
class Opened:
    """The entry of a page as it stands: its file, its path there, its value (ABSENT for a new one) and its shape."""

    page: Page
    record: RecordFile
    path: Path
    value: Any
    shape: Shape
    title: str
    is_removable: bool = False


def open_page(page: Page, record: RecordFile, whole: Shape) -> Opened | None:
    """The entry of a page in a file that was read; None where the file has no such entry."""
    if page.is_text:
        return Opened(page, record, (), record.value, whole, f"{whole.title}, as text")
    if page.name == REVIEW:
        return Opened(page, record, ("review",), record.value.get("review", ABSENT), whole.at("review"), "Verification")
    if page.kind not in ENTRIES:
        return Opened(page, record, (), record.value, whole, whole.title)
    listed = ENTRIES[page.kind]
    rows, shape = record.value.get(listed), whole.at(listed)
    if page.kind == "procedure":
        if page.name not in shape.keys or not isinstance(rows, dict):
            return None
        below = shape.at(page.name)
        return Opened(page, record, (listed, page.name), rows.get(page.name, ABSENT), below, below.title)
    if not isinstance(rows, list):
        return None
    if page.name == NEW:
        return Opened(page, record, (listed, len(rows)), ABSENT, shape.at(0), f"New entry: {shape.title.lower()}")
    for index, row in enumerate(rows):
        if isinstance(row, dict) and row.get("id") == page.name:
            return Opened(page, record, (listed, index), row, shape.at(0), name_of(row), True)
    return None


def name_of(row: dict[str, Any]) -> str:
    """What an entry is called for people."""
    for key in ("name", "title", "post"):
        said = row.get(key)
        if isinstance(said, dict) and said:
            return str(said.get("en") or next(iter(said.values())))
        if isinstance(said, str):
            return said
    return str(row.get("id", ""))
