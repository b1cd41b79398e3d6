"""A Word document being written: its numbers and links, head and foot, and the file, the same to the byte each time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import count
from pathlib import Path
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from cdmanual.publish.word.blank import LANGUAGE, blank_document, style_id
from cdmanual.publish.word.pieces import Element, Inline, element, field, paragraph, run

_SCHEMES = ("http", "https", "mailto", "tel")
# What RFC 3986 allows in an address, but for brackets around a host that is a number; all else is written as %XX,
# since Word refuses a file with another sign.
_ALLOWED = "-._~:/?#@!$&'()*+,;=%"
# How long a title or subject may be (ISO/IEC 29500-2 sets no limit; Word and python-docx do).
_LONGEST = 255
# The first day that a ZIP archive can name.
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a file says of itself: title, subject, running head; the edition's id, kind, day, marking."""

    title: str
    subject: str
    head: str
    edition: dict[str, str]


class Sheet:
    """The document; pieces that need a number or a link of their own are made here."""

    def __init__(self) -> None:
        """An empty document."""
        self._document = docx.Document(BytesIO(blank_document()))
        self._numbers = count(1)

    def link(self, address: str, text: str = "") -> Element:
        """A link to an address, or its text alone where the address is of no kind that a reader should follow."""
        shown = text or address
        if address.partition(":")[0].lower() not in _SCHEMES:
            return run(shown)
        target = quote(address, safe=_ALLOWED)
        name = self._document.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        made = element("w:hyperlink", run(shown, "Hyperlink"), history="1")
        made.set(qn("r:id"), name)
        return made

    def bookmark(self, name: str) -> tuple[Element, Element]:
        """The beginning and the end of a place that can be jumped to."""
        number = str(self.number())
        return element("w:bookmarkStart", id=number, name=name), element("w:bookmarkEnd", id=number)

    def number(self) -> int:
        """A number that nothing else in the document has."""
        return next(self._numbers)

    def write(self, blocks: Iterable[Element], imprint: Imprint, target: Path) -> None:
        """Put the blocks between head and foot, and write the file."""
        body = self._document.element.body
        paper = body.sectPr
        for block in blocks:
            paper.addprevious(block)
        paper.addprevious(paragraph("Gap"))  # a document does not end with a table
        section, edition = self._document.sections[0], imprint.edition
        # TLP 2.0 asks for the label in head and foot.
        head: list[Inline] = [imprint.head, _tab(), marking(edition["marking"])]
        pages: list[Inline] = ["page ", field("PAGE", "1"), " of ", field("NUMPAGES", "1")]
        foot: list[Inline] = [marking(edition["marking"]), f" {edition_name(edition)}", _tab(), *pages]
        section.header.part.element[:] = [paragraph("Header", *head)]
        section.footer.part.element[:] = [paragraph("Footer", *foot)]
        said = self._document.core_properties
        said.title, said.subject, said.language = imprint.title[:_LONGEST], imprint.subject[:_LONGEST], LANGUAGE
        said.created = said.modified = datetime.fromisoformat(edition["day"])
        file = BytesIO()
        self._document.save(file)
        target.write_bytes(_timeless(file))


def edition_name(edition: dict[str, str]) -> str:
    """The edition and its day in words."""
    return f"{edition['kind'].title()} edition {edition['id']} · information as of {edition['day']}"


def marking(label: str) -> Element:
    """A marking such as ``TLP:AMBER+STRICT H1`` in its colours; no-break spaces widen its ground."""
    colour = label.removeprefix("TLP:").split(" ")[0].split("+")[0]
    return run(f"\u00a0{label}\u00a0", style_id(f"TLP {colour}"))


def _tab() -> Element:
    return element("w:r", element("w:tab"))


def _timeless(file: BytesIO) -> bytes:
    """The archive with its parts in order and without the time at which it was packed (APPNOTE 4.4.6)."""
    packed = BytesIO()
    with ZipFile(file) as given, ZipFile(packed, "w") as made:
        first = ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]
        for name in [*first, *sorted(set(given.namelist()) - set(first))]:
            entry = ZipInfo(name, _ZIP_DAY)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
            made.writestr(entry, given.read(name))
    return packed.getvalue()
