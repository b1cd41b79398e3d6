"""The tree of tags of a bound file: the trees of its sections under one document (PDF 32000-1, 14.7; ISO 14289-1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String


@dataclass(slots=True)
class Tags:
    """The joined tree of tags: its root, the one document below it, and the two tables beside it."""

    root: Object
    document: Object
    parents: dict[int, Object] = field(default_factory=dict)
    names: list[Object] = field(default_factory=list)
    roles: dict[str, Object] = field(default_factory=dict)


def name_tree(values: Mapping[str, Object]) -> Array:
    """A name tree of one leaf: names in the order of their bytes, each with its value."""
    pairs = sorted((name.encode(), value) for name, value in values.items())
    return Array([each for name, value in pairs for each in (String(name.decode()), value)])


def new_tags(book: Pdf) -> Tags:
    """An empty tree."""
    root = book.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array())
    return Tags(root, book.make_indirect(document))


def join_tags(tags: Tags, tree: Object, pages: Iterable[pikepdf.Page], title: str) -> None:
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


def write_tags(book: Pdf, tags: Tags) -> None:
    """Put the joined tree into the catalogue."""
    names = {str(tags.names[at]): tags.names[at + 1] for at in range(0, len(tags.names), 2)}
    numbers = Array([each for key in sorted(tags.parents) for each in (key, tags.parents[key])])
    tags.root.K = Array([tags.document])
    tags.root.ParentTree = book.make_indirect(Dictionary(Nums=numbers))
    tags.root.ParentTreeNextKey = max(tags.parents, default=-1) + 1
    if names:
        tags.root.IDTree = Dictionary(Names=name_tree(names))
    if tags.roles:
        tags.root.RoleMap = Dictionary(tags.roles)
    book.Root.StructTreeRoot = tags.root


def undo_link(link: Object, element: Object) -> None:
    """Take a link out of the tags; its words stay."""
    element.S = Name.Span
    inside = element.K if isinstance(element.K, Array) else Array([element.K])
    element.K = Array([each for each in inside if not _is_reference(each, link)])


def _is_reference(kid: Object, link: Object) -> bool:
    return isinstance(kid, Dictionary) and kid.get("/Type") == "/OBJR" and kid.Obj.objgen == link.objgen


def drop_pages(source: Pdf, only: Sequence[int]) -> None:
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
    # The head of a table names the columns of the rows that stay, on whatever page it stood.
    return bool(kept) or element.S == Name.TH
