"""Atom feeds (RFC 4287) of the record of changes: one for all, one for each state."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from cdmanual.addresses import feed_file, known_places
from cdmanual.editions import Edition
from cdmanual.manual.changelog import Entry, entries_of
from cdmanual.manual.changes.wording import cut

_NAMESPACE = "http://www.w3.org/2005/Atom"
# RFC 4151. The manual has no host of its own; under .invalid (RFC 2606) nobody else can ever have this name.
_TAG = "tag:controlled-delivery-manual.invalid,2026:changes"
_AUTHOR = "Controlled-Delivery Manual"


def write_feeds(edition: Edition, log: Sequence[Entry], folder: Path) -> None:
    """Write the feed of all changes and one for each state of the edition, each with the newest first."""
    folder.mkdir(parents=True, exist_ok=True)
    names = {state.iso: state.name["en"] for state in edition.manual.states}
    places = known_places(edition.manual)
    _write(folder.parent / feed_file(), _feed(edition, "", "Controlled-Delivery Manual: changes", log, names, places))
    for iso, name in names.items():
        feed = _feed(edition, iso, f"Controlled-Delivery Manual: changes of {name}", entries_of(log, iso), {}, places)
        _write(folder.parent / feed_file(iso), feed)


def _feed(
    edition: Edition, state: str, title: str, log: Sequence[Entry], names: dict[str, str], places: frozenset[str]
) -> Element:
    day = log[0].on if log else edition.day.isoformat()
    feed = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": "en"})
    _add(feed, "id", f"{_TAG}/{state.lower() or 'all'}")
    _add(feed, "title", title)
    _add(feed, "updated", _time(day))
    _add(SubElement(feed, "author"), "name", _AUTHOR)
    _add(feed, "rights", f"{edition.label} · {edition.kind} edition")
    anchor = f"#{state.lower()}" if state and log else ""
    SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": Path(feed_file(state)).name})
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": f"index.html{anchor}"})
    for entry in log:
        before = f"{names[entry.state]} · " if entry.state in names else ""
        row = SubElement(feed, "entry")
        _add(row, "id", f"{_TAG}/{_digest(entry)}")
        _add(row, "title", cut(f"{before}{entry.text}", 120))
        _add(row, "updated", _time(entry.on))
        place = entry.place if entry.place.split("#")[0] and entry.place in places else "changes/index.html"
        SubElement(row, "link", {"rel": "alternate", "type": "text/html", "href": f"../{place}"})
        _add(row, "content", f"{before}{entry.text}", type="text")
    return feed


def _add(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = text


def _time(day: str) -> str:
    """RFC 3339; the record of changes knows days, not hours."""
    return f"{day}T00:00:00Z"


def _digest(entry: Entry) -> str:
    """What stays the same as long as the entry does: it names the entry in every feed and every build."""
    return hashlib.sha256("\n".join((entry.on, entry.state, entry.text)).encode()).hexdigest()[:20]


def _write(path: Path, feed: Element) -> None:
    indent(feed, " ")
    text = tostring(feed, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n', encoding="utf-8", newline="\n")
