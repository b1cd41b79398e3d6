"""How two states of a text, a list or an entry differ, in words that fit into one line; knows nothing of records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from textwrap import shorten
from typing import Any, NamedTuple

Label = Callable[[str, str], str]
_LINE = 130  # characters of each side of a comparison: both fit into one line of a list
_AROUND = 2  # words that are kept before and after what was changed, so that the place is recognised
_LONG = 60  # characters from which a list's item is a sentence and no name
_REST = "details of the entry changed"
_TEXTS = frozenset(("amendments", "definition", "note", "parties_note", "summary", "text"))


class Field(NamedTuple):
    """A field of an entry that is worth a word: its name, what readers call it, and the vocabulary of its values."""

    name: str
    words: str
    vocabulary: str = ""


def cut(text: str, width: int = _LINE) -> str:
    """The text on one line, cut where it is too long."""
    shown = shorten(text, width, placeholder=" …")
    return f"{shown}”" if shown.count("“") > shown.count("”") else shown  # a quotation ends, cut or not


def quoted(text: str) -> str:
    """The text as a quotation, cut where it is too long."""
    return f"“{cut(text)}”"


def arrow(before: str, after: str) -> str:
    """``12 → 18 months``: the unit of two numbers is said once; ``not stated`` where there is nothing."""
    if min(len(before), len(after)) > _LINE:  # cut, the two could look the same
        return reworded(before, after)
    old, new = before.split(), after.split()
    if len(new) > 1 and old[1:] == new[1:] and old[0].isdigit() and new[0].isdigit():
        return f"{old[0]} → {after}"
    return f"{cut(before) or 'not stated'} → {cut(after) or 'not stated'}"


def reworded(before: str, after: str) -> str:
    """What was changed in a text, with a word or two around it: ``“lasts 2 months” → “lasts 3 months”``."""
    old, new = before.split(), after.split()
    start = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    same = zip(old[start:][::-1], new[start:][::-1], strict=False)
    end = next((i for i, (a, b) in enumerate(same) if a != b), min(len(old), len(new)) - start)
    if not old:
        return f"added: {quoted(after)}"
    if start + end == len(old):
        return f"adds {_excerpt(new, start, len(new) - end)}"
    if start + end == len(new):
        return f"no longer says {_excerpt(old, start, len(old) - end)}"
    first, after_last = max(0, start - _AROUND), max(0, end - _AROUND)
    return f"{_excerpt(old, first, len(old) - after_last)} → {_excerpt(new, first, len(new) - after_last)}"


def _excerpt(words: Sequence[str], first: int, last: int) -> str:
    text = cut(" ".join(words[first:last]))
    before, after = "… " if first else "", " …" if last < len(words) and not text.endswith("…") else ""
    return f"“{before}{text}{after}”"


def listed(words: Sequence[str], most: int = 3) -> str:
    """The first of the words, and how many more there are."""
    return ", ".join(map(cut, words[:most])) + (f" and {len(words) - most} more" if len(words) > most else "")


def exchanged(what: str, before: Sequence[str], after: Sequence[str]) -> str:
    """What came to a list and what left it: ``legal basis added: CPC art. 3; removed: CPC art. 2``."""
    come, gone = [one for one in after if one not in before], [one for one in before if one not in after]
    if len(come) == len(gone) == 1 and len(come[0]) > _LONG:  # a sentence that was written anew
        return f"{what} {reworded(gone[0].strip('“”'), come[0].strip('“”'))}"
    parts = [f"added: {listed(come)}"] * bool(come) + [f"removed: {listed(gone)}"] * bool(gone)
    return f"{what} {'; '.join(parts)}" if parts else f"{what}: other order"


def differences(before: Any, after: Any, fields: Sequence[Field], label: tuple[Label, Label]) -> str:
    """How two entries differ in the fields named; where only other fields do, it says just that."""
    return "; ".join(_differences(before, after, fields, label)) or _REST


def _differences(before: Any, after: Any, fields: Sequence[Field], label: tuple[Label, Label]) -> Iterator[str]:
    for field in fields:
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old == new:
            continue
        if isinstance(old, tuple):
            rows = [[_shown(one, field, say) for one in row] for row, say in zip((old, new), label, strict=True)]
            yield exchanged(field.words, *rows)
        elif isinstance(old, dict):
            for tag in (tag for tag in {**new, **old} if old.get(tag) != new.get(tag)):
                language = "" if tag == "en" else f" in {label[1]('language', tag)}"
                yield f"{field.words}{language}: {arrow(old.get(tag, ''), new.get(tag, ''))}"
        elif field.name in _TEXTS:
            yield f"{field.words} {reworded(old, new)}"
        else:
            yield f"{field.words}: {arrow(_shown(old, field, label[0]), _shown(new, field, label[1]))}"


def _shown(value: str | None, field: Field, label: Label) -> str:
    return label(field.vocabulary, value) if field.vocabulary and value else value or ""
