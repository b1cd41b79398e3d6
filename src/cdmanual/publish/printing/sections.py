"""The sections of the book, in order: which there are, under which number, and what each holds.

A section is set in type on its own and counts its own pages, so that a binder can follow an amendment. Those of
`first_sections` need only the edition; those of `last_sections` (contents, index, list of pages) also need to know
where everything stands.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from cdmanual.manual import model
from cdmanual.publish.printing import places
from cdmanual.publish.printing.bind import Part, page_label
from cdmanual.publish.printing.chapters import Chapter
from cdmanual.publish.printing.index import index_of
from cdmanual.publish.printing.shelf import Job, Typeset
from cdmanual.publish.printing.values import TITLE, Values

PARTS = (
    "",
    "Part I · The framework",
    "Part II · The states compared",
    "Part III · The states",
    "Part IV · Instruments, channels, words",
)
STATES, LEAVES = "III", "IV.5"
_LEAVES_TITLE = "List of effective pages"
_STAMP = 7
# The sections of a chapter after the questionnaire, as the template names them.
ANNEXES = ("Legislation", "Authorities", "Authorised officers", "Open points", "Sources")
# Columns of the table at a glance get room by what stands in them.
_ROOM = {"choice": 2, "choices": 3, "languages": 3, "duration": 2, "authorities": 5, "urgent": 5, "text": 4}


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its code (``III.RS``; empty before Part I), the part it is of, its title, template and content.

    ``day`` is that of the youngest record in it; ``verified`` what the list of pages says of it; ``tab`` its thumb tab,
    ``barred`` the content with a mark on what changed, for bars in the margin.
    """

    code: str
    part: int
    title: str
    place: str
    template: str
    content: dict[str, Any]
    day: str
    verified: str = ""
    tab: int | None = None
    tabs: int = 0
    barred: dict[str, Any] | None = None

    @property
    def stamp(self) -> str:
        """A short digest of what the section says: two with the same stamp say the same."""
        said = json.dumps([self.code, self.title, self.content], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:_STAMP]

    @property
    def iso(self) -> str:
        """The state whose chapter this is, or an empty string."""
        return self.code.removeprefix(f"{STATES}.") if self.part == 3 and self.code != STATES else ""

    def job(self, common: dict[str, Any], copy: str | None = None) -> Job:
        """The section as Typst is to set it."""
        head = {
            "code": self.code,
            "title": self.title,
            "part": PARTS[self.part],
            "place": self.place,
            "running": f"{self.iso} {self.title}".strip(),
            "about": f"{TITLE}, {common['edition']['kind']} edition {common['edition']['id']}",
            "keywords": [self.title],
            "stamp": self.stamp,
            "tab": self.tab,
            "tab_text": self.iso,
            "tabs": self.tabs,
            "day": self.day,
            "has_changes": self.barred is not None,
        }
        data = {
            **common,
            "edition": {**common["edition"], "copy": copy},
            "section": head,
            **(self.barred or self.content),
        }
        return Job(self.code or "front", self.template, data, alone=self.part == 0 or bool(self.iso))


Bound = tuple[Section, Typeset]


def first_sections(values: Values, chapters: Sequence[Chapter]) -> tuple[Section, ...]:
    """All sections but those that need to know where the others stand, in the order of the book."""
    manual = values.edition.manual
    return (
        *_guide(values, chapters),
        *_comparisons(values),
        *(
            Section(
                f"{STATES}.{state.iso}",
                3,
                state.name["en"],
                state.iso,
                "state.typ",
                {"state": values.state(state)},
                max(review.verified.on for review in state.reviews.values()),
                state.reviews["procedure"].verified.on,
                at,
                len(manual.states),
            )
            for at, state in enumerate(manual.states)
        ),
        *_framework(values),
    )


def last_sections(values: Values, set_already: Sequence[Bound]) -> Iterator[Section]:
    """The opening of Part III, the index, what stands before Part I, and the list of pages but for its own counts."""
    yield _opening_of_states(values, {section.iso: typeset for section, typeset in set_already if section.iso})
    labels = {
        place: page_label(section.code, page)
        for section, typeset in set_already
        for place, (page, _) in typeset.places.items()
    }
    yield Section("IV.4", 4, "Index", "index", "index.typ", {"scripts": index_of(values, labels)}, latest(values))


