"""Folding: what makes ``Türkiye``, ``turkiye`` and ``ТУРЦИЈА`` meet. One table, used here and exported to the browser.

Folded text is lower-case Latin letters and digits. Serbian and Macedonian Cyrillic meet their Latin spelling (ч and č
become c); Greek and Georgian meet the usual Latin transliteration; every diacritic falls. What readers write in two
ways becomes one: ``ue`` and ``ü`` both u, ``dj`` and ``đ`` both d, ``y`` and ``j`` both i, a doubled letter of a longer
word one.
"""

from __future__ import annotations

import re
import unicodedata

# From a letter (or a Greek pair) to plain letters; the longer key first.
FOLDS: dict[str, str] = {
    # Greek pairs that are one sound
    "ου": "ou", "αυ": "av", "ευ": "ev", "γγ": "ng", "γχ": "nch", "γξ": "nx", "μπ": "b",
    # Latin letters that Unicode does not decompose
    "đ": "d", "ð": "d", "ı": "i", "ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ǆ": "dz",
    "ǉ": "lj", "ǌ": "nj", "ə": "e", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl",
    # Cyrillic: Serbian, Macedonian, Bulgarian, Ukrainian
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "ђ": "d", "е": "e", "є": "e", "ж": "z",
    "з": "z", "ѕ": "dz", "и": "i", "і": "i", "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n",
    "њ": "nj", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "c", "у": "u", "ф": "f", "х": "h",
    "ц": "c", "ч": "c", "џ": "dz", "ш": "s", "щ": "st", "ъ": "a", "ь": "", "ы": "y", "э": "e", "ю": "ju",
    "я": "ja",
    # Greek
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k",
    "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
    "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
    # Georgian
    "ა": "a", "ბ": "b", "გ": "g", "დ": "d", "ე": "e", "ვ": "v", "ზ": "z", "თ": "t", "ი": "i", "კ": "k",
    "ლ": "l", "მ": "m", "ნ": "n", "ო": "o", "პ": "p", "ჟ": "zh", "რ": "r", "ს": "s", "ტ": "t", "უ": "u",
    "ფ": "p", "ქ": "k", "ღ": "gh", "ყ": "q", "შ": "sh", "ჩ": "ch", "ც": "ts", "ძ": "dz", "წ": "ts", "ჭ": "ch",
    "ხ": "kh", "ჯ": "j", "ჰ": "h",
}  # fmt: skip
# Two spellings of one sound, in plain letters; applied in this order, again and again until nothing changes.
MERGES: tuple[tuple[str, str], ...] = (
    ("dj", "d"), ("gj", "g"), ("kj", "k"), ("ch", "c"), ("sh", "s"), ("zh", "z"), ("kh", "h"), ("gh", "g"),
    ("ae", "a"), ("oe", "o"), ("ue", "u"), ("j", "i"), ("y", "i"),
)  # fmt: skip
_LETTERS = re.compile("|".join(sorted(FOLDS, key=lambda key: (-len(key), key))))
# A doubled letter counts once in words of four letters and more; in shorter ones (off, PCC) and in Roman numbers not.
_LONG_WORD = re.compile(r"(?<![a-z])(?![ivxlcdm]+(?![a-z]))[a-z]{4,}")
_DOUBLED = re.compile(r"([a-z])\1+")
# An article's number keeps its letter: 294/c, 42.ah and 294c are one word.
_TOKEN = re.compile(r"[0-9]+[/.\-\u2010-\u2013][a-z]{1,3}(?![a-z0-9])|[a-z0-9]+")
_SEPARATOR = re.compile(r"[/.\-\u2010-\u2013]")
_UNSEEN = frozenset({"Mn", "Mc", "Me", "Cf"})
_NUMBERED = re.compile(r"([0-9]+)[a-z]{1,3}")


def fold(text: str) -> str:
    """The text in lower-case Latin letters without diacritics; what is no letter or digit stays as it is."""
    plain = text.lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFD", plain)
        # Every mark falls, and what is only there for the typesetter (soft hyphens): \\p{M} and \\p{Cf} in the browser.
        plain = "".join(char for char in plain if unicodedata.category(char) not in _UNSEEN)
        plain = _LETTERS.sub(lambda found: FOLDS[found.group()], plain)
    return _merge(plain)


def _merge(plain: str) -> str:
    while True:
        merged = plain
        for pair, one in MERGES:
            merged = merged.replace(pair, one)
        merged = _LONG_WORD.sub(lambda found: _DOUBLED.sub(r"\1", found.group()), merged)
        if merged == plain:
            return plain
        plain = merged


def tokens(text: str) -> list[str]:
    """The folded words and numbers of a text, in order; the number of an article with its letter is one."""
    return [_SEPARATOR.sub("", found) for found in _TOKEN.findall(fold(text))]


def index_tokens(text: str) -> list[str]:
    """The tokens of a text to be found: beside 294c also 294, so that the number alone finds it."""
    listed = []
    for token in tokens(text):
        listed.append(token)
        if numbered := _NUMBERED.fullmatch(token):
            listed.append(numbered.group(1))
    return listed
