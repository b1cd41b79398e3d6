"""What changed in laws and their provisions, of a state or of a treaty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cdmanual.manual.changes.change import Change, Pair, by_id, entries, without
from cdmanual.manual.changes.wording import Field
from cdmanual.manual.model import LegalInstrument, Provision, Treaty

_LAW = (
    *(Field("title", "title"), Field("short", "short title"), Field("kind", "kind", "law-kind")),
    *(Field("number", "number"), Field("adopted", "adopted"), Field("in_force", "in force")),
    *(Field("status", "status", "law-status"), Field("amendments", "amendments"), Field("text_as_of", "text as of")),
    Field("note", "note"),
)
_PROVISION = (
    *(Field("cite", "cited as"), Field("summary", "summary"), Field("valid_from", "valid from")),
    Field("valid_until", "valid until"),
)
_PARAGRAPH = (Field("cite", "cited as"), Field("summary", "summary"))


def compare_laws(pair: Pair, was: Sequence[LegalInstrument], now: Sequence[LegalInstrument]) -> Iterator[Change]:
    """Laws of a state that came, left or were amended, and their provisions."""
    bare = without("provisions", "links", "sources")
    yield from entries(pair, "law", (was, now), lambda law: str(law.short), _LAW, bare=bare)
    before = by_id(was)
    for law in now:
        if law.id in before:
            yield from provisions(pair, law, before[law.id].provisions)


def provisions(pair: Pair, law: LegalInstrument | Treaty, was: Sequence[Provision]) -> Iterator[Change]:
    """Provisions and paragraphs of a law or treaty that both sides have; ``was`` are those of the old side."""
    bare = without("paragraphs", "topics", "sources")
    both = was, law.provisions
    yield from entries(pair, "provision", both, lambda row: f"{law.short} {row.cite}", _PROVISION, "", (law.id,), bare)
    before = by_id(was)
    for provision in law.provisions:
        if provision.id in before:
            yield from _paragraphs(pair, law, before[provision.id], provision)


def _paragraphs(pair: Pair, law: LegalInstrument | Treaty, was: Provision, now: Provision) -> Iterator[Change]:
    both, home, cited = (was.paragraphs, now.paragraphs), (law.id, now.id), f"{law.short} {now.cite}"
    yield from entries(pair, "provision", both, lambda row: f"{cited} {row.cite}", _PARAGRAPH, "paragraph", home)
