"""What RFC 4287 demands of an Atom feed: every MUST that a program can judge, with the section it stands in.

Written for these tests from the standard; feedparser forgives what this refuses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError, fromstring

NAMESPACE = "http://www.w3.org/2005/Atom"
XML = "{http://www.w3.org/XML/1998/namespace}"
ATOM = f"{{{NAMESPACE}}}"
# RFC 3339 with the capital T and Z that section 3.3 demands.
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)")
# RFC 3986: a scheme and something after it; no sign that an IRI cannot hold.
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]+")
_REFERENCE = re.compile(r"[^\s<>\"{}|\\^`]*")
_MEDIA = re.compile(r"[A-Za-z0-9!#$&^_.+\-]+/[A-Za-z0-9!#$&^_.+\-]+(;.*)?")
_LANGUAGE = re.compile(r"([A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)?")
_RELATION = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=@]+")
_MAIL = re.compile(r".+@.+")
_TEXTS = ("title", "subtitle", "summary", "rights")
_PERSONS = ("author", "contributor")
_DATES = ("updated", "published")
# How often each element may stand in a feed and in an entry (4.1.1, 4.1.2): at most once, exactly once, or any number.
_ONCE = {
    "feed": ("generator", "icon", "logo", "rights", "subtitle"),
    "entry": ("content", "published", "rights", "source", "summary"),
}
_NEEDED = ("id", "title", "updated")
_MANY = {
    "feed": ("author", "category", "contributor", "link", "entry"),
    "entry": ("author", "category", "contributor", "link"),
}
# The attributes of each element besides xml:base and xml:lang.
_ATTRIBUTES = {
    **dict.fromkeys(_TEXTS, ("type",)),
    "content": ("type", "src"),
    "link": ("href", "rel", "type", "hreflang", "title", "length"),
    "category": ("term", "scheme", "label"),
    "generator": ("uri", "version"),
}


def violations(document: bytes) -> list[str]:
    """What in a feed document breaks the standard, each with its section; empty for a valid one."""
    if b"<!DOCTYPE" in document:
        return ["2: a document type declaration, which the format does not have"]
    try:
        feed = fromstring(document)  # noqa: S314  our own file, and a DTD was refused
    except ParseError as exc:
        return [f"2: not well-formed XML: {exc}"]
    if feed.tag != f"{ATOM}feed":
        return [f"4.1.1: the root is {feed.tag}, not a feed"]
    return [*_container(feed, "feed"), *_entries(feed)]


def _entries(feed: Element) -> Iterator[str]:
    entries = feed.findall(f"{ATOM}entry")
    has_author = feed.find(f"{ATOM}author") is not None
    if not has_author and not entries:
        yield "4.1.1: a feed without entries needs an author"
    for number, entry in enumerate(entries, 1):
        said = list(_container(entry, "entry"))
        if not has_author and entry.find(f"{ATOM}author") is None and entry.find(f"{ATOM}source/{ATOM}author") is None:
            said.append("4.1.2: no author, neither in the entry nor in the feed")
        said += _contents(entry)
        yield from (f"entry {number}: {line}" for line in said)
    # 4.1.1: entries of one id in a feed are versions of one thing, which this feed never shows.
    ids = Counter((entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated")) for entry in entries)
    yield from (f"4.1.1: {id_} stands {count} times" for (id_, _), count in ids.items() if count > 1)


def _container(element: Element, kind: str) -> Iterator[str]:
    """The children of a feed or an entry: which, how often, and each by itself."""
    counts = Counter(child.tag.removeprefix(ATOM) for child in element if child.tag.startswith(ATOM))
    section = {"feed": "4.1.1", "entry": "4.1.2"}[kind]
    for name in _NEEDED:
        if counts[name] != 1:
            yield f"{section}: {counts[name]} {name}, must be one"
    for name in _ONCE[kind]:
        if counts[name] > 1:
            yield f"{section}: {counts[name]} {name}, at most one"
    for name in sorted(set(counts) - {*_NEEDED, *_ONCE[kind], *_MANY[kind]}):
        yield f"{section}: no {name} in a {kind}"
    alternates = Counter(
        (link.get("type"), link.get("hreflang")) for link in element.findall(f"{ATOM}link") if _rel(link) == "alternate"
    )
    if any(count > 1 for count in alternates.values()):
        yield f"{section}: two alternate links of one type and language"
    yield from _attributes(element, kind)
    for child in element:
        name = child.tag.removeprefix(ATOM)
        if name not in ("entry", child.tag):
            yield from (f"{name}: {line}" for line in _child(child, name))


def _rel(link: Element) -> str:
    return link.get("rel", "alternate")


def _child(child: Element, name: str) -> Iterator[str]:
    yield from _attributes(child, name)
    text = child.text or ""
    if name == "id" and not _IRI.fullmatch(text):
        yield f"4.2.6: {text!r} is not an absolute IRI"
    if name in _DATES:
        yield from _date(text)
    if name in _TEXTS:
        yield from _text(child)
    if name in _PERSONS:
        yield from _person(child)
    if name == "link":
        yield from _link(child)
    if name == "category" and not child.get("term"):
        yield "4.2.2: no term"
    if name in ("icon", "logo") and not _REFERENCE.fullmatch(text):
        yield f"4.2.5: {text!r} is not an IRI"
    if name in ("id", "updated", "published", "icon", "logo", "generator") and len(child):
        yield "has elements inside"


def _attributes(element: Element, name: str) -> Iterator[str]:
    for key, value in element.attrib.items():
        if key == f"{XML}lang" and not _LANGUAGE.fullmatch(value):
            yield f"2: xml:lang {value!r} is no tag of a language"
        elif key == f"{XML}base" and not _REFERENCE.fullmatch(value):
            yield f"2: xml:base {value!r} is not an IRI"
        elif "}" not in key and key not in _ATTRIBUTES.get(name, ()):
            yield f"2: there is no attribute {key}"


def _date(text: str) -> Iterator[str]:
    found = _DATE.fullmatch(text)
    if not found:
        yield f"3.3: {text!r} is not a date and time of RFC 3339"
        return
    try:
        datetime.fromisoformat(text)
    except ValueError as exc:
        yield f"3.3: {text!r}: {exc}"


def _text(element: Element) -> Iterator[str]:
    kind = element.get("type", "text")
    if kind not in ("text", "html", "xhtml"):
        yield f"3.1.1: the type {kind!r} is none of text, html, xhtml"
    elif kind == "xhtml":
        if [child.tag for child in element] != ["{http://www.w3.org/1999/xhtml}div"]:
            yield "3.1.1.3: xhtml holds one div"
    elif len(element):
        yield f"3.1.1: {kind} holds no elements"


def _person(element: Element) -> Iterator[str]:
    counts = Counter(child.tag.removeprefix(ATOM) for child in element)
    if counts["name"] != 1:
        yield f"3.2.1: {counts['name']} name, must be one"
    if counts["uri"] > 1 or counts["email"] > 1:
        yield "3.2: at most one uri and one email"
    email = element.findtext(f"{ATOM}email")
    if email is not None and not _MAIL.fullmatch(email):
        yield f"3.2.3: {email!r} is not an address"


def _link(link: Element) -> Iterator[str]:
    if "href" not in link.attrib or not _REFERENCE.fullmatch(link.attrib["href"]):
        yield f"4.2.7.1: the href {link.get('href')!r} is not an IRI"
    if not (_RELATION.fullmatch(_rel(link)) or _IRI.fullmatch(_rel(link))):
        yield f"4.2.7.2: {_rel(link)!r} is no relation"
    if "type" in link.attrib and not _MEDIA.fullmatch(link.attrib["type"]):
        yield f"4.2.7.3: {link.get('type')!r} is no media type"
    if "hreflang" in link.attrib and not (link.attrib["hreflang"] and _LANGUAGE.fullmatch(link.attrib["hreflang"])):
        yield f"4.2.7.4: {link.get('hreflang')!r} is no tag of a language"


def _contents(entry: Element) -> Iterator[str]:
    content, summary = entry.find(f"{ATOM}content"), entry.find(f"{ATOM}summary")
    if content is None:
        if not any(_rel(link) == "alternate" for link in entry.findall(f"{ATOM}link")):
            yield "4.1.2: an entry without content needs an alternate link"
        return
    kind, src = content.get("type", "text"), content.get("src")
    if src is not None:
        if not _REFERENCE.fullmatch(src):
            yield f"4.1.3.2: the src {src!r} is not an IRI"
        if len(content) or (content.text or "").strip():
            yield "4.1.3.2: content with src must be empty"
        if summary is None:
            yield "4.1.2: content with src needs a summary"
        if kind in ("text", "html", "xhtml"):
            yield "4.1.3.2: the type beside src must be a media type"
    elif kind in ("text", "html", "xhtml"):
        yield from (f"content: {line}" for line in _text(content))
    elif not _MEDIA.fullmatch(kind) or kind.lower().startswith(("multipart/", "message/")):
        yield f"4.1.3.1: {kind!r} is no media type of one part"
    elif not kind.lower().startswith("text/") and not kind.lower().endswith(("/xml", "+xml")) and summary is None:
        yield "4.1.2: content in Base64 needs a summary"
