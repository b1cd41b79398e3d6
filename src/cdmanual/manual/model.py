"""The manual as frozen data: what every publication and every question is computed from.

Built only from records that passed the check; holds no file, no clock and no edition's secrets but those it was given.
Dates stay text (``2026-11-21``), as records hold them; an ``as_of`` may be a year.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from cdmanual.durations import add, parse_duration
from cdmanual.manual.questionnaire import Questionnaire

Names = dict[str, str]
# The statuses under which a reader gets an answer, if a disputed one.
ANSWERED = ("confirmed", "desk-research", "disputed")


@dataclass(frozen=True, slots=True)
class Source:
    """A publication that records rest on."""

    id: str
    title: str
    publisher: str
    kind: str
    date: str
    accessed: str
    url: str = ""
    language: str = ""
    read_in: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a text can be read."""

    lang: str
    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a provision."""

    id: str
    cite: str
    summary: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Provision:
    """An article or section that bears on controlled deliveries."""

    id: str
    cite: str
    topics: tuple[str, ...]
    summary: str
    sources: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...] = ()
    valid_from: str | None = None
    valid_until: str | None = None
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """Where a law was published."""

    gazette: str
    issue: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class LegalInstrument:
    """A law of one state."""

    id: str
    title: Names
    short: str
    kind: str
    number: str | None
    adopted: str | None
    in_force: str | None
    text_as_of: str | None
    status: str
    sources: tuple[str, ...]
    provisions: tuple[Provision, ...]
    published: Publication | None = None
    amendments: str = ""
    note: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Verified:
    """Who last held something against the facts, when and how."""

    on: str
    by: str
    method: str


@dataclass(frozen=True, slots=True)
class Review:
    """When a record was verified, and after how long it is due again."""

    verified: Verified
    every: str

    @property
    def due(self) -> date:
        """The day on which the record is due."""
        return add(date.fromisoformat(self.verified.on), parse_duration(self.every))

    def freshness(self, today: date) -> str:
        """``fresh``, ``due`` (within 30 days) or ``overdue``."""
        days = (self.due - today).days
        return "overdue" if days < 0 else "due" if days <= 30 else "fresh"


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach an institution or a post; ``number`` in E.164."""

    kind: str
    number: str = ""
    extension: str = ""
    printed: str = ""
    address: str = ""
    label: str = ""
    hours: str = ""
    sources: tuple[str, ...] = ()
    as_of: str | None = None
    verified: Verified | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address of an institution."""

    city: str
    sources: tuple[str, ...]
    as_of: str | None
    lines: tuple[str, ...] = ()
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    """An institution of one state."""

    id: str
    name: Names
    kind: str
    level: str
    roles: tuple[str, ...]
    sources: tuple[str, ...]
    parent: str = ""
    note: str = ""
    address: Address | None = None
    contacts: tuple[Contact, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Marking:
    """Who may see an entry: a TLP 2.0 label and handling codes."""

    tlp: str
    handling: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Officer:
    """A post or duty desk that is authorised for controlled deliveries."""

    id: str
    authority: str
    post: Names
    functions: tuple[str, ...]
    marking: Marking
    contacts: tuple[Contact, ...] = ()
    languages: tuple[str, ...] = ()
    availability: str = ""
    note: str = ""
    verified: Verified | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Urgent:
    """Who decides when there is no time, and who must confirm it within what time."""

    by: tuple[str, ...]
    form: str = ""
    valid_for: str = ""
    confirm_within: str = ""
    confirmed_by: tuple[str, ...] = ()


Value = str | tuple[str, ...] | Urgent | None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an answer: the whole of a plain one, a variant (``when``), or a position of a disputed one."""

    value: Value = None
    text: str = ""
    basis: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    as_of: str = ""
    when: tuple[tuple[str, str | tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a state answers to a question: one part, or several that depend on the case or contradict each other.

    Of an answer with several parts, ``text`` and ``sources`` say what holds for all of them.
    """

    question: str
    status: str
    parts: tuple[Part, ...]
    text: str = ""
    sources: tuple[str, ...] = ()

    @property
    def is_answered(self) -> bool:
        """Whether the reader gets an answer, if a disputed one."""
        return self.status in ANSWERED


@dataclass(frozen=True, slots=True)
class State:
    """All records of one state."""

    iso: str
    name: Names
    adjective: str
    languages: tuple[str, ...]
    time_zone: str
    european_union: str
    schengen: str
    measure: Names
    open_points: tuple[str, ...]
    owners: tuple[str, ...]
    country_sources: tuple[str, ...]
    sources: tuple[Source, ...]
    legislation: tuple[LegalInstrument, ...]
    authorities: tuple[Authority, ...]
    officers: tuple[Officer, ...]
    answers: tuple[Answer, ...]
    reviews: dict[str, Review]
    other_names: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The code in small letters: the folder's name, used in addresses."""
        return self.iso.lower()

    def answer(self, question: str) -> Answer:
        """The answer to a question; KeyError when the questionnaire has no such question."""
        for answer in self.answers:
            if answer.question == question:
                return answer
        raise KeyError(question)

    def authority(self, name: str) -> Authority:
        """The authority with this id; KeyError when there is none."""
        for authority in self.authorities:
            if authority.id == name:
                return authority
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Party:
    """What is known of one state and one treaty."""

    state: str
    status: str
    signed: str | None = None
    bound: str | None = None
    by: str = ""
    in_force: str | None = None
    note: str = ""
    as_of: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reservation:
    """A reservation or declaration of one state."""

    state: str
    text: str
    as_of: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Treaty:
    """An international instrument: a treaty or an act of the European Union."""

    id: str
    title: Names
    short: str
    kind: str
    adopted_on: str | None
    adopted_at: str
    in_force: str | None
    depositary: str | None
    bearing: str
    summary: str
    provisions: tuple[Provision, ...]
    reservations: tuple[Reservation, ...]
    parties: tuple[Party, ...]
    parties_as_of: str | None
    parties_note: str
    sources: tuple[str, ...]
    bibliography: tuple[Source, ...]
    review: Review
    series: str = ""
    nicknames: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()

    def party(self, iso: str) -> Party:
        """The row of a state; ``not-established`` where the table has none."""
        return next((party for party in self.parties if party.state == iso), Party(iso, "not-established"))


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence with its sources."""

    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """How a state belongs to a channel."""

    state: str
    status: str
    since: str | None = None
    note: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """An organisation or network that carries or coordinates a request."""

    id: str
    name: Names
    short: str
    kind: str
    seat: str | None
    summary: str
    offers: tuple[Note, ...]
    users: Note
    hours: str
    hours_note: Note
    members: tuple[Membership, ...]
    members_as_of: str | None
    members_note: str
    sources: tuple[str, ...]
    bibliography: tuple[Source, ...]
    review: Review
    links: tuple[Link, ...] = ()

    def member(self, iso: str) -> Membership:
        """The row of a state; ``not-established`` where the list has none."""
        return next((row for row in self.members if row.state == iso), Membership(iso, "not-established"))


@dataclass(frozen=True, slots=True)
class Word:
    """A term in one language."""

    language: str
    word: str
    sources: tuple[str, ...]
    transliteration: str = ""
    country: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A concept of the field and its words in the languages of the region."""

    id: str
    term: str
    definition: str
    words: tuple[Word, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """What readers ask for: their words (a star: any ending), where they lead; weak: a by-word that counts less."""

    id: str
    leads: tuple[str, ...]
    words: dict[str, tuple[str, ...]]
    weak: bool = False


@dataclass(frozen=True, slots=True)
class SearchWords:
    """The words for searching: concepts, forms of the states' names, filler, and words before an article's number."""

    concepts: tuple[Concept, ...] = ()
    states: dict[str, tuple[str, ...]] = field(default_factory=dict)
    filler: dict[str, tuple[str, ...]] = field(default_factory=dict)
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manual:
    """Everything; ``overlay`` holds the officers kept outside this repository, by state, for the restricted edition."""

    questionnaire: Questionnaire
    states: tuple[State, ...]
    treaties: tuple[Treaty, ...]
    channels: tuple[Channel, ...]
    terms: tuple[Term, ...]
    terms_bibliography: tuple[Source, ...] = ()
    overlay: dict[str, tuple[Officer, ...]] | None = None
    search_words: SearchWords = field(default_factory=SearchWords)

    def state(self, iso: str) -> State:
        """The state with this code, in any case; KeyError when there is none."""
        for state in self.states:
            if state.iso == iso.upper():
                return state
        raise KeyError(iso)
