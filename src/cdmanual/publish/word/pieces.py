"""Pieces of a Word document: runs, paragraphs, tables and controls, as elements that know nothing of what they say.

The order of elements inside another is that of the schema (ISO/IEC 29500-1, clause 17), since Word opens no file that
breaks it. A look has a name and stands in ``blank.py``; here a piece only names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from functools import cache

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement

Element = BaseOxmlElement
# What may stand in a paragraph: pieces, and text that becomes a plain run.
Inline = Element | str
# What may stand in a cell: paragraphs, and text that becomes one.
Block = Element | str
# A row of a table: the blocks of each cell.
Cells = Sequence[Sequence[Block]]

# Between the margins of the page, in twentieths of a point.
WIDTH = 9638
_VALUE, _SPACE, _STYLE = qn("w:val"), qn("xml:space"), qn("w:pStyle")
# Word's own limits for the name and the tag of a control (ST_String of the SDK's validation: 64 characters).
_LONGEST_NAME = 64


def element(tag: str, *children: Element, **attributes: str) -> Element:
    """An element such as ``w:p``; its attributes are of the same namespace."""
    prefix = tag.split(":", 1)[0]
    made = OxmlElement(tag, {qn(f"{prefix}:{name}"): value for name, value in attributes.items()})
    made.extend(children)
    return made


def run(text: str, style: str = "", lang: str = "") -> Element:
    """Some text in a character style and a language (a BCP 47 tag); its line ends become line breaks."""
    made = copy(_bare_run(style, lang))
    first, *others = text.split("\n")
    _say(made[-1], first)
    for line in others:
        made.extend([element("w:br"), element("w:t")])
        _say(made[-1], line)
    return made


@cache
def _bare_run(style: str, lang: str) -> Element:
    looks = [element("w:rStyle", val=style)] if style else []
    looks += [element("w:lang", val=lang)] if lang else []
    return element("w:r", *([element("w:rPr", *looks)] if looks else []), element("w:t"))


def _say(place: Element, line: str) -> None:
    place.text = line
    if line != line.strip():
        place.set(_SPACE, "preserve")


def joined(parts: Iterable[Sequence[Inline] | Inline], by: str = " · ") -> list[Inline]:
    """The parts one after another with a sign between; those that hold nothing are left out."""
    found: list[Inline] = []
    for part in parts:
        pieces = [part] if isinstance(part, str | Element) else list(part)
        if not all(map(_is_empty, pieces)):
            found += [by, *pieces] if found else pieces
    return found


def paragraph(style: str, *content: Inline) -> Element:
    """A paragraph in a style."""
    made = copy(_bare_paragraph(style))
    made.extend(run(piece) if isinstance(piece, str) else piece for piece in content if not _is_empty(piece))
    return made


@cache
def _bare_paragraph(style: str) -> Element:
    return element("w:p", element("w:pPr", element("w:pStyle", val=style)))


def _is_empty(piece: Inline) -> bool:
    return isinstance(piece, str) and not piece


def jump(bookmark: str, text: str) -> Element:
    """A link to a place in the same document."""
    return element("w:hyperlink", run(text, "Hyperlink"), anchor=bookmark, history="1")


def field(code: str, shown: str) -> Element:
    """A field that Word reckons, such as PAGE; ``shown`` stands there until it has."""
    return element("w:fldSimple", run(shown), instr=f" {code} ")


def table(
    title: str, description: str, widths: Sequence[int], head: Sequence[str], rows: Iterable[Cells], whole: bool = False
) -> Element:
    """A table: columns share the width in the proportion given; its first row says what they hold, on every page.

    ``title`` and ``description`` are read to those who cannot see it. No row breaks over a page; a ``whole`` table
    stays on one where it can, if its rows begin with plain text.
    """
    columns = [str(WIDTH * width // sum(widths)) for width in widths]
    made = element(
        "w:tbl",
        element(
            "w:tblPr",
            element("w:tblStyle", val="ManualTable"),
            element("w:tblW", w=str(sum(map(int, columns))), type="dxa"),
            element("w:tblLayout", type="fixed"),
            element(
                "w:tblLook",
                val="0420",
                firstRow="1",
                lastRow="0",
                firstColumn="0",
                lastColumn="0",
                noHBand="0",
                noVBand="1",
            ),
            element("w:tblCaption", val=title),
            element("w:tblDescription", val=description),
        ),
        element("w:tblGrid", *(element("w:gridCol", w=column) for column in columns)),
        _row(columns, [[paragraph("TableHead", text)] for text in head], element("w:tblHeader")),
    )
    below = [_row(columns, cells) for cells in rows]
    for row in below[:-1] if whole else ():
        next(row.iter(_STYLE)).set(_VALUE, "TableKept")
    made.extend(below)
    return made


def _row(columns: Sequence[str], cells: Cells, *properties: Element) -> Element:
    made = element("w:tr", element("w:trPr", element("w:cantSplit"), *properties))
    for column, blocks in zip(columns, cells, strict=True):
        cell = copy(_bare_cell(column))
        cell.extend(paragraph("TableText", block) if isinstance(block, str) else block for block in blocks or [""])
        made.append(cell)
    return made


@cache
def _bare_cell(width: str) -> Element:
    return element("w:tc", element("w:tcPr", element("w:tcW", w=width, type="dxa")))


def tick_box(number: int, name: str, tag: str) -> Element:
    """A box that is ticked by a click: the content control of Word 2010 ([MS-DOCX] 2.6.1.2, w14:checkbox)."""
    return _identified(copy(_bare_box()), number, name, tag)


def blank_line(number: int, name: str, tag: str, shown: str) -> Element:
    """A place to write in: ``shown`` goes when somebody writes."""
    return _identified(copy(_bare_line(shown)), number, name, tag)


@cache
def _bare_box() -> Element:
    font = "MS Gothic"
    box = element(
        "w14:checkbox",
        element("w14:checked", val="0"),
        element("w14:checkedState", val="2612", font=font),
        element("w14:uncheckedState", val="2610", font=font),
    )
    return _control(run("☐", "TickBox"), box)


@cache
def _bare_line(shown: str) -> Element:
    return _control(run(shown, "PlaceholderText"), element("w:showingPlcHdr"), element("w:text", multiLine="1"))


def _control(content: Element, *more: Element) -> Element:
    """A control that can be filled but not deleted; it has a name, shown and read aloud, and a tag for programs."""
    named = [element(f"w:{name}", val="") for name in ("alias", "tag", "id")]
    properties = element("w:sdtPr", *named, element("w:lock", val="sdtLocked"), *more)
    return element("w:sdt", properties, element("w:sdtContent", content))


def _identified(control: Element, number: int, name: str, tag: str) -> Element:
    for place, value in zip(control[0], (name[:_LONGEST_NAME], tag[:_LONGEST_NAME], str(number)), strict=False):
        place.set(_VALUE, value)
    return control
