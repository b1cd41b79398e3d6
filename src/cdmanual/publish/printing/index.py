"""The index of the book: terms, authorities and laws by their names in every language, with the pages they stand on."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from cdmanual.manual import model
from cdmanual.manual.reading import own_names
from cdmanual.publish.printing import places
from cdmanual.publish.printing.values import Values

_SCRIPTS = ("Latin", "Greek", "Cyrillic", "Georgian")


class Word(NamedTuple):
    """A word of the index: how it stands there, its language, what it is of, and the place that it leads to."""

    title: str
    lang: str
    note: str
    place: str


def index_of(values: Values, labels: dict[str, str]) -> list[dict[str, Any]]:
    """The index by script and letter; ``labels`` call the page on which each place stands (``III.RS-7``)."""
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for word in _words(values):
        if word.place in labels and word.place not in found[word[:3]]:
            found[word[:3]].append(word.place)
    scripts: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for title, lang, note in sorted(found, key=lambda word: (sort_key(word[0]), word)):
        pages = [{"place": place, "label": labels[place]} for place in found[title, lang, note]]
        row = {"title": title, "lang": lang, "note": note, "pages": _once(pages)}
        scripts.setdefault(script_of(title), {}).setdefault(sort_key(title)[:1].title(), []).append(row)
    return [
        {"title": script, "letters": [{"title": letter, "rows": rows} for letter, rows in scripts[script].items()]}
        for script in _SCRIPTS
        if script in scripts
    ]


def sort_key(title: str) -> str:
    """A title by its letters alone: marks, quotes and case do not set it apart."""
    plain = unicodedata.normalize("NFD", title.casefold())
    letters = "".join(sign for sign in plain if sign.isalnum() or sign == " ").strip()
    return letters.replace("đ", "d").replace("ł", "l").replace("ı", "i")


def script_of(title: str) -> str:
    """The script of the first letter; Latin for one of another script or of none."""
    names = (unicodedata.name(sign, "") for sign in title if sign.isalpha())
    first = next(names, "").split(" ")[0].title()
    return first if first in _SCRIPTS else "Latin"


def _once(pages: list[dict[str, str]]) -> list[dict[str, str]]:
    return list({page["label"]: page for page in reversed(pages)}.values())[::-1]


def _words(values: Values) -> Iterator[Word]:
    manual = values.edition.manual
    for term in manual.terms:
        place = f"term/{term.id}"
        yield Word(term.term[:1].upper() + term.term[1:], "en", "", place)
        for number, word in enumerate(term.words, 1):
            yield Word(word.word, _lang(word.language), "", places.of_part(place, number))
    for treaty in manual.treaties:
        place = f"treaty/{treaty.id}"
        for name in dict.fromkeys((treaty.short, *treaty.nicknames)):
            yield Word(name, "en", "", place)
        for provision in treaty.provisions:
            yield Word(f"{treaty.short} {provision.cite}", "en", "", f"{place}/{provision.id}")
    for channel in manual.channels:
        yield from (Word(name, "en", "", f"channel/{channel.id}") for name in {channel.short, channel.name["en"]})
    for state in manual.states:
        yield Word(state.name["en"], "en", "", state.iso)
        yield from (Word(name, _lang(tag), "", state.iso) for tag, name in own_names(state.name))
        yield from _laws(state)
        yield from _authorities(values, state)


def _laws(state: model.State) -> Iterator[Word]:
    for law in state.legislation:
        place = f"{state.iso}/{law.id}"
        for title in dict.fromkeys((law.short, law.title.get("en", law.short))):
            yield Word(title, "en", f"({state.iso})", place)
        yield from (Word(title, _lang(tag), f"({state.iso})", place) for tag, title in own_names(law.title))
        for provision in law.provisions:
            yield Word(f"{law.short} {provision.cite}", "en", f"({state.iso})", f"{place}/{provision.id}")


def _authorities(values: Values, state: model.State) -> Iterator[Word]:
    """An authority with its own entry first, then the answers that name it."""
    named: dict[str, list[str]] = defaultdict(list)
    for answer in state.answers:
        question = values.edition.manual.questionnaire.question(answer.question)
        for number, part in enumerate(answer.parts, 1):
            value = part.value
            ids = (*value.by, *value.confirmed_by) if isinstance(value, model.Urgent) else value
            if question.kind in ("authorities", "urgent") and ids:
                for name in (ids,) if isinstance(ids, str) else ids:
                    named[name].append(places.of_part(places.of_answer(state.iso, question.id), number))
    for authority in state.authorities:
        names = [(authority.name["en"], "en"), *((name, _lang(tag)) for tag, name in own_names(authority.name))]
        for place in (places.of_authority(state.iso, authority.id), *named[authority.id]):
            yield from (Word(name, lang, f"({state.iso})", place) for name, lang in names)


def _lang(tag: str) -> str:
    return tag.split("-")[0]
