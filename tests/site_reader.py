"""Reads a built site as a browser's parser would: pages as trees of elements, links with where they lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
UNSEEN = frozenset(("head", "script", "style", "template", "noscript"))
ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href", "background")


@dataclass(eq=False, repr=False)
class Element:
    """One element; ``inside`` holds its elements and texts in order."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    inside: list[Element | str] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<{self.tag} {self.attributes}>"

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def id(self) -> str:
        return self.attributes.get("id", "")

    def walk(self) -> Iterator[Element]:
        """This element and every one below it, in the order of the page."""
        yield self
        for part in self.inside:
            if isinstance(part, Element):
                yield from part.walk()

    def all(self, *tags: str, cls: str = "") -> list[Element]:
        """Every element below this one with one of the tags (any, where none is named) and the class."""
        found = (e for e in self.walk() if e is not self)
        return [e for e in found if (not tags or e.tag in tags) and (not cls or cls in e.classes)]

    def one(self, *tags: str, cls: str = "") -> Element:
        """The one element that ``all`` finds."""
        found = self.all(*tags, cls=cls)
        assert len(found) == 1, f"{len(found)} elements {tags} .{cls} in {self}"
        return found[0]

    @property
    def raw_text(self) -> str:
        """Its text as it stands in the source, without what no reader sees and without the signs beside headings."""
        return "".join(
            part
            if isinstance(part, str)
            else ""
            if part.tag in UNSEEN or "headerlink" in part.classes
            else part.raw_text
            for part in self.inside
        )

    @property
    def text(self) -> str:
        """Its text as a reader sees it: white space falls together."""
        return " ".join(self.raw_text.split())

    @property
    def chain(self) -> list[Element]:
        """The elements around it, from the nearest."""
        return [] if self.parent is None else [self.parent, *self.parent.chain]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top = Element("#page", {})
        self.at = self.top
        self.mistakes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.mistakes.append(f"line {self.getpos()[0]}: <{tag}> has an attribute twice")
        made = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.inside.append(made)
        if tag not in VOID:
            self.at = made

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.at.tag == tag and self.at.parent is not None:
            self.at = self.at.parent
        elif tag not in VOID:
            self.mistakes.append(f"line {self.getpos()[0]}: </{tag}> closes <{self.at.tag} {self.at.attributes}>")

    def handle_data(self, data: str) -> None:
        self.at.inside.append(data)


@dataclass(frozen=True)
class Link:
    """An address on a page: ``target`` is the file it leads to (from the site's root) when it leads to none outside."""

    page: str
    tag: str
    attribute: str
    address: str
    element: Element

    @property
    def is_outside(self) -> bool:
        """Whether it names a scheme or a host."""
        parts = urlsplit(self.address)
        return bool(parts.scheme or parts.netloc)

    @property
    def target(self) -> str:
        path = unquote(urlsplit(self.address).path)
        if not path:
            return self.page
        steps: list[str] = []
        for step in (PurePosixPath(self.page).parent / path).parts:
            if step != ".." or not steps or steps[-1] == "..":
                steps.append(step)
            else:
                steps.pop()
        return "/".join(steps)

    @property
    def fragment(self) -> str:
        return unquote(urlsplit(self.address).fragment)


class Page:
    """One page of a site."""

    def __init__(self, path: str, source: str) -> None:
        self.path = path
        self.source = source
        builder = _Builder()
        builder.feed(source)
        builder.close()
        self.top = builder.top
        self.mistakes = builder.mistakes + (
            [] if builder.at is builder.top else [f"<{builder.at.tag}> is never closed"]
        )

    def __repr__(self) -> str:
        return self.path

    @cached_property
    def ids(self) -> dict[str, Element]:
        return {e.id: e for e in self.top.walk() if e.id}

    @cached_property
    def title(self) -> str:
        found = self.top.all("title")
        # An inline picture may have a title of its own.
        return " ".join("".join(str(part) for part in e.inside) for e in found if e.parent and e.parent.tag == "head")

    @cached_property
    def content(self) -> Element:
        """What this page alone says: without header, navigation and footer."""
        return self.top.one("article", cls="md-content__inner")

    @cached_property
    def links(self) -> list[Link]:
        found = []
        for e in self.top.walk():
            for name in ADDRESSES:
                if name in e.attributes and not (name == "data" and e.tag != "object"):
                    addresses = [e.attributes[name]]
                    if name == "srcset":
                        addresses = [part.split()[0] for part in e.attributes[name].split(",")]
                    found += [Link(self.path, e.tag, name, address, e) for address in addresses]
        return found

    @property
    def own_links(self) -> list[Link]:
        """The links of the content."""
        return [link for link in self.links if link.tag == "a" and self.content in link.element.chain]


class Site:
    """A built site: its pages by path from its root."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages = {
            path.relative_to(folder).as_posix(): Page(
                path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")
            )
            for path in sorted(folder.rglob("*.html"))
        }

    def __getitem__(self, path: str) -> Page:
        return self.pages[path]

    def __iter__(self) -> Iterator[Page]:
        return iter(self.pages.values())

    @cached_property
    def files(self) -> frozenset[str]:
        return frozenset(p.relative_to(self.folder).as_posix() for p in self.folder.rglob("*") if p.is_file())

    def files_ending(self, *endings: str) -> list[Path]:
        return sorted(p for p in self.folder.rglob("*") if p.is_file() and p.suffix in endings)


@cache
def read_site(folder: Path) -> Site:
    """The site in a folder, read once by each worker."""
    return Site(folder)


def css_addresses(style: str) -> list[str]:
    """What a style sheet asks for: every url() and @import."""
    plain = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    urls = re.findall(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)\s]*))\s*\)""", plain, re.IGNORECASE)
    imports = re.findall(r"""@import\s+["']([^"']+)""", plain, re.IGNORECASE)
    return ["".join(found) for found in urls] + imports
