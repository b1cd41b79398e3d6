"""Understand a query: repair its typing errors, find the states and the concepts in it, and what else must be met.

The same steps run in the browser (content/theme/assets/search.js); a test holds both equal.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any

from cdmanual.search.analysis import tokens
from cdmanual.search.spelling import SHORTEST, letters, nearest

# What a slot counts for when a document is judged by how much of the query it meets.
STATE, CONCEPT, NUMBER, WORD, PART = 12, 4, 4, 2, 1
WHOLE = 100  # hundredths
# A completed word, and a word that stands with another ending, count less than the word itself.
_COMPLETED, _BEGUN, _ENDING = 70, 90, 85
# The words of a concept count less than the places that it leads to.
_OWN_WORD, _WORD_OF_PHRASE = 60, 60
LONGEST_QUERY = 200
_MOST_WORDS = 24
_MOST_COMPLETIONS = 40
_MOST_TARGETS, _MOST_SEEN = 6, 40
_LONGEST_PHRASE = 6
_SHORTEST_STEM, _SHORTEST_MENDED = 4, 7
# In a shorter query, a state's code in small letters is the state even where it is a word too (at, it, me).
_FEW_WORDS = 2
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that the query asks for: terms of the index and places, each with hundredths; the best one counts.

    ``weight`` is what the slot counts for among the others.
    """

    weight: int
    terms: tuple[tuple[str, int], ...] = ()
    places: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood: the slots, the states named in full, and the query in words where it was repaired."""

    slots: tuple[Slot, ...]
    states: tuple[str, ...]
    corrected: str | None


def whole_target(phrases: Mapping[str, int], phrase: str) -> int | None:
    """The target of a whole phrase: of itself, or of the longest stem (with a star) that its last word begins with."""
    if phrase in phrases:
        return phrases[phrase]
    for end in range(len(phrase), phrase.rfind(" ") + 1, -1):
        target = phrases.get(phrase[:end] + "*")
        if target is not None:
            return target
    return None


class Language:
    """The words that the search knows: those of the index, and the phrases that stand for states and concepts."""

    def __init__(self, words: dict[str, Any], terms: Sequence[str], printed: Sequence[str]) -> None:
        """``words`` as make_words gives them; the ``terms`` of the index in order, and how each is ``printed``."""
        self.phrases: dict[str, int] = words["phrases"]
        self.targets: list[dict[str, Any]] = words["targets"]
        self.filler = frozenset(words["filler"])
        self.articles = frozenset(words["articles"])
        self.codes = frozenset(words["codes"])
        self.terms = terms
        self._printed = printed
        self._places = {term: place for place, term in enumerate(terms)}
        self._sorted_phrases = sorted(self.phrases)
        self._in_phrases = frozenset(word for phrase in self.phrases for word in phrase.rstrip("*").split(" "))

    def longest_phrase(self, words: Sequence[str]) -> tuple[int, dict[str, Any] | None]:
        """How many of the first words are a whole phrase, and its target; 0 and None where none is."""
        for length in range(min(_LONGEST_PHRASE, len(words)), 0, -1):
            target = whole_target(self.phrases, " ".join(words[:length]))
            if target is not None:
                return length, self.targets[target]
        return 0, None

    def has(self, word: str) -> bool:
        """Whether the word stands in the index."""
        return word in self._places

    def printed(self, word: str) -> str:
        """The word as the manual prints it, where it does."""
        place = self._places.get(word)
        return word if place is None else self._printed[place]

    def completions(self, start: str) -> list[str]:
        """The terms that begin so, the shortest first."""
        found = []
        for place in range(bisect_left(self.terms, start), len(self.terms)):
            if not self.terms[place].startswith(start):
                break
            found.append(self.terms[place])
        return sorted(found, key=lambda term: (len(term), term))[:_MOST_COMPLETIONS]

    def begun(self, start: str) -> list[int]:
        """The targets of the phrases that begin so: states first, then in the order of the phrases."""
        found: dict[int, None] = {}
        for place in range(bisect_left(self._sorted_phrases, start), len(self._sorted_phrases)):
            phrase = self._sorted_phrases[place]
            if not phrase.startswith(start) or len(found) == _MOST_SEEN:
                break
            found[self.phrases[phrase]] = None
        return sorted(found, key=lambda number: "state" not in self.targets[number])[:_MOST_TARGETS]

    def knows(self, word: str, may_go_on: bool) -> bool:
        """Whether a word needs no repair: it is known, a number, too short to judge, or the beginning of one."""
        if len(word) < SHORTEST or any(char.isdigit() for char in word):
            return True
        if word in self._places or word in self._in_phrases or word in self.articles:
            return True
        if whole_target(self.phrases, word) is not None:
            return True
        if may_go_on or len(word) >= _SHORTEST_STEM + 1:
            return bool(self.completions(word) or self.begun(word))
        return False

    @cached_property
    def _candidates(self) -> dict[int, list[tuple[str, int, int]]]:
        weights = dict.fromkeys(self.terms, 0) | dict.fromkeys(self._in_phrases, 1)
        by_length: dict[int, list[tuple[str, int, int]]] = {}
        for word, weight in weights.items():
            if len(word) >= SHORTEST:
                by_length.setdefault(len(word), []).append((word, letters(word), weight))
        return by_length

    def repair(self, word: str, may_go_on: bool) -> str:
        """The word, or the nearest that is known when it is not."""
        if not self.knows(word, may_go_on):
            return nearest(word, self._candidates) or word
        return self._mend_within_stem(word) or word

    def _mend_within_stem(self, word: str) -> str | None:
        """A word that only a stem knows may be mistyped behind it: substituton. Another ending is no mistake."""
        if word in self._places or word in self._in_phrases or len(word) < _SHORTEST_MENDED:
            return None
        best = nearest(word, self._candidates) if whole_target(self.phrases, word) is not None else None
        return best if best and best[-2:] == word[-2:] else None


def understand(query: str, language: Language) -> Understood:
    """The query as slots; none when it holds no letter and no digit."""
    query = query[:LONGEST_QUERY]
    typed = tokens(query)[:_MOST_WORDS]
    goes_on = not query.endswith((" ", "\t", "\n"))
    codes = _codes(query, typed, language)
    words = [
        word if at in codes else language.repair(word, goes_on and at == len(typed) - 1)
        for at, word in enumerate(typed)
    ]
    slots: list[Slot] = []
    states: list[str] = []
    at = 0
    while at < len(words):
        taken, found, named = _read(words, at, codes, language, goes_on)
        slots.extend(found)
        states.extend(named)
        at += taken
    if not any(slot.weight >= CONCEPT for slot in slots):  # what is weak beside another counts in full alone
        slots = [replace(slot, weight=CONCEPT) if slot.places else slot for slot in slots]
    if states:
        slots.append(_within(sorted(set(states)), "in" if slots else "state"))
    corrected = None
    if words != typed:
        corrected = " ".join(
            language.printed(word) if word != was else shown
            for word, was, shown in zip(words, typed, _as_typed(query, typed), strict=True)
        )
    return Understood(tuple(slots), tuple(dict.fromkeys(states)), corrected)


def _within(states: list[str], way: str) -> Slot:
    """One slot for all states named: either will do, and what joins two of them is best."""
    joined = [f"pair.{one}-{other}" for one, other in combinations(states, 2)]
    return Slot(STATE, places=tuple((place, WHOLE) for place in [*(f"{way}.{iso}" for iso in states), *joined]))


def _as_typed(query: str, typed: list[str]) -> list[str]:
    """The words of the query as they were written, one for each token; the tokens where they do not pair."""
    written = [(_EDGES.sub("", word), tokens(word)) for word in query.split()]
    paired = [word for word, found in written if found]
    return paired if [found for _, found in written if found] == [[token] for token in typed] else typed


def _codes(query: str, typed: list[str], language: Language) -> dict[int, str]:
    """The states named by their code, by position: in capitals, or where the word can hardly mean anything else."""
    shouted = query.upper() == query
    found = {}
    for at, (written, word) in enumerate(zip(_as_typed(query, typed), typed, strict=True)):
        code = written.upper()
        if code not in language.codes:
            continue
        before_number = at + 1 < len(typed) and typed[at + 1][0].isdigit()
        is_word = word in language.filler or (word in language.articles and before_number)
        if (written == code and not shouted) or not is_word or len(typed) <= _FEW_WORDS:
            found[at] = code
    return found


def _read(
    words: list[str], at: int, codes: dict[int, str], language: Language, goes_on: bool
) -> tuple[int, list[Slot], list[str]]:
    """What stands at a position: how many words it takes, its slots, and the states it names."""
    if at in codes:
        return 1, [], [codes[at]]
    rest = words[at:]
    whole, target = language.longest_phrase(rest)
    # A phrase that is still being typed goes before a shorter one that is whole: "last resor" before "last".
    begun = language.begun(" ".join(rest)) if goes_on and 1 < len(rest) != whole else []
    if begun:
        # Where the last word is whole, it may be meant as it stands: "organised crime" need not become a convention.
        is_whole = language.has(rest[-1])
        stands = [word for word in (rest if is_whole else rest[:-1]) if word not in language.filler]
        own = [_word(word, language, goes_on=False) for word in stands]
        phrase = _unfinished(begun, (), language)
        return len(rest), [replace(phrase, weight=WORD) if is_whole else phrase, *own], []
    if target is not None:
        return whole, *_meant(target, rest[:whole], language)
    word = rest[0]
    followed_by_number = len(rest) > 1 and rest[1][0].isdigit()
    is_filler = word in language.filler and not (goes_on and len(words) == 1)  # "aus" may become Austria
    if is_filler or (word in language.articles and followed_by_number):
        return 1, [], []
    return 1, [_word(word, language, goes_on and len(rest) == 1, is_alone=len(words) == 1)], []


def _meant(target: dict[str, Any], words: list[str], language: Language) -> tuple[list[Slot], list[str]]:
    if "state" in target:
        return [], [target["state"]]
    places = tuple((place, lift) for place, lift in target["leads"])
    own = [word for word in words if language.has(word) and word not in language.filler]
    weight = WORD if target["weak"] else CONCEPT
    if len(words) == 1:
        return [Slot(weight, tuple((word, WHOLE if target["named"] else _OWN_WORD) for word in own), places)], []
    return [Slot(weight, places=places), *_each(own, target["named"])], []


def _each(words: list[str], is_named: bool) -> list[Slot]:
    return [Slot(PART, ((word, WHOLE if is_named else _WORD_OF_PHRASE),)) for word in words]


def _word(word: str, language: Language, goes_on: bool, *, is_alone: bool = False) -> Slot:
    alternatives = dict.fromkeys(_forms(word, language), _ENDING)
    if language.has(word):
        alternatives[word] = WHOLE
    if goes_on or not alternatives:
        for term in language.completions(word):
            alternatives.setdefault(term, _COMPLETED)
    terms = tuple(alternatives.items())
    weight = NUMBER if word[0].isdigit() else WORD
    begun = language.begun(word) if goes_on and len(word) > 1 else []
    if begun:
        own = tuple((term, lift * _OWN_WORD // 100) for term, lift in terms)
        return _unfinished(begun, own, language, "state" if is_alone else "in")
    return Slot(weight, terms)


def _unfinished(begun: list[int], terms: tuple[tuple[str, int], ...], language: Language, way: str = "in") -> Slot:
    places: dict[str, int] = {}
    for number in begun:
        target = language.targets[number]
        leads: list[list[Any]] = [[f"{way}.{target['state']}", WHOLE]] if "state" in target else target["leads"]
        share = WHOLE if "state" in target else _ENDING if target["weak"] else _BEGUN
        for place, lift in leads:
            places[place] = max(places.get(place, 0), lift * share // 100)
    return Slot(CONCEPT, terms, tuple(places.items()))


def _forms(word: str, language: Language) -> Iterator[str]:
    """The word with and without the s of the plural, where the index has it."""
    if len(word) > SHORTEST and not word[-1].isdigit():
        for form in (word.removesuffix("s"), word + "s", word.removesuffix("es")):
            if form != word and language.has(form):
                yield form
