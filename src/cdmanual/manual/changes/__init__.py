"""What changed between two states of the manual, by id and in plain words; by states, treaties and channels.

Knows neither files nor editions: whoever calls it hands over what may be seen. Words come from reading.py and, for
vocabularies outside the questionnaire, from the labels that each side brings along.
"""

from __future__ import annotations

from collections.abc import Iterator

from cdmanual.manual.changes.change import KINDS, Change, Side
from cdmanual.manual.changes.region import compare_channels, compare_treaties, compare_words
from cdmanual.manual.changes.states import compare_states

__all__ = ["KINDS", "Change", "Side", "compare"]


def compare(old: Side, new: Side, with_posts: bool = False) -> tuple[Change, ...]:
    """Every change from the old side to the new, by states in the manual's order, then treaties, channels and terms.

    Posts of officers are compared only ``with_posts``.
    """
    found = [
        *compare_states(old, new, with_posts),
        *compare_treaties(old, new),
        *compare_channels(old, new),
        *compare_words(old, new),
    ]
    order = {name: place for place, name in enumerate(dict.fromkeys(_names(old, new)))}
    return tuple(sorted(found, key=lambda change: (order[change.about], KINDS.index(change.kind))))


def _names(old: Side, new: Side) -> Iterator[str]:
    """Whatever a change can be about, in the order in which a reader looks for it."""
    for side in (new, old):
        yield from (state.name["en"] for state in side.manual.states)
    for side in (new, old):
        yield from (treaty.short for treaty in side.manual.treaties)
    for side in (new, old):
        yield from (channel.short for channel in side.manual.channels)
    yield from ("Glossary", "Questionnaire")
