"""The chapters of the guide as plain blocks: what people wrote in Markdown, ready to be set in type.

A block has a ``form`` (heading, paragraph, list, table, quote, code); text is a list of spans, each with its ``text``,
how it is set, and where it leads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from cdmanual.publish.printing import places

_INDEX = "index"
_OUTSIDE = ("https:", "http:", "mailto:")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter by the name of its file: its title, and its blocks below the title."""

    name: str
    title: str
    blocks: list[dict[str, Any]]


def read_chapters(folder: Path) -> tuple[Chapter, ...]:
    """The chapters in a folder, in the order in which its index links to them; then those that it does not name."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}
    parser = MarkdownIt("commonmark").enable("table")
    linked = [
        target.removesuffix(".md")
        for token in parser.parse(texts.get(_INDEX, ""))
        for target in _targets(token)
        if "/" not in target
    ]
    # The list of all chapters stands last in the index; what is linked before it in passing does not set the order.
    order = list(dict.fromkeys(reversed([name for name in linked if name in texts])))[::-1]
    names = [*order, *(name for name in texts if name not in order and name != _INDEX)]
    return tuple(_chapter(name, SyntaxTreeNode(parser.parse(texts[name]))) for name in names)


def _targets(token: Token) -> Iterator[str]:
    for child in token.children or ():
        if child.type == "link_open":
            yield str(child.attrs["href"])


def _chapter(name: str, tree: SyntaxTreeNode) -> Chapter:
    blocks = [block for node in tree.children for block in _block(node)]
    first = next((block for block in blocks if block["form"] == "heading" and block["level"] == 1), None)
    title = "".join(span["text"] for span in first["spans"]) if first else name
    return Chapter(name, title, [block for block in blocks if block is not first])


def _block(node: SyntaxTreeNode) -> Iterator[dict[str, Any]]:
    read = _BLOCKS.get(node.type)
    if read:
        yield read(node)


def _blocks(node: SyntaxTreeNode) -> list[dict[str, Any]]:
    return [block for child in node.children for block in _block(child)]


def _heading(node: SyntaxTreeNode) -> dict[str, Any]:
    return {"form": "heading", "level": int(node.tag[1:]), "spans": _spans(node.children[0])}


def _paragraph(node: SyntaxTreeNode) -> dict[str, Any]:
    return {"form": "paragraph", "spans": _spans(node.children[0])}


def _list(node: SyntaxTreeNode) -> dict[str, Any]:
    first = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    return {"form": "list", "first": first, "items": [_blocks(item) for item in node.children]}


def _quote(node: SyntaxTreeNode) -> dict[str, Any]:
    return {"form": "quote", "blocks": _blocks(node)}


def _code(node: SyntaxTreeNode) -> dict[str, Any]:
    return {"form": "code", "text": node.content.rstrip("\n")}


def _table(node: SyntaxTreeNode) -> dict[str, Any]:
    rows = [
        [_spans(cell.children[0]) if cell.children else [] for cell in row.children]
        for part in node.children
        for row in part.children
    ]
    return {"form": "table", "header": rows[0], "rows": rows[1:]}


_BLOCKS: dict[str, Callable[[SyntaxTreeNode], dict[str, Any]]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "bullet_list": _list,
    "ordered_list": _list,
    "blockquote": _quote,
    "fence": _code,
    "code_block": _code,
    "table": _table,
}


def _spans(node: SyntaxTreeNode, strong: bool = False, emphasis: bool = False, to: str = "") -> list[dict[str, Any]]:
    spans: list[dict[str, Any]] = []
    for child in node.children:
        if child.type in ("text", "code_inline"):
            span = {"text": child.content, "strong": strong, "emphasis": emphasis, "to": to}
            spans.append(span | {"code": child.type == "code_inline"})
        elif child.type in ("softbreak", "hardbreak"):
            spans.append({"text": " ", "strong": False, "emphasis": False, "to": "", "code": False})
        else:
            leads = _place(str(child.attrs["href"])) if child.type == "link" else to
            spans += _spans(child, strong or child.type == "strong", emphasis or child.type == "em", leads)
    return spans


def _place(address: str) -> str:
    """Where a link leads in the book: an address on the web, the name of a place, or nowhere."""
    if address.startswith(_OUTSIDE):
        return address
    path, _, _ = address.partition("#")
    place = places.of_page(path)
    return places.SCHEME + place if place else ""
