"""What words stand for: names of states in every language, concepts, filler. Computed once, with the index.

The result is plain data (``json``-ready), because the browser gets the very same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from babel import Locale, UnknownLocaleError

from cdmanual.manual.model import Manual
from cdmanual.search.analysis import tokens
from cdmanual.search.query import WHOLE, whole_target
from cdmanual.search.sections import Section

# How much less each further place of a concept is lifted than the first, in hundredths.
_LIFTS = (100, 72, 56, 46, 40)
_FAINT = 30
# What a reader calls the kinds of documents.
KINDS = {
    "answer": "Answers",
    "provision": "Provisions",
    "instrument": "Laws and treaties",
    "authority": "Authorities",
    "contact": "Contacts",
    "channel": "Channels",
    "term": "Terms",
    "section": "Pages and chapters",
}


def make_words(manual: Manual, sections: Iterable[Section] = ()) -> dict[str, Any]:
    """``phrases`` (folded, ``*`` any ending → number of its target), ``targets``, ``filler``, ``articles``, ``labels``.

    A target is ``{"state": iso}`` or ``{"leads": [[place, hundredths], …], "weak": bool, "named": bool}``; ``named`` is
    what is nothing but a name, of which each word counts. ``codes`` are the states' ISO codes. A
    name of a treaty, a channel or a term that is also a concept's leads to both.
    """
    spoken = manual.search_words
    book = _Book()
    for state in manual.states:
        names = [*state.name.values(), *state.other_names, state.adjective, *_names_by_cldr(state.iso, manual)]
        book.add({"state": state.iso}, [*names, *spoken.states.get(state.iso, ())])
    for concept in spoken.concepts:
        leads = [[lead, _LIFTS[min(at, len(_LIFTS) - 1)]] for at, lead in enumerate(concept.leads)]
        words = [word for words in concept.words.values() for word in words]
        book.add({"leads": leads, "weak": concept.weak, "named": False}, words)
    for question in manual.questionnaire.questions:
        book.name(question.id, [question.title])
    for term in manual.terms:
        book.name(
            f"term.{term.id}", [term.term, *(w for word in term.words for w in (word.word, word.transliteration))]
        )
    for state in manual.states:
        book.name(f"measure.{state.iso}", [name for language, name in state.measure.items() if language != "en"])
    for treaty in manual.treaties:
        book.name(f"instrument.{treaty.id}", [treaty.short, *treaty.title.values(), *treaty.nicknames])
    for channel in manual.channels:
        book.name(f"channel.{channel.id}", [channel.short, *channel.name.values()])
    for section in sections:
        title = section.title.rpartition(" · ")[2]
        if len(title.split()) > 1:  # one word is rather a concept's
            book.name(f"section.{section.place}", [title])
    filler = {token for words in spoken.filler.values() for word in words for token in tokens(word)}
    return {
        "phrases": dict(sorted(book.phrases.items())),
        "targets": book.targets,
        "codes": [state.iso for state in manual.states],
        "filler": sorted(filler),
        "articles": sorted({token for word in spoken.articles for token in tokens(word)}),
        "labels": {
            "country": {state.iso: state.name["en"] for state in manual.states},
            "question": {question.id: question.title for question in manual.questionnaire.questions},
            "status": {status.id: status.title for status in manual.questionnaire.statuses},
            "kind": KINDS,
        },
    }


class _Book:
    """Phrases and what they stand for; the first to claim a phrase keeps it."""

    def __init__(self) -> None:
        self.phrases: dict[str, int] = {}
        self.targets: list[dict[str, Any]] = []

    def add(self, target: dict[str, Any], words: Iterable[str]) -> None:
        """Words for a target; a star at the end of a word stands for any ending."""
        self.targets.append(target)
        for word in words:
            folded = " ".join(tokens(word))
            if folded:
                self.phrases.setdefault(folded + "*" if word.endswith("*") else folded, len(self.targets) - 1)

    def name(self, place: str, names: Iterable[str]) -> None:
        """Names of one thing: they lead to it, and where they are a concept's words as well, there too."""
        made: dict[int | None, int] = {}
        for name in dict.fromkeys(" ".join(tokens(name)) for name in names if name):
            found = whole_target(self.phrases, name)
            if found is not None and "state" in self.targets[found]:
                continue
            if found not in made:
                before = self.targets[found]["leads"] if found is not None else []
                leads = [
                    [place, WHOLE],
                    *([other, _faint(other, lift, place)] for other, lift in before if other != place),
                ]
                weak = found is not None and self.targets[found]["weak"]
                self.targets.append({"leads": leads, "weak": weak, "named": found is None})
                made[found] = len(self.targets) - 1
            self.phrases[name] = made[found]


def _faint(other: str, lift: int, named: str) -> int:
    """Who types the measure's name in one language rather wants the states that speak it than what holds for all."""
    is_of_all = named.startswith("measure.") and not other.startswith(("term.", "measure."))
    return min(lift, _FAINT) if is_of_all else lift


def _names_by_cldr(iso: str, manual: Manual) -> Iterator[str]:
    """The state's name in each language of the words for searching, after the Unicode CLDR."""
    languages = {language for concept in manual.search_words.concepts for language in concept.words}
    for language in sorted(languages):
        try:
            yield str(Locale.parse(language.replace("-", "_")).territories.get(iso, ""))
        except UnknownLocaleError:
            continue
