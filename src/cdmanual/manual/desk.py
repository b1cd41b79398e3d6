"""What route and compare reckon with: the answers in words with the values behind them, as plain data.

Computed once for an edition; the commands reckon with it and the browser gets the very same, so that all faces agree.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from typing import Any

from cdmanual.durations import parse_duration
from cdmanual.manual.model import Contact, Manual, Part, State, Treaty
from cdmanual.manual.questionnaire import Question
from cdmanual.manual.reading import PartReading, Reading, read_answer

Facts = dict[str, Any]
_SHOWN = 150
# The parts of a case that a route can decide by itself; the others are left to the reader.
_DECIDABLE = ("regime", "direction", "object", "partner")


@dataclass(frozen=True, slots=True)
class Rule:
    """How the answers of a chain of states to one question come to one: ``words`` names the outcome.

    ``how`` is ``first`` (the value that comes first in ``order``, the strictest), ``shortest``, ``longest``, ``common``
    (what all accept), ``all`` (what any demands) or ``silent`` (who names neither a thing nor one that covers it).
    """

    question: str
    how: str
    words: str
    order: tuple[str, ...] = ()


_CONSENT = ("not-allowed", "separate-authorisation", "with-conditions", "allowed")
RULES = (
    Rule("mla-required", "first", "Formal request", ("before", "depends", "after", "not-required")),
    Rule("advance-notice", "longest", "Longest notice"),
    Rule("deadline", "longest", "Slowest answer"),
    Rule("languages", "common", "Languages that all accept"),
    Rule("substitution", "first", "Narrowest substitution", ("none", "partial", "full", "partial-or-full")),
    Rule("duration-initial", "shortest", "Shortest first period"),
    Rule("duration-maximum", "shortest", "Shortest total"),
    Rule("foreign-presence", "first", "Foreign officers", _CONSENT),
    Rule("foreign-weapons", "first", "Their weapons", ("not-allowed", "self-defence-only", "allowed")),
    Rule("foreign-undercover", "first", "Foreign undercover agents", _CONSENT),
    Rule("urgent-channel", "first", "Reachable at night", ("none", "office-hours", "round-the-clock")),
    Rule("subsidiarity", "first", "Last resort", ("required", "not-required")),
    Rule("objects", "silent", "Goods that some do not name"),
    Rule("guarantees", "all", "Guarantees that someone demands"),
)
# What an officer must know of each state on the way, in the order of use.
ESSENTIALS = (
    "receives-request", "authorised-by", "urgent-decision", "mla-required", "languages", "advance-notice",
    "substitution", "duration-initial", "duration-maximum", "foreign-presence", "foreign-weapons", "guarantees",
    "urgent-channel",
)  # fmt: skip


# Sentences that every face of a route says alike.
SAYS = {
    "not-permitted": "{state} does not permit controlled deliveries.",
    "direction-not-named": "{state}: the rules that were read do not name this direction.",
    "goods-not-named": "{state}: the rules that were read do not name these goods.",
    "overdue": "{state}: the record is overdue. Check before use.",
    "disputed": "{state}, {question}: sources disagree. Read both positions.",
    "ask": "Ask first",
    "none": "none among those that answer",
    "doubtful": "To be checked",
    "no-contact": "No contact is known. Use a channel that both sides of a border belong to.",
}


def desk_facts(manual: Manual, day: date, only: Collection[str] = ()) -> Facts:
    """``questions``, ``groups``, ``rules``, ``essentials``, ``goods``, ``says``, ``states``, ``treaties``,
    ``channels``; ``only`` names the states to reckon with (all when empty).

    A state has ``name``, ``zone``, ``review``, ``answers`` (status, note, parts) and ``contacts``; a part has ``when``
    (what a route can decide), ``case`` in words, ``value``, ``labels``, ``size`` (a duration in hours, a month as 30
    days), ``text``, ``basis``. A contact has ``name``, ``lines`` in words, and for each line its link or "". Treaties
    name the states that they bind on the day, channels their members.
    """
    questionnaire = manual.questionnaire
    return {
        "questions": [[question.id, question.title, question.group] for question in questionnaire.questions],
        "groups": [[group.id, group.title] for group in questionnaire.groups],
        "rules": [[rule.question, rule.how, rule.words, list(rule.order)] for rule in RULES],
        "essentials": list(ESSENTIALS),
        "goods": [[choice.id, choice.title] for choice in questionnaire.question("objects").choices],
        "statuses": {choice.id: choice.title for choice in questionnaire.statuses},
        "says": SAYS,
        "states": {s.iso: _state(manual, s, day) for s in manual.states if not only or s.iso in only},
        "treaties": [_treaty(treaty, day) for treaty in manual.treaties],
        "channels": [
            {"id": channel.id, "short": channel.short, "members": _members(channel.members)}
            for channel in manual.channels
        ],
    }


def _members(rows: Any) -> list[str]:
    return [row.state for row in rows if row.status in ("member", "partner")]


def _state(manual: Manual, state: State, day: date) -> dict[str, Any]:
    review = state.reviews["procedure"]
    eio = next((treaty for treaty in manual.treaties if treaty.id == "eio"), None)
    return {
        "name": state.name["en"],
        "key": state.key,
        "zone": state.time_zone,
        "review": [review.freshness(day), review.verified.on, review.due.isoformat()],
        "eio": eio is not None and eio.party(state.iso).status == "bound",
        "answers": {q.id: _answer(manual, state, q) for q in manual.questionnaire.questions},
        "contacts": _contacts(state),
    }


def _answer(manual: Manual, state: State, question: Question) -> dict[str, Any]:
    reading: Reading = read_answer(manual, state, question)
    parts = zip(state.answer(question.id).parts, reading.parts, strict=True)
    return {
        "status": reading.status,
        "note": shorten(reading.text, _SHOWN, placeholder=" …"),
        "parts": [_part(question, part, words) for part, words in parts] if reading.is_answered else [],
        "text": "" if reading.is_answered else shorten(reading.parts[0].text, _SHOWN, placeholder=" …"),
    }


def _part(question: Question, part: Part, words: PartReading) -> dict[str, Any]:
    value = [part.value] if isinstance(part.value, str) else list(part.value) if isinstance(part.value, tuple) else []
    made: dict[str, Any] = {
        "when": {key: list(case) if isinstance(case, tuple) else case for key, case in part.when if key in _DECIDABLE},
        "case": words.when,
        "value": [item for item in value if item],
        "labels": list(words.labels),
        "text": shorten(words.text, _SHOWN, placeholder=" …"),
        "basis": [citation.label for citation in words.citations],
    }
    if question.kind == "duration" and value:
        made["size"] = _hours(value[0])
    return {key: item for key, item in made.items() if item or key in ("value", "labels")}


def line_of(part: dict[str, Any]) -> dict[str, Any]:
    """A part as one line of a cell: the case, the values or else the sentence, the legal basis."""
    return {
        "case": part.get("case", ""),
        "head": " · ".join(part["labels"]),
        "text": part.get("text", ""),
        "basis": part.get("basis", []),
    }


def _hours(text: str) -> int:
    """A length in hours, for putting lengths in order: a month counts 30 days, a year 365."""
    length = parse_duration(text)
    days = length.years * 365 + length.months * 30 + length.weeks * 7 + length.days
    return days * 24 + length.hours


def _contacts(state: State) -> list[dict[str, Any]]:
    """Whom to reach: posts where the edition holds them, else the authorities that receive requests."""
    posts = [
        (next(iter(officer.post.values())), officer.contacts, f"officer.{officer.id}") for officer in state.officers
    ]
    offices = [
        (authority.name["en"], authority.contacts, authority.id)
        for authority in state.authorities
        if "receives-requests" in authority.roles
    ]
    return [
        {
            "name": name,
            "lines": [_contact_words(contact) for contact in contacts],
            "links": [_contact_link(contact) for contact in contacts],
            "anchor": anchor,
        }
        for name, contacts, anchor in posts + offices
        if contacts
    ]


def _contact_words(contact: Contact) -> str:
    """The number as it is dialled from abroad (or the address), what it is, and how old the word on it is."""
    shown = contact.number or contact.address
    if contact.extension:
        shown += f" ext. {contact.extension}"
    kind = {"fax": "fax", "mobile": "mobile", "secure": "secure channel"}.get(contact.kind, "")
    if contact.verified:
        age = f"verified {contact.verified.on}"
    else:
        age = f"source of {contact.as_of}" if contact.as_of else "undated source"
    return f"{shown} ({'; '.join(filter(None, (kind, contact.label, contact.hours, age)))})"


def _contact_link(contact: Contact) -> str:
    schemes = {"phone": "tel:", "mobile": "tel:", "email": "mailto:", "web": ""}
    return schemes[contact.kind] + (contact.number or contact.address) if contact.kind in schemes else ""


def _treaty(treaty: Treaty, day: date) -> dict[str, Any]:
    articles = sorted(treaty.provisions, key=lambda provision: -len(provision.topics))[:1]
    return {
        "id": treaty.id,
        "short": treaty.short,
        "bilateral": treaty.kind == "bilateral",
        "bearing": treaty.bearing,
        "article": articles[0].cite if articles else "",
        "bound": [p.state for p in treaty.parties if p.status == "bound" and (p.in_force or "") <= day.isoformat()],
        "open": [p.state for p in treaty.parties if p.status == "not-established"],
    }