def front(values: Values, bound: Sequence[Bound]) -> Section:
    """Cover, notice, how to use, contents; ``bound`` are all sections after it."""
    edition = values.edition
    codes = {section.place: section.code for section, _ in bound}
    listed = [(section.part, row) for section, typeset in bound for row in _contents(section, typeset)]
    last = {"level": 1, "number": LEAVES, "title": _LEAVES_TITLE, "place": "leaves", "label": page_label(LEAVES, 1)}
    listed.append((len(PARTS) - 1, last))
    content = {
        "version": edition.version,
        "kind": edition.kind,  # what the notice says of who may have it; two with one stamp say the same
        "day": edition.day.isoformat(),
        "states": [{"iso": state.iso, "name": state.name["en"]} for state in edition.manual.states],
        "contents": [
            {"title": title, "rows": [row for where, row in listed if where == part]}
            for part, title in enumerate(PARTS)
            if title
        ],
        "request": codes.get("guide/request", "I"),
        "leaves": LEAVES,
    }
    return Section("", 0, TITLE, "front", "front.typ", content, edition.day.isoformat())


def leaves(values: Values, bound: Sequence[Bound], fresh: Mapping[str, Sequence[int]]) -> Section:
    """The list of effective pages; its own pages it counts itself.

    ``fresh`` are the pages that an amendment exchanges of a section, by its code, where others stay.
    """
    rows = [
        {
            "code": section.code or "Front",
            "title": section.title,
            "pages": typeset.pages,
            "edition": values.edition.id,
            "stamp": section.stamp,
            "verified": section.verified,
            "fresh": ranges(fresh.get(section.code, ())),
            "kept": ranges([page for page in range(1, typeset.pages + 1) if page not in fresh[section.code]])
            if section.code in fresh
            else "",
        }
        for section, typeset in bound
    ]
    own = {"code": LEAVES, "title": _LEAVES_TITLE, "pages": None, "edition": values.edition.id}
    content = {"leaves": [*rows, own | {"stamp": "", "verified": "", "fresh": "", "kept": ""}]}
    return Section(LEAVES, 4, _LEAVES_TITLE, "leaves", "leaves.typ", content, values.edition.day.isoformat())


def ranges(pages: Sequence[int]) -> str:
    """Pages in words: ``1–4, 7–8``."""
    runs = [[page for _, page in run] for _, run in groupby(enumerate(pages), key=lambda pair: pair[1] - pair[0])]
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def in_order(bound: Sequence[Bound]) -> list[Bound]:
    """Sections in the order of the book: by part, the opening of a part first, then as they were made."""
    return sorted(bound, key=lambda pair: (pair[0].part, bool(pair[0].iso)))


def as_parts(bound: Sequence[Bound]) -> list[Part]:
    """Sections as they are to be bound."""
    known: set[int] = set()
    parts = []
    for section, typeset in bound:
        parts.append(Part(section.code, typeset, "" if section.part in known else PARTS[section.part]))
        known.add(section.part)
    return parts


def _contents(section: Section, typeset: Typeset) -> Iterator[dict[str, Any]]:
    """The lines of a section in the table of contents: of a state and of a chapter only the first."""
    lists_more = section.place in ("treaties", "channels")
    for entry in typeset.entries:
        if entry.level == 1 or (lists_more and entry.level == 2 and entry.number):
            yield {
                "level": entry.level,
                "number": entry.number,
                "title": entry.title,
                "place": entry.place,
                "label": page_label(section.code, entry.page),
            }


def latest(values: Values) -> str:
    """The day on which the youngest record was verified."""
    manual = values.edition.manual
    reviews = [review for state in manual.states for review in state.reviews.values()]
    reviews += [treaty.review for treaty in manual.treaties] + [channel.review for channel in manual.channels]
    return max(review.verified.on for review in reviews)


