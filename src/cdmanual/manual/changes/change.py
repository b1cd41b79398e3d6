"""One change, the two sides it lies between, and what all lists of entries have in common when they are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cdmanual.manual.changes.wording import Field, Label, cut, differences
from cdmanual.manual.model import Manual, Review, Verified
from cdmanual.manual.reading import language_name

# The kinds of change, the weightiest for a reader first.
KINDS = (
    *("state", "answer", "contact", "post", "authority", "law", "instrument", "channel", "provision", "party"),
    *("membership", "profile", "question", "term", "source", "review"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One change: of which state (``""`` where of none alone), in which entry (``ids``), and what was and is said.

    ``about`` is the state, treaty or channel by name, ``words`` says the change, ``when`` is the day on which what is
    now said was verified: None where it was not verified anew, empty where there is nothing to verify. ``after`` is
    empty where the entry is gone.
    """

    state: str
    about: str
    kind: str
    ids: tuple[str, ...]
    subject: str
    words: str
    before: str
    after: str
    when: str | None

    @property
    def text(self) -> str:
        """``Longest duration: 12 → 18 months (CPC art. 335); verified 2026-11-21``."""
        if self.kind == "review" or self.when == "":
            return f"{self.subject}: {self.words}"
        return f"{self.subject}: {self.words}; {f'verified {self.when}' if self.when else 'not verified anew'}"

    @property
    def sentence(self) -> str:
        """The same with the state, treaty or channel before it."""
        return self.text if self.subject.startswith(self.about) else f"{self.about} · {self.text}"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two states that are compared: the manual as far as it may be seen, and the labels of its time.

    ``marking`` says who may see it, as ``TLP:CLEAR``.
    """

    manual: Manual
    label: Label
    marking: str = ""

    def say(self, vocabulary: str, value: str) -> str:
        """The label of a value; of a language its name."""
        return language_name(value) if vocabulary == "language" else self.label(vocabulary, value)


@dataclass(frozen=True, slots=True)
class Pair:
    """Both sides of one state, treaty or channel, and what all changes in it have in common."""

    old: Side
    new: Side
    state: str
    about: str
    when: str | None = ""

    @property
    def labels(self) -> tuple[Label, Label]:
        """The words of each side for the values of a vocabulary."""
        return self.old.say, self.new.say

    def change(
        self, kind: str, ids: tuple[str, ...], subject: str, words: str, before: str = "", after: str = ""
    ) -> Change:
        """A change in this state, treaty or channel."""
        return Change(self.state, self.about, kind, ids, cut(subject), words, before, after, self.when)

    def verified(self, now: Verified, was: Verified | None = None) -> Pair:
        """The same, of something that was verified then: a day that stood there before tells nothing of a change."""
        return replace(self, when=None if now == was else now.on)


def by_id(rows: Iterable[Any], key: str = "id") -> dict[str, Any]:
    """Entries by what names them."""
    return {getattr(row, key): row for row in rows}


def entries(
    pair: Pair,
    kind: str,
    rows: tuple[Sequence[Any], Sequence[Any]],
    subject: Callable[[Any], str],
    fields: tuple[Field, ...],
    noun: str = "",
    home: tuple[str, ...] = (),
    bare: Callable[[Any], Any] = lambda row: row,
) -> Iterator[Change]:
    """Entries that came, left or changed; ``bare`` is an entry less what is compared apart from it."""
    was, now = by_id(rows[0]), by_id(rows[1])
    for key, row in now.items():
        ids, name = (*home, key), subject(row)
        if key not in was:
            yield pair.change(kind, ids, name, f"{noun or kind} added", "", name)
        elif bare(was[key]) != bare(row):
            words = differences(was[key], row, fields, pair.labels)
            yield pair.change(kind, ids, name, words, subject(was[key]), name)
    for key, row in was.items():
        if key not in now:
            yield pair.change(kind, (*home, key), subject(row), f"{noun or kind} removed", subject(row))


def without(*names: str) -> Callable[[Any], Any]:
    """An entry less the lists of these names, which are compared apart from it or not at all."""
    return lambda row: replace(row, **dict.fromkeys(names, ()))


def reviewed(pair: Pair, subject: str, ids: tuple[str, ...], was: Review, now: Review) -> Iterator[Change]:
    """A record that was held against the facts again."""
    before, after = was.verified, now.verified
    if (before.on, before.by) != (after.on, after.by):
        by = pair.new.say("verified-by", after.by).lower()
        words = f"verified anew {after.on} by {by} (before: {before.on})"
        yield pair.verified(after).change("review", ids, subject, words, before.on, after.on)
