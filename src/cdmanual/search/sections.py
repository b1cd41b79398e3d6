"""The sections of the chapters that people write, as they can be found: title, place and plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown import Markdown

_HEADING = re.compile(r"^(#{1,3})\s+(.+?)\s*$", re.MULTILINE)
_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)(?:\{[^}]*\})?")  # with what attr_list says of a picture
_MARKS = re.compile(r"[*_`>#|\\]+|^\s*[-:| ]+$|^\s*(?:-|\d+\.)\s", re.MULTILINE)
# The list of sources at the foot of a chapter answers no question.
_SKIPPED = frozenset({"sources"})


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a chapter and what stands below it; ``place`` is its path and anchor from the site's root."""

    chapter: str
    title: str
    text: str
    place: str
    is_chapter: bool


def read_sections(folder: Path, home: str) -> Iterator[Section]:
    """The sections of every Markdown file below a folder; ``home`` is where they stand on the site (``guide/``)."""
    for path in sorted(folder.rglob("*.md")):
        page = home + path.relative_to(folder).with_suffix(".html").as_posix()
        yield from _sections(path.read_text(encoding="utf-8"), path.stem, page)


def _sections(text: str, chapter: str, page: str) -> Iterator[Section]:
    reader = Markdown(extensions=["toc", "tables", "attr_list", "fenced_code"])
    reader.convert(text)
    anchors = list(_flat(reader.toc_tokens))  # type: ignore[attr-defined]
    # A comment in a fenced example begins as a heading does.
    headings = list(_HEADING.finditer(_FENCED.sub(lambda example: re.sub(r"[^\n]", " ", example[0]), text)))
    name = ""
    for at, (heading, (anchor, title)) in enumerate(zip(headings, anchors, strict=False)):
        end = headings[at + 1].start() if at + 1 < len(headings) else len(text)
        is_chapter = len(heading.group(1)) == 1
        name = title if is_chapter else name
        if anchor not in _SKIPPED:
            place = page if is_chapter else f"{page}#{anchor}"
            shown = title if is_chapter else f"{name} · {title}"
            yield Section(chapter, shown, _plain(text[heading.end() : end]), place, is_chapter)


def _flat(tokens: list[dict[str, object]]) -> Iterator[tuple[str, str]]:
    for token in tokens:
        yield str(token["id"]), str(token["name"])
        yield from _flat(token["children"])  # type: ignore[arg-type]


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub(" ", _LINK.sub(r"\1", text)).split())
