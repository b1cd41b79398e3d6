"""Rules on languages: tags name languages, names have English, words stand in their language's script."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from cdmanual.names import language_names
from cdmanual.problems import Place, Problem, did_you_mean, error, warning
from cdmanual.records.load import Record
from cdmanual.records.rules.context import Context
from cdmanual.records.schemas import subject
from cdmanual.records.yamlfile import Path

# Where a record says the same thing in several languages.
_BY_LANGUAGE = (("name",), ("title",), ("measure",), ("post",))


def languages_exist(context: Context) -> Iterator[Problem]:
    """Every language tag names a language."""
    known = frozenset(language_names())
    for record in context.all():
        for path, value in context.walk(record):
            if isinstance(value, str) and _leads_to_language(path):
                yield from _language(record, record.file.place(path), path, value, known)
            for tag in value if path[-1:] in _BY_LANGUAGE and isinstance(value, dict) else ():
                yield from _language(record, record.file.key_place((*path, tag)), path, tag, known)


def _leads_to_language(path: Path) -> bool:
    if not isinstance(path[-1], int):
        return path[-1] in ("lang", "language")
    return path[-2] == "languages" or (path[:2] == ("answers", "languages") and path[-2] == "value")


def _language(record: Record, place: Place, path: Path, tag: str, known: frozenset[str]) -> Iterator[Problem]:
    if tag.split("-")[0] not in known:
        hint = did_you_mean(tag, known) or "write the tag of BCP 47, as hr or sr-Cyrl"
        yield error(place, "unknown-language", f'{subject(record.file, path)}: "{tag}" is no language', hint)


def names_have_english(context: Context) -> Iterator[Problem]:
    """What has a name in some language has one in English, which the manual is written in."""
    for record in context.all():
        for path, value in context.walk(record):
            if path[-1:] in _BY_LANGUAGE and isinstance(value, dict) and (*path, "en") not in record.file.keys_at:
                yield error(
                    record.file.key_place(path),
                    "missing-key",
                    f'{subject(record.file, path)}: the key "en" is missing',
                    "add en: with the words in English",
                )


def scripts_fit(context: Context) -> Iterator[Problem]:
    """Words under a language tag are written in that language's script."""
    for record in context.all():
        for path, value in context.walk(record):
            words: list[tuple[Path, str, Any]] = []
            if path[-1:] in _BY_LANGUAGE and isinstance(value, dict):
                words = [((*path, tag), tag, text) for tag, text in value.items()]
            elif isinstance(value, dict) and "word" in value and "language" in value:
                words = [((*path, "word"), value["language"], value["word"])]
            for at, tag, text in words:
                if odd := _odd_script(tag, text):
                    yield warning(
                        record.file.place(at),
                        "wrong-script",
                        f"{subject(record.file, at)}: written in {odd} letters, which {tag} does not use",
                        "put the words under the language they are written in",
                    )


_SCRIPTS = {
    "Latn": "LATIN",
    "Cyrl": "CYRILLIC",
    "Grek": "GREEK",
    "Geor": "GEORGIAN",
    "Armn": "ARMENIAN",
    "Arab": "ARABIC",
    "Hebr": "HEBREW",
}


@cache
def _script(tag: str) -> str | None:
    from babel.core import get_global

    parts = tag.split("-")
    code = next((part for part in parts[1:] if len(part) == 4), None)
    likely = str(get_global("likely_subtags").get(parts[0], "")).split("_")  # sr_Cyrl_RS; nothing for mul and zxx
    return _SCRIPTS.get(code or "".join(likely[1:2]))


def _odd_script(tag: str, words: str) -> str | None:
    """The script of most letters when it is not the language's own."""
    expected = _script(tag)
    counted = Counter(unicodedata.name(char, "").split(" ")[0] for char in words if char.isalpha())
    known = [(n, name) for name, n in counted.items() if name in _SCRIPTS.values()]
    most = max(known)[1] if known else None
    return most.title() if expected and most and most != expected else None