def _guide(values: Values, chapters: Sequence[Chapter]) -> Iterator[Section]:
    manual = values.edition.manual
    numbers = {f"guide/{chapter.name}": f"I.{at}" for at, chapter in enumerate(chapters, 1)}
    numbers |= {f"treaty/{treaty.id}": f"IV.1.{at}" for at, treaty in enumerate(manual.treaties, 1)}
    numbers |= {f"channel/{channel.id}": f"IV.2.{at}" for at, channel in enumerate(manual.channels, 1)}
    numbers |= {f"question/{name}": f"question {number}" for name, number in values.numbers.items()}
    numbers |= {"treaties": "IV.1", "channels": "IV.2", "terms": "IV.3", "states": STATES}
    where = {places.SCHEME + place: number for place, number in numbers.items()}
    for at, chapter in enumerate(chapters, 1):
        content = {"blocks": chapter.blocks, "where": where}
        yield Section(f"I.{at}", 1, chapter.title, f"guide/{chapter.name}", "guide.typ", content, latest(values))


def _comparisons(values: Values) -> Iterator[Section]:
    manual, day = values.edition.manual, latest(values)
    carded = [manual.questionnaire.question(name) for cell in manual.questionnaire.card for name in cell.questions]
    columns = [values.named(question) | {"room": _ROOM[question.kind]} for question in carded]
    rows = [
        {
            "iso": state.iso,
            "name": state.name["en"],
            "answers": [_in_short(row) for row in values.answers(state, carded)],
        }
        for state in manual.states
    ]
    glance = {"form": "glance", "columns": columns, "rows": rows}
    yield Section("II.1", 2, "At a glance", "glance", "compare.typ", glance, day)
    with_values = [question for question in manual.questionnaire.questions if question.kind in ("choice", "choices")]
    tables = [values.matrix(question) | {"at": at} for at, question in enumerate(with_values, 1)]
    yield Section("II.2", 2, "By value", "values", "compare.typ", {"form": "values", "tables": tables}, day)
    worded = [values.table(cell) | {"at": at} for at, cell in enumerate(manual.questionnaire.card, 1)]
    yield Section("II.3", 2, "In words", "words", "compare.typ", {"form": "words", "tables": worded}, day)


def _in_short(answer: dict[str, Any]) -> dict[str, Any]:
    """What a table at a glance shows of an answer: what it does not show must not count as a change of it."""
    parts = [{name: part[name] for name in ("when", "headline")} for part in answer["parts"]]
    return {name: answer[name] for name in ("id", "title", "status")} | {"parts": parts}


def _opening_of_states(values: Values, typesets: dict[str, Typeset]) -> Section:
    questionnaire = values.edition.manual.questionnaire
    sections = [*(group.title for group in questionnaire.groups), *ANNEXES]
    rows = []
    for state in values.edition.manual.states:
        known = typesets[state.iso].places
        counted = values.counts(state)
        verified = values.freshness(state.reviews["procedure"])
        pages = [known[f"{state.iso}.{number}"][0] for number in range(1, len(sections) + 1)]
        rows.append({"iso": state.iso, "name": state.name["en"], "verified": verified, "pages": pages, **counted})
    content = {"sections": sections, "states": rows}
    return Section(STATES, 3, "The states", "states", "states.typ", content, latest(values))


def _framework(values: Values) -> Iterator[Section]:
    manual = values.edition.manual
    recorded = [state.iso for state in manual.states]

    def numbered(code: str, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        return [row | {"number": f"{code}.{at}"} for at, row in enumerate(rows, 1)]

    def youngest(reviews: Iterable[model.Review]) -> str:
        return max((review.verified.on for review in reviews), default=latest(values))

    treaties = numbered("IV.1", [values.treaty(treaty) for treaty in manual.treaties])
    content = {"treaties": treaties, "recorded": recorded}
    day = youngest(treaty.review for treaty in manual.treaties)
    yield Section("IV.1", 4, "International instruments", "treaties", "instruments.typ", content, day, day)
    channels = numbered("IV.2", [values.channel(channel) for channel in manual.channels])
    day = youngest(channel.review for channel in manual.channels)
    content = {"channels": channels, "recorded": recorded}
    yield Section("IV.2", 4, "Channels", "channels", "channels.typ", content, day, day)
    terms = numbered("IV.3", [values.term(term) for term in manual.terms])
    bibliography = values.bibliography(manual.terms_bibliography)
    content = {"terms": terms, "bibliography": bibliography}
    yield Section("IV.3", 4, "Glossary", "terms", "glossary.typ", content, latest(values))
