"""What changed in treaties, channels, the glossary and the questionnaire, and in what a state is party or member of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cdmanual.manual.changes.change import Change, Pair, Side, by_id, entries, reviewed
from cdmanual.manual.changes.laws import provisions
from cdmanual.manual.changes.wording import Field, differences, exchanged, quoted
from cdmanual.manual.model import Channel, Party, Treaty, Verified
from cdmanual.manual.reading import country_name

_TREATY = (
    *(Field("title", "title"), Field("short", "short title"), Field("in_force", "in force")),
    *(Field("summary", "summary"), Field("bearing", "bearing", "bearing")),
    *(Field("parties_as_of", "table of parties as of"), Field("parties_note", "note on the parties")),
)
_PARTY = (
    *(Field("status", "status", "party"), Field("signed", "signed"), Field("bound", "consent to be bound")),
    *(Field("in_force", "in force"), Field("note", "note")),
)
_CHANNEL = (
    *(Field("name", "name"), Field("short", "short name"), Field("seat", "seat"), Field("summary", "summary")),
    *(Field("hours", "hours", "hours"), Field("members_as_of", "members as of")),
)
_MEMBER = (Field("status", "status", "member"), Field("since", "since"), Field("note", "note"))
_TERM = (Field("term", "term"), Field("definition", "definition"))


def compare_treaties(old: Side, new: Side) -> Iterator[Change]:
    """Treaties that came, left or changed; what became of a state's part in one is told under the state."""
    names = _state_names(new)
    was, now = by_id(old.manual.treaties), by_id(new.manual.treaties)
    for treaty in now.values():
        before: Treaty | None = was.get(treaty.id)
        pair = Pair(old, new, "", treaty.short).verified(*_verified(treaty, before))
        if before is None:
            yield pair.change("instrument", (treaty.id,), "Instrument", "added to the manual", "", treaty.title["en"])
            for party in treaty.parties:
                if party.state in names and party.status in ("bound", "signed"):
                    words = f"{_said(new, 'party', party)} (instrument added)"
                    yield from _of_state(pair, names, "party", treaty.id, treaty.short, party.state, words)
            continue
        if _bare_treaty(before) != _bare_treaty(treaty):
            words = differences(before, treaty, _TREATY, pair.labels)
            yield pair.change("instrument", (treaty.id,), "Instrument", words, before.short, treaty.short)
        yield from provisions(pair, treaty, before.provisions)
        if before.reservations != treaty.reservations:
            texts = [[quoted(row.text) for row in side.reservations] for side in (before, treaty)]
            words = exchanged("reservation", *texts)
            yield pair.change("instrument", (treaty.id,), "Instrument", words, before.short, treaty.short)
        for iso in dict.fromkeys(row.state for row in (*treaty.parties, *before.parties)):
            rows = before.party(iso), treaty.party(iso)
            if any(getattr(rows[0], field.name) != getattr(rows[1], field.name) for field in _PARTY):
                words = differences(*rows, _PARTY, pair.labels)
                yield from _of_state(pair, names, "party", treaty.id, treaty.short, iso, words)
        yield from reviewed(pair, "Instrument", ("instruments", treaty.id), before.review, treaty.review)
    for treaty in was.values():
        if treaty.id not in now:
            pair = Pair(old, new, "", treaty.short)
            yield pair.change("instrument", (treaty.id,), "Instrument", "removed from the manual", treaty.title["en"])


def _verified(now: Treaty | Channel, was: Treaty | Channel | None) -> tuple[Verified, Verified | None]:
    return now.review.verified, was.review.verified if was else None


def compare_channels(old: Side, new: Side) -> Iterator[Change]:
    """Channels that came, left or changed; membership is told under the state."""
    names = _state_names(new)
    was, now = by_id(old.manual.channels), by_id(new.manual.channels)
    for channel in now.values():
        before: Channel | None = was.get(channel.id)
        pair = Pair(old, new, "", channel.short).verified(*_verified(channel, before))
        if before is None:
            yield pair.change("channel", (channel.id,), "Channel", "added to the manual", "", channel.name["en"])
            continue
        if _bare_channel(before) != _bare_channel(channel):
            words = differences(before, channel, _CHANNEL, pair.labels)
            yield pair.change("channel", (channel.id,), "Channel", words, before.short, channel.short)
        for field, word in (("offers", "offer"), ("users", "users")):
            notes = [getattr(side, field) for side in (before, channel)]
            texts = [[quoted(note.text) for note in (row if isinstance(row, tuple) else (row,))] for row in notes]
            if texts[0] != texts[1]:
                words = exchanged(word, *texts)
                yield pair.change("channel", (channel.id,), "Channel", words, before.short, channel.short)
        for iso in dict.fromkeys(row.state for row in (*channel.members, *before.members)):
            rows = before.member(iso), channel.member(iso)
            if any(getattr(rows[0], field.name) != getattr(rows[1], field.name) for field in _MEMBER):
                words = differences(*rows, _MEMBER, pair.labels)
                yield from _of_state(pair, names, "membership", channel.id, channel.short, iso, words)
        yield from reviewed(pair, "Channel", ("channels", channel.id), before.review, channel.review)
    for channel in was.values():
        if channel.id not in now:
            yield Pair(old, new, "", channel.short).change(
                "channel", (channel.id,), "Channel", "removed from the manual", channel.name["en"]
            )


def compare_words(old: Side, new: Side) -> Iterator[Change]:
    """Terms of the glossary and questions of the questionnaire that came, left or read otherwise."""
    terms = old.manual.terms, new.manual.terms
    yield from entries(Pair(old, new, "", "Glossary"), "term", terms, lambda term: str(term.term), _TERM)
    questions = old.manual.questionnaire.questions, new.manual.questionnaire.questions
    wording = (Field("title", "title"), Field("text", "question"))
    yield from entries(
        Pair(old, new, "", "Questionnaire"), "question", questions, lambda question: str(question.title), wording
    )


def _state_names(side: Side) -> dict[str, str]:
    return {state.iso: state.name["en"] for state in side.manual.states}


def _of_state(
    pair: Pair, names: dict[str, str], kind: str, entry: str, subject: str, iso: str, words: str
) -> Iterator[Change]:
    """A change told under the state, where the manual has a record of it, else under the treaty or channel."""
    if iso in names:
        pair = replace(pair, state=iso, about=names[iso])
    else:
        subject = country_name(iso)
    yield pair.change(kind, (entry,), subject, words, "", words)


def _said(side: Side, vocabulary: str, row: Party) -> str:
    since = f", in force {row.in_force}" if row.in_force else ""
    return f"{side.say(vocabulary, row.status)}{since}"


def _bare_treaty(treaty: Treaty) -> Any:
    return [getattr(treaty, field.name) for field in _TREATY]


def _bare_channel(channel: Channel) -> Any:
    return [getattr(channel, field.name) for field in _CHANNEL]
