"""Bind sections that were set in type one by one into one PDF/UA-1 and PDF/A-2a file.

What Typst cannot know of other sections is done here: links between them, one tree of tags, one outline, page labels.
Title, date and other metadata are those of the first section.
Terms and rules: PDF 32000-1 (7.9.6 and 7.9.7 trees, 12.3 outlines and destinations, 12.4.2 labels, 14.7 tags).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, String

from cdmanual.publish.printing.places import SCHEME
from cdmanual.publish.printing.shelf import Typeset

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
            if part.only:
                _drop_pages(source, part.only)
            book.pages.extend(source.pages)
            tree = book.copy_foreign(source.Root.StructTreeRoot)
            if not first:
                _take_catalog(book, source)
        pages = dict(zip(part.pages, book.pages[first:], strict=True))
        _join_tags(tags, tree, pages.values(), part.typeset.entries[0].title)
        for name, (page, top) in part.typeset.places.items():
            if page in pages:
                destinations[name] = _destination(pages[page], top), page_label(part.code, page)
        _grow_outline(outline, part, pages)
        for at, page in enumerate(pages):
            if page - 1 not in pages:
                labels += [first + at, _label(part.code, page)]
    _lead_links(book, destinations, tags.parents)
    _write_tags(book, tags)
    named = {
        entry.number: destinations[entry.place][0]
        for part in parts
        for entry in part.typeset.entries
        if entry.number and entry.page in part.pages
    }
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


def _label(code: str, page: int) -> Dictionary:
    return Dictionary(S=Name.D, P=String(f"{code}-"), St=page) if code else Dictionary(S=Name.r, St=page)


def _drop_pages(source: Pdf, only: Sequence[int]) -> None:
    """Keep some pages and the tags of what stands on them."""
    dropped: set[Any] = {page.objgen for at, page in enumerate(source.pages, 1) if at not in only}
    tree = source.Root.StructTreeRoot
    tree.K = Array([kid for kid in _kids(tree) if isinstance(kid, Dictionary) and _prune(kid, dropped)])
    for at in range(len(source.pages), 0, -1):
        if at not in only:
            del source.pages[at - 1]
    kept = {key for page in source.pages for key in _numbers_of(page)}
    numbers = tree.ParentTree.Nums
    pairs = [(numbers[at], numbers[at + 1]) for at in range(0, len(numbers), 2) if int(numbers[at]) in kept]
    tree.ParentTree.Nums = Array([each for pair in pairs for each in pair])
    names = tree.get("/IDTree", Dictionary()).get("/Names", Array())
    named = [(names[at], names[at + 1]) for at in range(0, len(names), 2)]
    if named:
        stands = [each for name, element in named if "/K" in element for each in (name, element)]
        tree.IDTree.Names = Array(stands)


def _numbers_of(page: pikepdf.Page) -> Iterator[int]:
    """The keys under which a page and its links stand in the tree of parents."""
    if "/StructParents" in page:
        yield int(page.StructParents)
    yield from (int(link.StructParent) for link in page.get("/Annots", ()) if "/StructParent" in link)


def _kids(element: Object) -> list[Object | int]:
    kids = element.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def _prune(element: Object, dropped: set[Any]) -> bool:
    """Take out of an element what stands on dropped pages; whether anything is left of it."""
    own = element.get("/Pg")
    kept: list[Object | int] = []
    for kid in _kids(element):
        if isinstance(kid, Dictionary) and "/S" in kid:
            stays = _prune(kid, dropped)
        else:
            page = kid.get("/Pg", own) if isinstance(kid, Dictionary) else own
            stays = page is None or page.objgen not in dropped
        if stays:
            kept.append(kid)
    if kept:
        element.K = Array(kept)
        if own is not None and own.objgen in dropped:
            del element["/Pg"]
    elif "/K" in element:
        del element["/K"]
    return bool(kept)


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


def _join_tags(tags: _Tags, tree: Object, pages: Iterable[pikepdf.Page], title: str) -> None:
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
