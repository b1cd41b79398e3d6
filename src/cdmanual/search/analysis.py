"""Folding: what makes ``Türkiye``, ``turkiye`` and ``ТУРЦИЈА`` meet. One table, used here and exported to the browser.

Folded text is lower-case Latin letters and digits. Serbian and Macedonian Cyrillic meet their Latin spelling (ч and č
become c); Greek and Georgian meet the usual Latin transliteration; every diacritic falls.
"""

from __future__ import annotations

import re
import unicodedata

FOLDS: dict[str, str] = {
    # Latin letters that Unicode does not decompose
    "đ": "d", "ð": "d", "ı": "i", "ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ǆ": "dz",
    "ǉ": "lj", "ǌ": "nj",
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
    "ლ": "l", "მ": "m", "ნ": "n", "ო": "o", "პ": "p", "ჟ": "z", "რ": "r", "ს": "s", "ტ": "t", "უ": "u",
    "ფ": "p", "ქ": "k", "ღ": "gh", "ყ": "q", "შ": "s", "ჩ": "c", "ც": "c", "ძ": "dz", "წ": "ts", "ჭ": "c",
    "ხ": "kh", "ჯ": "j", "ჰ": "h",
}  # fmt: skip
_TOKEN = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """The text in lower-case Latin letters without diacritics; what is no letter or digit stays as it is."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFD", text.lower())
    # Every mark falls, not only those that combine: the browser's \\p{M} takes them all.
    return "".join(FOLDS.get(char, char) for char in plain if unicodedata.category(char)[0] != "M")


def tokens(text: str) -> list[str]:
    """The folded words and numbers of a text, in order."""
    return _TOKEN.findall(fold(text))
