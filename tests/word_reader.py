"""Makes the Word documents of a state and reads them as a program does: parts, elements, words."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
from docx.oxml.ns import qn
from lxml import etree

from cdmanual.editions import PUBLIC
from cdmanual.publish.printing.values import Values
from cdmanual.publish.word.chapter import write_chapter
from cdmanual.publish.word.documents import chapter_facts, form_facts
from cdmanual.publish.word.form import write_form
from models import FICTITIOUS, ROOT, edition, labels, manual

# The states, fictitious and real, with the folder of their records.
HOMES = {state.iso: home for home in (FICTITIOUS, ROOT) for state in manual(home=home).states}
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"


@dataclass(frozen=True)
class Read:
    """A document as a program reads it: its parts, and python-docx's view of it."""

    path: Path

    @cached_property
    def parts(self) -> dict[str, bytes]:
        with ZipFile(self.path) as packed:
            return {name: packed.read(name) for name in packed.namelist()}

    @cached_property
    def document(self) -> Any:
        return docx.Document(str(self.path))

    @cached_property
    def body(self) -> Any:
        return self.xml("word/document.xml")[0]

    def xml(self, part: str) -> Any:
        return etree.fromstring(self.parts[part])

    def all(self, tag: str) -> list[Any]:
        return list(self.body.iter(W14 + tag[4:] if tag.startswith("w14:") else qn(tag)))

    @property
    def text(self) -> str:
        """What stands between head and foot."""
        return said(self.body)

    def headings(self) -> list[tuple[int, str]]:
        shown = ((paragraph.style.name, paragraph.text) for paragraph in self.document.paragraphs)
        return [(int(style[-1]), text) for style, text in shown if style.startswith("Heading ")]

    def margins(self) -> dict[str, str]:
        """Head and foot, no-break spaces as plain ones."""
        section = self.document.sections[0]
        pairs = (("head", section.header), ("foot", section.footer))
        return {name: said(margin.part.element).replace("\u00a0", " ") for name, margin in pairs}


def said(root: Any) -> str:
    """The words of a part; paragraphs and line breaks end a line."""
    ends = {qn("w:p"): "\n", qn("w:br"): "\n", qn("w:tab"): "\t"}
    return "".join((each.text or "") if each.tag == qn("w:t") else ends.get(each.tag, "") for each in root.iter())


def facts_of(iso: str, kind: str = PUBLIC, overlay: str = "") -> dict[str, Any]:
    """What the chapter of a state is made from, to be changed at will."""
    return deepcopy(_facts(kind, overlay, HOMES[iso])[iso])


@cache
def _facts(kind: str, overlay: str, home: Path) -> dict[str, dict[str, Any]]:
    return chapter_facts(Values.of(edition(kind, overlay, home), labels()))


def asking_of(iso: str) -> dict[str, Any]:
    """What the form of a state is made from."""
    shown = edition(home=HOMES[iso])
    return form_facts(shown, shown.manual.state(iso))


def chapter(folder: Path, facts: dict[str, Any]) -> Read:
    """The chapter, written into a folder."""
    write_chapter(facts, folder / "chapter.docx")
    return Read(folder / "chapter.docx")


def form(folder: Path, facts: dict[str, Any]) -> Read:
    """The form, written into a folder."""
    write_form(facts, folder / "form.docx")
    return Read(folder / "form.docx")
