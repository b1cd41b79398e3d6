"""Repair a mistyped word: the nearest word that the manual knows, by edit distance with neighbours swapped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# Shorter words have too many neighbours to guess.
SHORTEST = 4


def distance(one: str, other: str, most: int) -> int:
    """Letters to insert, delete, change or swap (optimal string alignment distance); ``most`` + 1 if more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1] if last[-1] <= most else most + 1


def letters(word: str) -> int:
    """The set of a word's letters and digits as bits; two words within n edits differ in at most 2n of them."""
    mask = 0
    for char in word:
        mask |= 1 << (ord(char) % 32)
    return mask


def nearest(word: str, known: Mapping[int, Sequence[tuple[str, int, int]]]) -> str | None:
    """The best of the known words (word, letters, weight; by their length), or None when none is near.

    Nearest first, then those with the same first letter, then the heavier, then by the alphabet. One error is allowed,
    two in words of eight letters and more.
    """
    most = 2 if len(word) >= 8 else 1
    mask = letters(word)
    best: tuple[int, bool, int, str] | None = None
    lengths = range(len(word) - most, len(word) + most + 1)
    for candidate, its_mask, weight in (found for length in lengths for found in known.get(length, ())):
        if (mask ^ its_mask).bit_count() > 2 * most:
            continue
        apart = distance(word, candidate, most)
        if apart <= most:
            found = (apart, candidate[0] != word[0], -weight, candidate)
            if best is None or found < best:
                best = found
    return best[3] if best else None
