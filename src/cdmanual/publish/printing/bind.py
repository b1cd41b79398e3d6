"""Bind sections that were set in type one by one into one PDF/UA-1 and PDF/A-2a file.

What Typst cannot know of other sections is done here: links between them, one tree of tags, one outline, page labels.
Title, date and other metadata are those of the first section.
Terms and rules: PDF 32000-1 (7.9.6 and 7.9.7 trees, 12.3 outlines and destinations, 12.4.2 labels, 14.7 tags).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, String

from cdmanual.publish.printing.places import SCHEME
from cdmanual.publish.printing.shelf import Typeset
from cdmanual.publish.printing.tags import drop_pages, join_tags, name_tree, new_tags, undo_link, write_tags

# Taken from the first section as they are.
_CATALOG = ("/Lang", "/MarkInfo", "/Metadata", "/OutputIntents", "/ViewerPreferences")


@dataclass(frozen=True, slots=True)
class Part:
    """A section to be bound: its code, what Typst made of it, and the title of the part of the book that it begins.

    ``only`` are the pages to be bound, counted from 1; all where it is empty.
    """

    code: str
    typeset: Typeset
    begins: str = ""
    only: tuple[int, ...] = ()

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages that are bound."""
        return self.only or tuple(range(1, self.typeset.pages + 1))


def bind(parts: Sequence[Part], target: Path) -> None:
    """Write the file: a link whose place is in none of the parts becomes plain text; the same parts, the same bytes."""
    pikepdf.settings.set_flate_compression_level(9)
    book = Pdf.new()
    tags = new_tags(book)
    destinations: dict[str, tuple[Array, str]] = {}
    outline: list[OutlineItem] = []
    labels: list[int | Object] = []
    for part in parts:
        with Pdf.open(part.typeset.pdf) as source:
            first = len(book.pages)
            if part.only:
                drop_pages(source, part.only)
            book.pages.extend(source.pages)
            tree = book.copy_foreign(source.Root.StructTreeRoot)
            if not first:
                _take_catalog(book, source)
        pages = dict(zip(part.pages, book.pages[first:], strict=True))
        join_tags(tags, tree, pages.values(), part.typeset.entries[0].title)
        for name, (page, top) in part.typeset.places.items():
            if page in pages:
                destinations[name] = _destination(pages[page], top), page_label(part.code, page)
        _grow_outline(outline, part, pages)
        for at, page in enumerate(pages):
            if page - 1 not in pages:
                labels += [first + at, _label(part.code, page)]
    _lead_links(book, destinations, tags.parents)
    write_tags(book, tags)
    named = {
        entry.number: destinations[entry.place][0]
        for part in parts
        for entry in part.typeset.entries
        if entry.number and entry.page in part.pages
    }
    book.Root.Names = Dictionary(Dests=Dictionary(Names=name_tree(named)))
    book.Root.PageLabels = Dictionary(Nums=Array(labels))
    with book.open_outline() as written:
        written.root.extend(outline)
    count = str(len(book.pages)).encode()
    metadata = book.Root.Metadata
    metadata.write(re.sub(rb"(?<=<xmpTPg:NPages>)\d+", count, metadata.read_bytes()))
    book.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)


def page_label(code: str, page: int) -> str:
    """How a page is called: ``III.RS-7``; those before the first part have small Roman figures."""
    return f"{code}-{page}" if code else _roman(page)


def _roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    figures = "", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"
    return "x" * tens + figures[ones]


def _label(code: str, page: int) -> Dictionary:
    return Dictionary(S=Name.D, P=String(f"{code}-"), St=page) if code else Dictionary(S=Name.r, St=page)


def _take_catalog(book: Pdf, source: Pdf) -> None:
    for name in _CATALOG:
        value = source.Root[name]
        # Only an indirect object can pass from one file into another.
        lent = value if value.is_indirect else source.make_indirect(value)
        book.Root[name] = book.copy_foreign(lent)
    book.trailer.Info = book.copy_foreign(source.trailer.Info)


def _destination(page: pikepdf.Page, top: float) -> Array:
    return Array([page.obj, Name.XYZ, 0, float(page.mediabox[3]) - top, 0])


def _lead_links(book: Pdf, destinations: dict[str, tuple[Array, str]], parents: dict[int, Object]) -> None:
    """Give links to places of the book their destination; those that lead out of the book's parts are undone."""
    for page in book.pages:
        kept = []
        links = list(page.get("/Annots", ()))
        for link in links:
            address = str(link.get("/A", Dictionary()).get("/URI", ""))
            name = address.removeprefix(SCHEME)
            if not address.startswith(SCHEME):
                kept.append(link)
            elif name in destinations:
                del link["/A"]
                link.Dest, label = destinations[name]
                link.Contents = String(f"page {label}")
                kept.append(link)
            else:
                undo_link(link, parents[int(link.StructParent)])
        if len(kept) < len(links):
            page.Annots = Array(kept)


def _grow_outline(outline: list[OutlineItem], part: Part, pages: Mapping[int, pikepdf.Page]) -> None:
    """Add a section's headings below the part of the book that it belongs to."""
    if part.begins:
        outline.append(OutlineItem(part.begins, _destination(next(iter(pages.values())), 0)))
    above = {0: outline[-1].children if outline and part.code else outline}
    for entry in part.typeset.entries:
        if entry.page in pages:
            title = " ".join(word for word in (entry.number, entry.title) if word)
            item = OutlineItem(title, _destination(pages[entry.page], entry.top))
            above[max(level for level in above if level < entry.level)].append(item)
            above = {level: items for level, items in above.items() if level < entry.level}
            above[entry.level] = item.children
