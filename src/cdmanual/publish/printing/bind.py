"""Bind sections that were set in type one by one into one PDF/UA-1 and PDF/A-2a file.

What Typst cannot know of other sections is done here: links between them, one tree of tags, one outline, page labels.
Title, date and other metadata are those of the first section.
Terms and rules: PDF 32000-1 (7.9.6 and 7.9.7 trees, 12.3 outlines and destinations, 12.4.2 labels, 14.7 tags).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, String

from cdmanual.publish.printing.places import SCHEME
from cdmanual.publish.printing.shelf import Entry, Typeset

# Taken from the first section as they are.
_CATALOG = ("/Lang", "/MarkInfo", "/Metadata", "/OutputIntents", "/ViewerPreferences")


@dataclass(frozen=True, slots=True)
class Part:
    """A section to be bound: its code, what Typst made of it, and the title of the part of the book that it begins."""

    code: str
    typeset: Typeset
    begins: str = ""


@dataclass(slots=True)
class _Tags:
    """The joined tree of tags: its root, the one document below it, and the two tables beside it."""

    root: Object
    document: Object
    parents: dict[int, Object] = field(default_factory=dict)
    names: list[Object] = field(default_factory=list)
    roles: dict[str, Object] = field(default_factory=dict)


def bind(parts: Sequence[Part], target: Path) -> None:
    """Write the file: a link whose place is in none of the parts becomes plain text; the same parts, the same bytes."""
    pikepdf.settings.set_flate_compression_level(9)
    book = Pdf.new()
    tags = _new_tags(book)
    destinations: dict[str, tuple[Array, str]] = {}
    outline: list[OutlineItem] = []
    labels: list[int | Object] = []
    for part in parts:
        with Pdf.open(part.typeset.pdf) as source:
            first = len(book.pages)
            book.pages.extend(source.pages)
            tree = book.copy_foreign(source.Root.StructTreeRoot)
            if not first:
                _take_catalog(book, source)
        pages = book.pages[first:]
        _join_tags(tags, tree, pages, part.typeset.entries[0].title)
        for name, (page, top) in part.typeset.places.items():
            destinations[name] = _destination(pages[page - 1], top), page_label(part.code, page)
        _grow_outline(outline, part, pages)
        labels += [first, _label(part.code)]
    _lead_links(book, destinations, tags.parents)
    _write_tags(book, tags)
    named = {each.number: destinations[each.place][0] for part in parts for each in part.typeset.entries if each.number}
    book.Root.Names = Dictionary(Dests=Dictionary(Names=_pairs(named)))
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


def _label(code: str) -> Dictionary:
    return Dictionary(S=Name.D, P=String(f"{code}-")) if code else Dictionary(S=Name.r)


def _take_catalog(book: Pdf, source: Pdf) -> None:
    for name in _CATALOG:
        value = source.Root[name]
        # Only an indirect object can pass from one file into another.
        lent = value if value.is_indirect else source.make_indirect(value)
        book.Root[name] = book.copy_foreign(lent)
    book.trailer.Info = book.copy_foreign(source.trailer.Info)


def _destination(page: pikepdf.Page, top: float) -> Array:
    return Array([page.obj, Name.XYZ, 0, float(page.mediabox[3]) - top, 0])


def _pairs(values: Mapping[str, Object]) -> Array:
    """A name tree of one leaf: names in the order of their bytes, each with its value."""
    pairs = sorted((name.encode(), value) for name, value in values.items())
    return Array([each for name, value in pairs for each in (String(name.decode()), value)])


def _new_tags(book: Pdf) -> _Tags:
    root = book.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array())
    return _Tags(root, book.make_indirect(document))


def _join_tags(tags: _Tags, tree: Object, pages: Sequence[pikepdf.Page], title: str) -> None:
    """Hang a section's tags into the tree, its numbers moved behind those that are there."""
    offset = max(tags.parents, default=-1) + 1
    for page in pages:
        for holder, key in (
            (page.obj, "/StructParents"),
            *((link, "/StructParent") for link in page.get("/Annots", ())),
        ):
            if key in holder:
                holder[key] = int(holder[key]) + offset
    numbers = tree.ParentTree.Nums
    tags.parents |= {int(numbers[at]) + offset: numbers[at + 1] for at in range(0, len(numbers), 2)}
    tags.names += list(tree.get("/IDTree", Dictionary()).get("/Names", ()))
    tags.roles |= dict(tree.get("/RoleMap", Dictionary()).items())
    for element in tree.K if isinstance(tree.K, Array) else (tree.K,):
        element.S, element.P, element.T = Name.Part, tags.document, String(title)
        tags.document.K.append(element)


def _write_tags(book: Pdf, tags: _Tags) -> None:
    names = {str(tags.names[at]): tags.names[at + 1] for at in range(0, len(tags.names), 2)}
    numbers = Array([each for key in sorted(tags.parents) for each in (key, tags.parents[key])])
    tags.root.K = Array([tags.document])
    tags.root.ParentTree = book.make_indirect(Dictionary(Nums=numbers))
    tags.root.ParentTreeNextKey = max(tags.parents, default=-1) + 1
    if names:
        tags.root.IDTree = Dictionary(Names=_pairs(names))
    if tags.roles:
        tags.root.RoleMap = Dictionary(tags.roles)
    book.Root.StructTreeRoot = tags.root


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
                _undo(link, parents[int(link.StructParent)])
        if len(kept) < len(links):
            page.Annots = Array(kept)


def _undo(link: Object, element: Object) -> None:
    """Take a link out of the tags; its words stay."""
    element.S = Name.Span
    inside = element.K if isinstance(element.K, Array) else Array([element.K])
    element.K = Array([each for each in inside if not _is_reference(each, link)])


def _is_reference(kid: Object, link: Object) -> bool:
    return isinstance(kid, Dictionary) and kid.get("/Type") == "/OBJR" and kid.Obj.objgen == link.objgen


def _grow_outline(outline: list[OutlineItem], part: Part, pages: Sequence[pikepdf.Page]) -> None:
    """Add a section's headings below the part of the book that it belongs to."""
    first, *others = part.typeset.entries
    if part.begins:
        outline.append(_item(Entry(0, "", part.begins, "", first.page, first.top), pages))
    at_top = outline[-1].children if outline and part.code else outline
    section = _item(first, pages)
    at_top.append(section)
    above = {first.level: section}
    for entry in others:
        item = _item(entry, pages)
        level = max(level for level in above if level < entry.level)
        above[level].children.append(item)
        above = {known: each for known, each in above.items() if known <= level} | {entry.level: item}


def _item(entry: Entry, pages: Sequence[pikepdf.Page]) -> OutlineItem:
    title = " ".join(part for part in (entry.number, entry.title) if part)
    return OutlineItem(title, _destination(pages[entry.page - 1], entry.top))
