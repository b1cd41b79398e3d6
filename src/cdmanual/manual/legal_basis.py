"""On which law a controlled delivery rested on a day: between two states, or within one.

A date that no source gives is said aloud and never guessed. content/theme/assets/legal-basis.js takes the same steps in
the browser, with the sentences of ``WORDS``; a test holds both equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cdmanual.manual.model import LegalInstrument, Manual, Provision, Reservation, State, Treaty
from cdmanual.manual.reading import cite
from cdmanual.problems import did_you_mean

# ``ended`` is only said of a state's own law, ``none`` only of instruments between states.
Standing = Literal["in-force", "check", "later", "ended", "none"]
# How instruments follow each other; within one standing they keep the order of usefulness that the manual has.
ORDER: tuple[Standing, ...] = ("in-force", "check", "later", "none")
# Of two states the one that is less bound decides.
_WEAKEST: tuple[Standing, ...] = ("none", "later", "check", "in-force")

WORDS = {
    "since": "in force since {date}",
    "since-unknown": "in force; since when is not established",
    "only-from": "in force only from {date}",
    "only-adopted": "adopted only on {date}",
    "only-published": "published only on {date}",
    "until": "in force until {date}",
    "from-until": "in force from {date} until {end}",
    "not-established": "not established for {state}: check",
    "signed": "signed only",
    "not-bound": "not bound",
    "signed-by": "signed only, as known by {seen}; later: not established for {state}: check",
    "not-bound-by": "not bound, as known by {seen}; later: not established for {state}: check",
    "not-yet-anywhere": "the instrument is in force only from {date}",
    "only-consent": "consent only on {date}",
    "only-signed": "signed only on {date}",
    "succession": "succession notified only on {date}; from which day it counts is not established for {state}: check",
    "bound": "bound; since when is not established for {state}",
    "bound-consent": "consent on {date}; the day of entry into force is not established for {state}",
    "bound-later": "bound as known by {seen}; whether already on the day is not established for {state}: check",
    "consented": "consent on {date}; whether in force on the day is not established for {state}: check",
    "historical": "replaced since; whether it still applied on the day is not established: check",
    "upcoming": "adopted, not yet in force",
    "repealed": "repealed",
    "repealed-undated": "repealed; until when is not established: check",
    "law-not-established": "whether it is in force is not established: check",
    "law-since-check": "whether already in force on the day is not established: check",
    "replaced": "replaced by {by}",
    "replaced-undated": "replaced by {by}; from when is not established: check",
    "text-undated": "The source does not date the text that was read.",
    "text-later": "Text read as of {date}: on the day it may have read otherwise.",
    "text-amended": "Text read as of {date}; amended since.",
    "text-undated-amended": "The source does not date the text that was read; amended since.",
    "text": "Text read as of {date}.",
    "future": "This edition speaks of {date}; what changes later is not in it.",
    "none-in-force": "No instrument is established as in force between {states} on {date}.",
    "left-out": "Left out, limited to other objects: {short} ({objects}).",
    "no-limit": "Where an instrument's record names no limit of objects, the instrument is shown: read its articles.",
    "own-law-whole": "The objects do not narrow a state's own law: read its articles.",
}


@dataclass(frozen=True, slots=True)
class Validity:
    """How something stood on the day, since when (empty: not established), and in words."""

    standing: Standing
    since: str
    words: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two states and an instrument: how it was bound, and what it reserved or declared."""

    state: str
    validity: Validity
    note: str
    reservations: tuple[Reservation, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """A provision that carries the measure; its words are empty where it stood as its instrument did."""

    provision: Provision
    validity: Validity


@dataclass(frozen=True, slots=True)
class Shared:
    """An instrument between the two states."""

    treaty: Treaty
    standing: Standing
    words: str
    sides: tuple[Side, ...]
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """A law of the one state; ``text`` says which text of it was read."""

    law: LegalInstrument
    validity: Validity
    text: str
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """The answer: for two states the instruments between them, for one its own law from the constitution down."""

    states: tuple[State, ...]
    on: str
    object: str
    shared: tuple[Shared, ...]
    own: tuple[Own, ...]
    remarks: tuple[str, ...]


def find_states(manual: Manual, asked: Sequence[str]) -> tuple[State, ...]:
    """The one or two states asked for, by code or any of their names; ValueError says what is wrong."""
    named = {key: one for one in manual.states for key in (one.iso, *one.name.values(), *one.other_names)}
    names = {key.casefold(): state for key, state in named.items()}
    for word in asked:
        if word.casefold() not in names:
            hint = did_you_mean(word.upper() if len(word) < 3 else word.title(), named)
            known = "The states are " + ", ".join(state.iso for state in manual.states) + "."
            raise ValueError(f'there is no state "{word}" in this manual. {hint or known}')
    found = tuple(names[word.casefold()] for word in asked)
    if len(found) not in (1, 2):
        raise ValueError("name one state for its own law, or two for the instruments between them")
    if len(set(map(id, found))) < len(found):
        raise ValueError(f"{found[0].iso} stands there twice; name one state, or two different ones")
    return found


def find_object(manual: Manual, asked: str) -> str:
    """The object asked for, or an empty string for any; ValueError says what is wrong."""
    known = [choice.id for choice in manual.questionnaire.question("objects").choices]
    if asked and asked not in known:
        hint = did_you_mean(asked, known) or f"The objects are {', '.join(known)}."
        raise ValueError(f'there is no object "{asked}". {hint}')
    return asked


def legal_basis(  # the choice of a reader has four parts, and what the records alone do not say is the order of kinds
    manual: Manual, asked: Sequence[str], on: str, day: str, wanted: str = "", ladder: Sequence[str] = ()
) -> LegalBasis:
    """On which law a controlled delivery rested on the day ``on``, for one state or between two.

    ``day`` is the day that the edition speaks of, ``wanted`` an object that narrows the instruments, ``ladder`` the
    kinds of a state's law from the highest down. Dates are ISO text. ValueError for a state or object that is not here.
    """
    states, wanted = find_states(manual, asked), find_object(manual, wanted)
    remarks = [_say("future", date=day)] if on > day else []
    if len(states) == 1:
        laws = [law for law in states[0].legislation if any(map(carries, law.provisions))]
        laws.sort(key=lambda law: ladder.index(law.kind) if law.kind in ladder else len(ladder))
        own = tuple(_own(manual, states[0], law, on) for law in laws)
        return LegalBasis(states, on, wanted, (), own, (*remarks, *([WORDS["own-law-whole"]] if wanted else [])))
    open_to = [t for t in manual.treaties if all(t.party(state.iso).status != "not-open" for state in states)]
    fitting = [treaty for treaty in open_to if not wanted or not treaty.objects or wanted in treaty.objects]
    found = [_shared(treaty, states, on) for treaty in fitting]
    shared = tuple(sorted(found, key=lambda one: ORDER.index(one.standing)))
    if not any(one.standing == "in-force" for one in shared):
        remarks.append(_say("none-in-force", states=" and ".join(state.name["en"] for state in states), date=on))
    label = manual.questionnaire.question("objects").label
    remarks += [
        _say("left-out", short=treaty.short, objects=", ".join(map(label, treaty.objects)))
        for treaty in open_to
        if treaty not in fitting
    ]
    return LegalBasis(states, on, wanted, shared, (), (*remarks, *([WORDS["no-limit"]] if wanted else [])))


def _say(key: str, **given: str) -> str:
    return WORDS[key].format(**given)


def carries(provision: Provision) -> bool:
    """Whether a provision carries the measure now or did so before another took its place."""
    return bool(provision.topics or provision.replaced_by or provision.valid_until)


def seen_on(as_of: str) -> str:
    """The last day of an ``as_of``, which may be a year or a month; only compared, never shown."""
    return as_of + {4: "-12-31", 7: "-31"}.get(len(as_of), "")


# --- between two states


def _shared(treaty: Treaty, states: Sequence[State], on: str) -> Shared:
    sides = tuple(
        Side(
            state.iso,
            _bound(treaty, state, on),
            treaty.party(state.iso).note,
            tuple(row for row in treaty.reservations if row.state == state.iso),
        )
        for state in states
    )
    standing = min((side.validity.standing for side in sides), key=_WEAKEST.index)
    words = ""
    if treaty.bearing == "historical" and standing in ("in-force", "check"):
        standing, words = "check", WORDS["historical"]
    whole = Validity(standing, "", "")
    articles = tuple(
        Article(row, _article(row, whole, on, treaty.review.verified.on, row.replaced_by, None))
        for row in treaty.provisions
        if carries(row)
    )
    return Shared(treaty, standing, words, sides, articles)


def _bound(treaty: Treaty, state: State, on: str) -> Validity:
    party = treaty.party(state.iso)
    name, seen = state.name["en"], party.as_of or treaty.parties_as_of or treaty.review.verified.on
    if party.status == "not-established":
        return Validity("check", "", _say("not-established", state=name))
    if party.status != "bound":  # signed only, or not bound: by the source, which may be old
        if on > seen_on(seen):
            return Validity("check", "", _say(f"{party.status}-by", seen=seen, state=name))
        return Validity("none", "", WORDS[party.status])
    if party.in_force:
        if on < party.in_force:
            return Validity("later", "", _say("only-from", date=party.in_force))
        return Validity("in-force", party.in_force, _say("since", date=party.in_force))
    inherited = party.by == "succession"  # it may reach back to the day on which the state began
    for key, date in (
        ("not-yet-anywhere", treaty.in_force),
        ("only-consent", None if inherited else party.bound),
        ("only-signed", party.signed),
        ("only-adopted", treaty.adopted_on),
    ):
        if date and on < date:
            return Validity("later", "", _say(key, date=date))
    if inherited and party.bound and on < party.bound:
        return Validity("check", "", _say("succession", date=party.bound, state=name))
    known = on >= seen_on(seen)
    if party.bound:
        key = "bound-consent" if known else "consented"
        return Validity("in-force" if known else "check", "", _say(key, date=party.bound, state=name))
    return Validity(
        "in-force" if known else "check", "", _say("bound" if known else "bound-later", seen=seen, state=name)
    )


# --- within one state


def _own(manual: Manual, state: State, law: LegalInstrument, on: str) -> Own:
    verified = state.reviews["legislation"].verified.on
    whole = _law(law, on, verified)
    articles = tuple(
        Article(row, _article(row, whole, on, verified, successor(manual, state, row), law))
        for row in law.provisions
        if carries(row)
    )
    return Own(law, whole, _text(law, whole, on), articles)


def successor(manual: Manual, state: State, row: Provision) -> str:
    """The provision of the state's law that took the place of this one, in words; empty where none did."""
    return cite(manual, state, row.replaced_by).label if row.replaced_by else ""


def _law(law: LegalInstrument, on: str, verified: str) -> Validity:
    if law.in_force:
        if on < law.in_force:
            return Validity("later", "", _say("only-from", date=law.in_force))
    elif law.status == "upcoming":
        return Validity("later", "", WORDS["upcoming"])
    elif law.adopted and on < law.adopted:
        return Validity("later", "", _say("only-adopted", date=law.adopted))
    elif law.published and law.published.date and on < law.published.date:
        return Validity("later", "", _say("only-published", date=law.published.date))
    if law.status == "repealed":
        ended = on >= verified
        return Validity("ended" if ended else "check", "", WORDS["repealed" if ended else "repealed-undated"])
    if law.status == "not-established":
        return Validity("check", "", WORDS["law-not-established"])
    if law.in_force:
        return Validity("in-force", law.in_force, _say("since", date=law.in_force))
    if on >= seen_on(law.text_as_of or verified):
        return Validity("in-force", "", WORDS["since-unknown"])
    return Validity("check", "", WORDS["law-since-check"])


def _text(law: LegalInstrument, whole: Validity, on: str) -> str:
    if whole.standing in ("later", "ended"):
        return ""
    amended = law.status == "amended-since"
    if not law.text_as_of:
        return WORDS["text-undated-amended" if amended else "text-undated"]
    if on < law.text_as_of:
        return _say("text-later", date=law.text_as_of)
    return _say("text-amended" if amended and on > seen_on(law.text_as_of) else "text", date=law.text_as_of)


def _article(row: Provision, whole: Validity, on: str, verified: str, by: str, law: LegalInstrument | None) -> Validity:
    """How a provision stood; ``by`` took its place. In a state's ``law`` its own dates may say more than the law's."""
    if whole.standing in ("later", "none"):
        return Validity(whole.standing, "", "")
    start, end = row.valid_from or "", row.valid_until or ""
    if end and on > end:
        return Validity("ended", "", "; ".join([_say("until", date=end), *([_say("replaced", by=by)] if by else [])]))
    if start and on < start:
        return Validity("later", "", _say("only-from", date=start))
    if law and start and end:
        return Validity("in-force", start, _say("from-until", date=start, end=end))
    if by and not end:
        if on >= verified:
            return Validity("ended", "", _say("replaced", by=by))
        return Validity("check", "", _say("replaced-undated", by=by))
    if law and start and law.status in ("in-force", "amended-since"):
        return Validity("in-force", start, _say("since", date=start))
    return Validity(whole.standing, whole.since, "")
