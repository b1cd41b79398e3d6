"""What changed in the records of a state: answers, authorities with their contacts, laws, profile, sources, reviews."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from cdmanual.manual.changes.answers import compare_answers
from cdmanual.manual.changes.change import Change, Pair, Side, by_id, entries, reviewed, without
from cdmanual.manual.changes.laws import compare_laws
from cdmanual.manual.changes.wording import Field, arrow, differences
from cdmanual.manual.coverage import coverage_of
from cdmanual.manual.model import Address, Authority, Contact, Officer, Source, State

_AUTHORITY = (
    *(Field("name", "name"), Field("kind", "kind", "authority-kind"), Field("level", "level", "level")),
    Field("roles", "role", "role"),
    *(Field("languages", "language", "language"), Field("note", "note")),
)
_POST = (
    *(Field("post", "name"), Field("functions", "function", "function"), Field("availability", "availability")),
    Field("note", "note"),
)
_SOURCE = (
    *(Field("title", "title"), Field("publisher", "publisher"), Field("date", "date"), Field("url", "address")),
    *(Field("accessed", "read"), Field("note", "note")),
)
_STATE = (
    *(Field("name", "name"), Field("measure", "name of the measure"), Field("open_points", "open point")),
    *(Field("european_union", "European Union", "european-union"), Field("schengen", "Schengen area", "schengen")),
    *(Field("languages", "language", "language"), Field("time_zone", "time zone")),
)


def compare_states(old: Side, new: Side, with_posts: bool) -> Iterator[Change]:
    """Every change of every state; posts of officers only ``with_posts``."""
    was, now = by_id(old.manual.states, "iso"), by_id(new.manual.states, "iso")
    for iso, state in now.items():
        pair = Pair(old, new, iso, state.name["en"])
        if iso in was:
            yield from _state(pair, was[iso], state, with_posts)
        else:
            covered = coverage_of(state)
            words = f"{covered.answered} of {covered.total} questions answered"
            yield pair.verified(state.reviews["procedure"].verified).change("state", (), "New record", words, "", words)
    for iso, state in was.items():
        if iso not in now:
            name = state.name["en"]
            yield Pair(old, new, iso, name).change("state", (), "Record", "removed from the manual", name)


def _state(pair: Pair, was: State, now: State, with_posts: bool) -> Iterator[Change]:
    def of(kind: str) -> Pair:
        before = was.reviews.get(kind)
        return pair.verified(now.reviews[kind].verified, before.verified if before else None)

    yield from compare_answers(of("procedure"), was, now)
    listed_in = of("authorities")
    yield from _authorities(listed_in, was.authorities, now.authorities)
    if with_posts:
        yield from _posts(of("officers" if "officers" in now.reviews else "authorities"), was, now)
    yield from compare_laws(of("legislation"), was.legislation, now.legislation)
    profile = of("country")
    if any(getattr(was, field.name) != getattr(now, field.name) for field in _STATE):
        words = differences(was, now, _STATE, pair.labels)
        yield profile.change("profile", (), "Profile", words, was.name["en"], now.name["en"])
    yield from _sources(of("sources"), was.sources, now.sources)
    for kind, review in now.reviews.items():
        if kind in was.reviews:
            yield from reviewed(pair, kind.title(), (kind,), was.reviews[kind], review)


def _sources(pair: Pair, was: Sequence[Source], now: Sequence[Source]) -> Iterator[Change]:
    yield from entries(pair, "source", (was, now), lambda row: str(row.title), _SOURCE)


def _authorities(pair: Pair, was: Sequence[Authority], now: Sequence[Authority]) -> Iterator[Change]:
    def named(row: Any) -> str:
        return str(row.name["en"])

    def bare(row: Authority) -> Authority:
        return replace(row, contacts=(), address=None, sources=())

    yield from entries(pair, "authority", (was, now), named, _AUTHORITY, bare=bare)
    before = by_id(was)
    for authority in now:
        if authority.id in before:
            earlier: Authority = before[authority.id]
            yield from _contacts(pair, "contact", (authority.id,), named(authority), earlier, authority)
            places = _address(earlier.address), _address(authority.address)
            if places[0] != places[1]:
                words = f"address: {arrow(*places)}"
                yield pair.change("contact", (authority.id,), named(authority), words, *places)


def _address(address: Address | None) -> str:
    return ", ".join((*address.lines, f"{address.postcode} {address.city}".strip())) if address else ""


def _posts(pair: Pair, was: State, now: State) -> Iterator[Change]:
    def named(row: Any) -> str:
        return str(row.post["en"])

    bare = without("contacts", "sources")
    yield from entries(pair, "post", (was.officers, now.officers), named, _POST, bare=bare)
    before = by_id(was.officers)
    for post in now.officers:
        if post.id in before:
            yield from _contacts(pair, "post", (post.id,), named(post), before[post.id], post)


def _contacts(
    pair: Pair, kind: str, ids: tuple[str, ...], subject: str, was: Authority | Officer, now: Authority | Officer
) -> Iterator[Change]:
    """Numbers and addresses that came, left or took the place of another of their kind."""
    before, after = ({(c.kind, _reach(c)): c for c in entry.contacts} for entry in (was, now))
    gone = [contact for key, contact in before.items() if key not in after]
    come = [contact for key, contact in after.items() if key not in before]
    for form in dict.fromkeys(contact.kind for contact in (*gone, *come)):
        left, right = ([c for c in contacts if c.kind == form] for contacts in (gone, come))
        for old, new in zip_longest(left, right):
            one, two = (_reach(contact) if contact else "" for contact in (old, new))
            words = arrow(one, two) if old and new else f"added: {two}" if new else f"removed: {one}"
            name = pair.new.say("contact-kind", form).lower()
            yield _dated(pair, old, new).change(kind, ids, subject, f"{name} {words}", one, two)
    for key, contact in after.items():
        if key in before and before[key] != contact:
            yield from _kept(pair, kind, ids, subject, before[key], contact)


def _dated(pair: Pair, old: Contact | None, new: Contact | None) -> Pair:
    """A contact may be verified by itself, later than the record in which it stands."""
    if new and new.verified and (old is None or old.verified != new.verified):
        return replace(pair, when=max(pair.when or "", new.verified.on))
    return pair


def _kept(pair: Pair, kind: str, ids: tuple[str, ...], subject: str, old: Contact, new: Contact) -> Iterator[Change]:
    name = f"{pair.new.say('contact-kind', new.kind).lower()} {_reach(new)}"
    if old.hours != new.hours or old.label != new.label:
        words = differences(old, new, (Field("label", "label"), Field("hours", "hours")), pair.labels)
        dated = _dated(pair, old, new)
        yield dated.change(kind, ids, subject, f"{name}: {words}", old.hours, new.hours or new.label or name)
    elif new.verified and (old.verified is None or old.verified.on != new.verified.on):
        before = old.verified.on if old.verified else ""
        words = f"{name}: verified anew {new.verified.on} (before: {before or 'never'})"
        yield replace(pair, when="").change(kind, ids, subject, words, before, new.verified.on)
    elif old.as_of != new.as_of:
        words = f"{name}: source of {arrow(old.as_of or 'no date', new.as_of or 'no date')}"
        yield pair.change(kind, ids, subject, words, old.as_of or "", new.as_of or "no date")


def _reach(contact: Contact) -> str:
    extension = f" ext. {contact.extension}" if contact.extension else ""
    return f"{contact.number}{extension}" if contact.number else contact.address
